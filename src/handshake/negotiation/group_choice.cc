// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/group_choice.h"

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "wire/codec/seen_codes.h"

namespace reprise::handshake {
namespace {

bool serves(const crypto::GroupInfo& group, std::uint16_t version) {
  return version >= kTls13 ? group.tls13 : group.tls12;
}

// The row of `group` when our settings have it and libcrypto too; else null.
const crypto::GroupInfo* own_group(const Config& config, crypto::NamedGroup group) {
  if (std::ranges::find(config.groups, group) == config.groups.end()) return nullptr;
  const auto* info = config.algorithms->group(group);
  return info != nullptr && config.algorithms->supports(*info) ? info : nullptr;
}

}  // namespace

bool offers_group(Host& host, SecurityUse use, std::uint16_t group, std::uint16_t version) {
  const auto* info = own_group(host.config(), crypto::NamedGroup{group});
  return info != nullptr && serves(*info, version) && allows(host, use, *info);
}

std::vector<crypto::NamedGroup> offered_groups(Host& host, std::uint16_t min_version, std::uint16_t max_version) {
  std::vector<crypto::NamedGroup> groups;
  const auto config = Ref<const Config>::sharing(&host.config());  // what is asked below may change the settings
  groups.reserve(config->groups.size());
  for (const auto group : config->groups) {
    const auto* info = own_group(*config, group);
    if (info == nullptr || !(serves(*info, min_version) || serves(*info, max_version))) continue;
    if (allows(host, SecurityUse::supported, *info)) groups.push_back(group);
  }
  return groups;
}

std::optional<GroupChoice> choose_key_share(Host& host, const wire::U16List& client_groups,
                                            const wire::KeyShareList& shares) {
  for (const auto& share : shares) {
    if (offers_group(host, SecurityUse::shared, share.group, kTls13)) {
      return GroupChoice{crypto::NamedGroup{share.group}, share.key_exchange};
    }
  }
  for (const auto group : host.config().groups) {
    const auto code = std::uint16_t(group);
    if (client_groups.contains(code) && offers_group(host, SecurityUse::shared, code, kTls13)) {
      return GroupChoice{group, {}};
    }
  }
  return std::nullopt;
}

std::optional<crypto::NamedGroup> choose_group(Host& host, std::span<const std::uint16_t> client_groups) {
  const auto fits = [&](std::uint16_t code) { return offers_group(host, SecurityUse::shared, code, kTls12); };
  const auto& ours = host.config().groups;
  if (!client_groups.empty() && !host.config().switches.server_preference) {
    wire::SeenCodes tried;
    for (const std::uint16_t code : client_groups) {
      if (std::ranges::find(ours, crypto::NamedGroup{code}) == ours.end() || !tried.insert(code)) continue;
      if (fits(code)) return crypto::NamedGroup{code};
    }
    return std::nullopt;
  }
  for (const auto group : ours) {
    const bool known =
        client_groups.empty() || std::ranges::find(client_groups, std::uint16_t(group)) != client_groups.end();
    if (known && fits(std::uint16_t(group))) return group;
  }
  return std::nullopt;
}

}  // namespace reprise::handshake
