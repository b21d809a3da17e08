// SPDX-License-Identifier: Apache-2.0
// What a server's verdict on a client hung on, as the client's session bears it:
//
//   scope[16] | anchor[20], if one is known
//
// The scope is of a hash that the server makes of its settings. The anchor is the SHA-1 of the trusted certificate that
// the client's chain ended at: a name for one of those that the server has, where nothing hangs on collisions.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/secret_bytes.h"
#include "base/short_bytes.h"

namespace reprise::session {

inline constexpr std::size_t kTrustScopeLen = 16;  // as hard to meet by chance as a ticket's tag
inline constexpr std::size_t kAnchorIdLen = 20;

using TrustScope = std::array<std::uint8_t, 32>;  // a hash, whose first bytes count; all zeroes: there is none
using AnchorId = std::array<std::uint8_t, kAnchorIdLen>;

// As a session bears it; empty: nothing is known of a client's trust.
using ClientTrust = ShortBytes<kTrustScopeLen + kAnchorIdLen>;

inline ClientTrust trust_of(const TrustScope& scope, const std::optional<AnchorId>& anchor) {
  ClientTrust trust;
  if (scope == TrustScope{}) return trust;
  std::copy_n(scope.begin(), kTrustScopeLen, trust.data.begin());
  if (anchor) std::copy_n(anchor->begin(), kAnchorIdLen, trust.data.begin() + kTrustScopeLen);
  trust.size = std::uint8_t(kTrustScopeLen + (anchor ? kAnchorIdLen : 0));
  return trust;
}

// Whether `size` bytes can be a session's client_trust.
constexpr bool is_client_trust_len(std::size_t size) {
  return size == kTrustScopeLen || size == kTrustScopeLen + kAnchorIdLen;
}

// The anchor in a session's client_trust; empty: none.
inline Bytes anchor_in(Bytes client_trust) {
  return client_trust.subspan(std::min(client_trust.size(), kTrustScopeLen));
}

// Whether a session with `client_trust` was made under `scope`; one without it, under none. In constant time.
inline bool is_of(Bytes client_trust, const TrustScope& scope) {
  static constexpr std::array<std::uint8_t, kTrustScopeLen> kNone{};
  return equal_in_constant_time(client_trust.empty() ? Bytes(kNone) : client_trust.first(kTrustScopeLen),
                                Bytes(scope).first(kTrustScopeLen));
}

}  // namespace reprise::session
