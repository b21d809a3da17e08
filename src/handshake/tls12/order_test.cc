// SPDX-License-Identifier: Apache-2.0
// What comes out of turn in TLS 1.2, and what a server says only to who has asked.
#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/extensions/code_lists.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/handshake_header.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::testing {
namespace {

using crypto::SignatureScheme;
using wire::ExtensionType;
using wire::HandshakeType;

struct Tls12Order : ::testing::Test {
  Tls12Order() { pair.client.host.settings->max_version = kTls12; }
  // Calls `look(receiver, type)` before each message is delivered.
  template <typename Look>
  void before_each_message(Look look) {
    pair.client.tamper = [this, look](HandshakeType type, ByteVector&) { look(pair.server, type); };
    pair.server.tamper = [this, look](HandshakeType type, ByteVector&) { look(pair.client, type); };
  }
  void remove_from_hello(ExtensionType type) {
    pair.client.tamper = [type](HandshakeType sent, ByteVector& message) {
      if (sent == HandshakeType::client_hello) {
        edit_extension(message, extensions_of_client_hello(message), code_of(type), std::nullopt);
      }
    };
  }
  // The first message of `type` that the server sends, without its header.
  ByteVector sent_by_server(HandshakeType type) {
    ByteVector found;
    pair.server.tamper = [&](HandshakeType sent, ByteVector& message) {
      if (sent == type && found.empty()) found = copy_of(Bytes(message).subspan(wire::kHandshakeHeaderLen));
    };
    (void)pair.run();
    return found;
  }
  Pair pair;
};

TEST_F(Tls12Order, NoDataIsTakenBeforeThePeersFinished) {
  int moments = 0;
  before_each_message([&](Side& receiver, HandshakeType) {
    EXPECT_FALSE(receiver.machine->accepts_application_data());
    ++moments;
  });
  ASSERT_TRUE(pair.run());
  EXPECT_GE(moments, 8);
  for (Side* side : {&pair.client, &pair.server}) EXPECT_TRUE(side->machine->accepts_application_data());
}

TEST_F(Tls12Order, NothingIsExportedBeforeThereIsASecret) {
  int moments = 0;
  before_each_message([&](Side& receiver, HandshakeType type) {
    if (type == HandshakeType::client_hello || type == HandshakeType::server_hello) return;  // nothing is chosen yet
    const bool last_flight = type == HandshakeType::new_session_ticket || type == HandshakeType::finished;
    const bool early = &receiver == &pair.client ? !last_flight : type == HandshakeType::client_key_exchange;
    ByteVector key(16);
    const auto exported = receiver.machine->export_key("label", {}, false, key);
    EXPECT_EQ(exported.ok(), !early);
    if (!exported.ok()) {
      EXPECT_EQ(exported.error().reason, Reason::bad_handshake_state);
    }
    ++moments;
  });
  ASSERT_TRUE(pair.run());
  EXPECT_GE(moments, 6);
}

TEST_F(Tls12Order, AChangeCipherSpecIsUnexpectedOnceAllIsDone) {
  ASSERT_TRUE(pair.run());
  for (Side* side : {&pair.client, &pair.server}) {
    const auto result = side->machine->receive_change_cipher_spec(side->out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().alert, Alert::unexpected_message);
    EXPECT_EQ(result.error().reason, Reason::ccs_received_early);
  }
}

TEST_F(Tls12Order, AHelloRequestIsIgnoredAmidTheHandshakeWhenItIsOne) {
  const auto receive_before_certificate = [](ByteVector request) {
    auto pair = std::make_unique<Pair>();
    pair->client.host.settings->max_version = kTls12;
    std::optional<Result<Wants>> result;
    pair->server.tamper = [&](HandshakeType type, ByteVector&) {
      if (type == HandshakeType::certificate) result = pair->client.machine->receive(request, true, pair->client.out);
    };
    (void)pair->run();
    return result->ok() ? std::nullopt : result->error().alert;
  };
  EXPECT_EQ(receive_before_certificate({0, 0, 0, 0}), std::nullopt);
  EXPECT_EQ(receive_before_certificate({0, 0, 0, 1, 7}), Alert::decode_error);
}

// --- What the client makes of a stapled response

TEST_F(Tls12Order, TheProgramMayRefuseAStapledResponse) {
  pair.client.host.settings->switches.request_ocsp = true;
  pair.server.host.ocsp_answer = {'r'};
  pair.client.host.ocsp_check = fail(Alert::bad_certificate_status_response, Reason::bad_value);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::bad_certificate_status_response);
  EXPECT_FALSE(pair.client.facts.session && pair.client.facts.session->is_resumable());
}

// --- CertificateRequest

struct Tls12CertificateRequest : Tls12Order {
  ByteVector types_for(std::vector<SignatureScheme> schemes) {
    pair.server.host.settings->client_certificate = PeerCertificate::requested;
    pair.server.host.settings->client_signature_schemes = std::move(schemes);
    const auto body = sent_by_server(HandshakeType::certificate_request);
    if (body.empty()) return {};
    return copy_of(wire::read_certificate_request_tls12(body).value().certificate_types);
  }
};

TEST_F(Tls12CertificateRequest, NamesTheKindsOfKeysThatItsSchemesAreFor) {
  EXPECT_EQ(types_for({SignatureScheme::ecdsa_secp256r1_sha256}), ByteVector{64});
}

TEST_F(Tls12CertificateRequest, NamesRsaForSchemesOfRsa) {
  EXPECT_EQ(types_for({SignatureScheme::rsa_pss_rsae_sha256}), ByteVector{1});
}

TEST_F(Tls12CertificateRequest, IsNotSentWithoutAScheme) {
  EXPECT_TRUE(types_for({SignatureScheme{0xfefe}}).empty());
  ASSERT_TRUE(pair.server.error);
  EXPECT_EQ(pair.server.error->reason, Reason::no_suitable_signature_algorithm);
}

// --- What a hello leaves out

TEST_F(Tls12Order, PointFormatsAreAnsweredToWhoHasNamedSome) {
  const auto with = wire::read_server_hello(sent_by_server(HandshakeType::server_hello)).value();
  EXPECT_TRUE(with.extensions.contains(ExtensionType::ec_point_formats));
}

TEST_F(Tls12Order, PointFormatsAreNotAnsweredToWhoHasNamedNone) {
  remove_from_hello(ExtensionType::ec_point_formats);
  const auto body = sent_by_server(HandshakeType::server_hello);
  EXPECT_FALSE(wire::read_server_hello(body).value().extensions.contains(ExtensionType::ec_point_formats));
}

TEST_F(Tls12Order, AnyCurveServesWhoHasNamedNone) {
  remove_from_hello(ExtensionType::supported_groups);
  const auto body = sent_by_server(HandshakeType::server_hello);
  ASSERT_FALSE(body.empty()) << "the server has chosen a suite";
  EXPECT_EQ(wire::find_cipher_suite(wire::read_server_hello(body).value().cipher_suite)->auth, wire::Auth::ecdsa);
}

// --- Tickets

TEST_F(Tls12Order, NoTicketIsGivenOrTakenWhereTheLevelForbidsThem) {
  ASSERT_TRUE(pair.run());
  ASSERT_FALSE(pair.client.host.published.empty());
  EXPECT_FALSE(pair.client.host.published[0]->data().ticket().empty());
  Pair other(pair, pair.client.host.published[0].share());
  other.server.host.security = [](const SecurityQuestion& question) {
    return !std::holds_alternative<TicketQuestion>(question);
  };
  ASSERT_TRUE(other.run());
  EXPECT_FALSE(other.server.facts.resumed);
  EXPECT_EQ(std::ranges::count(other.server.host.asked, "open_ticket"), 0);
  EXPECT_TRUE(other.client.facts.session->data().ticket().empty());
}

}  // namespace
}  // namespace reprise::handshake::testing
