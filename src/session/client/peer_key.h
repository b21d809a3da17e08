// SPDX-License-Identifier: Apache-2.0
// What a client keeps sessions by: the peer, and what of its own settings a session must share.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"

namespace reprise::session {

struct Peer {
  std::string_view name;   // as in server_name
  std::uint16_t port = 0;  // 0: not known
  // A hash, by the caller, of every setting that a session must have been made under to be offered: protocols,
  // versions, own certificates, how the peer is verified. Of no meaning here.
  Bytes settings{};
};

using PeerKey = std::array<std::uint8_t, 32>;

// SHA-256 of `peer`. Fails only when libcrypto does.
Result<PeerKey> peer_key(const crypto::Algorithms& algorithms, const Peer& peer);

}  // namespace reprise::session
