// SPDX-License-Identifier: Apache-2.0
// max_fragment_length in both versions (RFC 6066, 4).
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

constexpr std::uint16_t kType = code_of(wire::ExtensionType::max_fragment_length);

struct FragmentLength : ::testing::TestWithParam<std::uint16_t> {
  static void limit_version(Pair& pair) {
    pair.client.host.settings->min_version = pair.client.host.settings->max_version = GetParam();
  }
  FragmentLength() { limit_version(pair); }

  // Replaces the server's answer; empty: adds none and takes none away.
  static void answer(Pair& pair, std::uint8_t code) {
    pair.server.tamper = [=](HandshakeType type, ByteVector& message) {
      const bool tls13 = GetParam() == kTls13;
      if (type != (tls13 ? HandshakeType::encrypted_extensions : HandshakeType::server_hello)) return;
      const auto at = tls13 ? kExtensionsOfEncryptedExtensions : extensions_of_server_hello(message);
      edit_extension(message, at, kType, ByteVector{code});
    };
  }
  static Ref<session::Session> session_of(Pair& pair) { return pair.client.facts.session.share(); }

  Pair pair;
};
INSTANTIATE_TEST_SUITE_P(Versions, FragmentLength, ::testing::Values(kTls12, kTls13));

TEST_P(FragmentLength, IsWhatTheClientAsksFor) {
  pair.client.host.settings->max_fragment_length = 2;
  ASSERT_TRUE(pair.run());
  for (const Side* side : {&pair.client, &pair.server}) {
    EXPECT_EQ(side->facts.max_fragment_length, 2);
    EXPECT_EQ(side->out.max_fragment, 1024u);
    EXPECT_EQ(side->facts.session->data().max_fragment_mode(), 2);
  }
}

TEST_P(FragmentLength, IsNotLimitedUnlessAskedFor) {
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.out.max_fragment, 0u);
  EXPECT_EQ(pair.server.out.max_fragment, 0u);
}

TEST_P(FragmentLength, LastsThroughResumptions) {
  pair.client.host.settings->max_fragment_length = 1;
  ASSERT_TRUE(pair.run());
  Pair second(pair, session_of(pair));
  second.client.host.settings->max_fragment_length = 0;  // the session on offer says it
  ASSERT_TRUE(second.run());
  EXPECT_TRUE(second.server.facts.resumed);
  EXPECT_EQ(second.client.out.max_fragment, 512u);
  EXPECT_EQ(second.server.out.max_fragment, 512u);
}

// The client says what its copy of the session says; ours is another.
TEST_P(FragmentLength, EndsWithIllegalParameterWhereTheSessionsOfTheTwoDiffer) {
  pair.client.host.settings->max_fragment_length = 1;
  ASSERT_TRUE(pair.run());
  Pair second(pair, session_of(pair));
  for (auto& [ticket, session] : second.server.host.tickets) {
    auto fields = session->data().fields();
    fields.max_fragment_mode = 2;
    session = session::Session::create(session::SessionData::make(fields), session->time(), session->timeout_s());
  }
  EXPECT_FALSE(second.run());
  EXPECT_EQ(alert_of(second.server), Alert::illegal_parameter);
}

TEST_P(FragmentLength, DoesNotComeToASessionWithoutOne) {
  ASSERT_TRUE(pair.run());
  Pair second(pair, session_of(pair));
  second.client.host.settings->max_fragment_length = 1;
  ASSERT_TRUE(second.run());
  EXPECT_TRUE(second.server.facts.resumed);
  EXPECT_EQ(second.client.out.max_fragment, 0u);
  EXPECT_EQ(second.server.out.max_fragment, 0u);
}

TEST_P(FragmentLength, EndsWithIllegalParameterWhenAResumptionAsksForAnother) {
  pair.client.host.settings->max_fragment_length = 1;
  ASSERT_TRUE(pair.run());
  Pair second(pair, session_of(pair));
  second.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello) {
      edit_extension(message, extensions_of_client_hello(message), kType, ByteVector{3});
    }
  };
  EXPECT_FALSE(second.run());
  // In TLS 1.3 the binder covers the hello.
  EXPECT_EQ(alert_of(second.server), GetParam() == kTls13 ? Alert::decrypt_error : Alert::illegal_parameter);
}

TEST_P(FragmentLength, EndsWithIllegalParameterForACodeThatMeansNothing) {
  pair.client.host.settings->max_fragment_length = 1;
  pair.client.tamper = [](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello) {
      edit_extension(message, extensions_of_client_hello(message), kType, ByteVector{9});
    }
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
  EXPECT_EQ(pair.server.error->reason, Reason::invalid_max_fragment_length);
}

TEST_P(FragmentLength, EndsWithIllegalParameterWhenTheAnswerIsAnother) {
  pair.client.host.settings->max_fragment_length = 1;
  answer(pair, 2);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST_P(FragmentLength, EndsWithUnsupportedExtensionWhenNobodyAsked) {
  answer(pair, 2);
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unsupported_extension);
}

}  // namespace
}  // namespace reprise::handshake::testing
