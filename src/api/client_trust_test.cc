// SPDX-License-Identifier: Apache-2.0
// Whose clients a server lets in: by which way a session or a hello comes makes no difference.
#include <gtest/gtest.h>

#include <tuple>

#include "reprise/connection.h"
#include "support/api/certificates.h"
#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::ClientCertificate;
using reprise::Reason;
using reprise::Ref;
using reprise::Session;
using reprise::Version;
using reprise::WhyNotResumed;

enum class Keeps { tickets, cache };
using Way = std::tuple<Version, Keeps>;

class ClientsOfAuthorities : public testing::TestWithParam<Way> {
 protected:
  ClientsOfAuthorities() {
    const auto [version, keeps] = GetParam();
    client.versions = {.min = version, .max = version};
    if (keeps == Keeps::cache) server.cache = reprise::SessionCache::open(library()).value();
    if (keeps == Keeps::tickets) server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
    server.client_certificate = ClientCertificate::required;
  }
  void show(const Issued& issued) {
    client.certificate_pem = issued.certificate;
    client.key_pem = issued.key;
  }
  reprise::ServerConfig server_of(const Authority& authority) {
    server.client_trust_pem = authority.pem();
    return server_config(server);
  }

  Hands hands;
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};
INSTANTIATE_TEST_SUITE_P(Ways, ClientsOfAuthorities,
                         testing::Combine(testing::Values(Version::tls12, Version::tls13),
                                          testing::Values(Keeps::tickets, Keeps::cache)),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param) == Version::tls12 ? "Tls12" : "Tls13") +
                                  (std::get<1>(test.param) == Keeps::tickets ? "Tickets" : "Cache");
                         });

// An authority that was given a new key because the old one had leaked bears its old name.
TEST_P(ClientsOfAuthorities, AreNotLetInByAnotherAuthorityOfTheSameName) {
  const Authority before("Client CA"), after("Client CA");
  show(before.issue("alice"));
  const auto first = server_of(before), second = server_of(after);
  const auto ours = client_config(client);
  Pair full(ours, second);
  EXPECT_FALSE(full.handshake());
  Pair resumed(ours, second, fresh_session(ours, first));
  EXPECT_FALSE(resumed.handshake());
  EXPECT_FALSE(resumed.server.negotiated().resumed);
  EXPECT_TRUE(resumed.server.peer_certificates().empty());
}

TEST_P(ClientsOfAuthorities, ResumeAtAServerOfTheSameAuthority) {
  const Authority authority("Client CA");
  show(authority.issue("alice"));
  const auto first = server_of(authority), second = server_of(authority);
  const auto ours = client_config(client);
  Pair resumed(ours, second, fresh_session(ours, first));
  ASSERT_TRUE(resumed.handshake());
  EXPECT_TRUE(resumed.server.negotiated().resumed);
  EXPECT_FALSE(resumed.server.peer_certificates().empty());
}

class ChosenHost : public testing::Test {
 protected:
  // A hello without a share that the server takes is answered by a HelloRetryRequest.
  void make_the_server_retry() { server.algorithms.groups = {0x0018}; }  // secp384r1, which is no client's first

  Hands hands;
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};

TEST_F(ChosenHost, IsTheSameAfterAHelloRetryRequest) {
  make_the_server_retry();
  const auto open = server_config(server);
  server.client_certificate = ClientCertificate::required;
  server.client_trust_pem = localhost_pem();
  server.virtual_hosts = {{.name = "localhost", .config = open}};
  const auto strict = server_config(server);  // with a list of its own, in which the name leads elsewhere
  server.virtual_hosts = {{.name = "localhost", .config = strict}};
  server.client_certificate = ClientCertificate::ignored;
  const auto front = server_config(server);
  Pair pair(client_config(client), front);
  EXPECT_FALSE(pair.handshake());
  EXPECT_EQ(pair.server_status.error().reason, Reason::peer_did_not_return_certificate);
}

TEST_F(ChosenHost, OfAClientsExpectationIsAWholeName) {
  client.server_name = ".localhost";
  EXPECT_EQ(describe(reprise::ClientConfig::make(library(), client).error()), "bad_value: server_name");
}

}  // namespace
