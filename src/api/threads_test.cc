// SPDX-License-Identifier: Apache-2.0
// What the API says may be used from any thread, used from several at once.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::bytes_of;
using reprise::SessionView;
using reprise::Version;

constexpr int kNumThreads = 4;

template <typename Body>
void in_threads(Body body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kNumThreads; ++i) threads.emplace_back(body, i);
  for (auto& thread : threads) thread.join();
}

// Reads all of it, as any thread may.
std::size_t look(const SessionView& session) {
  return session.id().size() + session.ticket().size() + session.server_name().size() + session.secret().size() +
         std::size_t(session.resumable());
}

TEST(ApiThreads, ShareSessionsAndTheirCache) {
  auto cache = reprise::SessionCache::open(library(), {.max_entries = 8}).value();
  const auto shared = session_with_id("shared");
  std::atomic<std::size_t> seen{0};
  in_threads([&](int thread) {
    for (int i = 0; i < 200; ++i) {
      const auto own = reprise::SessionBuilder(shared).server_name("of " + std::to_string(thread)).publish().value();
      cache.add(i % 2 == 0 ? own : shared, kNow);
      const auto found = cache.find(bytes_of("shared"), Version::tls12, kNow);
      if (found.session) seen += look(found.session);
      if (i % 7 == 0) cache.remove(own);
      if (i % 50 == 0) cache.flush(kNow + 301s);
    }
  });
  EXPECT_GT(seen, 0u);
  EXPECT_EQ(shared->server_name(), "");
  EXPECT_LE(cache.size(), 8u);
}

TEST(ApiThreads, ShareASealerWhoseKeysRotate) {
  auto sealer = reprise::TicketSealer::open(library(), kNow, {.rotation = 10s}).value();
  const auto session = session_with_id("id");
  std::atomic<int> num_opened{0};
  in_threads([&](int) {
    for (int i = 0; i < 50; ++i) {
      const auto now = kNow + std::chrono::seconds(i);
      const auto sealed = sealer.seal(session, {}, now);
      if (sealed.ok() && sealer.open_ticket(sealed.value().bytes, {}, now).session) ++num_opened;
    }
  });
  EXPECT_EQ(num_opened, kNumThreads * 50);
}

TEST(ApiThreads, ShareConfigurationsAndASession) {
  Hands hands;
  auto options = server_options(hands);
  options.cache = reprise::SessionCache::open(library()).value();
  auto wishes = client_options(hands);
  wishes.versions = {.min = Version::tls12, .max = Version::tls12};
  const auto client = client_config(wishes);
  const auto server = server_config(options);
  const auto session = fresh_session(client, server);
  std::atomic<int> num_resumed{0};
  in_threads([&](int) {
    for (int i = 0; i < 10; ++i) {
      Pair pair(client, server, session.share());
      if (pair.handshake() && pair.server.negotiated().resumed) ++num_resumed;
    }
  });
  EXPECT_EQ(num_resumed, kNumThreads * 10);
}

}  // namespace
