// SPDX-License-Identifier: Apache-2.0
// Sessions of TLS 1.2: made, found again by id and by ticket, and turned down.
#include <gtest/gtest.h>

#include "support/handshake/tls12_peers.h"

namespace reprise::handshake::tls12 {
namespace {

using session::WhyNotResumed;
using wire::HandshakeType;

struct Resumption : testing::Test {
  Resumption() {
    static const auto credential = new_credential("EC", "P-256");
    server_host.settings->credentials.push_back(credential.share());
  }
  void use_ids() {
    server_host.settings->switches.tickets = false;
    server_host.gives_ids = true;
  }
  Ref<session::Session> first_session() {
    Conversation talk(client_host, server_host);
    CHECK(talk.run());
    return talk.client.facts.session.share();
  }
  // The outcome of a second handshake that offers `session`.
  WhyNotResumed outcome(const Ref<session::Session>& session) {
    Conversation talk(client_host, server_host, session.share());
    EXPECT_TRUE(talk.run());
    EXPECT_EQ(talk.client.facts.resumed, talk.server.facts.resumed);
    EXPECT_EQ(talk.server.facts.resumed, server_host.decisions.back() == WhyNotResumed::resumed);
    return talk.server.facts.why_not_resumed;
  }
  Error server_error(const Ref<session::Session>& session) {
    Conversation talk(client_host, server_host, session.share());
    EXPECT_FALSE(talk.run());
    return talk.server.error.value_or(Error{});
  }

  TestHost client_host;
  TestHost server_host;
};

TEST_F(Resumption, WorksById) {
  use_ids();
  const auto session = first_session();
  EXPECT_EQ(session->data().session_id().size(), 32u);
  EXPECT_TRUE(session->data().ticket().empty());
  EXPECT_EQ(outcome(session), WhyNotResumed::resumed);
  EXPECT_EQ(server_host.published.size(), 1u);
  EXPECT_EQ(client_host.published.size(), 1u);
}

TEST_F(Resumption, WorksByTicket) {
  const auto session = first_session();
  EXPECT_EQ(session->data().ticket().size(), 16u);
  EXPECT_EQ(session->data().lifetime_hint(), 100u);
  EXPECT_EQ(session->data().session_id().size(), 32u);
  EXPECT_TRUE(server_host.published.empty());  // it lies in the ticket alone
  EXPECT_EQ(outcome(session), WhyNotResumed::resumed);
}

TEST_F(Resumption, VerifiesThePeerOfASessionThatTheHostOffers) {
  client_host.stored_session = first_session();
  client_host.asked.clear();
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_TRUE(talk.client.facts.resumed);
  EXPECT_EQ(client_host.asked, std::vector<std::string>{"verify"});
  client_host.accepts_peer = false;
  Conversation refused(client_host, server_host);
  EXPECT_FALSE(refused.run());
  EXPECT_EQ(refused.client.error.value_or(Error{}).alert, Alert::unknown_ca);
}

TEST_F(Resumption, LeavesThePeerOfASessionAloneThatTheProgramOffers) {
  const auto session = first_session();
  client_host.asked.clear();
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_TRUE(talk.client.facts.resumed);
  EXPECT_TRUE(client_host.asked.empty());
}

TEST_F(Resumption, EntersTheStatesOfAnAbbreviatedHandshakeInOrder) {
  using enum StateName;
  const auto session = first_session();
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(talk.client.states,
            (std::vector{before, client_write_client_hello, client_read_server_hello, client_read_change_cipher_spec,
                         client_read_finished, client_write_change_cipher_spec, client_write_finished, ok}));
  EXPECT_EQ(talk.server.states,
            (std::vector{before, server_read_client_hello, server_write_server_hello, server_write_change_cipher_spec,
                         server_write_finished, server_read_change_cipher_spec, server_read_finished, ok}));
}

TEST_F(Resumption, KeepsWhatTheFullHandshakeFoundOut) {
  server_host.settings->client_certificate = PeerCertificate::required;
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  const auto session = first_session();
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_TRUE(talk.server.facts.resumed);
  EXPECT_NE(talk.server.facts.peer.leaf(), nullptr);
  EXPECT_NE(talk.client.facts.peer.leaf(), nullptr);
  EXPECT_EQ(talk.client.facts.session.get(), session.get());
}

TEST_F(Resumption, ReplacesASessionWhoseTicketIsRenewed) {
  const auto session = first_session();
  server_host.renews_tickets = true;
  client_host.clock.advance(Seconds(10));
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_TRUE(talk.client.facts.resumed);
  const auto& renewed = talk.client.facts.session;
  EXPECT_NE(renewed.get(), session.get());
  EXPECT_FALSE(std::ranges::equal(renewed->data().ticket(), session->data().ticket()));
  EXPECT_FALSE(std::ranges::equal(renewed->data().session_id(), session->data().session_id()));
  EXPECT_EQ(renewed->data().origin_time(), session->data().origin_time());
  EXPECT_EQ(renewed->time(), session->time() + 10);
  EXPECT_EQ(client_host.retired, 1);
  EXPECT_EQ(client_host.published.size(), 1u);
  EXPECT_EQ(outcome(renewed), WhyNotResumed::resumed);
}

TEST_F(Resumption, EndsAWeekAfterTheFullHandshake) {
  const auto session = first_session();
  const auto age = [](session::SessionFields& fields) { fields.origin_time -= 604801; };
  server_host.tickets.begin()->second->edit(age);
  EXPECT_EQ(outcome(session), WhyNotResumed::too_old_lineage);
  session->edit(age);
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(talk.client.facts.why_not_resumed, WhyNotResumed::too_old_lineage);
}

TEST_F(Resumption, OfAnIdBringsATicketToAClientThatWantsOne) {
  server_host.gives_ids = true;
  server_host.settings->switches.tickets = false;
  const auto session = first_session();
  server_host.settings->switches.tickets = true;
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_TRUE(talk.client.facts.resumed);
  EXPECT_EQ(talk.client.facts.session->data().ticket().size(), 16u);
}

TEST_F(Resumption, SurvivesAServerThatChangesItsMindAboutTheTicket) {
  server_host.seals_tickets = false;
  const auto session = first_session();
  EXPECT_TRUE(session->data().ticket().empty());
  EXPECT_FALSE(session->is_resumable());
  EXPECT_TRUE(client_host.published.empty());
}

TEST_F(Resumption, IsNotPossibleWhenTheHostForbidsIt) {
  server_host.may_resume = false;
  const auto session = first_session();
  EXPECT_FALSE(session->is_resumable());
}

TEST_F(Resumption, GivesANewTicketForOneThatDoesNotOpen) {
  const auto session = first_session();
  server_host.tickets.clear();
  Conversation talk(client_host, server_host, session.share());
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(talk.server.facts.why_not_resumed, WhyNotResumed::unknown_ticket_key);
  EXPECT_EQ(talk.client.facts.why_not_resumed, WhyNotResumed::refused_by_server);
  EXPECT_EQ(talk.client.facts.session->data().ticket().size(), 16u);
}

TEST_F(Resumption, FallsBackForSessionsThatDoNotFit) {
  use_ids();
  const auto session = first_session();
  server_host.sessions.begin()->second->mark_not_resumable();
  EXPECT_EQ(outcome(session), WhyNotResumed::not_resumable);
  server_host.sessions.clear();
  EXPECT_EQ(outcome(session), WhyNotResumed::unknown_id);
}

TEST_F(Resumption, FallsBackForAnExpiredSessionAndRetiresIt) {
  use_ids();
  const auto session = first_session();
  server_host.clock.advance(Seconds(7201));
  EXPECT_EQ(outcome(session), WhyNotResumed::expired);
  EXPECT_EQ(server_host.retired, 1);
}

TEST_F(Resumption, FallsBackForASessionWithoutAWholeSecretOrASuiteThatIsKnown) {
  const ByteVector cut(47, 7);
  const auto session = first_session();
  server_host.tickets.begin()->second->edit([&](session::SessionFields& fields) { fields.secret = cut; });
  EXPECT_EQ(outcome(session), WhyNotResumed::not_resumable);
  const auto other = first_session();
  for (auto& [ticket, kept] : server_host.tickets) {
    kept->edit([](session::SessionFields& fields) { fields.cipher_suite = 0xfefe; });
  }
  EXPECT_EQ(outcome(other), WhyNotResumed::cipher_mismatch);
}

TEST_F(Resumption, FallsBackInAnotherContext) {
  const auto session = first_session();
  server_host.settings->session_id_context = {1};
  EXPECT_EQ(outcome(session), WhyNotResumed::session_id_context);
}

TEST_F(Resumption, IsFatalWhenCertificatesAreVerifiedWithoutAContext) {
  server_host.settings->session_id_context.clear();
  const auto session = first_session();
  server_host.settings->switches.verify_peer = true;
  const auto error = server_error(session);
  EXPECT_EQ(error.alert, Alert::internal_error);
  EXPECT_EQ(error.reason, Reason::session_id_context_uninitialized);
}

TEST_F(Resumption, FallsBackForAnotherServerName) {
  client_host.settings->server_name = "one.example";
  server_host.name_verdict = ServerName::accepted;
  const auto session = first_session();
  client_host.settings->server_name = "two.example";
  EXPECT_EQ(outcome(session), WhyNotResumed::sni_mismatch);
}

TEST_F(Resumption, FallsBackWhenTheSuiteIsNoLongerOurs) {
  const auto session = first_session();
  server_host.settings->suites.erase(server_host.settings->suites.begin());
  EXPECT_EQ(outcome(session), WhyNotResumed::cipher_mismatch);
}

TEST_F(Resumption, FallsBackForASessionFromBeforeCertificatesWereRequired) {
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  const auto session = first_session();
  server_host.settings->client_certificate = PeerCertificate::required;
  EXPECT_EQ(outcome(session), WhyNotResumed::wrong_scope);
}

// RFC 7627, 5.3.
TEST_F(Resumption, FallsBackWhenTheClientNowWantsTheExtendedMasterSecret) {
  client_host.settings->switches.extended_master_secret = false;
  const auto session = first_session();
  client_host.settings->switches.extended_master_secret = true;
  EXPECT_EQ(outcome(session), WhyNotResumed::ems_mismatch);
}

TEST_F(Resumption, EndsWhenTheServerNoLongerHasTheExtendedMasterSecret) {
  const auto session = first_session();
  server_host.settings->switches.extended_master_secret = false;
  const auto error = server_error(session);
  EXPECT_EQ(error.alert, Alert::handshake_failure);
  EXPECT_EQ(error.reason, Reason::inconsistent_extms);
}

// The client's side of the same: a server that does not look.
TEST_F(Resumption, EndsWhenTheServerAnswersWithoutTheExtendedMasterSecret) {
  const auto session = first_session();
  session->edit([](session::SessionFields& fields) { fields.flags &= ~session::kFlagExtendedMasterSecret; });
  Conversation talk(client_host, server_host, session.share());
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.client.error.value_or(Error{}).alert, Alert::handshake_failure);
  EXPECT_EQ(talk.client.error.value_or(Error{}).reason, Reason::inconsistent_extms);
}

TEST_F(Resumption, EndsWhenTheClientsSessionHasNoWholeSecret) {
  const auto session = first_session();
  const ByteVector cut(47, 7);
  session->edit([&](session::SessionFields& fields) { fields.secret = cut; });
  Conversation talk(client_host, server_host, session.share());
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.client.error.value_or(Error{}).reason, Reason::not_resumable_session);
}

// RFC 5246, 7.4.1.2.
TEST_F(Resumption, EndsWhenTheClientDoesNotOfferTheSuiteOfItsSession) {
  const auto session = first_session();
  const auto other = wire::find_cipher_suite_by_name("ECDHE-ECDSA-AES128-GCM-SHA256");
  server_host.tickets.begin()->second->edit([&](session::SessionFields& fields) { fields.cipher_suite = other->id; });
  std::erase(client_host.settings->suites, other);
  const auto error = server_error(session);
  EXPECT_EQ(error.alert, Alert::illegal_parameter);
  EXPECT_EQ(error.reason, Reason::required_algorithm_missing);
}

TEST_F(Resumption, EndsWhenTheServerResumesWithAnotherSuite) {
  const auto session = first_session();
  const auto other = wire::find_cipher_suite_by_name("ECDHE-ECDSA-AES128-GCM-SHA256");
  server_host.tickets.begin()->second->edit([&](session::SessionFields& fields) { fields.cipher_suite = other->id; });
  Conversation talk(client_host, server_host, session.share());
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.client.error->alert, Alert::illegal_parameter);
  EXPECT_EQ(talk.client.error->reason, Reason::old_session_cipher_not_returned);
}

TEST_F(Resumption, EndsWhenTheServerForgotTheSecret) {
  const auto session = first_session();
  const ByteVector wrong(48, 7);
  server_host.tickets.begin()->second->edit([&](session::SessionFields& fields) { fields.secret = wrong; });
  Conversation talk(client_host, server_host, session.share());
  EXPECT_FALSE(talk.run());
}

TEST_F(Resumption, AsksAgainForAsLongAsAHostHesitates) {
  client_host.hesitant = server_host.hesitant = true;
  const auto session = first_session();
  EXPECT_EQ(outcome(session), WhyNotResumed::resumed);
}

}  // namespace
}  // namespace reprise::handshake::tls12
