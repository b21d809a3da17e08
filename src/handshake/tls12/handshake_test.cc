// SPDX-License-Identifier: Apache-2.0
// Whole handshakes of TLS 1.2, both ends ours.
#include <gtest/gtest.h>

#include "support/handshake/tls12_peers.h"

#include "handshake/negotiation/version.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;

struct Handshake : testing::Test {
  Handshake() {
    static const auto ecdsa = new_credential("EC", "P-256");
    server_host.settings->credentials.push_back(ecdsa.share());
  }
  void use(Ref<const Credential> credential) {
    server_host.settings->credentials.clear();
    server_host.settings->credentials.push_back(std::move(credential));
  }
  void only_suite(const char* name) {
    client_host.settings->suites = {wire::find_cipher_suite_by_name(name)};
    server_host.settings->suites = client_host.settings->suites;
  }

  TestHost client_host;
  TestHost server_host;
};

TEST_F(Handshake, AgreesOnEverything) {
  client_host.settings->server_name = "name.example";
  client_host.settings->alpn_protocols = copy_of(bytes_of("\2h2\10http/1.1"));
  client_host.settings->switches.request_ocsp = true;
  server_host.name_verdict = ServerName::accepted;
  server_host.alpn_choice = "http/1.1";
  server_host.ocsp = {1, 2, 3};
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  const auto& client = talk.client.facts;
  const auto& server = talk.server.facts;
  EXPECT_EQ(client.version, kTls12);
  EXPECT_EQ(client.suite->name, "ECDHE-ECDSA-AES256-GCM-SHA384");
  EXPECT_EQ(client.suite, server.suite);
  EXPECT_EQ(client.group, crypto::NamedGroup::x25519);
  EXPECT_EQ(client.group, server.group);
  EXPECT_EQ(client.alpn, "http/1.1");
  EXPECT_TRUE(client.server_name_acknowledged);
  EXPECT_TRUE(client.extended_master_secret && server.extended_master_secret);
  EXPECT_TRUE(client.secure_renegotiation && server.secure_renegotiation);
  EXPECT_EQ(client_host.stapled, (ByteVector{1, 2, 3}));
  EXPECT_EQ(client.peer_signature_scheme, server.local_signature_scheme);
  EXPECT_TRUE(std::ranges::equal(client.client_finished.bytes(), server.client_finished.bytes()));
  EXPECT_TRUE(std::ranges::equal(client.server_finished.bytes(), server.server_finished.bytes()));
  EXPECT_EQ(client.session->data().hostname(), "name.example");
  EXPECT_EQ(server_host.asked, (std::vector<std::string>{"ticket", "name", "certificate", "ocsp", "alpn"}));
}

TEST_F(Handshake, AsksAgainForAsLongAsAHostHesitates) {
  client_host.hesitant = server_host.hesitant = true;
  server_host.settings->client_certificate = PeerCertificate::requested;
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  client_host.settings->alpn_protocols = copy_of(bytes_of("\2h2"));
  Conversation talk(client_host, server_host);
  EXPECT_TRUE(talk.run());
  EXPECT_NE(talk.server.facts.peer.leaf(), nullptr);
}

TEST_F(Handshake, KnowsKeysOfEveryType) {
  const struct {
    const char* type;
    const char* curve;
    wire::Auth auth;
  } kKeys[] = {{"EC", "P-256", wire::Auth::ecdsa},
               {"EC", "P-384", wire::Auth::ecdsa},
               {"RSA", nullptr, wire::Auth::rsa},
               {"ED25519", nullptr, wire::Auth::ecdsa},
               {"ED448", nullptr, wire::Auth::ecdsa}};
  for (const auto& key : kKeys) {
    SCOPED_TRACE(key.type);
    use(new_credential(key.type, key.curve));
    Conversation talk(client_host, server_host);
    ASSERT_TRUE(talk.run());
    EXPECT_EQ(talk.client.facts.suite->auth, key.auth);
  }
}

TEST_F(Handshake, KnowsEveryAeadSuite) {
  for (const char* name :
       {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-CCM", "ECDHE-ECDSA-AES256-CCM", "ECDHE-ECDSA-AES128-CCM8", "ECDHE-ECDSA-AES256-CCM8"}) {
    SCOPED_TRACE(name);
    only_suite(name);
    Conversation talk(client_host, server_host);
    ASSERT_TRUE(talk.run());
    EXPECT_EQ(talk.server.facts.suite->name, name);
  }
}

TEST_F(Handshake, DoesWithoutTheExtendedMasterSecret) {
  client_host.settings->switches.extended_master_secret = false;
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_FALSE(talk.client.facts.extended_master_secret || talk.server.facts.extended_master_secret);
  EXPECT_FALSE(talk.client.facts.session->data().extended_master_secret());
}

TEST_F(Handshake, LogsTheMasterSecretOnBothSides) {
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(client_host.logged_label, "CLIENT_RANDOM");
  EXPECT_EQ(client_host.logged_secret.size(), 48u);
  EXPECT_EQ(client_host.logged_secret, server_host.logged_secret);
  EXPECT_TRUE(std::ranges::equal(client_host.logged_secret, talk.client.facts.session->data().secret()));
}

TEST_F(Handshake, EntersTheStatesOfAFullHandshakeInOrder) {
  using enum StateName;
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  server_host.settings->client_certificate = PeerCertificate::required;
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(talk.client.states,
            (std::vector{before, client_write_client_hello, client_read_server_hello, client_read_certificate,
                         client_read_server_key_exchange, client_read_certificate_request, client_read_server_done,
                         client_write_certificate, client_write_client_key_exchange, client_write_certificate_verify,
                         client_write_change_cipher_spec, client_write_finished, client_read_session_ticket,
                         client_read_change_cipher_spec, client_read_finished, ok}));
  EXPECT_EQ(talk.server.states,
            (std::vector{before, server_read_client_hello, server_write_server_hello, server_write_certificate,
                         server_write_key_exchange, server_write_certificate_request, server_write_server_done,
                         server_read_certificate, server_read_client_key_exchange, server_read_certificate_verify,
                         server_read_change_cipher_spec, server_read_finished, server_write_session_ticket,
                         server_write_change_cipher_spec, server_write_finished, ok}));
}

TEST_F(Handshake, ExportsTheSameKeysOnBothSides) {
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  talk.client.machine->shrink();
  talk.server.machine->shrink();
  ByteVector a(40), b(40), with_empty_context(40);
  ASSERT_TRUE(talk.client.machine->export_key("EXPORTER-test", {}, false, a).ok());
  ASSERT_TRUE(talk.server.machine->export_key("EXPORTER-test", {}, false, b).ok());
  EXPECT_EQ(a, b);
  ASSERT_TRUE(talk.server.machine->export_key("EXPORTER-test", {}, true, with_empty_context).ok());
  EXPECT_NE(a, with_empty_context);
  EXPECT_EQ(talk.server.machine->export_key("key expansion", {}, false, b).error().reason,
            Reason::illegal_exporter_label);
}

TEST_F(Handshake, MarksTheRandomWhenTheServerCouldDoBetter) {
  server_host.settings->max_version = kTls13;
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(wire::downgrade_sentinel(talk.client.facts.server_random), wire::DowngradeSentinel::to_tls12);
}

TEST_F(Handshake, HasNoCommonSuiteWithoutACommonGroup) {
  client_host.settings->groups = {crypto::NamedGroup::x448};
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.server.error->alert, Alert::handshake_failure);
  EXPECT_EQ(talk.server.error->reason, Reason::no_shared_cipher);
}

TEST_F(Handshake, KeepsAKeyBackWhoseCurveTheClientDoesNotKnow) {
  client_host.settings->groups = {crypto::NamedGroup::x25519};
  Conversation alone(client_host, server_host);
  EXPECT_FALSE(alone.run());
  EXPECT_EQ(alone.server.error->reason, Reason::no_shared_cipher);
  server_host.settings->credentials.push_back(new_credential("RSA"));
  Conversation with_rsa(client_host, server_host);
  ASSERT_TRUE(with_rsa.run());
  EXPECT_EQ(with_rsa.client.facts.suite->auth, wire::Auth::rsa);
}

// --- Client certificates

TEST_F(Handshake, TakesAClientCertificateOfEveryType) {
  server_host.settings->client_certificate = PeerCertificate::required;
  server_host.ca_names = {{0x30, 0x00}};
  for (const char* type : {"EC", "RSA", "ED25519"}) {
    SCOPED_TRACE(type);
    client_host.settings->credentials.clear();
    client_host.settings->credentials.push_back(
        new_credential(type, std::string_view(type) == "EC" ? "P-256" : nullptr));
    Conversation talk(client_host, server_host);
    ASSERT_TRUE(talk.run());
    ASSERT_NE(talk.server.facts.peer.leaf(), nullptr);
    EXPECT_EQ(talk.client.facts.peer_ca_names, server_host.ca_names);
    EXPECT_EQ(talk.client.facts.peer_certificate_types, (std::vector<std::uint8_t>{1, 64}));
    EXPECT_NE(talk.server.facts.session->data().peer(), nullptr);
  }
}

// RFC 8422, 5.3, and the same for clients.
TEST_F(Handshake, RefusesAClientCertificateOnACurveThatTheServerDoesNotKnow) {
  server_host.settings->client_certificate = PeerCertificate::required;
  server_host.settings->groups = {crypto::NamedGroup::x25519, crypto::NamedGroup::secp256r1};
  client_host.settings->credentials.clear();
  client_host.settings->credentials.push_back(new_credential("EC", "P-384"));
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.server.error.value_or(Error{}).alert, Alert::illegal_parameter);
  EXPECT_EQ(talk.server.error.value_or(Error{}).reason, Reason::wrong_curve);
}

TEST_F(Handshake, GoesOnWithoutAClientCertificateThatIsNotRequired) {
  server_host.settings->client_certificate = PeerCertificate::requested;
  Conversation talk(client_host, server_host);
  EXPECT_TRUE(talk.run());
  EXPECT_EQ(talk.server.facts.peer.leaf(), nullptr);
}

TEST_F(Handshake, EndsWithoutAClientCertificateThatIsRequired) {
  server_host.settings->client_certificate = PeerCertificate::required;
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.server.error->alert, Alert::handshake_failure);
  EXPECT_EQ(talk.server.error->reason, Reason::peer_did_not_return_certificate);
}

TEST_F(Handshake, EndsWhenAPeerIsNotAccepted) {
  client_host.accepts_peer = false;
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run());
  EXPECT_EQ(talk.client.error->alert, Alert::unknown_ca);
  EXPECT_EQ(talk.client.facts.verify_result, 20);
}

// --- After the handshake

TEST_F(Handshake, RefusesRenegotiationAndGoesOn) {
  ByteVector hello;
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run([&](Role, Parcel& parcel) {
    if (is(parcel, HandshakeType::client_hello)) hello = parcel.bytes;
    return true;
  }));
  talk.client.machine->shrink();
  talk.server.machine->shrink();
  talk.server.settle(talk.server.machine->receive(hello, true, talk.server));
  talk.client.settle(talk.client.machine->receive(ByteVector{0, 0, 0, 0}, true, talk.client));
  talk.pump();
  const std::vector<ByteVector> refusal{{1, std::uint8_t(Alert::no_renegotiation)}};
  EXPECT_EQ(talk.client.alerts, refusal);
  EXPECT_EQ(talk.server.alerts, refusal);
  EXPECT_FALSE(talk.client.error || talk.server.error);
  EXPECT_TRUE(talk.client.machine->accepts_application_data());
}

TEST_F(Handshake, HasNothingOfWhatTls13DoesLater) {
  Conversation talk(client_host, server_host);
  ASSERT_TRUE(talk.run());
  EXPECT_EQ(talk.client.machine->update_keys(RequestUpdate::no, talk.client).error().reason, Reason::not_supported);
  EXPECT_EQ(talk.server.machine->send_tickets(1, talk.server).error().reason, Reason::not_supported);
  EXPECT_EQ(talk.server.machine->request_client_certificate(talk.server).error().reason, Reason::not_supported);
}

}  // namespace
}  // namespace reprise::handshake::tls12
