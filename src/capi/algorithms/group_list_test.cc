#include "capi/algorithms/group_list.h"

#include <openssl/obj_mac.h>

#include <gtest/gtest.h>

namespace reprise::capi {
namespace {

using Groups = std::vector<std::uint16_t>;

TEST(GroupList, KeepsTheOrderAndKnowsEveryName) {
  EXPECT_EQ(parse_groups("X25519:P-256").value(), (Groups{29, 23}));
  EXPECT_EQ(parse_groups("secp521r1:secp384r1:prime256v1:x448").value(), (Groups{25, 24, 23, 30}));
  EXPECT_EQ(parse_groups("ffdhe2048:ffdhe8192").value(), (Groups{256, 260}));
  EXPECT_EQ(parse_groups(" P-256 : x25519 ").value(), (Groups{23, 29}));
}

TEST(GroupList, RefusesUnknownMissingAndRepeatedNames) {
  for (const char* names : {"", ":", "P-256:", "P-256::P-384", "unknown", "P-256:unknown", "p-256", "FFDHE2048",
                            "?P-256", "P-256,X25519", "P-256:P-256", "P-256:prime256v1", "ed25519"}) {
    EXPECT_FALSE(parse_groups(names).ok()) << names;
  }
}

TEST(GroupList, PassesOverGroupsThatOpensslHasAndRepriseLacks) {
  EXPECT_EQ(parse_groups("brainpoolP256r1:P-256:B-571").value(), Groups{23});
  EXPECT_FALSE(parse_groups("B-571:sect571r1:P-256").ok());
  EXPECT_FALSE(parse_groups("brainpoolP256r1").ok());
}

TEST(GroupList, TakesNids) {
  const int nids[] = {NID_X25519, NID_X9_62_prime256v1};
  EXPECT_EQ(groups_from_nids(nids).value(), (Groups{29, 23}));
  const int repeated[] = {NID_X25519, NID_X25519};
  EXPECT_FALSE(groups_from_nids(repeated).ok());
  EXPECT_EQ(nid_of_group(29), NID_X25519);
  EXPECT_EQ(nid_of_group(9999), NID_undef);
  EXPECT_EQ(group_from_nid(NID_sha1), 0);
}

}  // namespace
}  // namespace reprise::capi
