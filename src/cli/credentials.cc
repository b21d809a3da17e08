// SPDX-License-Identifier: Apache-2.0
#include "cli/credentials.h"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <memory>
#include <utility>
#include <vector>

#include "base/secret_bytes.h"
#include "cli/files.h"
#include "crypto/pem.h"

namespace reprise::cli {
namespace {

struct Free {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <typename T>
using Held = std::unique_ptr<T, Free>;

constexpr long kWeek_s = 7 * 24 * 3600;

Ref<const handshake::Credential> credential_of(Ref<const crypto::CertificateChain> chain,
                                               Ref<const crypto::PrivateKey> key) {
  auto credential = make_ref<handshake::Credential>();
  credential->chain = std::move(chain);
  credential->key = std::move(key);
  return credential;
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
  auto chain = crypto::chain_from_pem(algorithms, text_of(*certificate_pem));
  auto key = crypto::key_from_pem(algorithms, text_of(*key_pem));
  wipe(*key_pem);
  if (chain.ok() && key.ok()) return credential_of(std::move(chain.value()), std::move(key.value()));
  fmt::print(stderr, "reprise: cannot read {} from {}\n", chain.ok() ? "a private key" : "a certificate",
             !chain.ok() || key_file.empty() ? certificate_file : key_file);
  return nullptr;
}

Ref<const handshake::Credential> make_credential(const Ref<const crypto::Algorithms>& algorithms) {
  const Held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const auto x509 = key ? self_signed(key.get()) : nullptr;
  auto certificate = x509 ? crypto::Certificate::from_x509(algorithms.share(), x509.get())
                          : Result<Ref<const crypto::Certificate>>(fail_silently(Reason::out_of_memory));
  if (!certificate.ok()) return nullptr;
  std::vector<Ref<const crypto::Certificate>> chain;
  chain.push_back(std::move(certificate.value()));
  return credential_of(make_ref<crypto::CertificateChain>(std::move(chain)),
                       crypto::PrivateKey::sharing(algorithms.share(), key.get()));
}

}  // namespace reprise::cli
