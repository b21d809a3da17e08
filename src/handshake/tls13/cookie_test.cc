// SPDX-License-Identifier: Apache-2.0
// The cookie of a stateless HelloRetryRequest, by itself.
#include "handshake/tls13/cookie.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "support/handshake/credentials.h"

namespace reprise::handshake::tls13 {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;

struct CookieSealing : ::testing::Test {
  Cookie cookie() const {
    return {.cipher_suite = 0x1301, .group = 0x001d, .unix_seconds = kNow, .fixed_part = {3},
            .hello_hash = hash, .program_part = part};
  }
  ByteVector sealed() { return seal_cookie(scratch, key, cookie()).value(); }
  void expect_mismatch(Bytes bytes) {
    const auto opened = open_cookie(scratch, key, bytes, kNow);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().alert, Alert::illegal_parameter);
    EXPECT_EQ(opened.error().reason, Reason::cookie_mismatch);
  }

  const Ref<const crypto::Algorithms> algorithms = testing::test_algorithms();
  crypto::Scratch scratch{*algorithms};
  const ByteVector key = ByteVector(32, 1);
  const ByteVector hash = ByteVector(32, 2);
  const ByteVector part = {'p', 'q'};
};

TEST_F(CookieSealing, BringsBackWhatWasPutIn) {
  const auto bytes = sealed();
  EXPECT_EQ(bytes.size(), 1u + 2 + 2 + 8 + 32 + 1 + 32 + 1 + 2 + 32);
  const auto opened = open_cookie(scratch, key, bytes, kNow + 1);
  ASSERT_TRUE(opened.ok() && opened.value());
  EXPECT_EQ(opened.value()->cipher_suite, 0x1301);
  EXPECT_EQ(opened.value()->group, 0x001d);
  EXPECT_EQ(opened.value()->unix_seconds, kNow);
  EXPECT_EQ(opened.value()->fixed_part, (FixedPart{3}));
  EXPECT_TRUE(std::ranges::equal(opened.value()->hello_hash, hash));
  EXPECT_TRUE(std::ranges::equal(opened.value()->program_part, part));
}

TEST_F(CookieSealing, FindsEveryAlteredByte) {
  const auto bytes = sealed();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto altered = bytes;
    altered[i] ^= 0x40;
    expect_mismatch(altered);
  }
}

TEST_F(CookieSealing, FindsCookiesThatAreCutOrExtended) {
  const auto bytes = sealed();
  for (std::size_t size = 0; size < bytes.size(); ++size) expect_mismatch(Bytes(bytes).first(size));
  auto longer = bytes;
  longer.push_back(0);
  expect_mismatch(longer);
}

TEST_F(CookieSealing, HasNoMoreInItThanItSays) {
  const auto bytes = sealed();
  ByteVector content = copy_of(Bytes(bytes).first(bytes.size() - 32));
  for (const bool more : {false, true}) {
    if (more) content.push_back(0);
    ByteVector made = content;
    const auto mac = crypto::hmac(scratch, crypto::HashAlgorithm::sha256, key, {content}).value();
    made.insert(made.end(), mac.bytes().begin(), mac.bytes().end());
    if (more) {
      expect_mismatch(made);
    } else {
      EXPECT_EQ(made, bytes);
    }
  }
}

TEST_F(CookieSealing, KnowsOnlyItsOwnKey) {
  const auto bytes = sealed();
  const auto opened = open_cookie(scratch, ByteVector(32, 3), bytes, kNow);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().reason, Reason::cookie_mismatch);
}

TEST_F(CookieSealing, LastsTenMinutes) {
  const auto bytes = sealed();
  EXPECT_TRUE(open_cookie(scratch, key, bytes, kNow + kCookieLifetime_s).value());
  EXPECT_FALSE(open_cookie(scratch, key, bytes, kNow + kCookieLifetime_s + 1).value());
  EXPECT_FALSE(open_cookie(scratch, key, bytes, kNow - 1).value());
}

TEST_F(CookieSealing, IsTooOldOrFromTheFutureAtEitherEndOfTime) {
  for (const auto time : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    auto extreme = cookie();
    extreme.unix_seconds = time;
    const auto opened = open_cookie(scratch, key, seal_cookie(scratch, key, extreme).value(), kNow);
    ASSERT_TRUE(opened.ok());
    EXPECT_FALSE(opened.value());
  }
}

TEST_F(CookieSealing, RefusesPartsOutOfTheirBounds) {
  auto empty = cookie();
  empty.program_part = {};
  EXPECT_FALSE(seal_cookie(scratch, key, empty).ok());
  const ByteVector much(256);
  auto large = cookie();
  large.program_part = much;
  EXPECT_FALSE(seal_cookie(scratch, key, large).ok());
  auto without_hash = cookie();
  without_hash.hello_hash = {};
  EXPECT_FALSE(seal_cookie(scratch, key, without_hash).ok());
}

}  // namespace
}  // namespace reprise::handshake::tls13
