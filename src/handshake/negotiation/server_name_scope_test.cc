// SPDX-License-Identifier: Apache-2.0
// A session is looked up before the server name is known: whether it serves the settings that the name leads to.
#include <gtest/gtest.h>

#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using session::WhyNotResumed;

struct ServerNameScope : ::testing::TestWithParam<std::uint16_t> {
  ServerNameScope() {
    auto& client = *pair.client.host.settings;
    client.min_version = client.max_version = GetParam();
    client.server_name = "host.test";
    client.credentials.push_back(make_credential("EC"));
    pair.server.host.settings->session_id_context = {'c'};
  }
  static void verify_clients(Config& config) {
    config.switches.verify_peer = true;
    config.client_certificate = PeerCertificate::required;
  }
  static void open_to_all(Config& config) {
    config.switches.verify_peer = false;
    config.client_certificate = PeerCertificate::ignored;
  }
  WhyNotResumed outcome_of_second() {
    Pair second(pair, pair.client.facts.session.share());
    second.server.host.on_server_name = on_second_name;
    EXPECT_TRUE(second.run());
    EXPECT_EQ(second.client.facts.resumed, second.server.facts.resumed);
    EXPECT_EQ(second.server.host.outcomes.size(), 1u);
    EXPECT_EQ(second.server.host.outcomes.back(),
              std::pair(second.server.facts.why_not_resumed, second.server.facts.resumed));
    asked_for_certificate = second.client.facts.certificate_requested;
    return second.server.facts.why_not_resumed;
  }

  Pair pair;
  std::function<void(Config&)> on_second_name;
  bool asked_for_certificate = false;
};
INSTANTIATE_TEST_SUITE_P(Versions, ServerNameScope, ::testing::Values(kTls12, kTls13));

TEST_P(ServerNameScope, ASessionWithoutACertificateDoesNotServeANameThatWantsOne) {
  ASSERT_TRUE(pair.run());
  on_second_name = verify_clients;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::wrong_scope);
  EXPECT_TRUE(asked_for_certificate);
}

TEST_P(ServerNameScope, ASessionMadeForTheNameServesItAgain) {
  pair.server.host.on_server_name = verify_clients;
  ASSERT_TRUE(pair.run());
  open_to_all(*pair.server.host.settings);
  on_second_name = verify_clients;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

TEST_P(ServerNameScope, ASessionMadeForAnotherNameDoesNotServe) {
  pair.server.host.on_server_name = verify_clients;
  ASSERT_TRUE(pair.run());
  open_to_all(*pair.server.host.settings);
  pair.client.host.settings->server_name = "other.test";
  on_second_name = verify_clients;
  EXPECT_NE(outcome_of_second(), WhyNotResumed::resumed);
  EXPECT_TRUE(asked_for_certificate);
}

TEST_P(ServerNameScope, ASessionServesWhereClientsAreVerifiedByDefault) {
  verify_clients(*pair.server.host.settings);
  ASSERT_TRUE(pair.run());
  on_second_name = verify_clients;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

// The settings may have been chosen by the name all the same, in a ClientHello callback.
TEST_P(ServerNameScope, ASessionOfADefaultThatVerifiesClientsServesTheNameThatItWasMadeForAlone) {
  verify_clients(*pair.server.host.settings);
  pair.server.host.name_answer = ServerName::ignored;
  ASSERT_TRUE(pair.run());
  on_second_name = verify_clients;
  pair.client.host.settings->server_name = "other.test";
  EXPECT_NE(outcome_of_second(), WhyNotResumed::resumed);
  pair.client.host.settings->server_name = "host.test";
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

TEST_P(ServerNameScope, ASessionServesTheTrustThatItWasMadeUnder) {
  verify_clients(*pair.server.host.settings);
  pair.server.host.scope = session::TrustScope{1};
  ASSERT_TRUE(pair.run());
  pair.server.host.scope = session::TrustScope{2};
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::wrong_scope);
  EXPECT_TRUE(asked_for_certificate);
  pair.server.host.scope = session::TrustScope{1};
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

TEST_P(ServerNameScope, ASessionThatDoesNotSayWhatTrustItWasMadeUnderServesNone) {
  verify_clients(*pair.server.host.settings);
  ASSERT_TRUE(pair.run());
  pair.server.host.scope = session::TrustScope{1};
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::wrong_scope);
}

TEST_P(ServerNameScope, ASessionDoesNotOutliveTheAnchorOfItsClient) {
  verify_clients(*pair.server.host.settings);
  pair.server.host.scope = session::TrustScope{1};
  pair.server.host.verdict.anchor = session::AnchorId{1};
  ASSERT_TRUE(pair.run());
  pair.server.host.trusts_anchors = false;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::wrong_scope);
  pair.server.host.trusts_anchors = true;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

TEST_P(ServerNameScope, ASessionWithACertificateIsComparedWhereNobodyAsksForOne) {
  verify_clients(*pair.server.host.settings);
  pair.server.host.scope = session::TrustScope{1};
  ASSERT_TRUE(pair.run());
  open_to_all(*pair.server.host.settings);
  pair.server.host.scope = session::TrustScope{2};
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::wrong_scope);
  EXPECT_FALSE(asked_for_certificate);
}

TEST_P(ServerNameScope, SessionsBearTheContextThatTheyAreLookedUpIn) {
  const auto change_context = [](Config& config) { config.session_id_context = {'d'}; };
  pair.server.host.on_server_name = change_context;
  ASSERT_TRUE(pair.run());
  pair.server.host.settings->session_id_context = {'c'};
  on_second_name = change_context;
  EXPECT_EQ(outcome_of_second(), WhyNotResumed::resumed);
}

}  // namespace
}  // namespace reprise::handshake::testing
