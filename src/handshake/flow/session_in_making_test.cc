// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/session_in_making.h"

#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/host.h"

namespace reprise::handshake::testing {
namespace {

TEST(SessionInMaking, IsThereFromWhenTheHandshakeMakesOne) {
  ManualClock clock;
  TestHost host;
  host.clock = &clock;
  Facts facts;
  EXPECT_EQ(session_in_making({}, host, facts), nullptr);
  facts.makes_session = true;
  const auto* session = session_in_making({}, host, facts);
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session_in_making({}, host, facts), session) << "one and the same";
  facts.makes_session = false;
  EXPECT_EQ(session_in_making({}, host, facts), nullptr);
}

}  // namespace
}  // namespace reprise::handshake::testing
