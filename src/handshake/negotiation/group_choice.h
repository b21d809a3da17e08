// SPDX-License-Identifier: Apache-2.0
// Which group keys are agreed on in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "crypto/named_group.h"
#include "handshake/host/host.h"
#include "handshake/host/security.h"
#include "wire/extensions/key_share.h"

namespace reprise::handshake {

// Whether our own settings have `group` for `version`, libcrypto has it, and the security level lets it be used.
bool offers_group(Host& host, SecurityUse use, std::uint16_t group, std::uint16_t version);
// Those that a client whose hello allows these versions may use in one of them, in order of preference.
std::vector<crypto::NamedGroup> offered_groups(Host& host, std::uint16_t min_version, std::uint16_t max_version);

struct GroupChoice {
  crypto::NamedGroup group{};
  Bytes peer_share;  // lent; empty: the client must be asked for a share (HelloRetryRequest)
};
// TLS 1.3 server: the client's first share that we like; else our first group that the client knows. Nothing when no
// group is shared.
std::optional<GroupChoice> choose_key_share(Host& host, const wire::U16List& client_groups,
                                            const wire::KeyShareList& shares);
// TLS 1.2 server: the group for ECDHE. `client_groups` empty: the client sent no supported_groups, so that any of ours
// will do.
std::optional<crypto::NamedGroup> choose_group(Host& host, std::span<const std::uint16_t> client_groups);

}  // namespace reprise::handshake
