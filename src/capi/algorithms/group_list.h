// The group strings of SSL_CTX_set1_groups_list(3): "X25519:P-256:ffdhe2048".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reprise::capi {

// The NamedGroup codes (RFC 8446, 4.2.7) that `names` lists, in order, among those that Reprise has. Fails with
// Reason::bad_value when a name is unknown, missing or there twice, and when no group is left.
Result<std::vector<std::uint16_t>> parse_groups(std::string_view names);

// The same of NIDs, as SSL_CTX_set1_groups takes them.
Result<std::vector<std::uint16_t>> groups_from_nids(std::span<const int> nids);

// The NamedGroup of an OpenSSL NID (NID_X9_62_prime256v1, NID_X25519, NID_ffdhe2048, ...), or 0.
std::uint16_t group_from_nid(int nid);

// The OpenSSL NID of a NamedGroup, or NID_undef.
int nid_of_group(std::uint16_t group);

}  // namespace reprise::capi
