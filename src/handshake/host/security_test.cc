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
  EXPECT_TRUE(allowed_at_level(2, {.operation = kSecurityTicket, .bits = 0, .nid = 0}));
  EXPECT_FALSE(allowed_at_level(3, {.operation = kSecurityTicket, .bits = 0, .nid = 0}));
  auto* rsa = const_cast<wire::CipherSuite*>(wire::find_cipher_suite(0x009d));
  ASSERT_NE(rsa, nullptr);
  EXPECT_TRUE(allowed_at_level(2, {.operation = 1 | kSecurityOtherCipher, .bits = 256, .nid = 0, .other = rsa}));
  EXPECT_FALSE(allowed_at_level(3, {.operation = 1 | kSecurityOtherCipher, .bits = 256, .nid = 0, .other = rsa}));
}

TEST(SecurityLevel, MeasuresGroups) {
  EXPECT_FALSE(allowed_at_level(3, {.operation = 4 | kSecurityOtherGroup, .bits = 112, .nid = 0}));
  EXPECT_TRUE(allowed_at_level(0, {.operation = 4 | kSecurityOtherGroup, .bits = 1, .nid = 0}));
}

}  // namespace
}  // namespace reprise::handshake
