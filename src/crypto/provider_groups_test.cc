// SPDX-License-Identifier: Apache-2.0
#include "crypto/provider_groups.h"

#include <gtest/gtest.h>

#include "crypto/algorithms.h"
#include "crypto/key_share.h"

namespace reprise::crypto {
namespace {

const GroupInfo* row_of(const ProviderGroups& groups, unsigned id) {
  for (const auto& row : groups.rows()) {
    if (row.id == NamedGroup(id)) return &row;
  }
  return nullptr;
}

TEST(ProviderGroups, AreThoseThatWeHaveNoRowForWithBothTheirNames) {
  const ProviderGroups groups(nullptr, nullptr);
  const auto* p224 = row_of(groups, 21);
  ASSERT_NE(p224, nullptr);
  EXPECT_STREQ(p224->name, "secp224r1");
  EXPECT_STREQ(p224->alias, "P-224");
  EXPECT_EQ(p224->security_bits, 112);
  EXPECT_EQ(p224->public_key_size, 57);
  EXPECT_EQ(p224->secret_size, 28);
  EXPECT_TRUE(p224->tls12);
  EXPECT_FALSE(p224->tls13);
  for (const auto& own : all_groups()) EXPECT_EQ(row_of(groups, unsigned(own.id)), nullptr) << own.name;
}

TEST(ProviderGroups, KeepARowForAKem) {
  ProviderGroups groups(nullptr, nullptr);
  groups.take({.name = "kem", .internal_name = "KEM", .algorithm = "KEM", .id = 0x11ec, .security_bits = 192,
               .is_kem = 1, .min_version = 0x0304, .max_version = 0});
  const auto* kem = row_of(groups, 0x11ec);
  ASSERT_NE(kem, nullptr);
  EXPECT_EQ(kem->family, GroupFamily::kem);
  EXPECT_FALSE(kem->tls12);
  EXPECT_TRUE(kem->tls13);
}

TEST(ProviderGroups, TakeNoNonsense) {
  ProviderGroups groups(nullptr, nullptr);
  const auto before = groups.rows().size();
  groups.take({});
  groups.take({.name = "a", .internal_name = "a", .algorithm = "EC", .id = 0});
  groups.take({.name = "a", .internal_name = "a", .algorithm = "EC", .id = 0x10000});
  groups.take({.name = "mine", .internal_name = "prime256v1", .algorithm = "EC", .id = 23});
  groups.take({.name = "a", .internal_name = "no such curve", .algorithm = "EC", .id = 0xfe00});
  EXPECT_EQ(groups.rows().size(), before);
  groups.take({.name = "never", .internal_name = "never", .algorithm = "X", .id = 0xfe01, .min_version = -1});
  ASSERT_NE(row_of(groups, 0xfe01), nullptr);
  EXPECT_FALSE(row_of(groups, 0xfe01)->tls12 || row_of(groups, 0xfe01)->tls13);
  for (unsigned id = 0xe000; id < 0xe200; ++id) {
    groups.take({.name = "many", .internal_name = "many", .algorithm = "X", .id = id});
  }
  EXPECT_LT(groups.rows().back().slot, 255);
}

TEST(ProviderGroups, AgreeOnASecret) {
  const auto algorithms = Algorithms::fetch(nullptr, nullptr).value().share();
  for (const auto* name : {"P-224", "secp256k1", "brainpoolP512r1", "B-571", "K-233"}) {
    const auto* group = algorithms->group(std::string_view(name));
    ASSERT_NE(group, nullptr) << name;
    EXPECT_TRUE(algorithms->supports(group->id)) << name;
    const auto one = KeyShare::generate(*algorithms, group->id);
    const auto other = KeyShare::generate(*algorithms, group->id);
    ASSERT_TRUE(one.ok() && other.ok()) << name;
    const auto here = one.value().derive(other.value().public_key());
    const auto there = other.value().derive(one.value().public_key());
    ASSERT_TRUE(here.ok() && there.ok()) << name;
    EXPECT_EQ(here.value().size(), group->secret_size) << name;
    EXPECT_TRUE(equal_in_constant_time(here.value().bytes(), there.value().bytes())) << name;
    ByteVector off(group->public_key_size, 0x5a);
    off[0] = 4;
    EXPECT_FALSE(one.value().derive(off).ok()) << name;
  }
}

TEST(ProviderGroups, AreFoundByNameNumberAndNid) {
  const auto algorithms = Algorithms::fetch(nullptr, nullptr).value().share();
  const auto* group = algorithms->group(NamedGroup{26});
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(algorithms->group(std::string_view("brainpoolP256r1")), group);
  EXPECT_EQ(algorithms->group_of_nid(group->nid), group);
  EXPECT_EQ(algorithms->group(NamedGroup{0x5a5a}), nullptr);
  EXPECT_EQ(algorithms->group_of_nid(0), nullptr);
  EXPECT_FALSE(algorithms->supports(NamedGroup{0x5a5a}));
}

}  // namespace
}  // namespace reprise::crypto
