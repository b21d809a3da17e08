// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/server_sessions.h"

#include <gtest/gtest.h>

#include "crypto/certificate_interner.h"
#include "support/session/sessions.h"

namespace reprise::handshake {
namespace {

using session::kNow;
using session::WhyNotResumed;

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;

Ref<session::Session> session_of(std::uint16_t version) {
  auto fields = session::fields_with_id("id");
  fields.version = version;
  return session::Session::create(session::SessionData::make(fields), kNow, 300);
}

struct SessionKeepers : testing::Test {
  Ref<const crypto::Algorithms> algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::SystemRandom random{algorithms.share()};
  crypto::CertificateInterner certificates{algorithms.share()};
  session::SessionCache cache{{}, {}};
  session::TicketSealer sealer{algorithms.share(), random, certificates};
};

TEST_F(SessionKeepers, WithNothingKeepNothing) {
  const ServerSessions keeper;
  keeper.publish(session_of(kTls12), kNow);
  EXPECT_EQ(keeper.find_session(bytes_of("id"), kNow).why, WhyNotResumed::unknown_id);
  EXPECT_EQ(keeper.open_ticket(bytes_of("ticket"), kTls13, kNow).why, WhyNotResumed::tickets_off);
  EXPECT_TRUE(keeper.new_session_id(random).value().empty());
  EXPECT_TRUE(keeper.issue_ticket(*session_of(kTls13), kTls13, kNow).bytes.empty());
  EXPECT_FALSE(keeper.retire(session_of(kTls12)));
}

TEST_F(SessionKeepers, NameNoSessionWithoutACacheThatHasIt) {
  const ServerSessions keeper{.tickets13 = Tickets13::names};
  EXPECT_TRUE(keeper.issue_ticket(*session_of(kTls13), kTls13, kNow).bytes.empty());
  EXPECT_EQ(keeper.open_ticket(bytes_of("id"), kTls13, kNow).why, WhyNotResumed::tickets_off);
}

TEST_F(SessionKeepers, SealTicketsOfTls12WhereThoseOfTls13NameTheirSession) {
  const ServerSessions keeper{.cache = &cache, .sealer = &sealer, .tickets13 = Tickets13::names};
  const auto issued = keeper.issue_ticket(*session_of(kTls12), kTls12, kNow);
  EXPECT_NE(text_of(issued.bytes), "id");
  EXPECT_TRUE(keeper.open_ticket(issued.bytes, kTls12, kNow).session);
}

TEST_F(SessionKeepers, MakeNoIdWithoutRandomness) {
  struct NoRandom final : crypto::Random {
    Result<> fill(MutableBytes) override { return fail(Alert::internal_error, Reason::internal); }
    Result<> fill_private(MutableBytes) override { return fail(Alert::internal_error, Reason::internal); }
  } no_random;
  const ServerSessions keeper{.cache = &cache};
  EXPECT_FALSE(keeper.new_session_id(no_random).ok());
  EXPECT_EQ(keeper.new_session_id(random).value().size(), session::kMaxSessionIdLen);
}

TEST_F(SessionKeepers, FindWhatTheyPublishedUntilItIsRetired) {
  const ServerSessions keeper{.cache = &cache};
  const auto session = session_of(kTls12);
  keeper.publish(session, kNow);
  const auto found = keeper.find_session(bytes_of("id"), kNow);
  EXPECT_EQ(found.session.get(), session.get());
  EXPECT_TRUE(found.from_cache);
  EXPECT_TRUE(keeper.retire(session));
  EXPECT_FALSE(keeper.retire(session));
  EXPECT_TRUE(session->not_resumable());
  EXPECT_EQ(keeper.find_session(bytes_of("id"), kNow).why, WhyNotResumed::unknown_id);
}

TEST_F(SessionKeepers, KeepNoSessionThatMayNotBeResumed) {
  const ServerSessions keeper{.cache = &cache};
  const auto session = session_of(kTls12);
  session->mark_not_resumable();
  keeper.publish(session, kNow);
  EXPECT_EQ(cache.size(), 0u);
}

TEST_F(SessionKeepers, NeedNoEntryForATicketThatHoldsItsSession) {
  const ServerSessions keeper{.cache = &cache, .sealer = &sealer};
  const auto session = session_of(kTls13);
  keeper.publish(session, kNow);
  EXPECT_EQ(cache.size(), 0u);
  const auto issued = keeper.issue_ticket(*session, kTls13, kNow);
  EXPECT_EQ(issued.lifetime, 300u);
  EXPECT_TRUE(keeper.open_ticket(issued.bytes, kTls13, kNow).session);
}

TEST_F(SessionKeepers, NameASessionInATicketThatIsGoodOnce) {
  const ServerSessions keeper{.cache = &cache, .sealer = &sealer, .tickets13 = Tickets13::names};
  const auto session = session_of(kTls13);
  keeper.publish(session, kNow);
  const auto issued = keeper.issue_ticket(*session, kTls13, kNow);
  EXPECT_EQ(text_of(issued.bytes), "id");
  EXPECT_EQ(keeper.open_ticket(issued.bytes, kTls13, kNow).session.get(), session.get());
  EXPECT_TRUE(keeper.retire(session));
  EXPECT_EQ(keeper.open_ticket(issued.bytes, kTls13, kNow).why, WhyNotResumed::unknown_id);
}

TEST_F(SessionKeepers, SayThatASessionHasExpired) {
  const ServerSessions keeper{.cache = &cache};
  keeper.publish(session_of(kTls12), kNow);
  EXPECT_EQ(keeper.find_session(bytes_of("id"), kNow + 301).why, WhyNotResumed::expired);
}

}  // namespace
}  // namespace reprise::handshake
