// SPDX-License-Identifier: Apache-2.0
// Random operations on a cache and on a plain list of what it should hold: they never disagree.
#include <gtest/gtest.h>

#include <list>
#include <map>
#include <random>
#include <string>

#include "session/cache/cache.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;

struct Model {
  std::map<std::string, Ref<Session>> held;
  bool has(const std::string& id, const Session* session) const {
    const auto it = held.find(id);
    return it != held.end() && it->second.get() == session;
  }
};

class CacheModel : public testing::TestWithParam<std::size_t> {
 protected:
  void forget(const Session& session) {
    const std::string id(text_of(session.data().session_id()));
    ASSERT_TRUE(model_.has(id, &session)) << id;
    model_.held.erase(id);
  }
  std::int64_t any_timeout() {
    const std::int64_t timeouts[] = {0, 1, 63, 64, 300, 7200, 100'000, 1'000'000'000, kNever, -5};
    return timeouts[random_() % 10] + std::int64_t(random_() % 2) * -1;
  }
  void add(const std::string& id) {
    auto session = session_with_id(id, any_timeout(), now_);
    auto result = cache_.add(session, now_);
    const auto it = model_.held.find(id);
    if (it != model_.held.end()) {
      ASSERT_EQ(result.outcome, AddOutcome::replaced);
      ASSERT_EQ(result.replaced.get(), it->second.get());
    } else {
      ASSERT_EQ(result.outcome, AddOutcome::added);
    }
    model_.held[id] = session.share();
    for (const auto& removed : result.removed) {
      ASSERT_NE(removed.session.get(), session.get());
      ASSERT_TRUE(removed.cause == RemovalCause::evicted || removed.session->expired(now_));
      forget(*removed.session);
    }
    ASSERT_TRUE(GetParam() == 0 || model_.held.size() <= GetParam());
  }
  void find(const std::string& id) {
    const auto found = cache_.find(bytes_of(id), kTls12, now_);
    const auto it = model_.held.find(id);
    if (it == model_.held.end()) {
      ASSERT_EQ(found.outcome, FindOutcome::miss);
      return;
    }
    ASSERT_EQ(found.session.get(), it->second.get());
    ASSERT_EQ(found.outcome, it->second->expired(now_) ? FindOutcome::expired : FindOutcome::hit);
    if (found.outcome == FindOutcome::expired) model_.held.erase(it);
  }
  void remove(const std::string& id) {
    const auto removed = cache_.remove(bytes_of(id), kTls12);
    ASSERT_EQ(bool(removed), model_.held.count(id) == 1);
    if (removed) forget(*removed);
  }
  void change_timeout(const std::string& id) {
    const auto it = model_.held.find(id);
    if (it == model_.held.end()) return;
    it->second->set_timeout_s(any_timeout());
    ASSERT_TRUE(cache_.reschedule(*it->second));
  }
  void flush() {
    std::size_t expected = 0;
    for (const auto& [id, session] : model_.held) expected += session->expired(now_) ? 1 : 0;
    ASSERT_EQ(cache_.flush(now_, [&](RemovedEntry removed) { forget(*removed.session); }), expected);
  }
  void step() {
    const std::string id = "id" + std::to_string(random_() % 400);
    switch (random_() % 16) {
      case 0: now_ += std::int64_t(random_() >> (40 + random_() % 24)); break;
      case 1: now_ -= std::int64_t(random_() >> (44 + random_() % 20)); break;
      case 2: flush(); break;
      case 3: case 4: remove(id); break;
      case 5: change_timeout(id); break;
      case 6: case 7: case 8: find(id); break;
      default: add(id); break;
    }
    ASSERT_EQ(cache_.size(), model_.held.size());
  }

  std::mt19937_64 random_{GetParam() + 1};
  UnixSeconds now_ = kNow;
  SessionCache cache_{CacheOptions{.max_entries = GetParam()}, CacheKey{7}};
  Model model_;
};

TEST_P(CacheModel, AgreesWithTheCacheOverRandomOperations) {
  for (int i = 0; i < 30'000; ++i) {
    step();
    if (HasFatalFailure()) FAIL() << "at step " << i;
  }
  cache_.remove_all([&](RemovedEntry removed) { forget(*removed.session); });
  EXPECT_TRUE(model_.held.empty());
  EXPECT_EQ(cache_.bytes(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Bounds, CacheModel, testing::Values(0, 1, 5, 64, 200));

}  // namespace
}  // namespace reprise::session
