// SPDX-License-Identifier: Apache-2.0
// Which of several certificates is sent: what the peer can verify goes first (RFC 8446, 4.2.3 and 4.4.2.2).
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

constexpr std::uint16_t kEcdsa = 0x0403;
constexpr std::uint16_t kRsaPkcs1 = 0x0401;

ByteVector scheme_list(std::vector<std::uint16_t> schemes) {
  ByteVector body;
  wire::Writer out(body);
  out.u16(std::uint16_t(2 * schemes.size()));
  for (const auto scheme : schemes) out.u16(scheme);
  return body;
}

struct CertificateChoice : ::testing::TestWithParam<std::uint16_t> {
  CertificateChoice() {
    pair.client.host.settings->min_version = pair.client.host.settings->max_version = GetParam();
    auto& credentials = pair.server.host.settings->credentials;
    credentials.clear();
    credentials.push_back(make_credential("EC", "RSA"));
    credentials.push_back(make_credential("RSA", "EC"));
  }
  // What the client says of certificates. The transcripts differ then: only the choice counts.
  void accept_in_certificates(std::vector<std::uint16_t> schemes) {
    pair.client.tamper = [=](HandshakeType type, ByteVector& message) {
      if (type != HandshakeType::client_hello) return;
      edit_extension(message, extensions_of_client_hello(message),
                     code_of(wire::ExtensionType::signature_algorithms_cert), scheme_list(schemes));
    };
  }
  // Whether the server signed with its EC key.
  bool signs_with_ec() {
    (void)pair.run();
    EXPECT_NE(pair.server.facts.local_signature_scheme, 0);
    return pair.server.facts.local_signature_scheme == kEcdsa;
  }

  Pair pair;
};
INSTANTIATE_TEST_SUITE_P(Versions, CertificateChoice, ::testing::Values(kTls12, kTls13));

TEST_P(CertificateChoice, GoesByTheSchemesForCertificates) {
  accept_in_certificates({kEcdsa});
  EXPECT_FALSE(signs_with_ec());
  EXPECT_EQ(pair.server.facts.peer_certificate_schemes, (std::vector<std::uint16_t>{kEcdsa}));
}

TEST_P(CertificateChoice, GoesByThePreferenceWhenBothCanBeVerified) {
  accept_in_certificates({kRsaPkcs1, kEcdsa});
  EXPECT_TRUE(signs_with_ec());
}

TEST_P(CertificateChoice, SendsWhatItHasWhenNoneCanBeVerified) {
  accept_in_certificates({0x0807});
  EXPECT_TRUE(signs_with_ec());
}

TEST_P(CertificateChoice, GoesByTheSchemesForSignaturesWhenThereAreNoOthers) {
  auto& schemes = pair.client.host.settings->signature_schemes;
  schemes = {crypto::SignatureScheme::ecdsa_secp256r1_sha256, crypto::SignatureScheme::rsa_pss_rsae_sha256};
  EXPECT_FALSE(signs_with_ec());  // nobody can verify PKCS#1
}

TEST_P(CertificateChoice, EndsWithDecodeErrorOnAListOfHalfACode) {
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type != HandshakeType::client_hello) return;
    edit_extension(message, extensions_of_client_hello(message),
                   code_of(wire::ExtensionType::signature_algorithms_cert), ByteVector{0, 1, 4});
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decode_error);
}

struct CertificateRequest : ::testing::Test {
  CertificateRequest() {
    auto& config = *pair.server.host.settings;
    config.client_certificate = PeerCertificate::required;
    config.switches.verify_peer = true;
  }
  void extend(wire::ExtensionType type, ByteVector body) {
    pair.server.host.extra_extensions[ExtensionPlace::certificate_request] = {type, std::move(body)};
  }
  Pair pair;
};

TEST_F(CertificateRequest, TellsTheClientWhichCertificatesCanBeVerified) {
  auto& credentials = pair.client.host.settings->credentials;
  credentials.push_back(make_credential("EC", "RSA"));
  credentials.push_back(make_credential("RSA", "EC"));
  extend(wire::ExtensionType::signature_algorithms_cert, scheme_list({kEcdsa}));
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.peer_certificate_schemes, (std::vector<std::uint16_t>{kEcdsa}));
  EXPECT_EQ(pair.client.facts.local_signature_scheme, 0x0804);
}

// A server may want the client to staple (RFC 8446, 4.4.2.1); one that has nothing to staple says nothing.
TEST_F(CertificateRequest, MayAskForAStapledResponse) {
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  extend(wire::ExtensionType::status_request, {1, 0, 0, 0, 0});
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.peer);
}

// RFC 8446, 4.4.2: what stands in a client's Certificate must have been asked for.
TEST_F(CertificateRequest, EndsWithUnsupportedExtensionOnAStapledResponseThatNobodyAskedFor) {
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  pair.client.host.extra_extensions[ExtensionPlace::certificate] = {wire::ExtensionType::status_request,
                                                                    {1, 0, 0, 1, 'r'}};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::unsupported_extension);
}

}  // namespace
}  // namespace reprise::handshake::testing
