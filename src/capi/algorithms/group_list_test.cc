// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/group_list.h"

#include <openssl/obj_mac.h>

#include <gtest/gtest.h>

namespace reprise::capi {
namespace {

using Groups = std::vector<std::uint16_t>;

const crypto::Algorithms& libcrypto() {
  static const auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr).value().share();
  return *algorithms;
}

Result<Groups> parsed(std::string_view names) { return parse_groups(libcrypto(), names); }

TEST(GroupList, KeepsTheOrderAndKnowsEveryName) {
  EXPECT_EQ(parsed("X25519:P-256").value(), (Groups{29, 23}));
  EXPECT_EQ(parsed("secp521r1:secp384r1:prime256v1:x448").value(), (Groups{25, 24, 23, 30}));
  EXPECT_EQ(parsed("ffdhe2048:ffdhe8192").value(), (Groups{256, 260}));
  EXPECT_EQ(parsed(" P-256 : x25519 ").value(), (Groups{23, 29}));
}

TEST(GroupList, RefusesUnknownMissingAndRepeatedNames) {
  for (const char* names : {"", ":", "P-256:", "P-256::P-384", "unknown", "P-256:unknown", "p-256", "FFDHE2048",
                            "?P-256", "P-256,X25519", "P-256:P-256", "P-256:prime256v1", "ed25519"}) {
    EXPECT_FALSE(parsed(names).ok()) << names;
  }
}

TEST(GroupList, TakesWhatTheProvidersOfferByTheirNames) {
  EXPECT_EQ(parsed("brainpoolP256r1:P-256:P-224").value(), (Groups{26, 23, 21}));
  EXPECT_EQ(parsed("secp256k1").value(), Groups{22});
  EXPECT_FALSE(parsed("secp224r1:P-224").ok()) << "two names of one group";
}

TEST(GroupList, TakesNids) {
  const int nids[] = {NID_X25519, NID_X9_62_prime256v1, NID_brainpoolP384r1};
  EXPECT_EQ(groups_from_nids(libcrypto(), nids).value(), (Groups{29, 23, 27}));
  const int repeated[] = {NID_X25519, NID_X25519};
  EXPECT_FALSE(groups_from_nids(libcrypto(), repeated).ok());
  const int no_group[] = {NID_sha1};
  EXPECT_FALSE(groups_from_nids(libcrypto(), no_group).ok());
  EXPECT_EQ(nid_of_group(libcrypto(), 29), NID_X25519);
  EXPECT_EQ(nid_of_group(libcrypto(), 28), NID_brainpoolP512r1);
  EXPECT_EQ(nid_of_group(libcrypto(), 9999), NID_undef);
}

}  // namespace
}  // namespace reprise::capi
