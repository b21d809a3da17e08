// SPDX-License-Identifier: Apache-2.0
// Each rule of RFC 8446 that a peer can break, and the alert that it gets.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

// Runs a handshake in which the server's or the client's messages of `type` are changed.
template <typename Change>
Pair& run_tampered(Pair& pair, Side& side, HandshakeType type, Change change) {
  side.tamper = [type, change](HandshakeType sent, ByteVector& message) {
    if (sent == type) change(message);
  };
  EXPECT_FALSE(pair.run());
  return pair;
}

void without_client_extension(std::uint16_t type, Alert expected) {
  Pair pair;
  run_tampered(pair, pair.client, HandshakeType::client_hello,
               [=](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), type, std::nullopt); });
  EXPECT_EQ(alert_of(pair.server), expected) << type;
}

TEST(Tls13Alerts, MissingExtensionsOfAClientHello) {
  without_client_extension(13, Alert::missing_extension);  // signature_algorithms
  without_client_extension(10, Alert::missing_extension);  // supported_groups
  without_client_extension(51, Alert::missing_extension);  // key_share
}

void with_client_extension(std::uint16_t type, ByteVector body, Alert expected) {
  Pair pair;
  run_tampered(pair, pair.client, HandshakeType::client_hello,
               [=](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), type, body); });
  EXPECT_EQ(alert_of(pair.server), expected) << type;
}

TEST(Tls13Alerts, BadExtensionsOfAClientHello) {
  // A share of a group that is not offered.
  with_client_extension(51, {0, 5, 0, 30, 0, 1, 7}, Alert::illegal_parameter);
  with_client_extension(51, {0, 5, 0, 29, 0, 1, 7}, Alert::illegal_parameter);  // an X25519 share of one byte
  // supported_versions with bytes left over.
  with_client_extension(43, {2, 3, 4, 5}, Alert::decode_error);
  with_client_extension(43, {2, 3, 1}, Alert::protocol_version);
  with_client_extension(0, {0, 0}, Alert::decode_error);                        // an empty list of names
}

// RFC 9846, 4.3.10: one way to take early_data is to ignore it.
TEST(Tls13Alerts, EarlyDataWithoutAPskIsPassedOver) {
  Pair pair;
  run_tampered(pair, pair.client, HandshakeType::client_hello,
               [](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), 42, ByteVector{}); });
  EXPECT_FALSE(pair.server.error);
  EXPECT_EQ(pair.server.facts.early_data, EarlyData::rejected);
  EXPECT_TRUE(pair.server.out.skips_early_data);
  Pair malformed;
  run_tampered(malformed, malformed.client, HandshakeType::client_hello,
               [](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), 42, ByteVector{0}); });
  EXPECT_EQ(alert_of(malformed.server), Alert::decode_error);
}

void with_hello_extension(std::uint16_t type, std::optional<ByteVector> body, Alert expected) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::server_hello,
               [=](ByteVector& m) { edit_extension(m, extensions_of_server_hello(m), type, body); });
  EXPECT_EQ(alert_of(pair.client), expected) << type;
}

TEST(Tls13Alerts, BadExtensionsOfAServerHello) {
  with_hello_extension(41, ByteVector{0, 0}, Alert::unsupported_extension);  // a PSK although none was offered
  with_hello_extension(0, ByteVector{}, Alert::unsupported_extension);
  with_hello_extension(13, ByteVector{0, 2, 4, 3}, Alert::illegal_parameter);  // asked for, but not of this message
  with_hello_extension(51, std::nullopt, Alert::missing_extension);
  with_hello_extension(51, ByteVector{0, 23, 0, 1, 4}, Alert::illegal_parameter);
  with_hello_extension(43, ByteVector{3, 3}, Alert::illegal_parameter);
  with_hello_extension(43, ByteVector{3, 5}, Alert::illegal_parameter);
}

TEST(Tls13Alerts, ServerHelloThatAnswersAnotherHello) {
  Pair echo, suite;
  run_tampered(echo, echo.server, HandshakeType::server_hello, [](ByteVector& m) { m[4 + 35] ^= 1; });
  EXPECT_EQ(alert_of(echo.client), Alert::illegal_parameter);
  run_tampered(suite, suite.server, HandshakeType::server_hello, [](ByteVector& m) { m[4 + 35 + 32 + 1] = 0x99; });
  EXPECT_EQ(alert_of(suite.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, DowngradeSentinel) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::server_hello, [](ByteVector& m) {
    const std::uint8_t sentinel[] = {0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, 0x01};
    std::ranges::copy(sentinel, m.begin() + 4 + 2 + 24);
    edit_extension(m, extensions_of_server_hello(m), 43, std::nullopt);
  });
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
  EXPECT_EQ(pair.client.error->reason, Reason::downgrade_detected);
}

TEST(Tls13Alerts, DowngradeSentinelAfterAFallback) {
  Config config;
  config.max_version = kTls12;
  std::array<std::uint8_t, 32> random{};
  std::ranges::copy(wire::kDowngradeToTls12, random.begin() + 24);
  EXPECT_TRUE(check_downgrade_sentinel(config, kTls12, random).ok()) << "it never spoke anything better";
  config.switches.fallback_scsv = true;
  const auto checked = check_downgrade_sentinel(config, kTls12, random);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(checked.error().reason, Reason::inappropriate_fallback);
}

TEST(Tls13Alerts, FallbackThatWasNotNeeded) {
  Pair pair;
  pair.client.host.settings->max_version = 0x0303;
  pair.client.host.settings->switches.fallback_scsv = true;
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::inappropriate_fallback);
}

// RFC 7507, 3: it is the client's version that counts, whether or not the server speaks it.
TEST(Tls13Alerts, FallbackToAVersionThatTheServerDoesNotSpeak) {
  const auto versions = [](ByteVector body) {
    Pair pair;
    pair.client.host.settings->max_version = 0x0303;
    pair.client.host.settings->switches.fallback_scsv = true;
    pair.server.host.settings->min_version = 0x0304;
    run_tampered(pair, pair.client, HandshakeType::client_hello,
                 [=](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), 43, body); });
    return alert_of(pair.server);
  };
  EXPECT_EQ(versions({2, 3, 3}), Alert::inappropriate_fallback);
  EXPECT_EQ(versions({2, 3, 1}), Alert::inappropriate_fallback);
  EXPECT_EQ(versions({4, 0x7a, 0x7a, 3, 2}), Alert::inappropriate_fallback) << "GREASE is no version";
  EXPECT_EQ(versions({2, 3, 5}), Alert::protocol_version) << "that is no fallback";
  EXPECT_EQ(versions({3, 3, 3, 3}), Alert::decode_error);
}

TEST(Tls13Alerts, FallbackSaidByTheVersionOfTheHelloAlone) {
  for (const std::uint8_t minor : {1, 2, 3}) {
    Pair pair;
    pair.client.host.settings->max_version = 0x0303;
    pair.client.host.settings->switches.fallback_scsv = true;
    run_tampered(pair, pair.client, HandshakeType::client_hello, [=](ByteVector& m) {
      m[5] = minor;
      edit_extension(m, extensions_of_client_hello(m), 43, std::nullopt);
    });
    EXPECT_EQ(alert_of(pair.server), Alert::inappropriate_fallback) << int(minor);
  }
}

TEST(Tls13Alerts, UnsolicitedEncryptedExtensions) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::encrypted_extensions, [](ByteVector& m) {
    edit_extension(m, kExtensionsOfEncryptedExtensions, 16, ByteVector{0, 3, 2, 'h', '2'});
  });
  EXPECT_EQ(alert_of(pair.client), Alert::unsupported_extension);
}

TEST(Tls13Alerts, KeyShareInEncryptedExtensions) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::encrypted_extensions,
               [](ByteVector& m) { edit_extension(m, kExtensionsOfEncryptedExtensions, 51, ByteVector{}); });
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, ProtocolThatWasNotOffered) {
  Pair pair;
  pair.client.host.settings->alpn_protocols = {2, 'h', '2'};
  run_tampered(pair, pair.server, HandshakeType::encrypted_extensions, [](ByteVector& m) {
    edit_extension(m, kExtensionsOfEncryptedExtensions, 16, ByteVector{0, 3, 2, 'h', '3'});
  });
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, EmptyCertificateOfAServer) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::certificate, [](ByteVector& m) { m = {11, 0, 0, 4, 0, 0, 0, 0}; });
  EXPECT_EQ(alert_of(pair.client), Alert::decode_error);
}

TEST(Tls13Alerts, CertificateThatIsNone) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::certificate,
               [](ByteVector& m) { m = {11, 0, 0, 11, 0, 0, 0, 7, 0, 0, 2, 0x30, 0x01, 0, 0}; });
  EXPECT_EQ(alert_of(pair.client), Alert::bad_certificate);
}

TEST(Tls13Alerts, CertificateWithAContext) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::certificate, [](ByteVector& m) {
    m.insert(m.begin() + 5, 9);
    m[4] = 1;
    const auto n = m.size() - 4;
    m[2] = std::uint8_t(n >> 8), m[3] = std::uint8_t(n);
  });
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, WrongSignature) {
  Pair pair;
  run_tampered(pair, pair.server, HandshakeType::certificate_verify, [](ByteVector& m) { m.back() ^= 1; });
  EXPECT_EQ(alert_of(pair.client), Alert::decrypt_error);
}

TEST(Tls13Alerts, SignatureSchemeThatWasNotOfferedOrDoesNotFitTheKey) {
  Pair unknown, pkcs1, other_key, other_curve;
  run_tampered(unknown, unknown.server, HandshakeType::certificate_verify, [](ByteVector& m) { m[4] = 0xfe; });
  EXPECT_EQ(alert_of(unknown.client), Alert::illegal_parameter);
  const auto put = [](std::uint8_t hi, std::uint8_t lo) { return [=](ByteVector& m) { m[4] = hi, m[5] = lo; }; };
  run_tampered(pkcs1, pkcs1.server, HandshakeType::certificate_verify, put(4, 1));
  EXPECT_EQ(alert_of(pkcs1.client), Alert::illegal_parameter);
  run_tampered(other_key, other_key.server, HandshakeType::certificate_verify, put(8, 4));
  EXPECT_EQ(alert_of(other_key.client), Alert::illegal_parameter);
  run_tampered(other_curve, other_curve.server, HandshakeType::certificate_verify, put(5, 3));
  EXPECT_EQ(alert_of(other_curve.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, WrongFinished) {
  Pair server, client, too_short;
  run_tampered(server, server.server, HandshakeType::finished, [](ByteVector& m) { m.back() ^= 1; });
  EXPECT_EQ(alert_of(server.client), Alert::decrypt_error);
  run_tampered(client, client.client, HandshakeType::finished, [](ByteVector& m) { m.back() ^= 1; });
  EXPECT_EQ(alert_of(client.server), Alert::decrypt_error);
  run_tampered(too_short, too_short.server, HandshakeType::finished, [](ByteVector& m) { m = {20, 0, 0, 1, 0}; });
  EXPECT_EQ(alert_of(too_short.client), Alert::decode_error);
}

TEST(Tls13Alerts, MessageThatIsLeftOut) {
  for (const auto type :
       {HandshakeType::encrypted_extensions, HandshakeType::certificate, HandshakeType::certificate_verify}) {
    Pair pair;
    run_tampered(pair, pair.server, type, [](ByteVector& m) { m.clear(); });
    EXPECT_EQ(alert_of(pair.client), Alert::unexpected_message) << int(type);
  }
}

TEST(Tls13Alerts, MessagesThatNobodyExpects) {
  for (const std::uint8_t type : {0, 1, 2, 5, 8, 11, 15, 20, 99}) {
    Pair other;
    ASSERT_TRUE(other.run());
    for (Side* side : {&other.client, &other.server}) {
      const bool is_certificate = type == 11;  // one that is well formed: the server knows those
      const auto message = is_certificate ? ByteVector{11, 0, 0, 4, 0, 0, 0, 0} : ByteVector{type, 0, 0, 0};
      const auto result = side->machine->receive(message, true, side->out);
      ASSERT_FALSE(result.ok()) << int(type);
      EXPECT_EQ(result.error().alert, Alert::unexpected_message) << int(type);
    }
  }
}

TEST(Tls13Alerts, CertificateRequestThatTheClientDidNotAllow) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  const ByteVector request = {13, 0, 0, 12, 1, 9, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3};
  const auto result = pair.client.machine->receive(request, true, pair.client.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::unexpected_message);
}

TEST(Tls13Alerts, ChangeCipherSpecAfterTheHandshake) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  for (auto* side : {&pair.client, &pair.server}) {
    const auto result = side->machine->receive_change_cipher_spec(side->out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().alert, Alert::unexpected_message);
  }
}

TEST(Tls13Alerts, CertificateRequestWithoutSignatureAlgorithms) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  run_tampered(pair, pair.server, HandshakeType::certificate_request,
               [](ByteVector& m) { m = {13, 0, 0, 3, 0, 0, 0}; });
  EXPECT_EQ(alert_of(pair.client), Alert::missing_extension);
}

TEST(Tls13Alerts, ClientHelloWithCompression) {
  Pair pair;
  run_tampered(pair, pair.client, HandshakeType::client_hello, [](ByteVector& m) {
    const std::size_t at = extensions_of_client_hello(m) - 1;  // the one method
    m.insert(m.begin() + std::ptrdiff_t(at), 1);
    m[at - 1] = 2;
    const auto n = m.size() - 4;
    m[2] = std::uint8_t(n >> 8), m[3] = std::uint8_t(n);
  });
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

TEST(Tls13Alerts, KeyChangingMessagesMustEndTheirRecord) {
  Pair pair;
  pair.take(pair.server, pair.server.machine->start(pair.server.out));
  pair.take(pair.client, pair.client.machine->start(pair.client.out));
  const auto hello = pair.client.out.sent.front().bytes;
  const auto result = pair.server.machine->receive(hello, false, pair.server.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::unexpected_message);
  EXPECT_EQ(result.error().reason, Reason::not_on_record_boundary);
}

// Whether the server answers a hello that `change` has been at. The client does not understand the answer: it has
// hashed the hello as it was.
bool answers(const std::function<void(ByteVector&)>& change, StateName last = StateName::server_write_finished) {
  Pair pair;
  run_tampered(pair, pair.client, HandshakeType::client_hello, change);
  EXPECT_EQ(alert_of(pair.client), last == StateName::server_write_finished ? Alert::bad_record_mac
                                                                            : Alert::illegal_parameter);
  return std::ranges::find(pair.server.out.states, last) != pair.server.out.states.end();
}

bool answers_with_extension(std::uint16_t type, const ByteVector& body) {
  return answers([&](ByteVector& m) { edit_extension(m, extensions_of_client_hello(m), type, body); });
}

TEST(Tls13Alerts, GreaseIsIgnored) {
  EXPECT_TRUE(answers_with_extension(0x1a1a, {1}));
  EXPECT_TRUE(answers_with_extension(43, {6, 0x7a, 0x7a, 3, 4, 3, 3}));                      // versions
  EXPECT_TRUE(answers_with_extension(13, {0, 6, 0x2a, 0x2a, 4, 3, 8, 4}));                   // schemes
  EXPECT_TRUE(answers_with_extension(10, {0, 4, 0x3a, 0x3a, 0, 29}));                        // groups
  EXPECT_TRUE(answers_with_extension(45, {2, 0x0b, 1}));                                     // modes of a PSK
  EXPECT_TRUE(answers([](ByteVector& m) {                                                    // suites
    const std::size_t at = 4 + 35 + m[4 + 34];
    const std::size_t num_bytes = std::size_t(m[at] << 8 | m[at + 1]);
    for (std::size_t i = at + 2; i < at + 2 + num_bytes - 2; i += 2) m[i] = m[i + 1] = 0x4a;
    m[at + num_bytes] = 0x13, m[at + num_bytes + 1] = 0x01;
  }));
}

TEST(Tls13Alerts, LegacyVersionOtherThan0x0303) {
  for (const std::uint16_t version : {0x0300, 0x0301, 0x0302, 0x0304, 0x0305, 0x0002, 0xffff}) {
    const auto set = [=](ByteVector& m) { m[4] = std::uint8_t(version >> 8), m[5] = std::uint8_t(version); };
    Pair client, server;
    run_tampered(client, client.client, HandshakeType::client_hello, set);
    EXPECT_EQ(alert_of(client.server), Alert::protocol_version) << version;
    run_tampered(server, server.server, HandshakeType::server_hello, set);
    EXPECT_EQ(alert_of(server.client), Alert::protocol_version) << version;
  }
}

TEST(Tls13Alerts, LegacyVersionIsNotNegotiatedWith) {
  // TLS 1.2 is all that supported_versions offers: legacy_version says nothing.
  for (const std::uint8_t minor : {1, 2, 4}) {
    EXPECT_TRUE(answers([=](ByteVector& m) {
      m[5] = minor;
      edit_extension(m, extensions_of_client_hello(m), 43, ByteVector{2, 3, 3});
    }, StateName::server_write_server_done)) << int(minor);
  }
}

TEST(Tls13Alerts, CertificateRequestWithAContext) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  run_tampered(pair, pair.server, HandshakeType::certificate_request, [](ByteVector& m) {
    m = {13, 0, 0, 12, 1, 9, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3};
  });
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Alerts, AcknowledgedNameWithContent) {
  Pair pair;
  pair.client.host.settings->server_name = "host.test";
  run_tampered(pair, pair.server, HandshakeType::encrypted_extensions, [](ByteVector& m) {
    edit_extension(m, kExtensionsOfEncryptedExtensions, 0, ByteVector{0});
  });
  EXPECT_EQ(alert_of(pair.client), Alert::decode_error);
}

}  // namespace
}  // namespace reprise::handshake::testing
