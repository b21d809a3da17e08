// SPDX-License-Identifier: Apache-2.0
#include "crypto/named_group.h"

#include <algorithm>
#include <functional>

#include <openssl/obj_mac.h>

namespace reprise::crypto {
namespace {

using enum NamedGroup;
using enum GroupFamily;

// Those of finite fields are for TLS 1.3 alone: in TLS 1.2 they go with suites that we have not.
constexpr GroupInfo kGroups[] = {  // sorted by id
    {secp256r1, ecdhe_weierstrass, "secp256r1", "P-256", "EC", "prime256v1", NID_X9_62_prime256v1, 128, 65, 32, 0},
    {secp384r1, ecdhe_weierstrass, "secp384r1", "P-384", "EC", "secp384r1", NID_secp384r1, 192, 97, 48, 1},
    {secp521r1, ecdhe_weierstrass, "secp521r1", "P-521", "EC", "secp521r1", NID_secp521r1, 256, 133, 66, 2},
    {x25519, ecdhe_montgomery, "x25519", "X25519", "X25519", "X25519", NID_X25519, 128, 32, 32, 3},
    {x448, ecdhe_montgomery, "x448", "X448", "X448", "X448", NID_X448, 224, 56, 56, 4},
    {ffdhe2048, ffdhe, "ffdhe2048", "ffdhe2048", "DH", "ffdhe2048", NID_ffdhe2048, 112, 256, 256, 5, false},
    {ffdhe3072, ffdhe, "ffdhe3072", "ffdhe3072", "DH", "ffdhe3072", NID_ffdhe3072, 128, 384, 384, 6, false},
    {ffdhe4096, ffdhe, "ffdhe4096", "ffdhe4096", "DH", "ffdhe4096", NID_ffdhe4096, 128, 512, 512, 7, false},
    {ffdhe6144, ffdhe, "ffdhe6144", "ffdhe6144", "DH", "ffdhe6144", NID_ffdhe6144, 128, 768, 768, 8, false},
    {ffdhe8192, ffdhe, "ffdhe8192", "ffdhe8192", "DH", "ffdhe8192", NID_ffdhe8192, 192, 1024, 1024, 9, false},
};
static_assert(std::ranges::adjacent_find(kGroups, std::greater_equal{}, &GroupInfo::id) == std::end(kGroups));
static_assert(std::ranges::all_of(kGroups, [](const GroupInfo& row) { return &row == kGroups + row.slot; }));

template <typename Predicate>
const GroupInfo* find_row(Predicate predicate) {
  const auto* row = std::ranges::find_if(kGroups, predicate);
  return row == std::end(kGroups) ? nullptr : row;
}

}  // namespace

std::span<const GroupInfo> all_groups() { return kGroups; }

const GroupInfo* find_group(NamedGroup group) {
  return find_row([&](const GroupInfo& row) { return row.id == group; });
}

const GroupInfo* find_group(std::string_view name) {
  return find_row(
      [&](const GroupInfo& row) { return name == row.name || name == row.alias || name == row.params_name; });
}

const GroupInfo* find_group_by_nid(int nid) {
  return find_row([&](const GroupInfo& row) { return row.nid == nid; });
}

}  // namespace reprise::crypto
