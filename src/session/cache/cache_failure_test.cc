// SPDX-License-Identifier: Apache-2.0
// Random operations on a cache while memory runs out now and then, by one thread and by several: whatever failed, what
// is found, what is listed and what expires are the same sessions.
#include <gtest/gtest.h>

#include <new>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "session/cache/cache.h"
#include "support/session/failing_new.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::size_t kMax = 60;
constexpr unsigned kNumIds = 100;
constexpr unsigned kPerId = 2;  // sessions of one id replace each other
constexpr std::int64_t kTimeouts[] = {0, 1, 60, 5'000, 300'000, 20'000'000, 1'000'000'000, kNever};

std::string id_of(unsigned i) { return "id" + std::to_string(i % kNumIds); }

class CacheFailure : public testing::TestWithParam<unsigned> {
 protected:
  CacheFailure() {
    for (unsigned i = 0; i < kNumIds * kPerId; ++i) sessions_.push_back(session_with_id(id_of(i), 300, kNow));
  }

  void step(std::mt19937& random, UnixSeconds now) {
    const unsigned i = random() % unsigned(sessions_.size());
    const std::string id = id_of(i);
    const auto& session = sessions_[i];
    switch (random() % 8) {
      case 0: cache_->remove(bytes_of(id), kTls12); break;
      case 1: cache_->remove_exact(*session); break;
      case 2: cache_->find(bytes_of(id), kTls12, now); break;
      case 3: cache_->flush(now, [](RemovedEntry) {}); break;
      case 4:
        session->set_timeout_s(kTimeouts[random() % std::size(kTimeouts)]);
        cache_->reschedule(*session);
        break;
      default: cache_->add(session, now); break;
    }
  }

  void begin() { cache_.emplace(CacheOptions{.max_entries = kMax, .num_shards = 4}, CacheKey{5}); }

  // `num_steps` of them, of which some fail. Their number.
  int steps(int num_steps, unsigned seed) {
    std::mt19937 random(seed);
    UnixSeconds now = kNow;
    int num_failed = 0;
    const FailingNew failing(GetParam(), seed);
    for (int i = 0; i < num_steps; ++i) {
      if (random() % 16 == 0) now += std::int64_t(random() >> (8 + random() % 24)) - 1000;
      try {
        step(random, now);
      } catch (const std::bad_alloc&) {
        ++num_failed;
      }
    }
    return num_failed;
  }

  std::set<const Session*> listed() const {
    std::set<const Session*> all;
    cache_->for_each([&](const Ref<Session>& session) {
      EXPECT_TRUE(all.insert(session.get()).second) << "listed twice";
      EXPECT_TRUE(cache_->contains(session->data().session_id(), kTls12)) << "listed and not found";
    });
    return all;
  }

  // Takes the cache apart by its order of expiry, and then by its index.
  void expect_whole() {
    auto held = listed();
    EXPECT_EQ(cache_->size(), held.size());
    for (const auto& session : sessions_) cache_->reschedule(*session);  // a timeout that could not be moved is now
    for (UnixSeconds now = kNow - 1'000'000; now < kNow + 2'000'000'000; now += 1 + (now - kNow + 1'000'000) / 4) {
      const auto expired = std::erase_if(held, [now](const Session* session) { return session->expired(now); });
      EXPECT_EQ(cache_->flush(now, [now](RemovedEntry gone) { EXPECT_TRUE(gone.session->expired(now)); }), expired);
    }
    EXPECT_EQ(listed(), held);
    for (const Session* session : held) EXPECT_EQ(cache_->remove_exact(*session).get(), session);
    EXPECT_EQ(cache_->size(), 0u);
    EXPECT_EQ(cache_->bytes(), 0u);
    for (const auto& session : sessions_) EXPECT_EQ(session->ref_count(), 1u);
  }

  std::vector<Ref<Session>> sessions_;
  // New for each round: most of what a cache ever asks for, it asks for early.
  std::optional<SessionCache> cache_;
};

TEST_P(CacheFailure, LeavesIndexAndExpiryAgreed) {
  int num_failed = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    begin();
    num_failed += steps(500, seed);
    cache_->add(sessions_[0], kNow);  // trims what a failed trim has left
    EXPECT_LE(cache_->size(), kMax);
    expect_whole();
    if (HasFailure()) FAIL() << "with seed " << seed;
  }
  EXPECT_GT(num_failed, 100);
}

TEST_P(CacheFailure, LeavesThemAgreedWithSeveralThreads) {
  for (unsigned round = 0; round < 30; ++round) {
    begin();
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t) threads.emplace_back([this, round, t] { steps(500, round * 4 + t); });
    for (auto& thread : threads) thread.join();
    cache_->add(sessions_[0], kNow);
    EXPECT_LE(cache_->size(), kMax);
    expect_whole();
    if (HasFailure()) FAIL() << "in round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(OneAllocationIn, CacheFailure, testing::Values(2, 10));

}  // namespace
}  // namespace reprise::session
