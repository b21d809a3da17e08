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

TEST(SecurityLevel, MeasuresSchemesKeysAndDigests) {
  crypto::SchemeInfo scheme{};
  scheme.security_bits = 112;
  EXPECT_TRUE(allowed_at_level(2, SchemeQuestion{SecurityUse::supported, scheme}));
  EXPECT_FALSE(allowed_at_level(3, SchemeQuestion{SecurityUse::supported, scheme}));
  EXPECT_TRUE(allowed_at_level(2, CertificateKeyQuestion{.bits = 112}));
  EXPECT_FALSE(allowed_at_level(3, CertificateKeyQuestion{.bits = 112}));
  EXPECT_TRUE(allowed_at_level(2, CertificateDigestQuestion{.bits = 112}));
  EXPECT_FALSE(allowed_at_level(3, CertificateDigestQuestion{.bits = 112}));
}

TEST(SecurityLevel, ThreeAllowsSuitesOfEitherFreshExchange) {
  for (const std::uint16_t id : {0xc02b, 0x009e, 0x1301}) {
    const auto* suite = wire::find_cipher_suite(id);
    ASSERT_NE(suite, nullptr) << id;
    EXPECT_TRUE(allowed_at_level(3, SuiteQuestion{SecurityUse::supported, *suite})) << id;
  }
}

}  // namespace
}  // namespace reprise::handshake
