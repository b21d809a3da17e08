// SPDX-License-Identifier: Apache-2.0
#include "session/client/peer_key.h"

#include <utility>

#include "crypto/parts_hash.h"

namespace reprise::session {

Result<PeerKey> peer_key(const crypto::Algorithms& algorithms, const Peer& peer) {
  auto hash = TRY(crypto::PartsHash::start(algorithms));
  const std::array<std::uint8_t, 2> port{std::uint8_t(peer.port >> 8), std::uint8_t(peer.port)};
  hash.add(bytes_of(peer.name));
  hash.add(port);
  hash.add(peer.settings);
  return std::move(hash).finish();
}

}  // namespace reprise::session
