// SPDX-License-Identifier: Apache-2.0

#include "handshake/negotiation/own_chain.h"

#include "crypto/certificate_strength.h"
#include "handshake/host/security.h"

namespace reprise::handshake {
namespace {

// SSL_SECOP_EE_KEY, SSL_SECOP_CA_KEY and SSL_SECOP_CA_MD.
constexpr int kLeafKey = 16 | kSecurityOtherCertificate;
constexpr int kIssuerKey = 17 | kSecurityOtherCertificate;
constexpr int kIssuerDigest = 18 | kSecurityOtherCertificate;

crypto::CertificateStrength quiet_strength_of(X509* certificate) {
  const crypto::QuietErrors quiet;
  return crypto::strength_of(certificate);
}

}  // namespace

Result<> check_own_chain(Host& host, const crypto::CertificateChain& chain) {
  bool is_leaf = true;
  for (const auto& certificate : chain) {
    X509* x509 = TRY(certificate->x509());
    const auto strength = quiet_strength_of(x509);
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
