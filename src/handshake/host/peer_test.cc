// SPDX-License-Identifier: Apache-2.0
// Nobody is the peer before he has proved it, and no data is taken from him until the proof is complete.
#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

// Drops messages of `type` that a side sends.
auto drops(HandshakeType type) {
  return [type](HandshakeType sent, ByteVector& message) {
    if (sent == type) message.clear();
  };
}
// Spoils the last byte: of a signature, or of a MAC.
auto spoils(HandshakeType type) {
  return [type](HandshakeType sent, ByteVector& message) {
    if (sent == type) message.back() ^= 1;
  };
}

struct PeerProof : ::testing::TestWithParam<std::uint16_t> {
  PeerProof() {
    auto& client = *pair.client.host.settings;
    client.min_version = client.max_version = GetParam();
    client.credentials.push_back(make_credential("EC"));
    client.switches.post_handshake_auth = true;
  }
  void ask_client() { pair.server.host.settings->client_certificate = PeerCertificate::required; }
  Pair pair;
};
INSTANTIATE_TEST_SUITE_P(Versions, PeerProof, ::testing::Values(kTls12, kTls13));

TEST_P(PeerProof, IsWantedOfAClientThatShowsACertificate) {
  ask_client();
  pair.client.tamper = drops(HandshakeType::certificate_verify);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::unexpected_message);
  EXPECT_FALSE(pair.server.facts.peer);
}

TEST_P(PeerProof, OfAClientMustBeRight) {
  ask_client();
  pair.client.tamper = spoils(HandshakeType::certificate_verify);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decrypt_error);
  EXPECT_FALSE(pair.server.facts.peer);
}

TEST_P(PeerProof, IsWantedOfAServer) {
  const auto proof = GetParam() == kTls12 ? HandshakeType::server_key_exchange : HandshakeType::certificate_verify;
  pair.server.tamper = spoils(proof);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::decrypt_error);
  EXPECT_FALSE(pair.client.facts.peer);
  EXPECT_FALSE(pair.client.facts.session);
}

TEST_P(PeerProof, LetsGoodNewsWaitAndBadNewsBeHeard) {
  ask_client();
  pair.server.facts.verify_result = 7;  // of before
  pair.client.tamper = drops(HandshakeType::certificate_verify);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(pair.server.facts.verify_result, 7) << "the verdict was good, but about whom?";
  Pair other(pair, nullptr);
  other.server.host.verdict = {.accepted = false, .alert = Alert::unknown_ca, .result = 18};
  EXPECT_FALSE(other.run());
  EXPECT_EQ(other.server.facts.verify_result, 18);
  EXPECT_FALSE(other.server.facts.peer);
}

// --- Key usage (RFC 8446, 4.4.2.2; RFC 5246, 7.4.2)

TEST_P(PeerProof, IsNotMadeByAnRsaKeyThatMayNotSign) {
  pair.server.host.settings->credentials.clear();
  pair.server.host.settings->credentials.push_back(make_credential_for("RSA", "keyEncipherment"));
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unsupported_certificate);
  EXPECT_FALSE(pair.client.facts.peer);
}

TEST_P(PeerProof, IsMadeByAKeyThatMaySignAmongOtherThings) {
  pair.server.host.settings->credentials.clear();
  pair.server.host.settings->credentials.push_back(make_credential_for("RSA", "digitalSignature,keyEncipherment"));
  EXPECT_TRUE(pair.run());
}

TEST_P(PeerProof, IsNotAttemptedWithAKeyOfOursThatMayNotSign) {
  ask_client();
  pair.client.host.settings->credentials.clear();
  pair.client.host.settings->credentials.push_back(make_credential_for("EC", "keyAgreement"));
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(pair.server.error->reason, Reason::peer_did_not_return_certificate);
}

TEST(ProvenPeer, IsNobodyWhoseEcKeyMayNotSign) {
  constexpr auto kScheme = crypto::SignatureScheme::ecdsa_secp256r1_sha256;
  constexpr auto kRules = crypto::SchemeRules::tls13;
  for (const char* usage : {"keyAgreement", "digitalSignature"}) {
    const auto credential = make_credential_for("EC", usage);
    const CandidatePeer candidate{.chain = credential->chain.share()};
    const auto content = bytes_of("signed");
    const auto signature = credential->key->sign(kScheme, content).value();
    const auto peer = ProvenPeer::by_signature(candidate, kScheme, kRules, content, signature);
    ASSERT_EQ(peer.ok(), usage == std::string_view("digitalSignature"));
    if (peer.ok()) continue;
    EXPECT_EQ(peer.error().alert, Alert::handshake_failure);
    EXPECT_EQ(peer.error().reason, Reason::ecc_cert_not_for_signing);
  }
}

// RFC 8446, 4.2.3: in TLS 1.3 a scheme of ECDSA names the curve too, and schemes of PKCS #1 sign no handshake. The
// signatures themselves are right.
TEST(ProvenPeer, IsNobodyWhoSignsWithASchemeThatIsNotForHisKey) {
  using enum crypto::SignatureScheme;
  struct Case {
    const char* key;
    crypto::SignatureScheme scheme;
    crypto::SchemeRules rules;
    bool proves;
  };
  constexpr Case kCases[] = {
      {"EC", ecdsa_secp384r1_sha384, crypto::SchemeRules::tls12, true},
      {"EC", ecdsa_secp384r1_sha384, crypto::SchemeRules::tls13, false},
      {"EC", ecdsa_secp256r1_sha256, crypto::SchemeRules::tls13, true},
      {"RSA", rsa_pkcs1_sha256, crypto::SchemeRules::tls12, true},
      {"RSA", rsa_pss_rsae_sha256, crypto::SchemeRules::tls13, true},
  };
  for (const auto& one : kCases) {
    const auto credential = make_credential(one.key);
    const CandidatePeer candidate{.chain = credential->chain.share()};
    const auto signature = credential->key->sign(one.scheme, bytes_of("signed")).value();
    const auto peer = ProvenPeer::by_signature(candidate, one.scheme, one.rules, bytes_of("signed"), signature);
    ASSERT_EQ(peer.ok(), one.proves) << one.key << int(one.scheme);
    if (!peer.ok()) {
      EXPECT_EQ(peer.error().alert, Alert::illegal_parameter);
    }
  }
}

// A key that nobody knows proves nothing: the chain is refused before the program is asked about it.
TEST_P(PeerProof, IsNotExpectedOfAKeyThatNobodyKnows) {
  pair.server.host.settings->credentials.clear();
  pair.server.host.settings->credentials.push_back(make_credential("ED25519", "EC"));
  pair.server.tamper = [](HandshakeType type, ByteVector& message) {
    if (type != HandshakeType::certificate) return;
    const std::uint8_t ed25519[] = {0x06, 0x03, 0x2b, 0x65, 0x70};  // once: the key's, not the signature's
    const auto found = std::ranges::search(message, ed25519);
    ASSERT_FALSE(found.empty());
    *(found.begin() + 4) = 0x63;
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(std::ranges::count(pair.client.host.asked, "verify_peer"), 0);
}

// --- After the handshake (RFC 8446, 4.6.2)

struct LaterProof : ::testing::Test {
  LaterProof() {
    pair.client.host.settings->switches.post_handshake_auth = true;
    pair.client.host.settings->credentials.push_back(make_credential("EC"));
    pair.server.host.settings->num_tickets = 0;
    EXPECT_TRUE(pair.run());
  }
  void ask() {
    ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
    pair.server.out.flush();
  }
  Pair pair;
};

TEST_F(LaterProof, IsWantedBeforeAnyData) {
  ask();
  EXPECT_TRUE(pair.server.machine->accepts_application_data()) << "until the client answers";
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type != HandshakeType::certificate) message.clear();
  };
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.machine->accepts_application_data()) << "Certificate without CertificateVerify";
  EXPECT_FALSE(pair.server.facts.peer);
}

TEST_F(LaterProof, EndsWithFinished) {
  ask();
  pair.client.tamper = drops(HandshakeType::finished);
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.machine->accepts_application_data());
  EXPECT_TRUE(pair.server.host.published.empty());
}

TEST_F(LaterProof, IsWantedOfAnEmptyCertificateToo) {
  pair.client.host.settings->credentials.clear();
  ask();
  pair.client.tamper = drops(HandshakeType::finished);
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.machine->accepts_application_data());
}

TEST_F(LaterProof, MustBeRight) {
  ask();
  pair.client.tamper = spoils(HandshakeType::certificate_verify);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decrypt_error);
  EXPECT_FALSE(pair.server.facts.peer);
}

TEST_F(LaterProof, IsNotInterruptedByAKeyUpdate) {
  ask();
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::certificate_verify) message = {24, 0, 0, 1, 0};
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::unexpected_message);
}

TEST_F(LaterProof, LetsDataFlowAgainOnceItIsThere) {
  ask();
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.machine->accepts_application_data());
  EXPECT_TRUE(pair.server.facts.peer);
}

}  // namespace
}  // namespace reprise::handshake::testing
