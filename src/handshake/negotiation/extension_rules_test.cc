// SPDX-License-Identifier: Apache-2.0
// Extensions that we know, in a request that they are not for (RFC 8446, 4.2), and such as nobody knows.
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::ExtensionType;
using wire::HandshakeType;

constexpr auto kUnknown = ExtensionType{0xfafa};

struct Request {
  const char* name;
  HandshakeType type;
  std::uint16_t version;
  ExtensionType misplaced;
};

void PrintTo(const Request& request, std::ostream* out) { *out << request.name; }

constexpr Request kRequests[] = {
    {"ClientHelloOfTls12", HandshakeType::client_hello, kTls12, ExtensionType::oid_filters},
    {"ClientHelloOfTls13", HandshakeType::client_hello, kTls13, ExtensionType::oid_filters},
    {"CertificateRequest", HandshakeType::certificate_request, kTls13, ExtensionType::key_share},
    {"NewSessionTicket", HandshakeType::new_session_ticket, kTls13, ExtensionType::server_name},
};

std::size_t extensions_of(HandshakeType type, const ByteVector& message) {
  if (type == HandshakeType::client_hello) return extensions_of_client_hello(message);
  if (type == HandshakeType::certificate_request) return 4 + 1;  // an empty context
  const std::size_t ticket = 4 + 4 + 4 + 1 + message[4 + 4 + 4];  // behind lifetime, age_add and nonce
  return ticket + 2 + (message[ticket] << 8 | message[ticket + 1]);
}

class ExtensionOfARequest : public ::testing::TestWithParam<Request> {
 protected:
  // How the receiver ends when such an extension is added on the way.
  std::optional<Alert> alert_at(ExtensionType extension) {
    const auto& request = GetParam();
    Pair pair;
    pair.client.host.settings->min_version = pair.client.host.settings->max_version = request.version;
    if (request.type == HandshakeType::certificate_request) {
      pair.server.host.settings->client_certificate = PeerCertificate::requested;
    }
    const bool by_client = request.type == HandshakeType::client_hello;
    Side& sender = by_client ? pair.client : pair.server;
    sender.tamper = [&](HandshakeType type, ByteVector& message) {
      if (type == request.type) edit_extension(message, extensions_of(type, message), code_of(extension), ByteVector{});
    };
    (void)pair.run();
    return alert_of(by_client ? pair.server : pair.client);
  }
};

TEST_P(ExtensionOfARequest, IsIllegalWhereItIsNotFor) {
  EXPECT_EQ(alert_at(GetParam().misplaced), Alert::illegal_parameter);
}

TEST_P(ExtensionOfARequest, IsPassedOverWhenNobodyKnowsIt) {
  EXPECT_NE(alert_at(kUnknown), Alert::illegal_parameter);
  EXPECT_NE(alert_at(kUnknown), Alert::unsupported_extension);
}

INSTANTIATE_TEST_SUITE_P(, ExtensionOfARequest, ::testing::ValuesIn(kRequests),
                         [](const auto& info) { return info.param.name; });

// What the program writes itself and cannot.
TEST(ExtensionOfTheProgram, EndsTheHandshakeWhereItCannotBeWritten) {
  constexpr ExtensionPlace kOfServers[] = {ExtensionPlace::tls13_server_hello, ExtensionPlace::encrypted_extensions,
                                           ExtensionPlace::certificate, ExtensionPlace::certificate_request};
  for (const auto place : kOfServers) {
    Pair pair;
    pair.server.host.settings->client_certificate = PeerCertificate::requested;
    pair.server.host.failing_place = place;
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.server), Alert::internal_error) << int(place);
  }
  for (const auto place : {ExtensionPlace::client_hello, ExtensionPlace::certificate}) {
    Pair pair;
    pair.server.host.settings->client_certificate = PeerCertificate::requested;
    pair.client.host.settings->credentials.push_back(make_credential("EC"));
    pair.client.host.failing_place = place;
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.client), Alert::internal_error) << int(place);
  }
}

TEST(CertificateRequestOfTls13, HasListsThatCanBeRead) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  pair.server.host.extra_extensions[ExtensionPlace::certificate_request] = {
      ExtensionType::signature_algorithms_cert, {0, 1, 4}};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::decode_error);
}

}  // namespace
}  // namespace reprise::handshake::testing
