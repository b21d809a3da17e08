#include "session/cache_tally.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

TEST(CacheTally, CountsEntriesAndAdditionsApart) {
  CacheTally tally;
  EXPECT_EQ(tally.count_new_entry(), 0u);
  EXPECT_EQ(tally.count_known_entry(), 1u);
  EXPECT_EQ(tally.count_new_entry(), 2u);
  EXPECT_EQ(tally.size(), 2u);
  tally.count_removed(2);
  EXPECT_EQ(tally.size(), 0u);
  EXPECT_EQ(tally.stamp(), 3u);
}

TEST(CacheTally, HoldsNoLessThanNothingWhenMoreIsRemovedThanIsLeftUnclaimed) {
  CacheTally tally;
  tally.count_new_entry();
  tally.count_new_entry();
  EXPECT_TRUE(tally.claim([](std::size_t held) { return held > 1; }));
  EXPECT_FALSE(tally.claim([](std::size_t held) { return held > 1; }));
  tally.count_removed(2);
  EXPECT_EQ(tally.size(), 0u);
  tally.unclaim();
  EXPECT_EQ(tally.size(), 0u);
  tally.count_new_entry();
  EXPECT_EQ(tally.size(), 1u);
  EXPECT_EQ(tally.stamp(), 3u);
}

TEST(CacheTally, TellsOlderFromNewerAcrossTheEndOfItsNumbers) {
  EXPECT_TRUE(is_older(1, 2));
  EXPECT_FALSE(is_older(2, 2));
  EXPECT_TRUE(is_older(0xffffffff, 3));
  EXPECT_FALSE(is_older(3, 0xffffffff));
}

}  // namespace
}  // namespace reprise::session
