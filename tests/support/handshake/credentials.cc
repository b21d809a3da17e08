// SPDX-License-Identifier: Apache-2.0
#include "support/handshake/credentials.h"

#include <cstring>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/handles.h"

namespace reprise::handshake::testing {
namespace {

crypto::KeyPtr make_rsa_pss_key() {
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
  EVP_PKEY* key = nullptr;
  CHECK(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_generate(context, &key) == 1);
  EVP_PKEY_CTX_free(context);
  return crypto::KeyPtr(key);
}

crypto::KeyPtr make_key(const char* type) {
  if (std::strcmp(type, "EC") == 0) return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (std::strcmp(type, "RSA") == 0)
    return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(2048)));
  if (std::strcmp(type, "RSA-PSS") == 0) return make_rsa_pss_key();
  return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, type));
}

void set_name(X509_NAME* name, const char* text) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
}

void set_key_usage(X509* x509, const char* usage) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, usage);
  CHECK(extension != nullptr && X509_add_ext(x509, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

crypto::X509Ptr make_certificate(EVP_PKEY* key, EVP_PKEY* issuer, const char* usage) {
  crypto::X509Ptr x509(X509_new());
  X509_set_version(x509.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), 86400);
  set_name(X509_get_subject_name(x509.get()), "test");
  set_name(X509_get_issuer_name(x509.get()), key == issuer ? "test" : "issuer");
  X509_set_pubkey(x509.get(), key);
  if (usage != nullptr) set_key_usage(x509.get(), usage);
  const EVP_MD* digest = EVP_PKEY_is_a(issuer, "ED25519") != 0 ? nullptr : EVP_sha256();
  CHECK(X509_sign(x509.get(), issuer, digest) != 0);
  return x509;
}

Ref<const Credential> credential_of(EVP_PKEY* key, EVP_PKEY* issuer, const char* usage = nullptr) {
  CHECK(key != nullptr && issuer != nullptr);
  const auto x509 = make_certificate(key, issuer, usage);
  std::vector<Ref<const crypto::Certificate>> certificates;
  certificates.push_back(std::move(crypto::Certificate::from_x509(test_algorithms(), x509.get()).value()));
  auto credential = make_ref<Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(certificates));
  credential->key = crypto::PrivateKey::sharing(test_algorithms(), key);
  return credential;
}

}  // namespace

Ref<const crypto::Algorithms> test_algorithms() {
  static const auto* const kAlgorithms = crypto::Algorithms::fetch(nullptr, nullptr).value().share().leak();
  return Ref<const crypto::Algorithms>::sharing(kAlgorithms);
}

Ref<const Credential> make_credential(const char* type) {
  const auto key = make_key(type);
  return credential_of(key.get(), key.get());
}

Ref<const Credential> make_credential_for(const char* type, const char* key_usage) {
  const auto key = make_key(type);
  return credential_of(key.get(), key.get(), key_usage);
}

Ref<const Credential> make_credential(const char* type, const char* issuer) {
  return credential_of(make_key(type).get(), make_key(issuer).get());
}

}  // namespace reprise::handshake::testing
