// SPDX-License-Identifier: Apache-2.0
#include "session/client/client_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr PeerKey kPeer{1};
constexpr PeerKey kOther{2};
constexpr std::int64_t kWeek_s = 604800;

Ref<Session> ticket(std::string_view id, std::int64_t timeout_s = 7200, std::uint64_t hint = 7200) {
  auto fields = fields_with_id(id);
  fields.version = 0x0304;
  fields.cipher_suite = 0x1301;
  fields.ticket = bytes_of(id);
  fields.lifetime_hint = hint;
  return Session::create(SessionData::make(fields), kNow, timeout_s);
}

std::string id_of(const Ref<Session>& session) {
  return session ? std::string(text_of(session->data().session_id())) : "none";
}

std::string take_id(ClientPool& pool, const PeerKey& peer = kPeer, UnixSeconds now = kNow) {
  return id_of(pool.take(peer, now));
}

PeerKey numbered(int i) { return {std::uint8_t(i), std::uint8_t(i >> 8), 3}; }

TEST(ClientPool, HandsOutTheNewestTicketFirstAndEachOnce) {
  ClientPool pool;
  for (const auto* id : {"a", "b", "c"}) pool.put(kPeer, *ticket(id), kNow);
  EXPECT_EQ(take_id(pool), "c");
  EXPECT_EQ(take_id(pool), "b");
  EXPECT_EQ(take_id(pool), "a");
  EXPECT_EQ(take_id(pool), "none");
  EXPECT_EQ(pool.num_sessions(), 0u);
  EXPECT_EQ(pool.bytes(), 0u);
  EXPECT_EQ(pool.counters().hits, 3u);
  EXPECT_EQ(pool.counters().misses, 1u);
}

TEST(ClientPool, HandsOutASessionOfTls12AsOftenAsItIsAskedFor) {
  ClientPool pool;
  pool.put(kPeer, *session_with_id("a"), kNow);
  EXPECT_EQ(take_id(pool), "a");
  EXPECT_EQ(take_id(pool), "a");
}

TEST(ClientPool, KeepsTheLatestSessionOfTls12Alone) {
  ClientPool pool;
  pool.put(kPeer, *session_with_id("a"), kNow);
  pool.put(kPeer, *ticket("t"), kNow);
  pool.put(kPeer, *session_with_id("b"), kNow);
  EXPECT_EQ(pool.num_sessions(), 2u);
  EXPECT_EQ(take_id(pool), "b");
}

TEST(ClientPool, TellsSessionsOfOneNameApartByTheirVersion) {
  ClientPool pool;
  auto fields = fields_with_id("a");
  fields.ticket = bytes_of("a");
  pool.put(kPeer, *Session::create(SessionData::make(fields), kNow, 7200), kNow);
  pool.put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(pool.num_sessions(), 2u);
}

TEST(ClientPool, KeepsOneOfATicketThatIsPutTwice) {
  ClientPool pool;
  pool.put(kPeer, *ticket("a"), kNow);
  pool.put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(take_id(pool), "a");
  EXPECT_EQ(take_id(pool), "none");
}

TEST(ClientPool, TellsVersionsApartWhateverElseIsEqual) {
  ClientPool pool;
  const auto of_tls13 = ticket("a");
  pool.put(kPeer, *of_tls13, kNow);
  auto fields = of_tls13->data().fields();
  fields.version = 0x0303;
  fields.cipher_suite = 0xc02f;
  pool.put(kPeer, *Session::create(SessionData::make(fields), kNow, 7200), kNow);
  EXPECT_EQ(pool.num_sessions(), 2u);
}

TEST(ClientPool, TakesBackWhatWasNotSent) {
  ClientPool pool;
  pool.put(kPeer, *ticket("a"), kNow);
  const auto taken = pool.take(kPeer, kNow);
  pool.put(kPeer, *taken, kNow);
  EXPECT_EQ(take_id(pool), "a");
}

TEST(ClientPool, KeepsPeersApart) {
  ClientPool pool;
  pool.put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(take_id(pool, kOther), "none");
  EXPECT_EQ(take_id(pool, kPeer), "a");
}

TEST(ClientPool, IsNotTouchedByWhatHappensToTheSessionsOutside) {
  ClientPool pool;
  const auto session = session_with_id("a");
  pool.put(kPeer, *session, kNow);
  session->mark_not_resumable();
  const auto taken = pool.take(kPeer, kNow);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->is_resumable());
  taken->mark_not_resumable();
  EXPECT_EQ(take_id(pool), "a");
}

TEST(ClientPool, DoesNotKeepWhatCannotBeOffered) {
  ClientPool pool;
  const auto marked = ticket("a");
  marked->mark_not_resumable();
  pool.put(kPeer, *marked, kNow);
  pool.put(kPeer, *session_with_id(""), kNow);
  pool.put(kPeer, *ticket("old", 10), kNow + 11);
  pool.put(kPeer, *ticket("of_no_life", 7200, 0), kNow + 1);
  pool.put(kPeer, *ticket("from_the_future"), kNow - 1);
  EXPECT_EQ(pool.num_sessions(), 0u);
}

TEST(ClientPool, ForgetsASessionWhenItsTimeoutHasPassed) {
  ClientPool pool;
  pool.put(kPeer, *ticket("long", 100), kNow);
  pool.put(kPeer, *ticket("short", 10), kNow);
  EXPECT_EQ(take_id(pool, kPeer, kNow + 11), "long");
  EXPECT_EQ(pool.counters().expired, 1u);
  EXPECT_EQ(pool.num_sessions(), 0u);
}

TEST(ClientPool, ForgetsATicketWhenItsAnnouncedLifeHasPassed) {
  ClientPool pool;
  pool.put(kPeer, *ticket("a", 7200, 60), kNow);
  EXPECT_EQ(take_id(pool, kPeer, kNow + 61), "none");
}

TEST(ClientPool, OffersNothingOlderThanAWeekWhateverItsTimeoutIs) {
  EXPECT_EQ(offered_until(*ticket("a", 10 * kWeek_s, 10 * kWeek_s)), kNow + kWeek_s);
  EXPECT_EQ(offered_until(*session_with_id("a", kNever)), kNow + kWeek_s);
}

TEST(ClientPool, OffersNothingPastTheEndOfItsChainOfResumptions) {
  const auto session = ticket("a", 3 * kWeek_s / 7);
  session->edit([](SessionFields& fields) { fields.origin_time = kNow - 6 * kWeek_s / 7; });
  session->edit([](SessionFields& fields) { fields.lifetime_hint = kWeek_s; });
  EXPECT_EQ(offered_until(*session), kNow + kWeek_s / 7);
}

TEST(ClientPool, DropsWhatThePeerDidNotTakeWell) {
  ClientPool pool;
  pool.put(kPeer, *session_with_id("a"), kNow);
  pool.put(kPeer, *ticket("t"), kNow);
  pool.remove(kPeer, *session_with_id("a"));
  EXPECT_EQ(pool.num_sessions(), 1u);
  EXPECT_EQ(take_id(pool), "t");
  pool.remove(kPeer, *session_with_id("a"));
}

TEST(ClientPool, DropsThePeersOldestTicketAboveTheBound) {
  ClientPool pool({.max_per_peer = 2});
  for (const auto* id : {"a", "b", "c"}) pool.put(kPeer, *ticket(id), kNow);
  EXPECT_EQ(take_id(pool), "c");
  EXPECT_EQ(take_id(pool), "b");
  EXPECT_EQ(take_id(pool), "none");
  EXPECT_EQ(pool.counters().evicted, 1u);
}

TEST(ClientPool, DropsThePeerThatWasNotAskedForTheLongest) {
  ClientPool pool({.max_peers = 2});
  pool.put(numbered(1), *session_with_id("1"), kNow);
  pool.put(numbered(2), *session_with_id("2"), kNow);
  EXPECT_EQ(take_id(pool, numbered(1)), "1");
  pool.put(numbered(3), *session_with_id("3"), kNow);
  EXPECT_EQ(take_id(pool, numbered(1)), "1");
  EXPECT_EQ(take_id(pool, numbered(2)), "none");
  EXPECT_EQ(take_id(pool, numbered(3)), "3");
}

TEST(ClientPool, StaysWithinItsBytes) {
  const std::size_t one = ticket("000")->heap_bytes();
  ClientPool pool({.max_bytes = 10 * one});
  for (int i = 0; i < 100; ++i) {
    const std::string id = std::to_string(100 + i);
    pool.put(numbered(i / 3), *ticket(id), kNow);
    EXPECT_LE(pool.bytes(), 10 * one);
    EXPECT_EQ(take_id(pool, numbered(i / 3)), id);
    pool.put(numbered(i / 3), *ticket(id), kNow);
  }
  EXPECT_GE(pool.num_sessions(), 8u);
}

TEST(ClientPool, CountsCertificatesAgainstItsBytes) {
  const auto algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  ClientPool pool({.max_bytes = 100'000});
  for (int i = 0; i < 100; ++i) {
    const auto peer = crypto::Certificate::from_der(algorithms.share(), ByteVector(10'000, std::uint8_t(i)));
    const auto with_none = ticket(std::to_string(i));
    auto fields = with_none->data().fields();
    fields.peer = peer.get();
    pool.put(numbered(i), *Session::create(SessionData::make(fields), kNow, 300), kNow);
    EXPECT_LE(pool.bytes(), 100'000u);
  }
  EXPECT_LE(pool.num_sessions(), 10u);
  EXPECT_GE(pool.num_sessions(), 8u);
}

TEST(ClientPool, KeepsTheLatestSessionEvenIfItAloneIsTooMuch) {
  ClientPool pool({.max_bytes = 1});
  pool.put(kPeer, *ticket("a"), kNow);
  pool.put(kPeer, *ticket("b"), kNow);
  EXPECT_EQ(pool.num_sessions(), 1u);
  EXPECT_EQ(take_id(pool), "b");
}

TEST(PeerKey, TellsNamesPortsAndSettingsApart) {
  const auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  const auto key = [&](const Peer& peer) { return peer_key(*algorithms.value(), peer).value(); };
  const auto plain = key({.name = "a.test"});
  EXPECT_EQ(plain, key({.name = "a.test"}));
  EXPECT_NE(plain, key({.name = "b.test"}));
  EXPECT_NE(plain, key({.name = "a.test", .port = 443}));
  EXPECT_NE(plain, key({.name = "a.test", .settings = bytes_of("x")}));
  EXPECT_NE(key({.name = "a", .settings = bytes_of("b")}), key({.name = "ab"}));
}

}  // namespace
}  // namespace reprise::session
