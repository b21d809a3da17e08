// SPDX-License-Identifier: Apache-2.0
// A master secret that both sides know without a handshake (RFC 4851, 5.1).
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

struct KnownMasterSecret : ::testing::Test {
  KnownMasterSecret() {
    pair.client.host.settings->max_version = kTls12;
    pair.client.host.ticket_extension = ByteVector{'p', 'a', 'c'};
  }
  const ByteVector secret = ByteVector(48, 's');
  Pair pair;
};

TEST_F(KnownMasterSecret, MakesAnAbbreviatedHandshake) {
  pair.client.host.secret = pair.server.host.secret = secret;
  ASSERT_TRUE(pair.run());
  for (Side* side : {&pair.client, &pair.server}) {
    EXPECT_TRUE(side->facts.resumed);
    EXPECT_TRUE(std::ranges::equal(side->facts.session->data().secret(), secret));
    EXPECT_FALSE(side->facts.session->is_resumable());
    EXPECT_TRUE(side->host.published.empty());
  }
  EXPECT_FALSE(pair.client.facts.peer);
  EXPECT_EQ(pair.client.out.write_key, pair.server.out.read_key);
}

TEST_F(KnownMasterSecret, IsNotAskedForWithoutATicket) {
  pair.client.host.secret = secret;
  pair.client.host.ticket_extension.reset();
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.client.facts.resumed);
}

TEST_F(KnownMasterSecret, GivesWayToAServerThatDoesNotKnowIt) {
  pair.client.host.secret = secret;
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.client.facts.resumed);
  EXPECT_TRUE(pair.client.facts.peer);
}

TEST_F(KnownMasterSecret, IsNotTakenUpByAClientThatDoesNotKnowIt) {
  pair.server.host.secret = secret;
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unexpected_message);
}

TEST_F(KnownMasterSecret, EndsTheHandshakeWhenTheTwoDiffer) {
  pair.client.host.secret = secret;
  pair.server.host.secret = ByteVector(48, 't');
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::bad_record_mac);
  EXPECT_FALSE(pair.client.out.done || pair.server.out.done);
}

TEST_F(KnownMasterSecret, MustHave48Bytes) {
  pair.client.host.secret = secret;
  pair.server.host.secret = ByteVector(47, 's');
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::internal_error);
  Pair other(pair, nullptr);
  other.client.host.ticket_extension = pair.client.host.ticket_extension;
  other.client.host.secret = ByteVector(47, 's');
  other.server.host.secret = secret;
  EXPECT_FALSE(other.run());
  ASSERT_TRUE(other.client.error);
  EXPECT_EQ(other.client.error->reason, Reason::bad_length);
}

TEST_F(KnownMasterSecret, MustHaveThemWhereATicketComesFirst) {
  pair.client.host.secret = ByteVector(47, 's');
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type == wire::HandshakeType::certificate) message = {4, 0, 0, 6, 0, 0, 0, 0, 0, 0};
  };
  EXPECT_FALSE(pair.run());
  ASSERT_TRUE(pair.client.error);
  EXPECT_EQ(pair.client.error->reason, Reason::bad_length);
}

TEST_F(KnownMasterSecret, GoesWithASuiteThatTheServerOffers) {
  pair.client.host.secret = pair.server.host.secret = secret;
  pair.server.host.secret_suite = wire::find_cipher_suite(0xc030);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.suite->id, 0xc030);
  for (const std::uint16_t suite : {0xc02c, 0xc027, 0x1301}) {  // not set, without an AEAD, of TLS 1.3
    Pair other(pair, nullptr);
    other.client.host.ticket_extension = pair.client.host.ticket_extension;
    other.client.host.secret = other.server.host.secret = secret;
    other.server.host.settings = other.server.host.settings->clone();
    std::erase(other.server.host.settings->suites, wire::find_cipher_suite(0xc02c));
    other.server.host.secret_suite = wire::find_cipher_suite(suite);
    EXPECT_FALSE(other.run());
    EXPECT_EQ(alert_of(other.server), Alert::handshake_failure) << suite;
  }
}

}  // namespace
}  // namespace reprise::handshake::testing
