// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache_tally.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

TEST(CacheTally, CountsEntriesAndAdditionsApart) {
  CacheTally tally;
  EXPECT_EQ(tally.count_new_entry(), 0u);
  EXPECT_EQ(tally.count_known_entry(), 1u);
  EXPECT_EQ(tally.count_new_entry(), 2u);
  EXPECT_EQ(tally.stamp(), 3u);
  EXPECT_EQ(entries_left(tally.kept(), 0), 2u);
  EXPECT_EQ(entries_left(tally.kept(), 2), 0u);
}

TEST(CacheTally, ClaimsWhileThereIsTooMuch) {
  CacheTally tally;
  tally.count_new_entry();
  tally.count_new_entry();
  EXPECT_TRUE(tally.claim([](EntryCount kept) { return kept > 1; }));
  EXPECT_FALSE(tally.claim([](EntryCount kept) { return kept > 1; }));
  EXPECT_EQ(tally.kept(), 1u);
  tally.unclaim();
  EXPECT_EQ(tally.kept(), 2u);
  EXPECT_EQ(tally.stamp(), 2u);
}

TEST(CacheTally, LeavesNoLessThanNothingWhenWhatWasClaimedIsRemovedByOthers) {
  EXPECT_EQ(entries_left(1, 2), 0u);
  EXPECT_EQ(entries_left(3, 0xffffffff), 4u);
}

TEST(CacheTally, TellsOlderFromNewerAcrossTheEndOfItsNumbers) {
  EXPECT_TRUE(is_older(1, 2));
  EXPECT_FALSE(is_older(2, 2));
  EXPECT_TRUE(is_older(0xffffffff, 3));
  EXPECT_FALSE(is_older(3, 0xffffffff));
}

}  // namespace
}  // namespace reprise::session
