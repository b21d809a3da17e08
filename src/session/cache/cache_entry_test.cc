// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache_entry.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace reprise::session {
namespace {

TEST(EntryPool, KeepsEntriesAndLinksAsItGrows) {
  EntryPool pool;
  for (EntryIndex i = 0; i < 2000; ++i) {
    ASSERT_EQ(pool.take(), i);
    EXPECT_EQ(pool[i].session, nullptr);
    pool[i].good_until = i;
    pool.links(i).stamp = ~i;
  }
  EXPECT_EQ(pool.end(), 2000u);
  for (EntryIndex i = 0; i < 2000; ++i) {
    EXPECT_EQ(pool[i].good_until, i);
    EXPECT_EQ(pool.links(i).stamp, ~i);
  }
}

TEST(EntryPool, PutsEveryEntryOnACacheLineOfItsOwn) {
  EntryPool pool;
  for (int i = 0; i < 600; ++i) {
    const auto address = reinterpret_cast<std::uintptr_t>(&pool[pool.take()]);
    EXPECT_EQ(address % 64, 0u);
  }
}

TEST(EntryPool, GivesFreeEntriesOutBeforeItGrows) {
  EntryPool pool;
  for (int i = 0; i < 16; ++i) pool.take();
  pool.give(3);
  pool.give(11);
  EXPECT_EQ(pool[3].session, nullptr);
  EXPECT_EQ(pool.take(), 11u);
  EXPECT_EQ(pool.take(), 3u);
  EXPECT_EQ(pool.take(), 16u);
}

}  // namespace
}  // namespace reprise::session
