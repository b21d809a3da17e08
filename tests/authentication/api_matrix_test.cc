// SPDX-License-Identifier: Apache-2.0
// The authentication matrix through the C++ API: the same credentials, the ways and policies that it has. Revocation
// lists, callbacks and authentication after the handshake it has not; the peer that leaves its proof out needs the C
// API's secrets.
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <array>
#include <string>
#include <vector>

#include "authentication/credentials.h"
#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::Bytes;
using reprise::ClientCertificate;
using reprise::Connection;
using reprise::Ref;
using reprise::Session;
using reprise::VerifyPeer;
using reprise::Version;

enum class Way { full, ticket, cache, both, through_der, early_data, other_name };
constexpr std::array kWayNames{"Full", "Ticket", "Cache", "Both", "ThroughDer", "EarlyData", "OtherName"};

constexpr std::array kShown{kNone, kGood, kSelfSigned, kExpired, kWrongPurpose, kWrongUsage, kWrongName, kWrongProof};

template <typename Write>
std::string pem_by(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* text = nullptr;
  const auto size = std::size_t(BIO_get_mem_data(bio, &text));
  std::string pem(text, size);
  BIO_free(bio);
  return pem;
}
std::string pem_of(X509* cert) {
  return pem_by([&](BIO* bio) { PEM_write_bio_X509(bio, cert); });
}
std::string pem_of(EVP_PKEY* key) {
  const auto write = [&](BIO* bio) {
    return PEM_write_bio_PrivateKey_traditional(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  };
  return pem_by(write);
}

// What the judge's program is told, and whether it got the peer's data.
struct Outcome {
  bool finished = false;
  bool resumed = false;
  bool data = false;
  bool early_data = false;
  bool shown = false;
  long result = -1;
  Ref<const Session> next;
};

struct Parameters {
  Version version;
  Way way;
};

class AuthenticationMatrix : public testing::TestWithParam<Parameters> {
 protected:
  Way way() const { return GetParam().way; }

  void keep(reprise::ServerOptions& server) const {
    const auto now = reprise::time_now();
    if (way() != Way::ticket) server.cache = reprise::SessionCache::open(library()).value();
    if (way() == Way::ticket || way() == Way::both || way() == Way::other_name)
      server.tickets = reprise::TicketSealer::open(library(), now).value();
    if (way() == Way::early_data) server.max_early_data_bytes = 100;
    server.versions = {.min = GetParam().version, .max = GetParam().version};
  }

  // Client and server of one connection, and whose side the judge is on.
  Outcome visit(role judge, const reprise::ClientConfig& client, const reprise::ServerConfig& server,
                const Ref<const Session>& offer) const {
    Outcome outcome;
    Pair pair(client, server, offer ? offer.share() : Ref<const Session>());
    Connection& judging = judge == kJudgeServer ? pair.server : pair.client;
    Connection& peer = judge == kJudgeServer ? pair.client : pair.server;
    if (way() == Way::early_data && offer) outcome.early_data = early(pair);
    pair.handshake();
    outcome.finished = judging.handshake_complete();
    outcome.data = pair.transfer(peer, judging, "data") == "data" || outcome.early_data;
    pair.transfer(pair.server, pair.client, "tickets come before this");
    outcome.resumed = outcome.finished && judging.negotiated().resumed;
    outcome.shown = !judging.peer_certificates().empty();
    outcome.result = judging.verify_result();
    auto sessions = pair.client.take_sessions();
    if (!sessions.empty()) outcome.next = std::move(sessions.back());
    return outcome;
  }

  // Whether the server's program reads data before the handshake.
  static bool early(Pair& pair) {
    std::array<std::uint8_t, 100> buffer;
    bool read = false;
    if (!pair.client.write_early_data(reprise::bytes_of("early")).ok()) return false;
    EXPECT_TRUE(pair.client.end_early_data().ok());
    for (int i = 0; i < 6; ++i) {
      if (!pair.client.handshake().ok()) break;
      deliver(pair.client, pair.server);
      const auto got = pair.server.read_early_data(buffer);
      if (!got.ok()) break;
      read = read || got.value().size > 0;
      deliver(pair.server, pair.client);
    }
    return read;
  }

  Ref<const Session> kept(Outcome& outcome) const {
    if (way() != Way::through_der || !outcome.next) return std::move(outcome.next);
    const auto der = reprise::der_of(outcome.next);
    return reprise::session_from_der(library(), der.value().bytes(), reprise::time_now()).value();
  }
};

bool is_good(credential shown, const std::string& name) {
  return shown == kGood || (shown == kWrongName && name == NAME_ELSEWHERE);
}

// Whom a program that relies on `verifies` may let in, and whom one that looks for itself takes.
void expect_kept_out(const Outcome& outcome, bool good, bool verifies, bool wants_certificate) {
  const bool in = outcome.finished || outcome.data;
  if (in && verifies && !good) {
    EXPECT_FALSE(wants_certificate || outcome.shown);
  }
  if (in && !good) {
    EXPECT_FALSE(outcome.shown && outcome.result == X509_V_OK);
  }
}

TEST_P(AuthenticationMatrix, ClientLetsNoFalseServerIn) {
  for (const auto shown : kShown) {
    if (shown == kNone) continue;  // a server has a certificate
    SCOPED_TRACE(credential_names[shown]);
    for (const auto first : {VerifyPeer::yes, VerifyPeer::no})
      for (const auto second : {VerifyPeer::yes, VerifyPeer::no}) {
        SCOPED_TRACE("policy " + std::to_string(int(first)) + ", then " + std::to_string(int(second)));
        const auto who = credential_of(kJudgeClient, shown);
        reprise::ServerOptions server{.certificate_pem = pem_of(who.cert), .key_pem = pem_of(who.key)};
        keep(server);
        const auto server_config = reprise::ServerConfig::make(library(), server);
        ASSERT_TRUE(server_config.ok());
        Ref<const Session> offer;
        for (int number = 1; number <= (way() == Way::full ? 1 : 3); ++number) {
          const std::string name = way() == Way::other_name && number == 1 ? NAME_ELSEWHERE : NAME_PEER;
          const auto verify = number == 1 ? first : second;
          const reprise::ClientOptions client{
              .server_name = name, .trust_pem = pem_of(authority()), .verify_peer = verify};
          auto outcome = visit(kJudgeClient, client_config(client), server_config.value(), offer);
          SCOPED_TRACE("visit " + std::to_string(number));
          expect_kept_out(outcome, is_good(shown, name), verify == VerifyPeer::yes, true);
          if (is_good(shown, name)) {
            EXPECT_TRUE(outcome.finished && outcome.data);
          }
          offer = kept(outcome);
        }
      }
  }
}

TEST_P(AuthenticationMatrix, ServerLetsNoFalseClientIn) {
  constexpr std::array kWants{ClientCertificate::ignored, ClientCertificate::requested, ClientCertificate::required};
  for (const auto shown : kShown) {
    SCOPED_TRACE(credential_names[shown]);
    for (const auto first : kWants)
      for (const auto second : kWants) {
        SCOPED_TRACE("policy " + std::to_string(int(first)) + ", then " + std::to_string(int(second)));
        const auto own = judges_identity(), who = credential_of(kJudgeServer, shown);
        reprise::ServerOptions server{.certificate_pem = pem_of(own.cert),
                                      .key_pem = pem_of(own.key),
                                      .client_trust_pem = pem_of(authority())};
        keep(server);
        reprise::ServerOptions there = server;  // the same cache and keys
        server.client_certificate = first, there.client_certificate = second;
        if (way() == Way::other_name) server.virtual_hosts.push_back({NAME_PEER, server_config(there)});
        const auto at_first = server_config(server);
        const auto at_second = way() == Way::other_name ? at_first : server_config(there);
        reprise::ClientOptions client{
            .server_name = NAME_ELSEWHERE, .trust_pem = pem_of(authority()), .verify_peer = VerifyPeer::no};
        if (who.cert != nullptr) client.certificate_pem = pem_of(who.cert), client.key_pem = pem_of(who.key);
        Ref<const Session> offer;
        for (int number = 1; number <= (way() == Way::full ? 1 : 3); ++number) {
          SCOPED_TRACE("visit " + std::to_string(number));
          const auto wants = number == 1 ? first : second;
          auto outcome = visit(kJudgeServer, client_config(client), number == 1 ? at_first : at_second, offer);
          // Whose certificate a client's is, no name decides here.
          const bool good = is_good(shown, NAME_ELSEWHERE);
          expect_kept_out(outcome, good, wants != ClientCertificate::ignored, wants == ClientCertificate::required);
          if (good) {
            EXPECT_TRUE(outcome.finished && outcome.data);
          }
          offer = kept(outcome);
          if (way() == Way::other_name) client.server_name = NAME_PEER;
        }
      }
  }
}

std::vector<Parameters> all_parameters() {
  std::vector<Parameters> all;
  for (const auto version : {Version::tls12, Version::tls13})
    for (std::size_t way = 0; way < kWayNames.size(); ++way)
      if (version == Version::tls13 || Way(way) != Way::early_data) all.push_back({version, Way(way)});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Ways, AuthenticationMatrix, testing::ValuesIn(all_parameters()), [](const auto& test) {
  const bool tls12 = test.param.version == Version::tls12;
  return std::string(tls12 ? "Tls12" : "Tls13") + kWayNames[std::size_t(test.param.way)];
});

}  // namespace
