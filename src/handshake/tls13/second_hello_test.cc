// SPDX-License-Identifier: Apache-2.0
// The ClientHello after a HelloRetryRequest: what it may change (RFC 8446, 4.1.2), and who is asked about it.
#include <gtest/gtest.h>

#include "handshake/endpoint/server.h"
#include "handshake/tls13/fixed_part.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using wire::HandshakeType;

constexpr std::size_t kRandomAt = 4 + 2;
constexpr std::size_t kSessionIdAt = kRandomAt + 32 + 1;

struct SecondHello : ::testing::TestWithParam<bool> {
  SecondHello() {
    auto& client = *pair.client.host.settings;
    client.groups = {NamedGroup::x25519, NamedGroup::secp384r1};
    client.server_name = "public.test";
    client.alpn_protocols = {1, 'a'};
    pair.server.host.settings->groups = {NamedGroup::secp384r1};
    pair.server.host.alpn_answer = "a";
    pair.server.host.wants_cookies = GetParam();
    pair.client.tamper = [this](HandshakeType type, ByteVector& message) {
      if (type != HandshakeType::client_hello || ++hellos != 2) return;
      if (GetParam()) forget(pair.server);
      change(message);
    };
  }
  // A server that knows nothing of the first hello but what the cookie says.
  void forget(Side& server) {
    server.out = TestOutput();
    server.facts = Facts();
    server.machine = make_server(server.host, server.facts);
    pair.take(server, server.machine->start(server.out));
  }
  void expect_refused(std::function<void(ByteVector&)> by) {
    change = std::move(by);
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(hellos, 2);
    EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
  }
  // The client notices that its hello was changed on the way; the server does not mind.
  void expect_accepted(std::function<void(ByteVector&)> by) {
    change = std::move(by);
    pair.run();
    EXPECT_EQ(hellos, 2);
    EXPECT_NE(alert_of(pair.server), Alert::illegal_parameter);
    EXPECT_NE(pair.server.facts.suite, nullptr) << "the server has answered";
  }
  static void set_extension(ByteVector& message, std::uint16_t type, std::optional<ByteVector> body) {
    edit_extension(message, extensions_of_client_hello(message), type, std::move(body));
  }
  Pair pair;
  int hellos = 0;
  std::function<void(ByteVector&)> change = [](ByteVector&) {};
};
INSTANTIATE_TEST_SUITE_P(States, SecondHello, ::testing::Bool(),
                         [](const auto& tested) { return tested.param ? "InACookie" : "OfTheConnection"; });

TEST_P(SecondHello, IsAcceptedAsItIs) {
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(hellos, 2);
  EXPECT_EQ(pair.server.facts.offer->server_name, "public.test");
}

TEST_P(SecondHello, MayNotNameAnotherServer) {
  expect_refused([](ByteVector& message) {
    const std::string_view name = "public.test";
    auto at = std::ranges::search(message, name);
    ASSERT_FALSE(at.empty());
    std::ranges::copy(std::string_view("secret.test"), at.begin());
  });
}
TEST_P(SecondHello, MayNotLeaveTheServerNameOut) {
  expect_refused([](ByteVector& message) { set_extension(message, 0, std::nullopt); });
}
TEST_P(SecondHello, MayNotHaveAnotherRandom) {
  expect_refused([](ByteVector& message) { message[kRandomAt] ^= 1; });
}
TEST_P(SecondHello, MayNotHaveAnotherSessionId) {
  expect_refused([](ByteVector& message) { message[kSessionIdAt] ^= 1; });
}
TEST_P(SecondHello, MayNotOfferOtherSuites) {
  expect_refused([](ByteVector& message) { message[kSessionIdAt + 32 + 2 + 3] ^= 1; });
}
TEST_P(SecondHello, MayNotOfferOtherProtocols) {
  expect_refused([](ByteVector& message) { set_extension(message, 16, ByteVector{0, 2, 1, 'b'}); });
}
TEST_P(SecondHello, MayNotListOtherSignatures) {
  expect_refused([](ByteVector& message) { set_extension(message, 13, ByteVector{0, 2, 4, 3}); });
}
TEST_P(SecondHello, MayNotAddAnExtension) {
  expect_refused([](ByteVector& message) { set_extension(message, 0x1234, ByteVector{}); });
}
TEST_P(SecondHello, MayNotOfferPostHandshakeAuthenticationAnew) {
  expect_refused([](ByteVector& message) { set_extension(message, 49, ByteVector{}); });
}
TEST_P(SecondHello, MayBePaddedOtherwise) {
  expect_accepted([](ByteVector& message) { set_extension(message, 21, ByteVector(7)); });
}
TEST_P(SecondHello, MayEncryptItsInnerHelloAnew) {
  expect_accepted([](ByteVector& message) { set_extension(message, 0xfe0d, ByteVector(7)); });
}

TEST_P(SecondHello, IsAQuestionToTheHostAsTheFirstWas) {
  pair.server.host.times_not_yet = 1;
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(std::ranges::count(pair.server.host.asked, "client_hello"), 2);
  EXPECT_EQ(std::ranges::count(pair.server.host.asked, "server_name"), 2);
}

TEST(FixedPart, DoesNotHangOnTheOrderOfExtensions) {
  const auto part_of = [](const ByteVector& extensions) {
    ByteVector body(2 + 32 + 1);
    body.insert(body.end(), {0, 2, 0x13, 1, 1, 0, 0, std::uint8_t(extensions.size())});
    body.insert(body.end(), extensions.begin(), extensions.end());
    return tls13::fixed_part_of(*test_algorithms(), wire::read_client_hello(body).value()).value();
  };
  const ByteVector one = {0x10, 1, 0, 1, 7, 0x10, 2, 0, 1, 8};
  const ByteVector other = {0x10, 2, 0, 1, 8, 0x10, 1, 0, 1, 7};
  const ByteVector changed = {0x10, 2, 0, 1, 7, 0x10, 1, 0, 1, 8};
  EXPECT_EQ(part_of(one), part_of(other));
  EXPECT_NE(part_of(one), part_of(changed));
}

}  // namespace
}  // namespace reprise::handshake::testing
