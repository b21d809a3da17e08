// SPDX-License-Identifier: Apache-2.0
#include "session/cache/expiry_wheel.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>
#include <vector>

namespace reprise::session {
namespace {

constexpr UnixSeconds kStart = 1'700'000'000;

class Wheel : public testing::Test {
 protected:
  EntryIndex place(UnixSeconds good_until, UnixSeconds now = kStart) {
    const EntryIndex index = pool_.take();
    pool_[index].good_until = good_until;
    wheel_.prepare(good_until, now);
    wheel_.place(pool_, index, now);
    return index;
  }
  std::vector<UnixSeconds> take_all_before(UnixSeconds now) {
    std::vector<UnixSeconds> taken;
    for (;;) {
      unsigned steps = 3;  // few, so that every test stops in the middle of bringing entries down
      const EntryIndex index = wheel_.take_expired(pool_, now, steps);
      if (index != kNoEntry) {
        taken.push_back(pool_[index].good_until);
        pool_.give(index);
      } else if (steps != 0) {
        return taken;
      }
    }
  }
  EntryPool pool_;
  ExpiryWheel wheel_;
};

using Times = std::vector<UnixSeconds>;

TEST_F(Wheel, TakesEntriesInTheSecondAfterTheirLast) {
  place(kStart + 300);
  EXPECT_EQ(take_all_before(kStart + 300), Times{});
  EXPECT_EQ(take_all_before(kStart + 301), Times{kStart + 300});
  EXPECT_EQ(wheel_.earliest(), kNever);
}

TEST_F(Wheel, TakesEntriesInOrderWhateverTheOrderOfPlacing) {
  for (const int after : {5000, 1, 70, 64, 63, 400'000, 65, 0, 5000}) place(kStart + after);
  EXPECT_EQ(take_all_before(kStart + 4999),
            (Times{kStart, kStart + 1, kStart + 63, kStart + 64, kStart + 65, kStart + 70}));
  EXPECT_EQ(take_all_before(kStart + 1'000'000), (Times{kStart + 5000, kStart + 5000, kStart + 400'000}));
}

TEST_F(Wheel, GoesBackInTime) {
  place(kStart + 10'000);
  EXPECT_EQ(take_all_before(kStart + 9'999), Times{});
  place(kStart + 5);
  place(kStart + 9'000);
  EXPECT_EQ(take_all_before(kStart + 6), Times{kStart + 5});
  EXPECT_EQ(take_all_before(kStart + 10'001), (Times{kStart + 9'000, kStart + 10'000}));
}

TEST_F(Wheel, TellsTimesApartBeyondItsRange) {
  place(kNever);
  place(kNever - 20);
  place(-5);
  place(0);
  EXPECT_EQ(take_all_before(-5), Times{});
  EXPECT_EQ(take_all_before(0), Times{-5});
  EXPECT_EQ(take_all_before(1), Times{0});
  EXPECT_EQ(take_all_before(kNever - 15), Times{kNever - 20});
  EXPECT_EQ(take_all_before(kNever), Times{});
}

TEST_F(Wheel, LetsAnyEntryBeRemoved) {
  Times left;
  std::vector<EntryIndex> indexes;
  for (int i = 0; i < 30; ++i) indexes.push_back(place(kStart + i % 3 * 100));
  for (int i = 0; i < 30; ++i) {
    if (i % 5 == 0) wheel_.remove(pool_, indexes[std::size_t(i)]);
  }
  EXPECT_EQ(take_all_before(kStart + 1000).size(), 24u);
}

TEST_F(Wheel, KnowsABoundBelowAllEntries) {
  EXPECT_EQ(wheel_.earliest(), kNever);
  place(kStart + 50);
  EXPECT_LE(wheel_.earliest(), kStart + 50);
  EXPECT_GE(wheel_.earliest(), kStart);
  place(-1);
  EXPECT_LT(wheel_.earliest(), -1);
}

TEST_F(Wheel, AgreesWithASortedMapOverRandomSteps) {
  std::mt19937_64 random(7);
  std::multimap<UnixSeconds, EntryIndex> model;
  UnixSeconds now = kStart;
  for (int step = 0; step < 20'000; ++step) {
    const unsigned choice = unsigned(random() % 10);
    if (choice < 5) {
      const UnixSeconds good_until = now + UnixSeconds(random() >> (32 + random() % 32));
      model.emplace(good_until, place(good_until, now));
    } else if (choice < 7 && !model.empty()) {
      auto victim = model.begin();
      std::advance(victim, random() % std::min<std::size_t>(model.size(), 50));
      wheel_.remove(pool_, victim->second);
      pool_.give(victim->second);
      model.erase(victim);
    } else if (choice == 7) {
      now -= UnixSeconds(random() >> (36 + random() % 28)) % 100'000'000;
    } else {
      now += UnixSeconds(random() >> (36 + random() % 28)) % 100'000'000;
      if (now < 0) now = 0;
      EXPECT_LE(wheel_.earliest(), model.empty() ? kNever : model.begin()->first);
      const Times taken = take_all_before(now);
      Times expected;
      while (!model.empty() && model.begin()->first < now) {
        expected.push_back(model.begin()->first);
        model.erase(model.begin());
      }
      ASSERT_EQ(taken, expected) << "step " << step;
    }
  }
}

}  // namespace
}  // namespace reprise::session
