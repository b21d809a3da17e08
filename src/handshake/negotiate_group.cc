#include <algorithm>

#include "handshake/negotiation.h"
#include "wire/seen_codes.h"

namespace reprise::handshake {

bool offers_group(Host& host, SecurityUse use, std::uint16_t group) {
  const auto* info = crypto::find_group(crypto::NamedGroup{group});
  if (info == nullptr || std::ranges::find(host.config().groups, info->id) == host.config().groups.end()) return false;
  return host.config().algorithms->supports(info->id) && allows(host, use, *info);
}

std::optional<GroupChoice> choose_key_share(Host& host, const wire::U16List& client_groups,
                                            const wire::KeyShareList& shares) {
  for (const auto& share : shares) {
    if (offers_group(host, SecurityUse::shared, share.group)) {
      return GroupChoice{crypto::NamedGroup{share.group}, share.key_exchange};
    }
  }
  for (const auto group : host.config().groups) {
    const auto code = std::uint16_t(group);
    if (client_groups.contains(code) && offers_group(host, SecurityUse::shared, code)) return GroupChoice{group, {}};
  }
  return std::nullopt;
}

std::optional<crypto::NamedGroup> choose_group(Host& host, std::span<const std::uint16_t> client_groups,
                                               bool (*family_matches)(crypto::GroupFamily)) {
  const auto fits = [&](std::uint16_t code) {
    const auto* info = crypto::find_group(crypto::NamedGroup{code});
    return info != nullptr && family_matches(info->family) && offers_group(host, SecurityUse::shared, code);
  };
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
