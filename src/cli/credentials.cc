// SPDX-License-Identifier: Apache-2.0
#include "cli/credentials.h"

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/secret_bytes.h"
#include "cli/files.h"

namespace reprise::cli {
namespace {

struct Free {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <typename T>
using Held = std::unique_ptr<T, Free>;

constexpr long kWeek_s = 7 * 24 * 3600;

Ref<const handshake::Credential> credential_of(const Ref<const crypto::Algorithms>& algorithms,
                                               std::vector<Ref<const crypto::Certificate>> chain, EVP_PKEY* key) {
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(chain));
  credential->key = crypto::PrivateKey::sharing(algorithms.share(), key);
  return credential;
}

bool add(const Ref<const crypto::Algorithms>& algorithms, X509* x509,
         std::vector<Ref<const crypto::Certificate>>& chain) {
  auto certificate = crypto::Certificate::from_x509(algorithms.share(), x509);
  if (!certificate.ok()) return false;
  chain.push_back(std::move(certificate.value()));
  return true;
}

void add_extension(X509* certificate, int nid, const char* value) {
  const Held<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  if (extension) X509_add_ext(certificate, extension.get(), -1);
}

Held<X509> self_signed(EVP_PKEY* key) {
  Held<X509> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kWeek_s);
  auto* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  return X509_sign(certificate.get(), key, EVP_sha256()) > 0 ? std::move(certificate) : nullptr;
}

}  // namespace

Ref<const handshake::Credential> load_credential(const Ref<const crypto::Algorithms>& algorithms,
                                                 const std::string& certificate_file, const std::string& key_file) {
  const auto certificate_pem = read_file_or_say(certificate_file);
  auto key_pem = read_file_or_say(key_file.empty() ? certificate_file : key_file);
  if (!certificate_pem || !key_pem) return nullptr;
  const Held<BIO> certificates(BIO_new_mem_buf(certificate_pem->data(), int(certificate_pem->size())));
  const Held<BIO> keys(BIO_new_mem_buf(key_pem->data(), int(key_pem->size())));
  const Held<EVP_PKEY> key(keys ? PEM_read_bio_PrivateKey(keys.get(), nullptr, nullptr, nullptr) : nullptr);
  std::vector<Ref<const crypto::Certificate>> chain;
  while (certificates) {
    const Held<X509> x509(PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr));
    if (!x509 || !add(algorithms, x509.get(), chain)) break;
  }
  wipe(*key_pem);
  ERR_clear_error();  // the end of the file is no error
  if (!chain.empty() && key) return credential_of(algorithms, std::move(chain), key.get());
  fmt::print(stderr, "reprise: cannot read {} from {}\n", chain.empty() ? "a certificate" : "a private key",
             chain.empty() || key_file.empty() ? certificate_file : key_file);
  return nullptr;
}

Ref<const handshake::Credential> make_credential(const Ref<const crypto::Algorithms>& algorithms) {
  const Held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const auto certificate = key ? self_signed(key.get()) : nullptr;
  std::vector<Ref<const crypto::Certificate>> chain;
  if (!certificate || !add(algorithms, certificate.get(), chain)) return nullptr;
  return credential_of(algorithms, std::move(chain), key.get());
}

}  // namespace reprise::cli
