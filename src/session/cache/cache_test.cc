// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;
constexpr CacheKey kKey{1, 2, 3, 4, 5, 6, 7, 8, 9};

Bytes id_of(const Session& session) { return session.data().session_id(); }

bool holds(const SessionCache& cache, const Ref<Session>& session) {
  return cache.contains(id_of(*session), session->data().version());
}

std::string numbered(int i) { return "session-" + std::to_string(i); }

class Cache : public testing::Test {
 protected:
  RemovedEntries flush(SessionCache& cache, UnixSeconds now) {
    RemovedEntries removed;
    const std::size_t count = cache.flush(now, [&](RemovedEntry r) { removed.push_back(std::move(r)); });
    EXPECT_EQ(count, removed.size());
    return removed;
  }
  SessionCache cache_{CacheOptions{}, kKey};
};

TEST_F(Cache, TellsIdsApartThatDifferInLengthAlone) {
  const auto shorter = session_with_id(std::string("id"), 300);
  const auto longer = session_with_id(std::string("id\0", 3), 300);
  cache_.add(shorter, kNow);
  EXPECT_FALSE(holds(cache_, longer));
  cache_.add(longer, kNow);
  EXPECT_EQ(cache_.find(id_of(*shorter), kTls12, kNow).session.get(), shorter.get());
  EXPECT_EQ(cache_.find(id_of(*longer), kTls12, kNow).session.get(), longer.get());
}

TEST(SessionCacheWithATimeout, ForgetsWhatWouldBeGoodForLonger) {
  SessionCache cache(CacheOptions{.max_timeout = std::chrono::seconds(100)}, kKey);
  const auto longer = session_with_id("longer", 300);
  const auto shorter = session_with_id("shorter", 50);
  cache.add(longer, kNow);
  cache.add(shorter, kNow);
  EXPECT_EQ(cache.find(bytes_of("longer"), 0x0303, kNow + 100).outcome, FindOutcome::hit);
  EXPECT_EQ(cache.find(bytes_of("shorter"), 0x0303, kNow + 51).outcome, FindOutcome::expired);
  longer->set_timeout_s(1000);
  EXPECT_TRUE(cache.reschedule(*longer));
  EXPECT_EQ(cache.flush(kNow + 101, [](RemovedEntry) {}), 1u);
}

TEST_F(Cache, FindsASessionByIdAndVersion) {
  const auto session = session_with_id("one");
  EXPECT_EQ(cache_.add(session, kNow).outcome, AddOutcome::added);
  const auto found = cache_.find(bytes_of("one"), kTls12, kNow);
  EXPECT_EQ(found.outcome, FindOutcome::hit);
  EXPECT_EQ(found.session.get(), session.get());
  EXPECT_EQ(cache_.find(bytes_of("one"), 0x0304, kNow).outcome, FindOutcome::miss);
  EXPECT_EQ(cache_.find(bytes_of("two"), kTls12, kNow).outcome, FindOutcome::miss);
  EXPECT_EQ(cache_.find(bytes_of("one\0"), kTls12, kNow).outcome, FindOutcome::hit);
  EXPECT_EQ(cache_.find(bytes_of(std::string_view("one\0", 4)), kTls12, kNow).outcome, FindOutcome::miss);
  EXPECT_EQ(cache_.find(bytes_of(std::string(40, 'x')), kTls12, kNow).outcome, FindOutcome::miss);
}

TEST_F(Cache, TakesAReferenceOfItsOwn) {
  const auto session = session_with_id("one");
  cache_.add(session, kNow);
  EXPECT_EQ(session->ref_count(), 2u);
  EXPECT_TRUE(session->published());
  EXPECT_EQ(cache_.remove(bytes_of("one"), kTls12).get(), session.get());
  EXPECT_EQ(session->ref_count(), 1u);
  EXPECT_FALSE(session->not_resumable());
}

TEST_F(Cache, ReportsASessionThatIsThereAlready) {
  const auto session = session_with_id("one");
  cache_.add(session, kNow);
  EXPECT_EQ(cache_.add(session, kNow).outcome, AddOutcome::already_there);
  EXPECT_EQ(session->ref_count(), 2u);
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(Cache, HandsOutWhatItReplaces) {
  const auto first = session_with_id("one");
  const auto second = session_with_id("one");
  cache_.add(first, kNow);
  auto result = cache_.add(second, kNow);
  EXPECT_EQ(result.outcome, AddOutcome::replaced);
  EXPECT_EQ(result.replaced.get(), first.get());
  EXPECT_EQ(cache_.find(bytes_of("one"), kTls12, kNow).session.get(), second.get());
  EXPECT_EQ(cache_.size(), 1u);
  result.replaced = nullptr;
  EXPECT_EQ(first->ref_count(), 1u);
}

TEST_F(Cache, DoesNotTakeASessionWithoutAnId) {
  EXPECT_EQ(cache_.add(session_with_id(""), kNow).outcome, AddOutcome::no_id);
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(Cache, RemovesByIdWhicheverSessionHasIt) {
  const auto cached = session_with_id("one");
  const auto twin = session_with_id("one");
  cache_.add(cached, kNow);
  EXPECT_FALSE(cache_.remove_exact(*twin));
  EXPECT_TRUE(holds(cache_, cached));
  EXPECT_EQ(cache_.remove(id_of(*twin), kTls12).get(), cached.get());
  EXPECT_FALSE(cache_.remove(id_of(*twin), kTls12));
}

TEST_F(Cache, KnowsNoIdThatIsLongerThanIdsAre) {
  const std::string id(32, 'i');
  cache_.add(session_with_id(id), kNow);
  ASSERT_TRUE(cache_.contains(bytes_of(id), kTls12));
  for (const std::size_t size : {33u, 255u, 256u + 32u}) {
    const std::string longer(size, 'i');
    EXPECT_FALSE(cache_.contains(bytes_of(longer), kTls12)) << size;
    EXPECT_FALSE(cache_.remove(bytes_of(longer), kTls12)) << size;
  }
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(Cache, FindsWhatIsLeftAfterManyRemovals) {
  constexpr int kMany = 6000;
  for (int i = 0; i < kMany; ++i) cache_.add(session_with_id(numbered(i)), kNow);
  for (int i = 0; i < kMany; i += 2) EXPECT_TRUE(cache_.remove(bytes_of(numbered(i)), kTls12)) << i;
  for (int i = 0; i < kMany; ++i) EXPECT_EQ(cache_.contains(bytes_of(numbered(i)), kTls12), i % 2 == 1) << i;
}

TEST(SessionCacheThatGoes, GivesBackAllItsReferencesPastThePlacesOfRemovedOnes) {
  std::vector<Ref<Session>> sessions;
  for (int i = 0; i < 200; ++i) sessions.push_back(session_with_id(numbered(i)));
  {
    SessionCache cache(CacheOptions{}, kKey);
    for (const auto& session : sessions) cache.add(session, kNow);
    for (int i = 0; i < 100; ++i) cache.remove(bytes_of(numbered(i)), kTls12);
  }
  for (const auto& session : sessions) EXPECT_EQ(session->ref_count(), 1u);
}

TEST_F(Cache, RemovesExactlyTheSessionAskedFor) {
  const auto session = session_with_id("one");
  cache_.add(session, kNow);
  EXPECT_EQ(cache_.remove_exact(*session).get(), session.get());
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(Cache, HandsOutAnExpiredSessionOnce) {
  const auto session = session_with_id("one", 300);
  cache_.add(session, kNow);
  EXPECT_EQ(cache_.find(bytes_of("one"), kTls12, kNow + 300).outcome, FindOutcome::hit);
  const auto found = cache_.find(bytes_of("one"), kTls12, kNow + 301);
  EXPECT_EQ(found.outcome, FindOutcome::expired);
  EXPECT_EQ(found.session.get(), session.get());
  EXPECT_EQ(cache_.find(bytes_of("one"), kTls12, kNow).outcome, FindOutcome::miss);
}

TEST_F(Cache, FlushesWhatHasExpiredAndNothingElse) {
  cache_.add(session_with_id("short", 10), kNow);
  cache_.add(session_with_id("long", 1000), kNow);
  cache_.add(session_with_id("for ever", kNever), kNow);
  EXPECT_EQ(flush(cache_, kNow + 10).size(), 0u);
  const auto removed = flush(cache_, kNow + 11);
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(text_of(id_of(*removed[0].session)), "short");
  EXPECT_EQ(removed[0].cause, RemovalCause::expired);
  EXPECT_EQ(flush(cache_, kNever - 15).size(), 1u);
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(Cache, RemovesAll) {
  for (int i = 0; i < 100; ++i) cache_.add(session_with_id(numbered(i)), kNow);
  std::size_t seen = 0;
  EXPECT_EQ(cache_.remove_all([&](RemovedEntry r) { seen += r.session->ref_count() == 1 ? 1 : 0; }), 100u);
  EXPECT_EQ(seen, 100u);
  EXPECT_EQ(cache_.size(), 0u);
  EXPECT_EQ(cache_.bytes(), 0u);
  cache_.add(session_with_id("after"), kNow);
  EXPECT_EQ(cache_.size(), 1u);
}

// A peer may send another chain at each visit, so that nothing of it is shared.
TEST_F(Cache, CountsTheCertificatesOfSessionsAgainstItsBytes) {
  const auto algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  SessionCache cache(CacheOptions{.max_bytes = 100'000}, kKey);
  for (int i = 0; i < 100; ++i) {
    std::vector<Ref<const crypto::Certificate>> certificates;
    certificates.push_back(crypto::Certificate::from_der(algorithms.share(), bytes_of("leaf")));
    certificates.push_back(crypto::Certificate::from_der(algorithms.share(), ByteVector(10'000, std::uint8_t(i))));
    const auto chain = make_ref<crypto::CertificateChain>(std::move(certificates));
    auto fields = fields_with_id(numbered(i));
    fields.peer = &chain->leaf();
    if (i % 2 == 0) fields.peer_chain = chain.get();
    if (i % 2 == 1) fields.peer = &(*chain)[1];
    cache.add(Session::create(SessionData::make(fields), kNow, 300), kNow);
    EXPECT_LE(cache.size(), 10u);
  }
  EXPECT_GE(cache.size(), 8u);
}

TEST_F(Cache, FollowsAChangeOfTimeWhenTold) {
  const auto session = session_with_id("one", 10);
  cache_.add(session, kNow);
  session->set_timeout_s(1000);
  EXPECT_TRUE(cache_.reschedule(*session));
  EXPECT_EQ(flush(cache_, kNow + 500).size(), 0u);
  session->set_time(kNow - 1000);
  EXPECT_TRUE(cache_.reschedule(*session));
  EXPECT_EQ(flush(cache_, kNow + 1).size(), 1u);
  EXPECT_FALSE(cache_.reschedule(*session));
}

TEST_F(Cache, FollowsNoOtherSessionWithTheSameId) {
  const auto cached = session_with_id("one", 300);
  const auto twin = session_with_id("one", 10);
  cache_.add(cached, kNow);
  EXPECT_FALSE(cache_.reschedule(*twin));
  EXPECT_EQ(flush(cache_, kNow + 100).size(), 0u);
}

TEST_F(Cache, HoldsExactlyAsManyAsItMay) {
  for (const std::size_t max : {1u, 2u, 3u, 17u, 100u}) {
    SessionCache cache(CacheOptions{.max_entries = max}, kKey);
    std::size_t removed = 0;
    for (int i = 0; i < 200; ++i) removed += cache.add(session_with_id(numbered(i)), kNow).removed.size();
    EXPECT_EQ(cache.size(), max);
    EXPECT_EQ(removed, 200 - max);
    EXPECT_EQ(cache.counters().evicted, 200 - max);
  }
}

TEST_F(Cache, EvictsTheOldestWithoutMarkingIt) {
  SessionCache cache(CacheOptions{.max_entries = 8}, kKey);
  std::vector<Ref<Session>> sessions;
  for (int i = 0; i < 8; ++i) {
    // The oldest is the last to expire: that does not save it.
    sessions.push_back(session_with_id(numbered(i), 1000 - i));
    cache.add(sessions.back(), kNow);
  }
  const auto removed = cache.add(session_with_id("new"), kNow).removed;
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(removed[0].session.get(), sessions[0].get());
  EXPECT_EQ(removed[0].cause, RemovalCause::evicted);
  EXPECT_TRUE(sessions[0]->is_resumable());
}

TEST_F(Cache, SparesWhatWasUsed) {
  SessionCache cache(CacheOptions{.max_entries = 4}, kKey);
  for (int i = 0; i < 4; ++i) cache.add(session_with_id(numbered(i)), kNow);
  cache.find(bytes_of(numbered(0)), kTls12, kNow);
  cache.find(bytes_of(numbered(1)), kTls12, kNow);
  const auto removed = cache.add(session_with_id("new"), kNow).removed;
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(text_of(id_of(*removed[0].session)), numbered(2));
}

TEST_F(Cache, EvictsWhatHasExpiredFirst) {
  SessionCache cache(CacheOptions{.max_entries = 3}, kKey);
  cache.add(session_with_id("old", 1000), kNow);
  cache.add(session_with_id("short", 5), kNow);
  cache.add(session_with_id("other", 1000), kNow);
  const auto removed = cache.add(session_with_id("new"), kNow + 6).removed;
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(text_of(id_of(*removed[0].session)), "short");
  EXPECT_EQ(removed[0].cause, RemovalCause::expired);
}

TEST_F(Cache, NeverEvictsWhatIsBeingAdded) {
  SessionCache cache(CacheOptions{.max_entries = 1}, kKey);
  cache.add(session_with_id("one"), kNow);
  const auto stale = session_with_id("two", 1, kNow - 100);
  const auto removed = cache.add(stale, kNow).removed;
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(text_of(id_of(*removed[0].session)), "one");
  EXPECT_TRUE(holds(cache, stale));
}

TEST_F(Cache, ShrinksToANewBoundAtTheNextAdd) {
  for (int i = 0; i < 50; ++i) cache_.add(session_with_id(numbered(i)), kNow);
  cache_.set_max_entries(10);
  EXPECT_EQ(cache_.size(), 50u);
  EXPECT_EQ(cache_.add(session_with_id("new"), kNow).removed.size(), 41u);
  EXPECT_EQ(cache_.size(), 10u);
}

TEST_F(Cache, StaysWithinItsBytes) {
  SessionCache cache(CacheOptions{.max_entries = 0, .max_bytes = 10'000}, kKey);
  for (int i = 0; i < 200; ++i) cache.add(session_with_id(numbered(i)), kNow);
  EXPECT_LE(cache.bytes(), 10'000u);
  EXPECT_GT(cache.bytes(), 9'000u);
  cache.set_max_bytes(1);
  cache.add(session_with_id("last"), kNow);
  EXPECT_EQ(cache.size(), 1u);
}

TEST_F(Cache, ListsEverySession) {
  for (int i = 0; i < 300; ++i) cache_.add(session_with_id(numbered(i)), kNow);
  std::size_t seen = 0;
  cache_.for_each([&](const Ref<Session>&) { ++seen; });
  EXPECT_EQ(seen, 300u);
}

TEST_F(Cache, LetsItsVisitorsComeBack) {
  for (int i = 0; i < 100; ++i) cache_.add(session_with_id(numbered(i), 1), kNow);
  cache_.flush(kNow + 10, [&](RemovedEntry removed) { cache_.remove(id_of(*removed.session), kTls12); });
  cache_.for_each([&](const Ref<Session>& session) { cache_.remove_exact(*session); });
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(Cache, SharesASessionWithAnotherCache) {
  SessionCache other(CacheOptions{}, kKey);
  const auto session = session_with_id("one");
  cache_.add(session, kNow);
  other.add(session, kNow);
  cache_.remove_exact(*session);
  EXPECT_FALSE(holds(cache_, session));
  EXPECT_TRUE(holds(other, session));
}

TEST_F(Cache, KeepsItsEntryWhenTheIdOfASessionIsEdited) {
  const auto session = session_with_id("one");
  cache_.add(session, kNow);
  session->edit([](SessionFields& f) { f.session_id = bytes_of("two"); });
  EXPECT_TRUE(cache_.contains(bytes_of("one"), kTls12));
  EXPECT_FALSE(cache_.contains(bytes_of("two"), kTls12));
  EXPECT_EQ(flush(cache_, kNow + 1000).size(), 1u);
}

TEST_F(Cache, CountsWhatHappened) {
  cache_.add(session_with_id("one", 10), kNow);
  cache_.find(bytes_of("one"), kTls12, kNow);
  cache_.find(bytes_of("none"), kTls12, kNow);
  cache_.find(bytes_of("one"), kTls12, kNow + 11);
  const auto counters = cache_.counters();
  EXPECT_EQ(counters.hits, 1u);
  EXPECT_EQ(counters.misses, 1u);
  EXPECT_EQ(counters.expired, 1u);
  EXPECT_EQ(counters.evicted, 0u);
}

}  // namespace
}  // namespace reprise::session
