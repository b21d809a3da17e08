// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string_view>

namespace reprise {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(Alert::illegal_parameter, Reason::bad_value);
  return n / 2;
}

Result<int> quarter(int n) { return TRY(half(TRY(half(n)))); }

TEST(Result, CarriesTheValueThroughTry) { EXPECT_EQ(quarter(12).value(), 3); }

TEST(Result, CarriesTheFirstErrorThroughTryWithItsPlace) {
  const auto result = quarter(6);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(result.error().reason, Reason::bad_value);
  EXPECT_TRUE(std::string_view(result.error().file).ends_with("result_test.cc"));
  EXPECT_EQ(result.error().line, 13);
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(4);
  EXPECT_EQ(*std::move(result.value()), 4);
}

TEST(Reason, HasAName) { EXPECT_EQ(name_of(Reason::trailing_bytes), "trailing_bytes"); }

}  // namespace
}  // namespace reprise
