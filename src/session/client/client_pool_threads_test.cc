// SPDX-License-Identifier: Apache-2.0
// Several threads on one pool: no ticket is handed out twice, none is lost, the bounds hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "session/client/client_pool.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr int kNumThreads = 4;
constexpr int kNumTickets = 2000;  // that each thread puts

Ref<Session> ticket(const std::string& id) {
  auto fields = fields_with_id(id);
  fields.version = 0x0304;
  fields.ticket = bytes_of(id);
  fields.lifetime_hint = 7200;
  return Session::create(SessionData::make(fields), kNow, 7200);
}

PeerKey peer_of(int i) { return {std::uint8_t(i % 7)}; }

// Puts tickets of its own and takes whatever there is.
std::vector<std::string> work(ClientPool& pool, int thread) {
  std::vector<std::string> taken;
  for (int i = 0; i < kNumTickets; ++i) {
    pool.put(peer_of(i), *ticket(std::to_string(thread) + "-" + std::to_string(i)), kNow);
    const auto session = pool.take(peer_of(i * 3 + thread), kNow);
    if (session) taken.emplace_back(text_of(session->data().session_id()));
  }
  return taken;
}

TEST(ClientPoolThreads, NeverTakeOneTicketTwice) {
  ClientPool pool;
  std::vector<std::vector<std::string>> taken(kNumThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kNumThreads; ++t) threads.emplace_back([&, t] { taken[t] = work(pool, t); });
  for (auto& thread : threads) thread.join();
  std::vector<std::string> all;
  for (const auto& part : taken) all.insert(all.end(), part.begin(), part.end());
  std::ranges::sort(all);
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  EXPECT_EQ(all.size() + pool.num_sessions() + pool.counters().evicted, std::size_t(kNumThreads * kNumTickets));
}

TEST(ClientPoolThreads, ShareASessionOfTls12) {
  ClientPool pool;
  pool.put(peer_of(0), *session_with_id("shared"), kNow);
  std::atomic<int> missed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kNumThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kNumTickets; ++i) {
        const auto session = pool.take(peer_of(0), kNow);
        if (!session) ++missed;
        else session->mark_not_resumable();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(missed, 0);
}

}  // namespace
}  // namespace reprise::session
