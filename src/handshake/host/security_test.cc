// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/security.h"

#include <gtest/gtest.h>

namespace reprise::handshake {
namespace {

TEST(SecurityLevel, AsksForBits) {
  EXPECT_EQ(minimum_security_bits(-1), 0);
  EXPECT_EQ(minimum_security_bits(1), 80);
  EXPECT_EQ(minimum_security_bits(2), 112);
  EXPECT_EQ(minimum_security_bits(5), 256);
  EXPECT_EQ(minimum_security_bits(9), 256);
}

TEST(SecurityLevel, ThreeForbidsTicketsAndStaticKeyExchange) {
  EXPECT_TRUE(allowed_at_level(2, TicketQuestion{}));
  EXPECT_FALSE(allowed_at_level(3, TicketQuestion{}));
  const auto* rsa = wire::find_cipher_suite(0x009d);
  ASSERT_NE(rsa, nullptr);
  EXPECT_TRUE(allowed_at_level(2, SuiteQuestion{SecurityUse::supported, *rsa}));
  EXPECT_FALSE(allowed_at_level(3, SuiteQuestion{SecurityUse::supported, *rsa}));
}

TEST(SecurityLevel, MeasuresGroups) {
  crypto::GroupInfo group{};
  group.security_bits = 112;
  EXPECT_FALSE(allowed_at_level(3, GroupQuestion{SecurityUse::supported, group}));
  group.security_bits = 1;
  EXPECT_TRUE(allowed_at_level(0, GroupQuestion{SecurityUse::supported, group}));
}

}  // namespace
}  // namespace reprise::handshake
