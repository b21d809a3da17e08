// SPDX-License-Identifier: Apache-2.0
// What a client's first hello offers, and which sessions and keys it does not go with.
#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "support/handshake/pair.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake::testing {
namespace {

using session::WhyNotResumed;
using wire::ExtensionType;

class FirstHello : public ::testing::Test {
 protected:
  // Sends it; what it says can be looked at from then on.
  void send() {
    pair_.client.tamper = [this](wire::HandshakeType type, ByteVector& sent) {
      if (type == wire::HandshakeType::client_hello && message_.empty()) message_ = sent;
    };
    pair_.run();
  }
  Config& config() { return *pair_.client.host.settings; }
  std::optional<Reason> reason() const {
    return pair_.client.error ? std::optional(pair_.client.error->reason) : std::nullopt;
  }
  wire::ClientHello hello() const { return wire::read_client_hello(Bytes(message_).subspan(4)).value(); }
  bool has(ExtensionType type) const { return hello().extensions.contains(type); }

  Pair pair_;
  ByteVector message_;
};

TEST_F(FirstHello, IsNotSentWithoutASuite) {
  config().suites.clear();
  send();
  EXPECT_EQ(reason(), Reason::no_ciphers_available);
  EXPECT_TRUE(message_.empty());
}

TEST_F(FirstHello, IsNotSentWithoutASuiteOfItsVersions) {
  config().min_version = kTls13;
  std::erase_if(config().suites, [](const auto* suite) { return suite->is_tls13(); });
  send();
  EXPECT_EQ(reason(), Reason::no_ciphers_available);
}

TEST_F(FirstHello, OfTls13IsNotSentWithoutAGroup) {
  config().groups.clear();
  send();
  EXPECT_EQ(reason(), Reason::no_suitable_groups);
}

TEST_F(FirstHello, OfTls13AloneHasNothingThatTls12AloneNeeds) {
  config().min_version = kTls13;
  send();
  EXPECT_FALSE(has(ExtensionType::extended_master_secret) || has(ExtensionType::session_ticket));
  for (const std::uint16_t suite : hello().cipher_suites) EXPECT_TRUE(suite >> 8 == 0x13 || suite == 0x00ff) << suite;
}

TEST_F(FirstHello, OfBothVersionsHasWhatEitherNeeds) {
  send();
  EXPECT_TRUE(has(ExtensionType::extended_master_secret) && has(ExtensionType::session_ticket));
  EXPECT_TRUE(has(ExtensionType::supported_versions) && has(ExtensionType::ec_point_formats));
}

TEST_F(FirstHello, NamesPointFormatsWhereThereAreEllipticCurvesAlone) {
  config().groups = {crypto::NamedGroup::ffdhe2048};
  send();
  EXPECT_FALSE(has(ExtensionType::ec_point_formats));
  EXPECT_TRUE(has(ExtensionType::supported_groups));
}

TEST_F(FirstHello, IsNotSentWithAnExtensionOfTheProgramsThatComesTwice) {
  config().server_name = "host.test";
  pair_.client.host.extra_extensions[ExtensionPlace::client_hello] = {ExtensionType::server_name, {}};
  send();
  EXPECT_EQ(reason(), Reason::bad_extension);
  EXPECT_TRUE(message_.empty());
}

TEST_F(FirstHello, HasAnIdAsIfItResumedAndNoSession) {
  send();
  EXPECT_EQ(hello().legacy_session_id.size(), 32u);
  EXPECT_FALSE(has(ExtensionType::pre_shared_key));
}

// --- With a session or a key of the program's

Ref<session::Session> session_of(std::uint16_t version, std::uint16_t suite, std::size_t secret_len, Bytes ticket) {
  const ByteVector secret(secret_len, 's');
  session::SessionFields fields;
  fields.version = version;
  fields.cipher_suite = suite;
  fields.secret = secret;
  fields.ticket = ticket;
  fields.lifetime_hint = 7200;
  return session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
}

WhyNotResumed why_not_offered(std::uint16_t version, std::uint16_t suite, std::size_t secret_len) {
  Pair pair(session_of(version, suite, secret_len, bytes_of("ticket")));
  pair.server.host.settings->max_version = version;
  EXPECT_TRUE(pair.run());
  return pair.client.facts.why_not_resumed;
}

TEST(SessionForAHello, IsOfferedWhereItFits) {
  EXPECT_EQ(why_not_offered(kTls13, 0x1301, 32), WhyNotResumed::refused_by_server);
  EXPECT_EQ(why_not_offered(kTls12, 0xc02b, 48), WhyNotResumed::refused_by_server);
}

TEST(SessionForAHello, IsNotOfferedWithASuiteOfTheOtherVersionOrOfNone) {
  EXPECT_EQ(why_not_offered(kTls13, 0xc02b, 32), WhyNotResumed::cipher_mismatch);
  EXPECT_EQ(why_not_offered(kTls13, 0xfafa, 32), WhyNotResumed::cipher_mismatch);
  EXPECT_EQ(why_not_offered(kTls12, 0x1301, 48), WhyNotResumed::cipher_mismatch);
  EXPECT_EQ(why_not_offered(kTls12, 0xfafa, 48), WhyNotResumed::cipher_mismatch);
}

TEST(SessionForAHello, OfTls13IsNotOfferedWithoutASecret) {
  EXPECT_EQ(why_not_offered(kTls13, 0x1301, 0), WhyNotResumed::not_resumable);
}

TEST(KeyForAHello, IsRefusedWithASuiteThatIsNotOfTls13) {
  for (const std::uint16_t suite : {0xc02b, 0xfafa}) {
    Pair pair;
    const ByteVector identity{'m', 'e'};
    pair.client.host.external_psks[identity] = session_of(kTls13, suite, 32, {});
    pair.client.host.offered_psk = identity;
    EXPECT_FALSE(pair.run());
    ASSERT_TRUE(pair.client.error);
    EXPECT_EQ(pair.client.error->reason, Reason::bad_psk);
  }
}

}  // namespace
}  // namespace reprise::handshake::testing
