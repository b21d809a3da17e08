// SPDX-License-Identifier: Apache-2.0
// Connections that resume, and those that say why they did not.
#include <gtest/gtest.h>

#include "reprise/connection.h"
#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::bytes_of;
using reprise::Connection;
using reprise::Ref;
using reprise::Session;
using reprise::Version;
using reprise::WhyNotResumed;

enum class Keeps { tickets, cache, both };

struct Way {
  Version version;
  Keeps keeps;
};

class ApiResumption : public testing::Test {
 protected:
  void keep(Keeps keeps) {
    if (keeps != Keeps::tickets) server.cache = reprise::SessionCache::open(library()).value();
    if (keeps != Keeps::cache) server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  }
  void speak(Version version) { client.versions = {.min = version, .max = version}; }
  Ref<const Session> fresh() { return fresh_session(client_config(client), server_config(server)); }
  // What each end says of a connection that offers `session`.
  std::pair<WhyNotResumed, WhyNotResumed> offer(Ref<const Session> session) {
    Pair pair(client_config(client), server_config(server), std::move(session));
    EXPECT_TRUE(pair.handshake());
    return {pair.client.why_not_resumed(), pair.server.why_not_resumed()};
  }

  Hands hands;
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};

class ApiResumptionEachWay : public ApiResumption, public testing::WithParamInterface<Way> {
 protected:
  ApiResumptionEachWay() {
    keep(GetParam().keeps);
    speak(GetParam().version);
  }
};
INSTANTIATE_TEST_SUITE_P(Ways, ApiResumptionEachWay,
                         testing::Values(Way{Version::tls12, Keeps::tickets}, Way{Version::tls12, Keeps::cache},
                                         Way{Version::tls12, Keeps::both}, Way{Version::tls13, Keeps::tickets},
                                         Way{Version::tls13, Keeps::cache}, Way{Version::tls13, Keeps::both}),
                         [](const auto& test) {
                           const bool tls12 = test.param.version == Version::tls12;
                           const char* keeps = test.param.keeps == Keeps::tickets ? "Tickets"
                                               : test.param.keeps == Keeps::cache ? "Cache"
                                                                                  : "Both";
                           return std::string(tls12 ? "Tls12" : "Tls13") + keeps;
                         });

TEST_P(ApiResumptionEachWay, ResumesAtBothEnds) {
  Pair pair(client_config(client), server_config(server), fresh());
  ASSERT_TRUE(pair.handshake());
  EXPECT_TRUE(pair.client.negotiated().resumed && pair.server.negotiated().resumed);
  EXPECT_EQ(pair.client.why_not_resumed(), WhyNotResumed::resumed);
  EXPECT_EQ(pair.server.why_not_resumed(), WhyNotResumed::resumed);
  EXPECT_EQ(pair.transfer(pair.client, pair.server, "data"), "data");
}

TEST_P(ApiResumptionEachWay, ResumesFromPem) {
  const auto session = fresh();
  const auto pem = reprise::pem_of(session);
  auto read = reprise::session_from_pem(library(), pem.value().text(), kNow);
  EXPECT_EQ(offer(std::move(read).value()).second, WhyNotResumed::resumed);
}

TEST_P(ApiResumptionEachWay, DoesNotResumeWhatHasExpired) {
  server.session_timeout = 100s;
  auto session = fresh();
  hands.now += 101s;
  EXPECT_NE(offer(std::move(session)).second, WhyNotResumed::resumed);
}

TEST_P(ApiResumptionEachWay, KeepsToItsScope) {
  server.scope = "a.example";
  auto session = fresh();
  server.scope = "b.example";
  EXPECT_NE(offer(std::move(session)).second, WhyNotResumed::resumed);
}

TEST_P(ApiResumptionEachWay, ResumesAClientThatWasVerified) {
  server.client_certificate = reprise::ClientCertificate::required;
  server.client_trust_pem = localhost_pem();
  client.certificate_pem = client.key_pem = localhost_pem();
  EXPECT_EQ(offer(fresh()).second, WhyNotResumed::resumed);
  // Nor does a server that verifies clients resume one that it did not verify.
  server.client_certificate = reprise::ClientCertificate::ignored;
  auto session = fresh();
  server.client_certificate = reprise::ClientCertificate::required;
  EXPECT_NE(offer(std::move(session)).second, WhyNotResumed::resumed);
}

TEST_P(ApiResumptionEachWay, KeepsToItsVirtualHost) {
  server.scope = "a.example";
  const auto a = server_config(server);
  server.scope = "b.example";
  const auto b = server_config(server);
  server.scope = "";
  server.virtual_hosts = {{.name = "a.example", .config = a}, {.name = "b.example", .config = b}};
  client.verify_peer = reprise::VerifyPeer::no;
  client.server_name = "A.Example";
  EXPECT_EQ(offer(fresh()).second, WhyNotResumed::resumed);
  auto session = fresh();
  client.server_name = "b.example";
  EXPECT_NE(offer(std::move(session)).second, WhyNotResumed::resumed);
  EXPECT_EQ(a.num_outcomes(WhyNotResumed::resumed), 1u);
  EXPECT_EQ(b.num_outcomes(WhyNotResumed::resumed), 0u);
}

// A session says nothing of the trust that it was made under.
TEST_P(ApiResumptionEachWay, VerifiesAPeerThatWasNotVerified) {
  client.verify_peer = reprise::VerifyPeer::no;
  client.server_name = "wrong.example";
  auto session = fresh();
  client.verify_peer = reprise::VerifyPeer::yes;
  Pair pair(client_config(client), server_config(server), std::move(session));
  EXPECT_FALSE(pair.handshake());
  EXPECT_FALSE(pair.client.handshake_complete());
}

// --- A client that verifies resumes no session whose server was not verified as it would verify it now

TEST_P(ApiResumptionEachWay, DoesNotResumeWhatWasMadeWithoutVerification) {
  client.verify_peer = reprise::VerifyPeer::no;
  auto session = fresh();
  client.verify_peer = reprise::VerifyPeer::yes;
  EXPECT_EQ(offer(std::move(session)).first, WhyNotResumed::wrong_scope);
}

TEST_P(ApiResumptionEachWay, DoesNotResumeWhatWasMadeForAnotherName) {
  auto session = fresh();
  client.server_name = "127.0.0.1";
  EXPECT_EQ(offer(std::move(session)).first, WhyNotResumed::wrong_scope);
}

TEST_P(ApiResumptionEachWay, DoesNotResumeWhatWasVerifiedAgainstOtherTrust) {
  auto session = fresh();
  client.trust_pem = localhost_pem() + localhost_pem();
  EXPECT_EQ(offer(std::move(session)).first, WhyNotResumed::wrong_scope);
}

TEST_P(ApiResumptionEachWay, DoesNotResumeAsAnotherClient) {
  auto session = fresh();
  client.certificate_pem = client.key_pem = localhost_pem();
  EXPECT_EQ(offer(std::move(session)).first, WhyNotResumed::wrong_scope);
}

TEST_P(ApiResumptionEachWay, DoesNotResumeWhatDoesNotSayWhatItWasVerifiedFor) {
  const auto session = fresh();
  auto silent = reprise::SessionBuilder(session).id_context({}).publish().value();
  EXPECT_EQ(offer(std::move(silent)).first, WhyNotResumed::wrong_scope);
}

TEST_P(ApiResumptionEachWay, ResumesWithoutVerificationWhatWasVerified) {
  auto session = fresh();
  client.verify_peer = reprise::VerifyPeer::no;
  EXPECT_EQ(offer(std::move(session)).first, WhyNotResumed::resumed);
}

TEST_P(ApiResumptionEachWay, ResumesWhatCameWithAResumption) {
  Pair pair(client_config(client), server_config(server), fresh());
  ASSERT_TRUE(pair.handshake());
  ASSERT_EQ(pair.transfer(pair.server, pair.client, "data"), "data");
  auto sessions = pair.client.take_sessions();
  if (sessions.empty()) sessions.push_back(pair.client.session());  // TLS 1.2: the same again
  EXPECT_EQ(offer(std::move(sessions.back())).first, WhyNotResumed::resumed);
}

TEST_F(ApiResumption, CountsHowHandshakesCameOut) {
  keep(Keeps::tickets);
  const auto configured = server_config(server);
  const auto visit = [&](Ref<const Session> offered) {
    Pair pair(client_config(client), configured, std::move(offered));
    EXPECT_TRUE(pair.handshake());
  };
  visit(fresh_session(client_config(client), configured));
  auto session = fresh_session(client_config(client), configured);
  server.tickets->forget_keys();
  visit(std::move(session));
  EXPECT_EQ(configured.num_outcomes(WhyNotResumed::none_offered), 2u);
  EXPECT_EQ(configured.num_outcomes(WhyNotResumed::resumed), 1u);
  EXPECT_EQ(configured.num_outcomes(WhyNotResumed::unknown_ticket_key), 1u);
  EXPECT_EQ(configured.num_outcomes(WhyNotResumed::expired), 0u);
}

TEST_F(ApiResumption, SaysThatNothingWasOffered) {
  keep(Keeps::tickets);
  EXPECT_EQ(offer({}), std::pair(WhyNotResumed::none_offered, WhyNotResumed::none_offered));
}

TEST_F(ApiResumption, SaysThatTheKeysAreGone) {
  keep(Keeps::tickets);
  auto session = fresh();
  server.tickets->forget_keys();
  EXPECT_EQ(offer(std::move(session)), std::pair(WhyNotResumed::refused_by_server, WhyNotResumed::unknown_ticket_key));
}

TEST_F(ApiResumption, SaysThatTheScopeIsAnother) {
  keep(Keeps::tickets);
  server.scope = "a.example";
  auto session = fresh();
  server.scope = "b.example";
  EXPECT_EQ(offer(std::move(session)).second, WhyNotResumed::wrong_scope);
}

TEST_F(ApiResumption, SaysThatTheCacheDoesNotKnowTheSession) {
  keep(Keeps::cache);
  speak(Version::tls12);
  auto session = fresh();
  EXPECT_EQ(server.cache->remove_all().size(), 1u);
  EXPECT_EQ(offer(std::move(session)).second, WhyNotResumed::unknown_id);
}

TEST_F(ApiResumption, UsesASessionOfTls13Once) {
  keep(Keeps::tickets);
  const auto session = fresh();
  EXPECT_EQ(offer(session.share()).first, WhyNotResumed::resumed);
  EXPECT_FALSE(session->resumable());
  EXPECT_EQ(offer(session.share()).first, WhyNotResumed::not_resumable);
}

TEST_F(ApiResumption, UsesASessionOfTls12AsOftenAsItIsGood) {
  keep(Keeps::cache);
  speak(Version::tls12);
  const auto session = fresh();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(offer(session.share()).first, WhyNotResumed::resumed);
}

TEST_F(ApiResumption, ReceivesATicketThatTakesThePlaceOfAnother) {
  server.tickets = reprise::TicketSealer::open(library(), kNow, {.rotation = 100s}).value();
  speak(Version::tls12);
  auto session = fresh();
  hands.now += 200s;
  {
    const auto other = session_with_id("so that the key changes");
    ASSERT_TRUE(server.tickets->seal(other, {}, hands.now).ok());
  }
  // A client that reads goes through its handshake on the way.
  Pair pair(client_config(client), server_config(server), session.share());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pair.read(pair.client), "");
    deliver(pair.client, pair.server);
    ASSERT_TRUE(pair.server.handshake().ok());
    deliver(pair.server, pair.client);
  }
  EXPECT_TRUE(pair.client.negotiated().resumed);
  auto received = pair.client.take_sessions();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_FALSE(received[0] == session);
  EXPECT_FALSE(std::ranges::equal(received[0]->ticket(), session->ticket()));
  EXPECT_TRUE(pair.client.take_sessions().empty());
  EXPECT_EQ(offer(std::move(received[0])).first, WhyNotResumed::resumed);
}

TEST_F(ApiResumption, HoldsTheLatestOfMoreTicketsThanAnyoneNeeds) {
  keep(Keeps::tickets);
  server.num_tickets = 40;
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.transfer(pair.server, pair.client, "data"), "data");
  const auto sessions = pair.client.take_sessions();
  EXPECT_EQ(sessions.size(), 16u);
  EXPECT_TRUE(sessions.back() == pair.client.session());
}

class ApiEarlyData : public ApiResumption {
 protected:
  ApiEarlyData() {
    keep(Keeps::both);
    server.max_early_data_bytes = 100;
  }
  // What the server reads of early data that comes with `session`, and what became of it.
  std::pair<std::string, reprise::EarlyData> send_early(Ref<const Session> session) {
    Pair pair(client_config(client), server_config(server), std::move(session));
    EXPECT_TRUE(pair.client.write_early_data(bytes_of("early")).ok());
    EXPECT_TRUE(pair.client.end_early_data().ok());
    std::string all;
    std::array<std::uint8_t, 50> buffer;
    for (int i = 0; i < 6; ++i) {
      (void)pair.client.handshake().ok();
      deliver(pair.client, pair.server);
      const auto read = pair.server.read_early_data(buffer);
      if (!read.ok()) break;
      all += reprise::text_of(reprise::Bytes(buffer).first(read.value().size));
      deliver(pair.server, pair.client);
    }
    EXPECT_TRUE(pair.handshake());
    return {all, pair.client.negotiated().early_data};
  }
};

TEST_F(ApiEarlyData, ArrivesWithTheFirstFlight) {
  EXPECT_EQ(send_early(fresh()), std::pair(std::string("early"), reprise::EarlyData::accepted));
}

TEST_F(ApiEarlyData, IsTakenOnceOnly) {
  const auto session = fresh();
  const auto der = reprise::der_of(session);
  const auto copy = [&] { return reprise::session_from_der(library(), der.value().bytes(), kNow).value(); };
  EXPECT_EQ(send_early(copy()).second, reprise::EarlyData::accepted);
  const auto replayed = send_early(copy());
  EXPECT_EQ(replayed.first, "");
  EXPECT_EQ(replayed.second, reprise::EarlyData::rejected);
}

TEST_F(ApiEarlyData, IsNotWrittenWithoutASessionThatAllowsIt) {
  auto ours = Connection::client(client_config(client));
  EXPECT_EQ(ours.write_early_data(bytes_of("early")).error().reason, reprise::Reason::bad_handshake_state);
}

}  // namespace
