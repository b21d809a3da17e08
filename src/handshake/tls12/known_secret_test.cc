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
}

}  // namespace
}  // namespace reprise::handshake::testing
