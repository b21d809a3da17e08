// SPDX-License-Identifier: Apache-2.0
#include "reprise/ticket.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/api/sessions.h"

namespace {

using namespace reprise_test;
using reprise::Bytes;
using reprise::bytes_of;
using reprise::TicketKeyRole;
using reprise::TicketScope;
using reprise::TicketSealer;
using reprise::WhyNotResumed;

TicketSealer open(const reprise::TicketOptions& options = {}) {
  return TicketSealer::open(library(), kNow, options).value();
}

std::vector<std::uint8_t> sealed(TicketSealer& sealer, const TicketScope& scope = {}) {
  const auto session = session_with_id("id");
  return sealer.seal(session, scope, kNow).value().bytes;
}

TEST(ApiTicket, OpensToTheSessionThatWasSealed) {
  auto sealer = open();
  const auto ticket = sealed(sealer);
  const auto opened = sealer.open_ticket(ticket, {}, kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_EQ(opened.why, WhyNotResumed::resumed);
  EXPECT_FALSE(opened.renew);
  EXPECT_EQ(reprise::text_of(opened.session->id()), "id");
}

TEST(ApiTicket, AnnouncesNoMoreThanTheSessionHasLeft) {
  auto sealer = open();
  const auto session = session_with_id("id");
  EXPECT_EQ(sealer.seal(session, {}, kNow + 100s).value().lifetime, 200s);
}

TEST(ApiTicket, OpensInItsOwnScopeAlone) {
  auto sealer = open();
  const auto here = TicketScope::of(library(), {"a.example", "clients"}).value();
  const auto there = TicketScope::of(library(), {"b.example", "clients"}).value();
  const auto ticket = sealed(sealer, here);
  EXPECT_TRUE(sealer.open_ticket(ticket, here, kNow).session);
  const auto carried = sealer.open_ticket(ticket, there, kNow);
  EXPECT_FALSE(carried.session);
  EXPECT_EQ(carried.why, WhyNotResumed::wrong_scope);
}

TEST(ApiTicket, ScopesDifferByWhereTheirPartsEnd) {
  EXPECT_FALSE(TicketScope::of(library(), {"ab", "c"}).value() == TicketScope::of(library(), {"a", "bc"}).value());
  EXPECT_TRUE(TicketScope::of(library(), {"ab", "c"}).value() == TicketScope::of(library(), {"ab", "c"}).value());
}

TEST(ApiTicket, SaysWhyItDoesNotOpen) {
  auto sealer = open();
  auto ticket = sealed(sealer);
  EXPECT_EQ(sealer.open_ticket(ticket, {}, kNow + 301s).why, WhyNotResumed::expired);
  ticket.back() ^= 1;
  EXPECT_EQ(sealer.open_ticket(ticket, {}, kNow).why, WhyNotResumed::ticket_altered);
  ticket.front() ^= 1;
  EXPECT_EQ(sealer.open_ticket(ticket, {}, kNow).why, WhyNotResumed::unknown_ticket_key);
  EXPECT_EQ(reprise::name_of(WhyNotResumed::unknown_ticket_key), "unknown_ticket_key");
  EXPECT_EQ(reprise::describe(WhyNotResumed::unknown_ticket_key), "no key opens the ticket");
}

TEST(ApiTicket, KeysRotateByTheClockHandedIn) {
  auto sealer = open({.rotation = 100s, .overlap = 1000s});
  const auto first = sealed(sealer);
  const auto session = session_with_id("id");
  const auto second = sealer.seal(session, {}, kNow + 101s).value().bytes;
  EXPECT_FALSE(std::equal(first.begin(), first.begin() + 16, second.begin()));
  const auto opened = sealer.open_ticket(first, {}, kNow + 101s);
  EXPECT_TRUE(opened.session);
  EXPECT_TRUE(opened.renew);

  int num_old = 0;
  for (const auto& key : sealer.keys()) {
    if (key.role == TicketKeyRole::current) {
      EXPECT_TRUE(std::equal(key.name.begin(), key.name.end(), second.begin()));
    }
    if (key.role == TicketKeyRole::old) {
      ++num_old;
      EXPECT_TRUE(std::equal(key.name.begin(), key.name.end(), first.begin()));
      EXPECT_EQ(key.opens_until, kNow + 1100s);
    }
  }
  EXPECT_EQ(num_old, 1);
}

TEST(ApiTicket, OpensNoMoreOnceItsKeysAreForgotten) {
  auto sealer = open();
  const auto ticket = sealed(sealer);
  sealer.forget_keys();
  EXPECT_EQ(sealer.open_ticket(ticket, {}, kNow).why, WhyNotResumed::unknown_ticket_key);
}

TEST(ApiTicket, IsNotSealedWithoutACipherSuite) {
  auto sealer = open();
  const auto session = reprise::SessionBuilder().id(bytes_of("id")).publish().value();
  EXPECT_EQ(sealer.seal(session, {}, kNow).error().reason, reprise::Reason::bad_cipher);
}

TEST(ApiTicket, OpensWhereTheKeysAreTheSame) {
  const auto keys = TicketSealer::make_keys(library()).value();
  const auto others = TicketSealer::make_keys(library()).value();
  ASSERT_EQ(keys.size(), reprise::kTicketKeysSize);
  auto here = TicketSealer::with_keys(library(), std::vector<Bytes>{keys.bytes()}).value();
  auto there = TicketSealer::with_keys(library(), std::vector<Bytes>{others.bytes(), keys.bytes()}).value();
  const auto ticket = sealed(here);
  EXPECT_EQ(reprise::text_of(Bytes(ticket).first(16)), keys.text().substr(0, 16));
  const auto opened = there.open_ticket(ticket, {}, kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_TRUE(opened.renew);
  EXPECT_EQ(here.open_ticket(sealed(there), {}, kNow).why, WhyNotResumed::unknown_ticket_key);
  ASSERT_TRUE(here.set_keys(std::vector<Bytes>{others.bytes()}).ok());
  EXPECT_TRUE(here.open_ticket(sealed(there), {}, kNow).session);
  EXPECT_EQ(here.open_ticket(ticket, {}, kNow).why, WhyNotResumed::unknown_ticket_key);
}

TEST(ApiTicket, OfSharedKeysHasNoRoomForAScope) {
  const auto keys = TicketSealer::make_keys(library()).value();
  auto sealer = TicketSealer::with_keys(library(), std::vector<Bytes>{keys.bytes()}).value();
  const auto scope = TicketScope::of(library(), {"a"}).value();
  const auto session = session_with_id("id");
  EXPECT_EQ(sealer.seal(session, scope, kNow).error().reason, reprise::Reason::not_supported);
  EXPECT_EQ(sealer.open_ticket(sealed(sealer), scope, kNow).why, WhyNotResumed::wrong_scope);
}

TEST(ApiTicket, NeedsKeysOfTheirLength) {
  const auto keys = TicketSealer::make_keys(library()).value();
  EXPECT_EQ(TicketSealer::with_keys(library(), {}).error().reason, reprise::Reason::bad_value);
  EXPECT_EQ(TicketSealer::with_keys(library(), std::vector<Bytes>{keys.bytes().first(48)}).error().reason,
            reprise::Reason::invalid_ticket_keys_length);
  EXPECT_EQ(open().set_keys(std::vector<Bytes>{keys.bytes()}).error().reason, reprise::Reason::not_supported);
}

TEST(ApiTicket, NeedsARotationThatSeals) {
  EXPECT_EQ(TicketSealer::open(library(), kNow, {.rotation = 0s}).error().reason, reprise::Reason::bad_value);
}

}  // namespace
