// SPDX-License-Identifier: Apache-2.0
#include "reprise/connection.h"

#include <gtest/gtest.h>

#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::bytes_of;
using reprise::Connection;
using reprise::Status;
using reprise::Version;
using reprise::Versions;

constexpr Versions kOnlyTls12{.min = Version::tls12, .max = Version::tls12};

class ApiConnection : public testing::Test {
 protected:
  Hands hands;
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};

class ApiConnectionOfEachVersion : public ApiConnection, public testing::WithParamInterface<Version> {
 protected:
  ApiConnectionOfEachVersion() { client.versions = {.min = GetParam(), .max = GetParam()}; }
};
INSTANTIATE_TEST_SUITE_P(Versions, ApiConnectionOfEachVersion, testing::Values(Version::tls12, Version::tls13),
                         [](const auto& test) { return test.param == Version::tls12 ? "Tls12" : "Tls13"; });

TEST_P(ApiConnectionOfEachVersion, CarriesDataBothWaysAndSaysWhatWasAgreedOn) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.client_status.value(), Status::done);
  EXPECT_EQ(pair.transfer(pair.client, pair.server, "from the client"), "from the client");
  EXPECT_EQ(pair.transfer(pair.server, pair.client, std::string(50'000, 's')), std::string(50'000, 's'));
  for (const auto* end : {&pair.client, &pair.server}) {
    const auto agreed = end->negotiated();
    EXPECT_EQ(agreed.version, GetParam());
    EXPECT_EQ(agreed.cipher_suite_name, GetParam() == Version::tls13 ? "TLS_AES_256_GCM_SHA384"
                                                                     : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    EXPECT_EQ(agreed.key_exchange_group_name, "x25519");
    EXPECT_EQ(agreed.signature_scheme_name, "ecdsa_secp256r1_sha256");
    EXPECT_EQ(agreed.server_name, "localhost");
    EXPECT_TRUE(agreed.application_protocol.empty());
    EXPECT_FALSE(agreed.resumed);
  }
  EXPECT_EQ(pair.client.verify_result(), 0);
  EXPECT_EQ(pair.client.peer_certificates().size(), 1u);
  EXPECT_TRUE(pair.server.peer_certificates().empty());
}

TEST_P(ApiConnectionOfEachVersion, EndsWithCloseNotify) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  pair.read(pair.client);
  pair.client.close();
  deliver(pair.client, pair.server);
  std::array<std::uint8_t, 10> buffer;
  EXPECT_EQ(pair.server.read(buffer).value().status, Status::closed);
  EXPECT_TRUE(pair.server.input_ended().ok());
  EXPECT_EQ(pair.client.write(bytes_of("more")).error().reason, reprise::Reason::protocol_is_shutdown);
}

TEST_P(ApiConnectionOfEachVersion, TellsATruncationFromAnEnd) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.server.input_ended().error().reason, reprise::Reason::unexpected_eof);
}

TEST_P(ApiConnectionOfEachVersion, ExportsTheSameKeysAtBothEnds) {
  Pair pair(client_config(client), server_config(server));
  EXPECT_EQ(pair.client.export_key("EXPORTER-test", bytes_of("context"), 32).error().reason,
            reprise::Reason::bad_handshake_state);
  ASSERT_TRUE(pair.handshake());
  const auto ours = pair.client.export_key("EXPORTER-test", bytes_of("context"), 32);
  const auto theirs = pair.server.export_key("EXPORTER-test", bytes_of("context"), 32);
  ASSERT_TRUE(ours.ok() && theirs.ok());
  EXPECT_EQ(ours.value().size(), 32u);
  EXPECT_EQ(ours.value().text(), theirs.value().text());
}

TEST_P(ApiConnectionOfEachVersion, AgreesOnTheProtocolThatTheServerPrefers) {
  client.application_protocols = {"http/1.1", "h2"};
  server.application_protocols = {"h3", "h2", "http/1.1"};
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.client.negotiated().application_protocol, "h2");
  EXPECT_EQ(pair.server.negotiated().application_protocol, "h2");
}

TEST_P(ApiConnectionOfEachVersion, RefusesProtocolsThatTheServerDoesNotKnow) {
  client.application_protocols = {"h2"};
  server.application_protocols = {"http/1.1"};
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.client.handshake().ok());
  deliver(pair.client, pair.server);
  const auto refused = pair.server.handshake();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, reprise::Reason::no_alpn_overlap);
  EXPECT_EQ(refused.error().alert, reprise::Alert::no_application_protocol);
}

TEST_P(ApiConnectionOfEachVersion, RefusesAServerOfAnotherName) {
  client.server_name = "example.org";
  auto ours = Connection::client(client_config(client));
  auto theirs = Connection::server(server_config(server));
  ASSERT_TRUE(ours.handshake().ok());
  deliver(ours, theirs);
  ASSERT_TRUE(theirs.handshake().ok());
  deliver(theirs, ours);
  const auto refused = ours.handshake();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, reprise::Reason::certificate_verify_failed);
  EXPECT_EQ(refused.error().alert, reprise::Alert::bad_certificate);
  EXPECT_EQ(ours.verify_words(), "hostname mismatch");
  deliver(ours, theirs);
  const auto told = theirs.handshake();
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().reason, reprise::Reason::peer_sent_alert);
  EXPECT_EQ(told.error().alert, reprise::Alert::bad_certificate);
}

TEST_P(ApiConnectionOfEachVersion, RefusesACertificateThatHasExpiredByTheClockHandedIn) {
  hands.now = reprise::Time(std::chrono::sys_days(std::chrono::year(2121) / 1 / 1));
  Pair pair(client_config(client), server_config(server));
  EXPECT_FALSE(pair.handshake());
  EXPECT_EQ(pair.client.verify_words(), "certificate has expired");
}

TEST_P(ApiConnectionOfEachVersion, GoesOnWithAnyServerWhereItIsTold) {
  client.server_name = "example.org";
  client.verify_peer = reprise::VerifyPeer::no;
  Pair pair(client_config(client), server_config(server));
  EXPECT_TRUE(pair.handshake());
  EXPECT_NE(pair.client.verify_result(), 0);
}

TEST_P(ApiConnectionOfEachVersion, TrustsAnAddressWithoutSendingItAsAName) {
  client.server_name = "127.0.0.1";
  Pair pair(client_config(client), server_config(server));
  EXPECT_TRUE(pair.handshake());
  EXPECT_EQ(pair.server.negotiated().server_name, "");
}

TEST_P(ApiConnectionOfEachVersion, AsksForTheClientsCertificate) {
  server.client_certificate = reprise::ClientCertificate::required;
  server.client_trust_pem = localhost_pem();
  Pair without(client_config(client), server_config(server));
  without.handshake();
  EXPECT_FALSE(without.server.handshake_complete());

  client.certificate_pem = client.key_pem = localhost_pem();
  Pair with(client_config(client), server_config(server));
  ASSERT_TRUE(with.handshake());
  EXPECT_EQ(with.server.peer_certificates().size(), 1u);
  EXPECT_EQ(with.server.verify_result(), 0);
}

TEST_P(ApiConnectionOfEachVersion, OutlivesWhatItWasMadeFrom) {
  auto pair = [&] {
    server.cache = reprise::SessionCache::open(library()).value();
    server.tickets = reprise::TicketSealer::open(library(), kNow).value();
    Pair made(client_config(client), server_config(server));
    server.cache.reset();
    server.tickets.reset();
    return made;
  }();
  EXPECT_TRUE(pair.handshake());
}

TEST_P(ApiConnectionOfEachVersion, IsServedByTheVirtualHostThatTheClientAsksFor) {
  client.verify_peer = reprise::VerifyPeer::no;
  client.application_protocols = {"a", "b", "default"};
  const auto protocol_for = [&](const std::string& name, const reprise::ServerConfig& config) {
    client.server_name = name;
    Pair pair(client_config(client), config);
    EXPECT_TRUE(pair.handshake());
    return pair.client.negotiated().application_protocol;
  };
  server.application_protocols = {"a"};
  const auto a = server_config(server);
  server.application_protocols = {"b"};
  const auto b = server_config(server);
  server.application_protocols = {"default"};
  server.virtual_hosts = {{.name = "a.example", .config = a}, {.name = "b.example", .config = b}};
  const auto all = server_config(server);
  EXPECT_EQ(protocol_for("a.example", all), "a");
  EXPECT_EQ(protocol_for("B.EXAMPLE", all), "b");
  EXPECT_EQ(protocol_for("c.example", all), "default");
  EXPECT_EQ(protocol_for("127.0.0.1", all), "default");
}

TEST_F(ApiConnection, IsDeadAfterAnError) {
  auto ours = Connection::server(server_config(server));
  EXPECT_EQ(ours.input(bytes_of("GET / HTTP/1.1\r\n\r\n")), 18U);
  const auto failed = ours.handshake();
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().reason, reprise::Reason::http_request);
  EXPECT_EQ(ours.handshake().error().reason, reprise::Reason::protocol_is_shutdown);
  EXPECT_FALSE(ours.handshake().error().alert.has_value());
}

constexpr std::size_t kAnyNumberOfBytes = 8 * 1024 * 1024;

TEST_F(ApiConnection, TakesNoMoreInputThanItHasRoomFor) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  const std::vector<std::uint8_t> bytes(kAnyNumberOfBytes, 23);
  std::size_t taken = 0;
  while (const std::size_t size = pair.server.input(reprise::Bytes(bytes).subspan(taken))) taken += size;
  EXPECT_LE(taken, 64U * 1024);
}

// What is left over is moved to the front before more is taken: at most 32 KiB, for at least as much that is taken.
TEST_F(ApiConnection, TakesInputInLargePiecesHoweverLittleIsReadInBetween) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  std::string sent, received;
  std::size_t pieces = 0;
  std::vector<std::uint8_t> all;
  while (sent.size() < 1'000'000) {
    const std::string part(100, char('a' + sent.size() % 26));
    ASSERT_TRUE(pair.client.write(bytes_of(part)).ok());
    const auto output = pair.client.output();
    all.insert(all.end(), output.begin(), output.end());
    pair.client.output_sent(output.size());
    sent += part;
  }
  reprise::Bytes rest(all);
  std::array<std::uint8_t, 1000> buffer;
  while (received.size() < sent.size()) {
    const std::size_t taken = pair.server.input(rest);
    rest = rest.subspan(taken);
    if (taken != 0) ++pieces;
    const auto read = pair.server.read(buffer);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().status, Status::done);
    received += reprise::text_of(reprise::Bytes(buffer).first(read.value().size));
  }
  EXPECT_TRUE(received == sent);
  EXPECT_LE(pieces, all.size() / (31 * 1024) + 2);
}

TEST_F(ApiConnection, TakesAndForgetsInputOnceItIsDead) {
  auto ours = Connection::server(server_config(server));
  EXPECT_EQ(ours.input(bytes_of("GET / HTTP/1.1\r\n\r\n")), 18U);
  ASSERT_FALSE(ours.handshake().ok());
  const std::vector<std::uint8_t> bytes(kAnyNumberOfBytes, 23);
  EXPECT_EQ(ours.input(bytes), bytes.size()) << "else a caller that hands over all it has would not come to an end";
}

TEST_F(ApiConnection, ChangesItsKeysInTls13Alone) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  ASSERT_TRUE(pair.client.update_keys().ok());
  EXPECT_EQ(pair.transfer(pair.client, pair.server, "under new keys"), "under new keys");

  client.versions = kOnlyTls12;
  Pair before(client_config(client), server_config(server));
  ASSERT_TRUE(before.handshake());
  EXPECT_FALSE(before.client.update_keys().ok());
}

TEST_F(ApiConnection, HasNoSessionBeforeItIsComplete) {
  server.tickets = reprise::TicketSealer::open(library(), kNow).value();
  Pair pair(client_config(client), server_config(server), fresh_session(client_config(client), server_config(server)));
  ASSERT_TRUE(pair.client.handshake().ok());
  EXPECT_FALSE(pair.client.session());
  ASSERT_TRUE(pair.handshake());
  const auto session = pair.client.session();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->version(), Version::tls13);
  EXPECT_FALSE(session->peer_certificate().empty());
}

// Not the key of any certificate here.
constexpr char kOtherKey[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoUUe6Bulscp5U6uh\n"
    "TzhXSQoNilWpQUsx+FpYhWEZPDuhRANCAATEIBEsHHPNF+QiKHjrV0S9LLjAviZv\n"
    "h83AQ9MZSrQpJ//nQ4r9JuHK1e/ZLU/MvliXnx9Na5hCkVXDI8z9WJwg\n"
    "-----END PRIVATE KEY-----\n";

class ApiConfig : public ApiConnection {
 protected:
  std::string client_fault() { return describe(reprise::ClientConfig::make(library(), client).error()); }
  std::string server_fault() { return describe(reprise::ServerConfig::make(library(), server).error()); }
};

TEST_F(ApiConfig, RefusesAClientThatExpectsNobodyInParticular) {
  client.server_name = "";
  EXPECT_EQ(client_fault(), "bad_value: server_name");
  client.verify_peer = reprise::VerifyPeer::no;
  EXPECT_TRUE(reprise::ClientConfig::make(library(), client).ok());
  client.server_name = std::string("localhost\0.example.org", 22);
  EXPECT_EQ(client_fault(), "bad_value: server_name");
}

TEST_F(ApiConfig, RefusesPemThatCannotBeRead) {
  client.trust_pem = "nobody";
  EXPECT_EQ(client_fault(), "pem_library: trust_pem");
  server.key_pem = "nothing";
  EXPECT_EQ(server_fault(), "pem_library: key_pem");
  server.certificate_pem = "";
  EXPECT_EQ(server_fault(), "pem_library: certificate_pem");
}

TEST_F(ApiConfig, RefusesAKeyOfAnotherCertificate) {
  server.key_pem = kOtherKey;
  EXPECT_EQ(server_fault(), "private_key_mismatch: key_pem");
  client.certificate_pem = localhost_pem();
  client.key_pem = kOtherKey;
  EXPECT_EQ(client_fault(), "private_key_mismatch: key_pem");
}

TEST_F(ApiConfig, RefusesVersionsAndProtocolsThatThereAreNot) {
  client.versions = {.min = Version::tls13, .max = Version::tls12};
  EXPECT_EQ(client_fault(), "bad_value: versions");
  server.versions = {.min = Version(0x0301), .max = Version::tls13};
  EXPECT_EQ(server_fault(), "bad_value: versions");
  server.versions = {};
  server.application_protocols = {""};
  EXPECT_EQ(server_fault(), "bad_value: application_protocols");
  client.versions = {};
  client.application_protocols = {std::string(256, 'p')};
  EXPECT_EQ(client_fault(), "bad_value: application_protocols");
}

TEST_F(ApiConfig, RefusesEarlyDataThatNobodyGuardsAgainstReplay) {
  server.max_early_data_bytes = 1;
  EXPECT_EQ(server_fault(), "bad_value: max_early_data_bytes");
}

}  // namespace
