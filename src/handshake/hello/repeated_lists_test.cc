// SPDX-License-Identifier: Apache-2.0
// A peer that repeats itself pays for it alone: what it lists is looked at once, however often it comes.
#include <gtest/gtest.h>

#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

constexpr std::size_t kTimes = 30'000;

ByteVector list_of(std::uint16_t code) {
  ByteVector raw;
  for (std::size_t i = 0; i < kTimes; ++i) {
    raw.push_back(std::uint8_t(code >> 8));
    raw.push_back(std::uint8_t(code));
  }
  return raw;
}

// The security policy refuses everything, so that each candidate is asked about and none is taken.
struct RepeatedList : ::testing::TestWithParam<bool> {
  RepeatedList() {
    host.settings->switches.server_preference = GetParam();
    host.settings->credentials.clear();
    host.settings->credentials.push_back(make_credential("EC"));
    host.settings->credentials.push_back(make_credential("RSA"));
    host.security = [this](const SecurityQuestion&) {
      ++questions;
      return false;
    };
  }
  TestHost host;
  std::size_t questions = 0;
};
INSTANTIATE_TEST_SUITE_P(ServerPreference, RepeatedList, ::testing::Bool());

TEST_P(RepeatedList, OfSchemesIsAskedAboutOnceForEachKindOfChain) {
  const std::vector<std::uint16_t> schemes(kTimes, 0x0804);
  const PeerSchemes peer{.signatures = schemes, .certificates = schemes};
  EXPECT_FALSE(choose_signature(host, Role::server, peer, crypto::SchemeRules::tls13));
  EXPECT_LE(questions, 2U);
}

TEST_P(RepeatedList, OfSuitesIsAskedAboutOnce) {
  const ByteVector raw = list_of(0x1301);
  EXPECT_EQ(choose_suite(host, wire::U16List::parse(raw).value(), kTls13, {}), nullptr);
  EXPECT_EQ(questions, 1U);
}

TEST_P(RepeatedList, OfGroupsIsAskedAboutOnce) {
  const std::vector<std::uint16_t> groups(kTimes, 0x001d);
  EXPECT_FALSE(choose_group(host, groups));
  EXPECT_EQ(questions, 1U);
}

TEST_P(RepeatedList, OfGroupsIsAskedAboutOnceWhenItComesWithoutShares) {
  const ByteVector raw = list_of(0x001d);
  EXPECT_FALSE(choose_key_share(host, wire::U16List::parse(raw).value(), {}));
  EXPECT_EQ(questions, 1U);
}

TEST(SchemeList, HasWhatIsKnownOnceInItsOrder) {
  std::vector<std::uint16_t> codes;
  for (unsigned code = 0; code <= 0xffff; ++code) codes.push_back(std::uint16_t(0xffff - code));
  codes.insert(codes.end(), codes.begin(), codes.end());
  const crypto::SchemeList list(codes);
  EXPECT_EQ(list.size(), crypto::all_schemes().size());
  EXPECT_TRUE(std::ranges::is_sorted(list, std::ranges::greater{}));
}

}  // namespace
}  // namespace reprise::handshake::testing
