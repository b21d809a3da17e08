#include "capi/algorithms/group_list.h"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "capi/algorithms/name_list.h"
#include "crypto/named_group.h"

namespace reprise::capi {
namespace {

// Groups that OpenSSL takes and Reprise has not: RFC 8422, 5.1.1
// withdrew most. Naming them is allowed and has no effect.
constexpr int kOtherGroups[] = {
    NID_sect163k1,       NID_sect163r1,       NID_sect163r2,       NID_sect193r1, NID_sect193r2, NID_sect233k1,
    NID_sect233r1,       NID_sect239k1,       NID_sect283k1,       NID_sect283r1, NID_sect409k1, NID_sect409r1,
    NID_sect571k1,       NID_sect571r1,       NID_secp160k1,       NID_secp160r1, NID_secp160r2, NID_secp192k1,
    NID_X9_62_prime192v1, NID_secp224k1,      NID_secp224r1,       NID_secp256k1, NID_brainpoolP256r1,
    NID_brainpoolP384r1, NID_brainpoolP512r1,
};

bool known(int nid) {
  return group_from_nid(nid) != 0 || std::ranges::find(kOtherGroups, nid) != std::end(kOtherGroups);
}

// The NID of a group by any of its names; NID_undef when there is no such group.
int nid_named(std::string_view name) {
  if (const crypto::GroupInfo* group = crypto::find_group(name); group != nullptr) return group->nid;
  const std::string text(name);
  for (const int nid : {EC_curve_nist2nid(text.c_str()), OBJ_sn2nid(text.c_str()), OBJ_ln2nid(text.c_str())}) {
    if (nid != NID_undef) return known(nid) ? nid : NID_undef;
  }
  return NID_undef;
}

}  // namespace

Result<std::vector<std::uint16_t>> groups_from_nids(std::span<const int> nids) {
  std::vector<std::uint16_t> groups;
  for (auto nid = nids.begin(); nid != nids.end(); ++nid) {
    if (!known(*nid) || std::find(nids.begin(), nid, *nid) != nid) return fail_silently(Reason::bad_value);
    if (const std::uint16_t group = group_from_nid(*nid); group != 0) groups.push_back(group);
  }
  if (groups.empty()) return fail_silently(Reason::bad_value);
  return groups;
}

Result<std::vector<std::uint16_t>> parse_groups(std::string_view names) {
  std::vector<int> nids;
  for (const std::string_view name : split_names(names)) nids.push_back(nid_named(name));
  return groups_from_nids(nids);
}

std::uint16_t group_from_nid(int nid) {
  const crypto::GroupInfo* group = crypto::find_group_by_nid(nid);
  return group == nullptr ? 0 : static_cast<std::uint16_t>(group->id);
}

int nid_of_group(std::uint16_t group) {
  const crypto::GroupInfo* info = crypto::find_group(static_cast<crypto::NamedGroup>(group));
  return info == nullptr ? NID_undef : info->nid;
}

}  // namespace reprise::capi
