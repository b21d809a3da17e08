// SPDX-License-Identifier: Apache-2.0
// Certificates made on the spot, with libcrypto.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace reprise_test {

struct Issued {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

namespace certificates {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;

inline std::string text_of(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, std::size_t(size)};
}

inline std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_X509(bio.get(), certificate), 1);
  return text_of(bio.get());
}

// Encrypted when there is a passphrase.
inline std::string pem_of(EVP_PKEY* key, const std::string& passphrase = {}) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const auto* cipher = passphrase.empty() ? nullptr : EVP_aes_128_cbc();
  EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, passphrase.data(), int(passphrase.size()), nullptr,
                                          nullptr),
            1);
  return text_of(bio.get());
}

}  // namespace certificates

// A certificate authority of that name, with a key of its own.
class Authority {
 public:
  explicit Authority(const std::string& name) : key_(EVP_EC_gen("P-256")) {
    certificate_ = make(name, key_.get(), nullptr);
  }
  std::string pem() const { return certificates::pem_of(certificate_.get()); }
  Issued issue(const std::string& name) const { return issue_for(name, EVP_EC_gen("P-256")); }
  Issued issue_rsa(const std::string& name) const { return issue_for(name, EVP_RSA_gen(2048)); }

 private:
  Issued issue_for(const std::string& name, EVP_PKEY* made) const {
    const certificates::Key key(made);
    const auto certificate = make(name, key.get(), this);
    return {certificates::pem_of(certificate.get()), certificates::pem_of(key.get())};
  }
  static certificates::Certificate make(const std::string& name, EVP_PKEY* key, const Authority* issuer) {
    certificates::Certificate made(X509_new());
    X509* certificate = made.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer != nullptr ? 2 : 1);
    ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(certificate), "21200101000000Z");
    auto* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, issuer != nullptr ? X509_get_subject_name(issuer->certificate_.get()) : subject);
    X509_set_pubkey(certificate, key);
    add_extension(certificate, "basicConstraints", issuer != nullptr ? "CA:FALSE" : "critical,CA:TRUE");
    if (issuer != nullptr) add_extension(certificate, "subjectAltName", "DNS:" + name);
    EXPECT_NE(X509_sign(certificate, issuer != nullptr ? issuer->key_.get() : key, EVP_sha256()), 0);
    return made;
  }
  static void add_extension(X509* certificate, const char* name, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf(nullptr, nullptr, name, value.c_str());
    EXPECT_EQ(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
  }

  certificates::Key key_;
  certificates::Certificate certificate_;
};

}  // namespace reprise_test
