// SPDX-License-Identifier: Apache-2.0
// Certificates as messages bring them, for both versions.
#pragma once

#include <optional>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/signature_scheme.h"
#include "handshake/flow/context.h"
#include "handshake/host/peer.h"
#include "wire/extensions/extensions.h"

namespace reprise::handshake {

// Collects a peer's chain, leaf first. How large it may be is for the reader of the message to check.
class ChainReader {
 public:
  explicit ChainReader(Context& context) : context_(context) {}
  // Takes the next certificate's DER.
  Result<> add(Bytes der);
  // The chain, whose leaf is a certificate with a key that we can read; null when none was added. Fails with
  // bad_certificate or unsupported_certificate.
  Result<Ref<const crypto::CertificateChain>> finish() &&;

 private:
  Context& context_;
  std::vector<Ref<const crypto::Certificate>> certificates_;
};

// What a ClientHello or a TLS 1.3 CertificateRequest says of the chains that its sender takes: sets
// facts.peer_certificate_schemes and facts.peer_ca_names, empty where it says nothing (RFC 8446, 4.2.3, 4.2.4). Fails
// with decode_error.
Result<> note_certificate_wishes(Facts& facts, const wire::ExtensionList& extensions);

// Asks the Host about `candidate` and notes the verdict in it. Nothing yet, or success, or the error to end with.
Answer<> verify_candidate(Context& context, CandidatePeer& candidate);

// A signature of a handshake message by the peer.
struct PeerSignature {
  const crypto::SchemeInfo& scheme;  // accepted: see accept_scheme()
  crypto::SchemeRules rules;
  Bytes content;
  Bytes signature;
};
// Makes the candidate the peer, in facts, by its signature. Fails as ProvenPeer::by_signature().
Result<> prove_peer(Context& context, const CandidatePeer& candidate, const PeerSignature& proof);

// Client: the peer of a session that the server took up, for the Host to verify again (Host::verifies_again); nothing
// when there is no need. Fails with bad_certificate when there should be one and is none.
Result<std::optional<CandidatePeer>> peer_to_verify_again(Context& context);

}  // namespace reprise::handshake
