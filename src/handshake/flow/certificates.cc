// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/certificates.h"

#include "wire/extensions/certificate_authorities.h"
#include "wire/extensions/code_lists.h"

namespace reprise::handshake {

Result<> ChainReader::add(Bytes der) {
  certificates_.push_back(TRY(context_.host.certificates().intern(der)));
  return success();
}

Result<Ref<const crypto::CertificateChain>> ChainReader::finish() && {
  if (certificates_.empty()) return Ref<const crypto::CertificateChain>();
  TRY(certificates_.front()->public_key());
  return Ref<const crypto::CertificateChain>(make_ref<crypto::CertificateChain>(std::move(certificates_)));
}

Result<> note_certificate_wishes(Facts& facts, const wire::ExtensionList& extensions) {
  facts.peer_certificate_schemes.clear();
  if (const auto body = extensions.find(wire::ExtensionType::signature_algorithms_cert)) {
    const auto schemes = TRY(wire::read_signature_algorithms(*body));
    facts.peer_certificate_schemes.assign(schemes.begin(), schemes.end());
  }
  facts.peer_ca_names.clear();
  if (const auto body = extensions.find(wire::ExtensionType::certificate_authorities)) {
    for (const Bytes name : TRY(wire::read_certificate_authorities(*body)))
      facts.peer_ca_names.push_back(copy_of(name));
  }
  return success();
}

Answer<> verify_candidate(Context& context, CandidatePeer& candidate) {
  const auto verdict = TRY(context.host.verify_peer(*candidate.chain, context.facts));
  if (!verdict) return not_yet();
  candidate.verify_result = verdict->result;
  candidate.trust = session::trust_of(verdict->scope, verdict->anchor);
  if (verdict->result != 0 || !verdict->accepted) context.facts.verify_result = verdict->result;
  if (!verdict->accepted) return fail(verdict->alert, Reason::certificate_verify_failed);
  return answered();
}

Result<> prove_peer(Context& context, const CandidatePeer& candidate, const PeerSignature& proof) {
  auto& facts = context.facts;
  facts.peer = TRY(ProvenPeer::by_signature(candidate, proof.scheme.id, proof.rules, proof.content, proof.signature));
  facts.verify_result = candidate.verify_result;
  facts.client_trust = candidate.trust;
  facts.peer_signature_scheme = std::uint16_t(proof.scheme.id);
  return success();
}

Result<std::optional<CandidatePeer>> peer_to_verify_again(Context& context) {
  const auto& facts = context.facts;
  if (!context.host.verifies_again(*facts.session)) return std::optional<CandidatePeer>();
  if (!facts.peer) return fail(Alert::bad_certificate, Reason::certificate_verify_failed);
  if (const auto* chain = facts.peer.chain()) {
    return std::optional(CandidatePeer{.chain = Ref<const crypto::CertificateChain>::sharing(chain)});
  }
  std::vector<Ref<const crypto::Certificate>> leaf;
  leaf.push_back(Ref<const crypto::Certificate>::sharing(facts.peer.leaf()));
  return std::optional(CandidatePeer{.chain = make_ref<crypto::CertificateChain>(std::move(leaf))});
}

}  // namespace reprise::handshake
