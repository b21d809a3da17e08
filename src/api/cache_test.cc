// SPDX-License-Identifier: Apache-2.0
#include "reprise/cache.h"

#include <gtest/gtest.h>

#include "support/api/sessions.h"

namespace {

using namespace reprise_test;
using reprise::AddOutcome;
using reprise::bytes_of;
using reprise::CacheOptions;
using reprise::FindOutcome;
using reprise::RemovalCause;
using reprise::SessionCache;
using reprise::Version;

SessionCache open(const CacheOptions& options = {}) { return SessionCache::open(library(), options).value(); }

TEST(ApiCache, FindsASessionByIdAndVersion) {
  auto cache = open();
  const auto session = session_with_id("id");
  EXPECT_EQ(cache.add(session, kNow).outcome, AddOutcome::added);
  EXPECT_EQ(cache.add(session, kNow).outcome, AddOutcome::already_there);
  const auto found = cache.find(bytes_of("id"), Version::tls12, kNow);
  EXPECT_EQ(found.outcome, FindOutcome::hit);
  EXPECT_TRUE(found.session == session);
  EXPECT_EQ(cache.find(bytes_of("id"), Version::tls13, kNow).outcome, FindOutcome::miss);
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_GT(cache.bytes(), session->heap_bytes());
}

TEST(ApiCache, HandsBackWhatANewSessionReplaces) {
  auto cache = open();
  const auto before = session_with_id("id");
  cache.add(before, kNow);
  const auto after = session_with_id("id");
  const auto added = cache.add(after, kNow);
  EXPECT_EQ(added.outcome, AddOutcome::replaced);
  EXPECT_TRUE(added.replaced == before);
}

TEST(ApiCache, HandsBackWhatItEvicts) {
  auto cache = open({.max_entries = 1});
  const auto first = session_with_id("first");
  cache.add(first, kNow);
  const auto second = session_with_id("second");
  const auto added = cache.add(second, kNow);
  ASSERT_EQ(added.removed.size(), 1u);
  EXPECT_TRUE(added.removed[0].session == first);
  EXPECT_EQ(added.removed[0].cause, RemovalCause::evicted);
  EXPECT_TRUE(first->resumable());
  EXPECT_EQ(cache.counters().evicted, 1u);
}

TEST(ApiCache, TakesNoSessionWithoutAnId) {
  auto cache = open();
  const auto session = session_with_id("");
  EXPECT_EQ(cache.add(session, kNow).outcome, AddOutcome::no_id);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(ApiCache, HandsBackAnExpiredSessionOnce) {
  auto cache = open();
  const auto session = session_with_id("id");
  cache.add(session, kNow);
  const auto found = cache.find(bytes_of("id"), Version::tls12, kNow + 301s);
  EXPECT_EQ(found.outcome, FindOutcome::expired);
  EXPECT_TRUE(found.session == session);
  EXPECT_FALSE(cache.contains(bytes_of("id"), Version::tls12));
  EXPECT_EQ(cache.find(bytes_of("id"), Version::tls12, kNow + 301s).outcome, FindOutcome::miss);
  EXPECT_EQ(cache.counters().expired, 1u);
}

TEST(ApiCache, ForgetsASessionEarlierThanItsTimeoutWhereItIsTold) {
  auto cache = open({.max_timeout = 100s});
  const auto session = session_with_id("id");
  cache.add(session, kNow);
  EXPECT_EQ(cache.find(bytes_of("id"), Version::tls12, kNow + 100s).outcome, FindOutcome::hit);
  EXPECT_EQ(cache.flush(kNow + 101s).size(), 1u);
  EXPECT_FALSE(session->expired(kNow + 101s));
  EXPECT_EQ(SessionCache::open(library(), {.max_timeout = -1s}).error().reason, reprise::Reason::bad_value);
}

TEST(ApiCache, RemovesByIdOrByIdentity) {
  auto cache = open();
  const auto session = session_with_id("id");
  cache.add(session, kNow);
  const auto namesake = session_with_id("id");
  EXPECT_FALSE(cache.remove(namesake));
  EXPECT_TRUE(cache.remove(session) == session);
  cache.add(session, kNow);
  EXPECT_TRUE(cache.remove(bytes_of("id"), Version::tls12) == session);
  EXPECT_FALSE(cache.remove(bytes_of("id"), Version::tls12));
}

TEST(ApiCache, FlushesWhatHasExpiredAndHandsItBack) {
  auto cache = open();
  const auto early = session_with_id("early");
  const auto late = small_session("late").timeout(600s).publish().value();
  cache.add(early, kNow);
  cache.add(late, kNow);
  const auto flushed = cache.flush(kNow + 400s);
  ASSERT_EQ(flushed.size(), 1u);
  EXPECT_TRUE(flushed[0].session == early);
  EXPECT_EQ(flushed[0].cause, RemovalCause::expired);
  const auto rest = cache.remove_all();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_TRUE(rest[0].session == late);
  EXPECT_EQ(rest[0].cause, RemovalCause::flushed);
}

TEST(ApiCache, KeepsToNewBounds) {
  auto cache = open();
  for (const auto* id : {"a", "b", "c"}) {
    const auto session = session_with_id(id);
    cache.add(session, kNow);
  }
  cache.set_bounds(2, 0);
  const auto session = session_with_id("d");
  EXPECT_EQ(cache.add(session, kNow).removed.size(), 2u);
  EXPECT_EQ(cache.size(), 2u);
}

TEST(ApiCache, IsOneCacheForAllCopiesOfItsHandle) {
  auto cache = open();
  auto same = cache;
  const auto session = session_with_id("id");
  same.add(session, kNow);
  EXPECT_EQ(cache.size(), 1u);
}

}  // namespace
