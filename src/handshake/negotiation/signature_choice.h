// SPDX-License-Identifier: Apache-2.0
// Which of our chains is sent, and which schemes either end signs with.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/signature_scheme.h"
#include "handshake/host/config.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"

namespace reprise::handshake {

// Which chains of ours count: those that the peer can verify, or all.
enum class Chains : std::uint8_t { verifiable, any };

struct SignatureChoice {
  Ref<const Credential> credential;
  crypto::SignatureScheme scheme{};
  bool verifiable_chain = true;  // as far as the peer said; not looked at when there is nothing to choose from
};

// What the peer verifies: signatures of handshakes, and those in certificates (signature_algorithms_cert).
struct PeerSchemes {
  std::span<const std::uint16_t> signatures;
  std::span<const std::uint16_t> certificates;
};
// As the peer said. RFC 8446, 4.2.3: without signature_algorithms_cert the one list is for both.
PeerSchemes peer_schemes(const Facts& facts);

// Our credential and the scheme to sign with, out of the peer's (RFC 8446, 4.2.3; RFC 5246, 7.4.1.4.1). One whose chain
// the peer can verify goes before one whose chain it cannot, which is better than none (RFC 8446, 4.4.2.2). `key_fits`
// narrows the keys (TLS 1.2: to those of the suite); null takes any. Nothing when none fits.
std::optional<SignatureChoice> choose_signature(Host& host, Role own_role, const PeerSchemes& peer,
                                                crypto::SchemeRules rules, bool (*key_fits)(crypto::KeyType) = nullptr);
// RFC 5246, 7.4.1.4.1: what a TLS 1.2 client that sent no signature_algorithms is taken to accept.
std::span<const std::uint16_t> legacy_default_schemes();
// Whether the peer may sign with `scheme`: we offered it, the level allows it, the rules of the version have it.
// illegal_parameter/wrong_signature_type otherwise.
Result<const crypto::SchemeInfo*> accept_scheme(Host& host, std::uint16_t scheme, crypto::SchemeRules rules,
                                                Role own_role);
// The schemes that we accept from the peer, in order: what our signature_algorithms says. For TLS 1.3 they still hold
// those that are good for certificates only.
std::vector<std::uint16_t> offered_schemes(Host& host, Role own_role);

}  // namespace reprise::handshake
