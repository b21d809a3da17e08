// SPDX-License-Identifier: Apache-2.0
// Resumption, external PSKs and 0-RTT between our client and our server.
#include <algorithm>

#include <gtest/gtest.h>

#include "handshake/endpoint/server.h"
#include "handshake/tls13/client_hello_view.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using session::WhyNotResumed;
using wire::HandshakeType;

// A first connection, and the session that its client keeps.
struct FirstConnection {
  explicit FirstConnection(std::uint32_t max_early_data = 0) {
    pair.client.host.settings->server_name = "host.test";
    pair.server.host.settings->max_early_data = max_early_data;
    EXPECT_TRUE(pair.run());
  }
  Ref<session::Session> session() const { return pair.client.host.published.at(0).share(); }
  Pair pair;
};

TEST(Tls13Resumption, TakesTheSessionOfATicket) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.facts.resumed);
  EXPECT_TRUE(pair.server.facts.resumed);
  EXPECT_EQ(pair.client.facts.why_not_resumed, WhyNotResumed::resumed);
  EXPECT_EQ(pair.client.facts.group, crypto::NamedGroup::x25519);
  EXPECT_TRUE(pair.client.facts.peer);
  EXPECT_EQ(pair.client.host.published.size(), 1u) << "one ticket after a resumption";
  EXPECT_TRUE(std::ranges::equal(pair.client.facts.exporter_secret.bytes(), pair.server.facts.exporter_secret.bytes()));
}

std::ptrdiff_t times_verified(const Pair& pair) { return std::ranges::count(pair.client.host.asked, "verify_peer"); }

TEST(Tls13Resumption, VerifiesThePeerOfASessionThatTheHostOffers) {
  FirstConnection first;
  Pair pair(first.pair, nullptr);
  pair.client.host.stored_session = first.session();
  pair.client.host.times_not_yet = 1;
  pair.client.host.verdict.result = 7;
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.facts.resumed);
  EXPECT_EQ(times_verified(pair), 1);
  EXPECT_EQ(pair.client.facts.verify_result, 7);
}

TEST(Tls13Resumption, EndsWhenThePeerOfASessionThatTheHostOffersIsNotAccepted) {
  FirstConnection first;
  Pair pair(first.pair, nullptr);
  pair.client.host.stored_session = first.session();
  pair.client.host.verdict = {.accepted = false, .alert = Alert::unknown_ca, .result = 20};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unknown_ca);
}

TEST(Tls13Resumption, LeavesThePeerOfASessionAloneThatTheProgramOffers) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.client.host.stored_session = first.session();
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.facts.resumed);
  EXPECT_EQ(times_verified(pair), 0);
}

TEST(Tls13Resumption, UsesATicketOnce) {
  FirstConnection first;
  const auto session = first.session();
  Pair pair(first.pair, session.share());
  ASSERT_TRUE(pair.run());
  ASSERT_EQ(pair.client.host.retired.size(), 1u);
  EXPECT_EQ(pair.client.host.retired[0].get(), session.get());
  EXPECT_TRUE(session->not_resumable());
}

TEST(Tls13Resumption, CanBeRepeatedWithEachNewTicket) {
  FirstConnection first;
  Pair second(first.pair, first.session());
  ASSERT_TRUE(second.run());
  Pair third(second, second.client.host.published.at(0).share());
  ASSERT_TRUE(third.run());
  EXPECT_TRUE(third.client.facts.resumed);
  EXPECT_EQ(third.client.facts.session->data().origin_time(), first.session()->data().origin_time());
}

TEST(Tls13Resumption, DoesWithoutKeyExchangeWhenBothAllowItAndNoGroupIsShared) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  for (auto* side : {&pair.client, &pair.server}) {
    side->host.settings = side->host.settings->clone();
    side->host.settings->switches.allow_psk_ke = true;
  }
  pair.server.host.settings->groups = {crypto::NamedGroup::x448};
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.facts.resumed);
  EXPECT_EQ(pair.client.facts.group, crypto::NamedGroup{});
  EXPECT_EQ(pair.server.facts.group, crypto::NamedGroup{});
}

TEST(Tls13Resumption, DoesNotDoWithoutKeyExchangeUnlessTheClientAllowsIt) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->switches.allow_psk_ke = true;
  pair.server.host.settings->groups = {crypto::NamedGroup::x448};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::handshake_failure);
}

TEST(Tls13Resumption, FallsBackWhenTheTicketIsUnknown) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.host.tickets.clear();
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.client.facts.resumed);
  EXPECT_EQ(pair.client.facts.why_not_resumed, WhyNotResumed::refused_by_server);
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::unknown_ticket_key);
  EXPECT_EQ(pair.server.host.outcomes.size(), 1u);
}

TEST(Tls13Resumption, FallsBackWhenTheSessionHasExpired) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  first.pair.server.host.published[0]->set_timeout_s(0);
  pair.clock->advance(Seconds(5));
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.facts.resumed);
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::expired);
}

TEST(Tls13Resumption, EndsAWeekAfterTheFullHandshake) {
  FirstConnection first;
  const auto origin = first.session()->data().origin_time();
  auto* clock = first.pair.clock;
  auto session = first.session();
  auto before = std::make_unique<Pair>(first.pair, std::move(session));
  ASSERT_TRUE(before->run());
  while (before->client.facts.resumed) {
    clock->advance(Seconds(7000));
    auto next = std::make_unique<Pair>(*before, before->client.host.published.back().share());
    ASSERT_TRUE(next->run());
    before = std::move(next);
  }
  EXPECT_EQ(before->client.facts.why_not_resumed, WhyNotResumed::too_old_lineage);
  const auto lasted_s = to_unix_seconds(clock->now()) - origin;
  EXPECT_GT(lasted_s, 604800);
  EXPECT_LE(lasted_s, 604800 + 7000);
}

TEST(Tls13Resumption, EndsAtTheServerWhateverTheClientOffers) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  first.pair.server.host.published[0]->edit([](session::SessionFields& fields) { fields.origin_time -= 604801; });
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.why_not_resumed, WhyNotResumed::refused_by_server);
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::too_old_lineage);
}

TEST(Tls13Resumption, IsNotOfferedAfterTheLifetimeOfTheTicket) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.clock->advance(Seconds(7300));
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.why_not_resumed, WhyNotResumed::expired);
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::none_offered);
}

TEST(Tls13Resumption, FallsBackInAnotherSessionIdContext) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->session_id_context = {1, 2, 3};
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::session_id_context);
}

TEST(Tls13Resumption, FailsWhenCertificatesAreVerifiedWithoutAContext) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->switches.verify_peer = true;
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::internal_error);
  EXPECT_EQ(pair.server.error->reason, Reason::session_id_context_uninitialized);
}

TEST(Tls13Resumption, ChoosesASuiteOfTheSessionsHash) {
  FirstConnection first;  // SHA-384
  Pair pair(first.pair, first.session());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->switches.server_preference = true;
  pair.server.host.settings->suites = {wire::find_cipher_suite(0x1301), wire::find_cipher_suite(0x1302)};
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.resumed);
  EXPECT_EQ(pair.server.facts.suite->id, 0x1302);
}

TEST(Tls13Resumption, FallsBackWhenNoSuiteOfTheSessionsHashIsLeft) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->suites = {wire::find_cipher_suite(0x1301)};
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::hash_mismatch);
}

TEST(Tls13Resumption, EndsOnAWrongBinder) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello) message.back() ^= 1;
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decrypt_error);
  EXPECT_EQ(pair.server.error->reason, Reason::binder_does_not_verify);
}

TEST(Tls13Resumption, NeedsTheModesExtension) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello)
      edit_extension(message, extensions_of_client_hello(message), 45, std::nullopt);
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::missing_extension);
}

// Whether the client of a hello with these bytes of psk_key_exchange_modes is thought to take tickets.
bool takes_tickets_with_modes(std::optional<ByteVector> modes, tls13::PskOnly psk_only) {
  Pair pair;
  ByteVector hello;
  pair.client.tamper = [&](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello) hello = message;
  };
  EXPECT_TRUE(pair.run());
  edit_extension(hello, extensions_of_client_hello(hello), 45, std::move(modes));
  auto view = tls13::view_client_hello(wire::read_client_hello(Bytes(hello).subspan(4)).value());
  EXPECT_TRUE(view.ok());
  return view.ok() && tls13::takes_tickets(view.value(), psk_only);
}

TEST(Tls13Tickets, GoToClientsThatNameAModeOfOurs) {
  using tls13::PskOnly;
  EXPECT_TRUE(takes_tickets_with_modes(ByteVector{1, 1}, PskOnly::refused));
  EXPECT_TRUE(takes_tickets_with_modes(ByteVector{2, 0, 1}, PskOnly::refused));
  EXPECT_FALSE(takes_tickets_with_modes(ByteVector{1, 0}, PskOnly::refused));
  EXPECT_TRUE(takes_tickets_with_modes(ByteVector{1, 0}, PskOnly::allowed));
}

TEST(Tls13Tickets, GoToClientsThatNameNoModesYet) {
  EXPECT_TRUE(takes_tickets_with_modes(std::nullopt, tls13::PskOnly::refused));
}

TEST(Tls13Resumption, RefusesAnIdentityThatWasNotOffered) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::server_hello)
      edit_extension(message, extensions_of_server_hello(message), 41, ByteVector{0, 1});
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Resumption, RefusesASuiteOfAnotherHash) {
  FirstConnection first;  // SHA-384
  Pair pair(first.pair, first.session());
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::server_hello) message[4 + 35 + 32 + 1] = 0x01;  // TLS_AES_128_GCM_SHA256
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Resumption, NeedsTheServersShare) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type != HandshakeType::server_hello) return;
    edit_extension(message, extensions_of_server_hello(message), 51, std::nullopt);
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Resumption, TakesNoCertificateOrRequestForOne) {
  const ByteVector request = {13, 0, 0, 11, 0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3};
  const ByteVector certificate = {11, 0, 0, 4, 0, 0, 0, 0};
  for (const ByteVector& wrong : {request, certificate}) {
    FirstConnection first;
    Pair pair(first.pair, first.session());
    pair.server.tamper = [&](HandshakeType type, ByteVector& message) {
      if (type == HandshakeType::finished) message = wrong;
    };
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.client), Alert::unexpected_message) << int(wrong[0]);
  }
}

TEST(Tls13Tickets, AreKeptForAWeekWhateverTheServerSays) {
  Pair pair;
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::new_session_ticket) std::fill_n(message.begin() + 4, 4, std::uint8_t(0xff));
  };
  ASSERT_TRUE(pair.run());
  const auto session = pair.client.host.published.at(0).share();
  EXPECT_EQ(session->data().lifetime_hint(), 604800u);
  Pair later(pair, session.share());
  later.clock->advance(Seconds(604802));
  ASSERT_TRUE(later.run());
  EXPECT_EQ(later.server.facts.why_not_resumed, WhyNotResumed::none_offered);
}

TEST(Tls13Tickets, OfNoLifetimeAreDropped) {
  Pair pair;
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::new_session_ticket) std::fill_n(message.begin() + 4, 4, std::uint8_t(0));
  };
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.host.published.empty());
}

// --- External PSKs

Ref<session::Session> external_session(std::uint16_t suite) {
  const ByteVector key(32, 0x5a);
  session::SessionFields fields;
  fields.version = 0x0304;
  fields.cipher_suite = suite;
  fields.secret = key;
  fields.max_early_data = 100;
  return session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
}

void give_external_psk(Pair& pair, std::uint16_t suite) {
  const ByteVector identity = {'m', 'e'};
  pair.client.host.external_psks[identity] = external_session(suite);
  pair.client.host.offered_psk = identity;
  pair.server.host.external_psks[identity] = external_session(suite);
}

TEST(Tls13ExternalPsk, AuthenticatesWithoutCertificates) {
  Pair pair;
  pair.server.host.settings->credentials.clear();
  give_external_psk(pair, 0x1301);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.server.facts.suite->id, 0x1303) << "the first suite of the key's hash";
  EXPECT_FALSE(pair.client.facts.peer);
  EXPECT_TRUE(pair.client.host.published.at(0)->is_resumable());
}

TEST(Tls13ExternalPsk, IsNotFollowedByARequestForACertificate) {
  Pair pair;
  give_external_psk(pair, 0x1301);
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(std::ranges::count(pair.server.out.states, StateName::server_write_certificate_request));
  const auto asked = pair.server.machine->request_client_certificate(pair.server.out);
  ASSERT_FALSE(asked.ok());
  EXPECT_EQ(asked.error().reason, Reason::extension_not_received);
}

TEST(Tls13ExternalPsk, ComesAfterTheSession) {
  FirstConnection first;
  Pair pair(first.pair, first.session());
  give_external_psk(pair, 0x1301);
  pair.server.host.tickets.clear();
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.resumed);
  EXPECT_EQ(pair.server.facts.suite->id, 0x1303);
  EXPECT_TRUE(pair.client.host.retired.empty());
}

TEST(Tls13ExternalPsk, IsRefusedWhenTheKeysDiffer) {
  Pair pair;
  give_external_psk(pair, 0x1301);
  const ByteVector key(32, 0x77);
  pair.server.host.external_psks.begin()->second->edit([&](session::SessionFields& fields) { fields.secret = key; });
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decrypt_error);
}

// --- 0-RTT

struct EarlyPair {
  explicit EarlyPair(std::uint32_t max_early_data = 1000) : first(max_early_data), pair(first.pair, first.session()) {
    pair.client.machine->want_early_data();
    pair.server.machine->want_early_data();
  }
  // The client's hello and one parcel of early data; then the rest.
  bool run() {
    pair.take(pair.server, pair.server.machine->start(pair.server.out));
    pair.take(pair.client, pair.client.machine->start(pair.client.out));
    if (pair.client.out.offered_early_data != 0) pair.client.out.send_application_data();
    while (!pair.client.out.sent.empty() && !pair.server.error) pair.deliver(pair.client, pair.server);
    while (!pair.server.out.sent.empty() && !pair.client.error) pair.deliver(pair.server, pair.client);
    if (!pair.client.error) pair.take(pair.client, pair.client.machine->end_early_data(pair.client.out));
    for (int i = 0; i < 4; ++i) {
      while (!pair.client.out.sent.empty() && !pair.server.error) pair.deliver(pair.client, pair.server);
      while (!pair.server.out.sent.empty() && !pair.client.error) pair.deliver(pair.server, pair.client);
    }
    return !pair.client.error && !pair.server.error && pair.client.out.done && pair.server.out.done;
  }
  FirstConnection first;
  Pair pair;
};

TEST(Tls13EarlyData, IsAccepted) {
  EarlyPair early;
  ASSERT_TRUE(early.run());
  EXPECT_EQ(early.pair.client.out.offered_early_data, 1000u);
  EXPECT_EQ(early.pair.server.out.accepted_early_data, 1000u) << "the least of all limits";
  EXPECT_EQ(early.pair.server.application_data_received, 1u);
  EXPECT_EQ(early.pair.client.facts.early_data, EarlyData::accepted);
  EXPECT_EQ(early.pair.server.facts.early_data, EarlyData::accepted);
  EXPECT_TRUE(std::ranges::equal(early.pair.client.facts.early_exporter_secret.bytes(),
                                 early.pair.server.facts.early_exporter_secret.bytes()));
  EXPECT_EQ(early.pair.client.out.write_key, early.pair.server.out.read_key);
}

TEST(Tls13EarlyData, IsAcceptedWhenTheClientEndsItAtOnce) {
  EarlyPair early;
  early.pair.take(early.pair.server, early.pair.server.machine->start(early.pair.server.out));
  early.pair.take(early.pair.client, early.pair.client.machine->start(early.pair.client.out));
  early.pair.take(early.pair.client, early.pair.client.machine->end_early_data(early.pair.client.out));
  for (int i = 0; i < 4; ++i) {
    while (!early.pair.client.out.sent.empty()) early.pair.deliver(early.pair.client, early.pair.server);
    while (!early.pair.server.out.sent.empty()) early.pair.deliver(early.pair.server, early.pair.client);
  }
  EXPECT_TRUE(early.pair.client.out.done && early.pair.server.out.done);
  EXPECT_EQ(early.pair.server.facts.early_data, EarlyData::accepted);
}

TEST(Tls13EarlyData, EndsWithAMessageThatEndsItsRecord) {
  EarlyPair early;
  early.pair.client.followed = wire::HandshakeType::end_of_early_data;
  EXPECT_FALSE(early.run());
  ASSERT_TRUE(early.pair.server.error);
  EXPECT_EQ(early.pair.server.error->alert, Alert::unexpected_message);
  EXPECT_EQ(early.pair.server.error->reason, Reason::not_on_record_boundary);
}

void expect_rejected(EarlyPair& early) {
  ASSERT_TRUE(early.run());
  EXPECT_EQ(early.pair.client.facts.early_data, EarlyData::rejected);
  EXPECT_EQ(early.pair.server.facts.early_data, EarlyData::rejected);
  EXPECT_TRUE(early.pair.server.out.skips_early_data);
  EXPECT_EQ(early.pair.server.application_data_received, 0u);
  EXPECT_EQ(early.pair.client.out.write_key, early.pair.server.out.read_key);
}

TEST(Tls13EarlyData, IsRejectedWhenTheSessionIsNotTheCachesToGive) {
  EarlyPair early;
  early.pair.server.host.holds_sessions = false;
  expect_rejected(early);
  EXPECT_TRUE(early.pair.server.facts.resumed);
}

TEST(Tls13EarlyData, IsAcceptedTwiceWithoutAntiReplay) {
  EarlyPair early;
  early.pair.server.host.settings = early.pair.server.host.settings->clone();
  early.pair.server.host.settings->switches.anti_replay = false;
  early.pair.server.host.holds_sessions = false;
  ASSERT_TRUE(early.run());
  EXPECT_EQ(early.pair.server.facts.early_data, EarlyData::accepted);
  EXPECT_TRUE(early.pair.server.host.retired.empty());
}

TEST(Tls13EarlyData, IsRejectedWhenTheProgramDoesNotReadIt) {
  EarlyPair early;
  early.pair.server.machine = make_server(early.pair.server.host, early.pair.server.facts);
  expect_rejected(early);
}

TEST(Tls13EarlyData, IsRejectedByTheCallback) {
  EarlyPair early;
  early.pair.server.host.early_data_allowed = false;
  expect_rejected(early);
}

TEST(Tls13EarlyData, IsRejectedWhenTheTicketIsTooOldForItsAge) {
  EarlyPair early;
  for (auto& [ticket, kept] : early.pair.server.host.tickets) kept->set_time(kept->time() - 12);
  expect_rejected(early);
}

TEST(Tls13EarlyData, IsRejectedWhenTheTicketIsYoungerThanTheClientSays) {
  EarlyPair early;
  for (auto& [ticket, kept] : early.pair.server.host.tickets) kept->set_time(kept->time() + 12);
  expect_rejected(early);
}

TEST(Tls13EarlyData, IsRejectedForAnotherProtocol) {
  EarlyPair early;
  early.pair.client.host.settings = early.pair.client.host.settings->clone();
  early.pair.client.host.settings->alpn_protocols = {2, 'h', '2'};
  early.pair.server.host.alpn_answer = "h2";
  expect_rejected(early);
}

TEST(Tls13EarlyData, IsRejectedByAHelloRetryRequest) {
  EarlyPair early;
  early.pair.server.host.settings = early.pair.server.host.settings->clone();
  early.pair.server.host.settings->groups = {crypto::NamedGroup::secp384r1};
  expect_rejected(early);
  EXPECT_TRUE(early.pair.client.facts.resumed);
}

TEST(Tls13EarlyData, IsRejectedForAnotherSuite) {
  EarlyPair early;
  early.pair.server.host.settings = early.pair.server.host.settings->clone();
  early.pair.server.host.settings->suites = {wire::find_cipher_suite(0x1301), wire::find_cipher_suite(0x1303)};
  ASSERT_TRUE(early.run());
  EXPECT_EQ(early.pair.server.facts.early_data, EarlyData::rejected);
}

TEST(Tls13EarlyData, IsForTheFirstIdentityAlone) {
  EarlyPair early;
  give_external_psk(early.pair, 0x1302);
  early.pair.server.host.tickets.clear();  // what is left is the second identity
  early.pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::encrypted_extensions) {
      edit_extension(message, kExtensionsOfEncryptedExtensions, 42, ByteVector{});
    }
  };
  EXPECT_FALSE(early.run());
  EXPECT_EQ(alert_of(early.pair.client), Alert::illegal_parameter);
}

TEST(Tls13EarlyData, IsNotOfferedForAnotherName) {
  EarlyPair early;
  early.pair.client.host.settings = early.pair.client.host.settings->clone();
  early.pair.client.host.settings->server_name = "other.test";
  EXPECT_FALSE(early.run());
  EXPECT_EQ(early.pair.client.error->reason, Reason::inconsistent_early_data_sni);
}

TEST(Tls13EarlyData, IsNotOfferedWhenTheTicketDoesNotAllowIt) {
  EarlyPair early(0);
  ASSERT_TRUE(early.run());
  EXPECT_EQ(early.pair.client.out.offered_early_data, 0u);
  EXPECT_EQ(early.pair.client.facts.early_data, EarlyData::not_sent);
}

}  // namespace
}  // namespace reprise::handshake::testing
