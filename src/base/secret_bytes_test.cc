// SPDX-License-Identifier: Apache-2.0
#include "base/secret_bytes.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(SecretArray, WipesItsBytesWhenCleared) {
  SecretArray<8> secret(bytes_of("12345678"));
  const std::uint8_t* place = secret.bytes().data();
  secret.clear();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(place[i], 0) << i;
}

TEST(SecretArray, LeavesNothingBehindWhenMovedFrom) {
  SecretArray<8> secret(bytes_of("12345678"));
  const std::uint8_t* place = secret.bytes().data();
  SecretArray<8> moved(std::move(secret));
  EXPECT_EQ(text_of(moved.bytes()), "12345678");
  EXPECT_TRUE(secret.empty());
  for (int i = 0; i < 8; ++i) EXPECT_EQ(place[i], 0) << i;
}

TEST(EqualInConstantTime, TellsEqualFromDifferent) {
  EXPECT_TRUE(equal_in_constant_time(bytes_of("abc"), bytes_of("abc")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("abd")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("ab")));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
}

}  // namespace
}  // namespace reprise
