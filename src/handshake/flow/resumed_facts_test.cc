// SPDX-License-Identifier: Apache-2.0
// What a resumed connection knows is what the full handshake found: each way of resuming, each side, field by field.
#include <gtest/gtest.h>

#include "handshake/flow/resumed_facts.h"
#include "handshake/negotiation/version.h"
#include "session/object/session_der.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

constexpr long kSelfSigned = 18;  // X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT

struct Way {
  const char* name;
  std::uint16_t version;
  bool tickets;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

struct ResumedFacts : ::testing::TestWithParam<Way> {
  ResumedFacts() {
    auto& client = *first.client.host.settings;
    client.min_version = client.max_version = GetParam().version;
    client.server_name = "host.test";
    client.credentials.push_back(make_credential("EC"));
    client.alpn_protocols = {1, 'a'};
    client.max_fragment_length = 3;
    auto& server = *first.server.host.settings;
    server.client_certificate = PeerCertificate::requested;
    server.switches.verify_peer = true;
    server.switches.tickets = GetParam().tickets;
    server.session_id_context = {'c'};
    first.server.host.alpn_answer = "a";
    // Two that are not accepted for their results but for the program's indulgence.
    first.server.host.verdict = {.accepted = true, .result = kSelfSigned};
    first.client.host.verdict = {.accepted = true, .result = 20};
  }
  void visit() {
    ASSERT_TRUE(first.run());
    for (const auto& session : first.server.host.published) {
      first.server.host.cache[copy_of(session->data().session_id())] = session.share();
    }
  }
  // By the ticket or id that the server gave, at the same terms.
  void ask_again() {
    visit();
    second.emplace(first, first.client.facts.session.share());
    ASSERT_TRUE(second->run());
    ASSERT_TRUE(second->client.facts.resumed);
    ASSERT_TRUE(second->server.facts.resumed);
  }
  Pair first;
  std::optional<Pair> second;
};
INSTANTIATE_TEST_SUITE_P(Ways, ResumedFacts,
                         ::testing::Values(Way{"Tls12Id", kTls12, false}, Way{"Tls12Ticket", kTls12, true},
                                           Way{"Tls13Ticket", kTls13, true}),
                         [](const auto& tested) { return tested.param.name; });

// Every field of Facts is here, or in the comment below.
void expect_same_knowledge(const Facts& full, const Facts& resumed) {
  EXPECT_EQ(resumed.version, full.version);
  EXPECT_EQ(resumed.suite, full.suite);
  EXPECT_EQ(resumed.pending_suite, full.pending_suite);
  EXPECT_EQ(resumed.group, full.group);
  EXPECT_EQ(resumed.extended_master_secret, full.extended_master_secret);
  EXPECT_EQ(resumed.secure_renegotiation, full.secure_renegotiation);
  EXPECT_EQ(resumed.max_fragment_length, full.max_fragment_length);
  EXPECT_EQ(resumed.alpn, full.alpn);
  EXPECT_EQ(resumed.session_id_context, full.session_id_context);
  EXPECT_EQ(resumed.verify_result, full.verify_result);
  ASSERT_TRUE(full.peer);
  ASSERT_TRUE(resumed.peer);
  EXPECT_TRUE(resumed.peer.leaf()->same_as(*full.peer.leaf()));
  ASSERT_EQ(bool(resumed.offer), bool(full.offer));
  if (full.offer) {
    EXPECT_EQ(resumed.offer->server_name, full.offer->server_name);
  }
  const auto& before = full.session->data();
  const auto& after = resumed.session->data();
  EXPECT_EQ(after.verify_result(), before.verify_result());
  EXPECT_EQ(after.hostname(), before.hostname());
  EXPECT_TRUE(std::ranges::equal(after.alpn(), before.alpn()));
  EXPECT_EQ(after.origin_time(), before.origin_time());
  EXPECT_EQ(after.extended_master_secret(), before.extended_master_secret());
}
// Of this handshake alone: randoms, Finished values, exporter secrets, shares, early data, HelloRetryRequest, cookie,
// what the peer offers, the certificate request, signatures (none is made), stapled responses, post_handshake_auth;
// server_name_acknowledged, which a resumption of TLS 1.2 does not say again (RFC 6066, 3).

TEST_P(ResumedFacts, AreThoseOfTheFullHandshake) {
  ask_again();
  expect_same_knowledge(first.client.facts, second->client.facts);
  expect_same_knowledge(first.server.facts, second->server.facts);
  EXPECT_EQ(second->server.facts.verify_result, kSelfSigned);
  EXPECT_EQ(second->client.facts.verify_result, 20);
}

TEST_P(ResumedFacts, HaveThePeerOfASessionThatWasReadFromBytes) {
  ASSERT_TRUE(first.run());
  ByteVector der;
  ASSERT_TRUE(session::encode_session(*first.server.facts.session, der).ok());
  auto decoded = session::decode_session(der, first.server.host.certificates(), 0);
  ASSERT_TRUE(decoded.ok());
  Facts facts;
  restore(facts, std::move(decoded.value().session));
  EXPECT_EQ(facts.verify_result, kSelfSigned);
  ASSERT_TRUE(facts.peer);
  EXPECT_TRUE(facts.peer.leaf()->same_as(*first.server.facts.peer.leaf()));
  EXPECT_EQ(facts.peer.chain(), nullptr);
}

TEST_P(ResumedFacts, AreGoneWhenTheSessionIsNotTakenUpAfterAll) {
  ASSERT_TRUE(first.run());
  Facts facts;
  restore(facts, first.server.facts.session.share());
  forget(facts);
  EXPECT_FALSE(facts.resumed);
  EXPECT_FALSE(facts.peer);
  EXPECT_FALSE(facts.session);
  EXPECT_FALSE(facts.extended_master_secret);
  EXPECT_EQ(facts.verify_result, 0);
  EXPECT_EQ(facts.group, crypto::NamedGroup{});
}

TEST_P(ResumedFacts, LetAClientVerifyAgainAPeerOfWhomTheLeafAloneIsLeft) {
  visit();
  auto session = first.client.facts.session.share();
  session->edit([](session::SessionFields& fields) { fields.peer_chain = nullptr; });
  second.emplace(first, nullptr);
  second->client.host.stored_session = std::move(session);
  second->client.host.verdict = {.accepted = false, .alert = Alert::unknown_ca, .result = 20};
  EXPECT_FALSE(second->run());
  EXPECT_EQ(alert_of(second->client), Alert::unknown_ca);
  EXPECT_TRUE(second->client.facts.resumed);
}

TEST_P(ResumedFacts, EndAClientWhoseHostsSessionHasNobodyToVerifyAgain) {
  visit();
  auto session = first.client.facts.session.share();
  session->edit([](session::SessionFields& fields) { fields.peer = nullptr, fields.peer_chain = nullptr; });
  second.emplace(first, nullptr);
  second->client.host.stored_session = std::move(session);
  EXPECT_FALSE(second->run());
  EXPECT_EQ(alert_of(second->client), Alert::bad_certificate);
}

}  // namespace
}  // namespace reprise::handshake::testing
