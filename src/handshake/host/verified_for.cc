// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/verified_for.h"

#include <array>

#include "crypto/parts_hash.h"

namespace reprise::handshake {

Result<> verify_servers(Config& config, const ServerVerification& verification) {
  auto hash = TRY(crypto::PartsHash::start(*config.algorithms));
  hash.add(bytes_of("verified for"));
  hash.add(bytes_of(verification.name));
  hash.add(bytes_of(verification.anchors));
  const std::array<std::uint8_t, 1> level{std::uint8_t(config.security_level)};
  hash.add(level);
  for (const auto& credential : config.credentials) hash.add(credential->chain->leaf().der());
  const auto context = TRY(std::move(hash).finish());
  config.session_id_context.assign(context.begin(), context.end());
  config.switches.verify_peer = true;
  config.switches.own_sessions_only = true;
  return success();
}

}  // namespace reprise::handshake
