// SPDX-License-Identifier: Apache-2.0

#include "handshake/negotiation/own_chain.h"

#include "crypto/certificate_strength.h"

namespace reprise::handshake {
namespace {

crypto::CertificateStrength quiet_strength_of(X509* certificate) {
  const crypto::QuietErrors quiet;
  return crypto::strength_of(certificate);
}

}  // namespace

Result<Ref<const crypto::CertificateChain>> chain_to_send(Host& host, const Credential& credential) {
  return credential.lone_leaf ? host.chain_to_send(credential) : credential.chain.share();
}

Result<> check_own_chain(Host& host, const crypto::CertificateChain& chain) {
  bool is_leaf = true;
  for (const auto& certificate : chain) {
    X509* x509 = TRY(certificate->x509());
    const auto strength = quiet_strength_of(x509);
    if (!host.allows(CertificateKeyQuestion{x509, strength.key_bits, is_leaf})) {
      return fail(Alert::internal_error, is_leaf ? Reason::ee_key_too_small : Reason::ca_key_too_small);
    }
    is_leaf = false;
    if (strength.self_signed) continue;
    if (!host.allows(CertificateDigestQuestion{x509, strength.signature_bits, strength.signature_nid})) {
      return fail(Alert::internal_error, Reason::ca_md_too_weak);
    }
  }
  return success();
}

}  // namespace reprise::handshake
