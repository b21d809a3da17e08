#include "handshake/own_chain.h"

#include "crypto/certificate_strength.h"

namespace reprise::handshake {
namespace {

// SSL_SECOP_EE_KEY, SSL_SECOP_CA_KEY and SSL_SECOP_CA_MD: SecurityQuestion::other is the certificate.
constexpr int kOtherCertificate = 6 << 16;
constexpr int kLeafKey = 16 | kOtherCertificate;
constexpr int kIssuerKey = 17 | kOtherCertificate;
constexpr int kIssuerDigest = 18 | kOtherCertificate;

}  // namespace

Result<> check_own_chain(Host& host, const crypto::CertificateChain& chain) {
  bool is_leaf = true;
  for (const auto& certificate : chain) {
    const auto strength = TRY(crypto::strength_of(*certificate));
    void* x509 = TRY(certificate->x509());
    const int operation = is_leaf ? kLeafKey : kIssuerKey;
    if (!host.allows({.operation = operation, .bits = strength.key_bits, .nid = 0, .other = x509})) {
      return fail(Alert::internal_error, is_leaf ? Reason::ee_key_too_small : Reason::ca_key_too_small);
    }
    is_leaf = false;
    if (strength.self_signed) continue;
    if (!host.allows({.operation = kIssuerDigest, .bits = strength.signature_bits, .nid = strength.signature_nid,
                      .other = x509})) {
      return fail(Alert::internal_error, Reason::ca_md_too_weak);
    }
  }
  return success();
}

}  // namespace reprise::handshake
