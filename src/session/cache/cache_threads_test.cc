// SPDX-License-Identifier: Apache-2.0
// Several threads on one cache: nothing is lost, freed twice or held beyond the bounds.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "session/cache/cache.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::size_t kMax = 100;

void work(SessionCache& cache, unsigned seed, std::atomic<int>& beyond) {
  std::mt19937 random(seed);
  UnixSeconds now = kNow;
  for (int i = 0; i < 4000; ++i) {
    const std::string id = "id" + std::to_string(random() % 300);
    switch (random() % 8) {
      case 0: cache.flush(now, [](RemovedEntry removed) { removed.session->mark_not_resumable(); }); break;
      case 1: cache.remove(bytes_of(id), kTls12); break;
      case 2: case 3: case 4: {
        const auto found = cache.find(bytes_of(id), kTls12, now);
        if (found.outcome != FindOutcome::hit) break;
        found.session->set_timeout_s(std::int64_t(random() % 100));
        cache.reschedule(*found.session);
        found.session->edit([](SessionFields& f) { ++f.age_add; });
        break;
      }
      default: cache.add(session_with_id(id, std::int64_t(random() % 100), now), now); break;
    }
    if (cache.size() > kMax + 4) ++beyond;  // one for each thread that is in the middle of add()
    now += random() % 2;
  }
}

TEST(CacheThreads, KeepTheCacheWhole) {
  SessionCache cache(CacheOptions{.max_entries = kMax, .num_shards = 4}, CacheKey{3});
  std::atomic<int> beyond = 0;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t) threads.emplace_back([&, t] { work(cache, t, beyond); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(beyond, 0);
  std::size_t listed = 0;
  cache.for_each([&](const Ref<Session>& session) {
    ++listed;
    EXPECT_EQ(session->ref_count(), 2u);
  });
  EXPECT_EQ(listed, cache.size());
  EXPECT_LE(listed, kMax);
  EXPECT_EQ(cache.remove_all([](RemovedEntry) {}), listed);
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST(CacheThreads, ShareOneSessionAmongSeveralCaches) {
  SessionCache one(CacheOptions{}, CacheKey{1});
  SessionCache two(CacheOptions{}, CacheKey{2});
  const auto session = session_with_id("shared");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      SessionCache& cache = t % 2 == 0 ? one : two;
      for (int i = 0; i < 3000; ++i) {
        cache.add(session, kNow);
        cache.find(bytes_of("shared"), kTls12, kNow);
        cache.remove_exact(*session);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(session->ref_count(), 1u + one.size() + two.size());
}

}  // namespace
}  // namespace reprise::session
