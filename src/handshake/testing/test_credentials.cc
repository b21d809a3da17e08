#include "handshake/testing/test_credentials.h"

#include <cstring>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/handles.h"

namespace reprise::handshake::testing {
namespace {

crypto::KeyPtr make_key(const char* type) {
  if (std::strcmp(type, "EC") == 0) return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (std::strcmp(type, "RSA") == 0) return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(2048)));
  return crypto::KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, type));
}

crypto::X509Ptr make_certificate(EVP_PKEY* key, const EVP_MD* digest) {
  crypto::X509Ptr x509(X509_new());
  X509_set_version(x509.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), 86400);
  X509_NAME* name = X509_get_subject_name(x509.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(x509.get(), name);
  X509_set_pubkey(x509.get(), key);
  CHECK(X509_sign(x509.get(), key, digest) != 0);
  return x509;
}

}  // namespace

Ref<const crypto::Algorithms> test_algorithms() {
  static const auto* const kAlgorithms = crypto::Algorithms::fetch(nullptr, nullptr).value().share().leak();
  return Ref<const crypto::Algorithms>::sharing(kAlgorithms);
}

Ref<const Credential> make_credential(const char* type) {
  const auto key = make_key(type);
  CHECK(key != nullptr);
  const auto x509 = make_certificate(key.get(), std::strcmp(type, "ED25519") == 0 ? nullptr : EVP_sha256());
  std::vector<Ref<const crypto::Certificate>> certificates;
  certificates.push_back(std::move(crypto::Certificate::from_x509(test_algorithms(), x509.get()).value()));
  auto credential = make_ref<Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(certificates));
  credential->key = crypto::PrivateKey::sharing(test_algorithms(), key.get());
  return credential;
}

}  // namespace reprise::handshake::testing
