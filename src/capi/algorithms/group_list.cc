// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/group_list.h"

#include <openssl/objects.h>

#include <algorithm>

#include "capi/algorithms/name_list.h"

namespace reprise::capi {
namespace {

using Codes = std::vector<std::uint16_t>;

// Adds what was found; each group counts once.
Result<> add(const crypto::GroupInfo* group, Codes& codes) {
  if (group == nullptr) return fail_silently(Reason::bad_value);
  const auto code = std::uint16_t(group->id);
  if (std::ranges::find(codes, code) != codes.end()) return fail_silently(Reason::bad_value);
  codes.push_back(code);
  return success();
}

}  // namespace

Result<Codes> parse_groups(const crypto::Algorithms& algorithms, std::string_view names) {
  Codes codes;
  for (const std::string_view name : split_names(names)) TRY(add(algorithms.group(name), codes));
  if (codes.empty()) return fail_silently(Reason::bad_value);
  return codes;
}

Result<Codes> groups_from_nids(const crypto::Algorithms& algorithms, std::span<const int> nids) {
  Codes codes;
  for (const int nid : nids) TRY(add(algorithms.group_of_nid(nid), codes));
  if (codes.empty()) return fail_silently(Reason::bad_length);
  return codes;
}

int nid_of_group(const crypto::Algorithms& algorithms, std::uint16_t group) {
  const crypto::GroupInfo* info = algorithms.group(crypto::NamedGroup(group));
  return info == nullptr ? NID_undef : info->nid;
}

}  // namespace reprise::capi
