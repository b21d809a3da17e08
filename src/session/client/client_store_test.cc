// SPDX-License-Identifier: Apache-2.0
#include "session/client/client_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr PeerKey kPeer{1};
constexpr PeerKey kOther{2};

// A store in a map, which can be told to fail.
class MapStore final : public SessionStore {
 public:
  StoreOutcome put(Bytes key, Bytes value, Seconds ttl, Milliseconds) override {
    ++questions;
    if (failure != StoreOutcome::done) return failure;
    values[copy_of(key)] = copy_of(value);
    last_ttl = ttl;
    return StoreOutcome::done;
  }
  StoreReply get(Bytes key, Milliseconds) override {
    ++questions;
    if (failure != StoreOutcome::done) return {failure};
    const auto at = values.find(copy_of(key));
    if (at == values.end()) return {StoreOutcome::not_found};
    return {StoreOutcome::done, at->second};
  }
  StoreReply take(Bytes key, Milliseconds deadline) override {
    auto reply = get(key, deadline);
    if (reply.outcome == StoreOutcome::done) values.erase(copy_of(key));
    return reply;
  }
  StoreOutcome remove(Bytes key, Milliseconds) override {
    ++questions;
    return values.erase(copy_of(key)) != 0 ? StoreOutcome::done : StoreOutcome::not_found;
  }
  std::map<ByteVector, ByteVector> values;
  StoreOutcome failure = StoreOutcome::done;  // of every question
  Seconds last_ttl{0};
  int questions = 0;
};

Ref<Session> ticket(std::string_view id) {
  auto fields = fields_with_id(id);
  fields.version = 0x0304;
  fields.cipher_suite = 0x1301;
  fields.ticket = bytes_of(id);
  fields.lifetime_hint = 3600;
  return Session::create(SessionData::make(fields), kNow, 7200);
}

class ClientStoreTest : public testing::Test {
 protected:
  ClientStoreTest() {
    auto store = std::make_unique<MapStore>();
    store_ = store.get();
    auto sealer = StoreSealer::create(algorithms_.share(), random_, bytes_of(std::string(kStoreSecretLen, 's')));
    sessions_ = std::make_unique<ClientStore>(std::move(store), std::move(sealer.value()), certificates_, 3);
  }
  std::string take(const PeerKey& peer = kPeer, UnixSeconds now = kNow) {
    const auto session = sessions_->take(peer, now);
    return session ? std::string(text_of(session->data().session_id())) : "none";
  }
  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
  crypto::FixedRandom random_;
  MapStore* store_;
  std::unique_ptr<ClientStore> sessions_;
};

TEST_F(ClientStoreTest, GiveEachTicketOnceNewestFirst) {
  for (const auto* id : {"a", "b", "c"}) sessions_->put(kPeer, *ticket(id), kNow);
  EXPECT_EQ(take(kOther), "none");
  EXPECT_EQ(take(), "c");
  EXPECT_EQ(take(), "b");
  EXPECT_EQ(take(), "a");
  EXPECT_EQ(take(), "none");
  EXPECT_EQ(sessions_->counters().stored, 3u);
  EXPECT_EQ(sessions_->counters().taken, 3u);
}

TEST_F(ClientStoreTest, KeepTheLatestTicketsOfAPeer) {
  for (const auto* id : {"a", "b", "c", "d", "e"}) sessions_->put(kPeer, *ticket(id), kNow);
  EXPECT_EQ(store_->values.size(), ClientStore::kNumTickets);
  EXPECT_EQ(take(), "e");
}

TEST_F(ClientStoreTest, GiveASessionOfTls12AsOftenAsItIsAskedFor) {
  sessions_->put(kPeer, *session_with_id("a"), kNow);
  EXPECT_EQ(take(), "a");
  EXPECT_EQ(take(), "a");
}

TEST_F(ClientStoreTest, ForgetAllOfOnePeer) {
  sessions_->put(kPeer, *session_with_id("a"), kNow);
  for (const auto* id : {"b", "c", "d", "e"}) sessions_->put(kPeer, *ticket(id), kNow);
  sessions_->put(kOther, *session_with_id("f"), kNow);
  sessions_->forget(kPeer, kNow);
  EXPECT_EQ(take(), "none");
  EXPECT_EQ(take(kOther), "f");
}

TEST_F(ClientStoreTest, TellTheStoreHowLongASessionMayBeOffered) {
  sessions_->put(kPeer, *ticket("a"), kNow + 600);
  EXPECT_EQ(store_->last_ttl, Seconds(3000));
}

TEST_F(ClientStoreTest, GiveNothingTooOldWhateverTheStoreKeeps) {
  sessions_->put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(take(kPeer, kNow + 3601), "none");
}

TEST_F(ClientStoreTest, GiveNothingThatTheStoreHasAlteredOrExchanged) {
  sessions_->put(kPeer, *ticket("a"), kNow);
  store_->values.begin()->second.back() ^= 1;
  EXPECT_EQ(take(), "none");
  sessions_->put(kPeer, *session_with_id("b"), kNow);
  sessions_->put(kOther, *session_with_id("c"), kNow);
  std::swap(store_->values.begin()->second, std::next(store_->values.begin())->second);
  EXPECT_EQ(take(), "none");
  EXPECT_EQ(take(kOther), "none");
  EXPECT_EQ(sessions_->counters().unreadable, 3u);
}

TEST_F(ClientStoreTest, ShowTheStoreNeitherNamesNorSessions) {
  const std::string id(32, 'i');
  sessions_->put(kPeer, *ticket(id), kNow);
  const auto& [name, value] = *store_->values.begin();
  const ByteVector peer(kPeer.begin(), kPeer.end());
  EXPECT_EQ(name.size(), sizeof(StoreName));
  EXPECT_TRUE(std::ranges::search(name, Bytes(peer).first(8)).empty());
  EXPECT_TRUE(std::ranges::search(value, bytes_of(id)).empty());
}

TEST_F(ClientStoreTest, AskAStoreThatIsSlowOnce) {
  sessions_->put(kPeer, *ticket("a"), kNow);
  store_->failure = StoreOutcome::timed_out;
  store_->questions = 0;
  EXPECT_EQ(take(), "none");
  EXPECT_EQ(store_->questions, 1);
  EXPECT_EQ(sessions_->counters().unavailable, 1u);
  sessions_->put(kPeer, *ticket("b"), kNow);
  EXPECT_EQ(sessions_->counters().not_stored, 1u);
}

TEST_F(ClientStoreTest, LeaveAStoreThatWasSlowAloneForAWhile) {
  sessions_->put(kPeer, *ticket("a"), kNow);
  store_->failure = StoreOutcome::timed_out;
  EXPECT_EQ(take(), "none");
  store_->failure = StoreOutcome::done;
  store_->questions = 0;
  EXPECT_EQ(take(), "none");
  sessions_->put(kPeer, *ticket("b"), kNow);
  sessions_->forget(kPeer, kNow + ClientStore::kRest_s - 1);
  EXPECT_EQ(store_->questions, 0);
  EXPECT_EQ(take(kPeer, kNow + ClientStore::kRest_s), "a");
}

TEST_F(ClientStoreTest, AskAStoreThatWasSlowBeforeTheClockWasSetBack) {
  sessions_->put(kPeer, *ticket("a"), kNow);
  store_->failure = StoreOutcome::timed_out;
  EXPECT_EQ(take(kPeer, kNow + 100), "none");
  store_->failure = StoreOutcome::done;
  EXPECT_EQ(take(kPeer, kNow + 99), "a");
}

TEST_F(ClientStoreTest, AskAStoreThatRefusesEachTime) {
  store_->failure = StoreOutcome::unavailable;
  EXPECT_EQ(take(), "none");
  sessions_->put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(sessions_->counters().stored, 0u);
  EXPECT_EQ(sessions_->counters().not_stored, 1u);
  store_->failure = StoreOutcome::done;
  sessions_->put(kPeer, *ticket("a"), kNow);
  EXPECT_EQ(take(), "a");
}

TEST_F(ClientStoreTest, PutNothingThatCannotBeOffered) {
  sessions_->put(kPeer, *session_with_id(""), kNow);
  sessions_->put(kPeer, *ticket("a"), kNow + 3601);
  auto fields = fields_with_id("without a suite");
  fields.cipher_suite = 0;
  sessions_->put(kPeer, *Session::create(SessionData::make(fields), kNow, 300), kNow);
  EXPECT_EQ(store_->questions, 0);
}

}  // namespace
}  // namespace reprise::session
