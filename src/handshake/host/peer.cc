// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/peer.h"

namespace reprise::handshake {
namespace {

// RFC 8446, 4.4.2.2 and RFC 5246, 7.4.2: key usage, where there is any, MUST allow digitalSignature.
Error not_for_signing(crypto::KeyType type) {
  const bool rsa = type == crypto::KeyType::rsa || type == crypto::KeyType::rsa_pss;
  return rsa ? fail(Alert::unsupported_certificate, Reason::wrong_certificate_type)
             : fail(Alert::handshake_failure, Reason::ecc_cert_not_for_signing);
}

}  // namespace

Result<ProvenPeer> ProvenPeer::by_signature(const CandidatePeer& candidate, crypto::SignatureScheme scheme,
                                            crypto::SchemeRules rules, Bytes content, Bytes signature) {
  const auto& leaf = candidate.chain->leaf();
  const auto* key = TRY(leaf.public_key());
  if (!key->can_verify(scheme, rules)) return fail(Alert::illegal_parameter, Reason::wrong_signature_type);
  if (!leaf.may_sign()) return not_for_signing(key->traits().type);
  TRY(key->verify(scheme, content, signature));
  return ProvenPeer(&leaf, candidate.chain.get());
}

ProvenPeer ProvenPeer::of_session(const session::SessionData& session) {
  return {session.peer(), session.peer_chain()};
}

}  // namespace reprise::handshake
