// SPDX-License-Identifier: Apache-2.0
#include "session/object/why_not_resumed.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace reprise::session {
namespace {

TEST(WhyNotResumed, HasANameAndAMeaningForEveryCode) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kNumWhyNotResumed; ++i) {
    names.emplace(name_of(WhyNotResumed(i)));
    EXPECT_NE(describe(WhyNotResumed(i)), "unknown");
  }
  EXPECT_EQ(names.size(), kNumWhyNotResumed);
  EXPECT_EQ(names.count("unknown"), 0u);
}

TEST(WhyNotResumed, IsFoundByItsName) {
  EXPECT_EQ(find_why_not_resumed("expired"), WhyNotResumed::expired);
  EXPECT_EQ(find_why_not_resumed("Expired"), std::nullopt);
}

TEST(WhyNotResumed, SaysResumedWhenNothingElseIsSaid) { EXPECT_EQ(WhyNotResumed{}, WhyNotResumed::resumed); }

TEST(ResumptionCounters, CountEachReasonByItself) {
  ResumptionCounters counters;
  counters.count(WhyNotResumed::expired);
  counters.count(WhyNotResumed::expired);
  counters.count(WhyNotResumed::not_resumable);
  EXPECT_EQ(counters.get(WhyNotResumed::expired), 2u);
  EXPECT_EQ(counters.get(WhyNotResumed::not_resumable), 1u);
  EXPECT_EQ(counters.get(WhyNotResumed::resumed), 0u);
}

}  // namespace
}  // namespace reprise::session
