// SPDX-License-Identifier: Apache-2.0
// HelloRetryRequests without a state: the second ClientHello comes to a machine that has not seen the first (RFC
// 8446, 4.2.2).
#include <gtest/gtest.h>

#include "handshake/endpoint/server.h"
#include "handshake/tls13/cookie.h"
#include "support/handshake/pair.h"
#include "wire/extensions/cookie.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using wire::HandshakeType;

struct Stateless : ::testing::Test {
  Stateless() { pair.server.host.wants_cookies = true; }

  // Puts a server that knows nothing in the place of the one that has answered.
  static void forget(Side& server) {
    server.out = TestOutput();
    server.facts = Facts();
    server.machine = make_server(server.host, server.facts);
  }
  // Both ends, up to the client's second ClientHello, which a fresh server has before it.
  static void retry(Pair& pair) {
    pair.take(pair.server, pair.server.machine->start(pair.server.out));
    pair.take(pair.client, pair.client.machine->start(pair.client.out));
    pair.deliver(pair.client, pair.server);
    EXPECT_TRUE(pair.server.facts.hello_retry);
    EXPECT_FALSE(pair.server.facts.cookie_returned);
    EXPECT_FALSE(pair.server.error);
    while (!pair.server.out.sent.empty()) pair.deliver(pair.server, pair.client);
    forget(pair.server);
    pair.take(pair.server, pair.server.machine->start(pair.server.out));
  }
  static bool finish(Pair& pair) {
    for (int i = 0; i < 20 && !pair.client.error && !pair.server.error; ++i) {
      while (!pair.client.out.sent.empty() && !pair.server.error) pair.deliver(pair.client, pair.server);
      while (!pair.server.out.sent.empty() && !pair.client.error) pair.deliver(pair.server, pair.client);
    }
    return pair.client.out.done && pair.server.out.done && !pair.client.error && !pair.server.error;
  }
  // Changes the extension of `type` in the second ClientHello.
  void alter_second_hello(wire::ExtensionType type, std::function<std::optional<ByteVector>(Bytes)> change) {
    pair.client.tamper = [=](HandshakeType message_type, ByteVector& message) {
      if (message_type != HandshakeType::client_hello) return;
      const auto hello = wire::read_client_hello(Bytes(message).subspan(wire::kHandshakeHeaderLen)).value();
      const auto body = hello.extensions.find(type);
      edit_extension(message, extensions_of_client_hello(message), code_of(type), change(*body));
    };
  }

  Pair pair;
};

TEST_F(Stateless, ASecondServerGoesOnFromTheCookie) {
  retry(pair);
  ASSERT_TRUE(finish(pair));
  EXPECT_TRUE(pair.server.facts.cookie_returned);
  EXPECT_TRUE(pair.server.facts.hello_retry);
  EXPECT_EQ(pair.client.host.keys["EXPORTER_SECRET"], pair.server.host.keys["EXPORTER_SECRET"]);
}

TEST_F(Stateless, TheCookieTellsTheGroupThatWasAskedFor) {
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  retry(pair);
  ASSERT_TRUE(finish(pair));
  EXPECT_EQ(pair.client.facts.group, NamedGroup::secp384r1);
}

TEST_F(Stateless, LooksNoSessionUpBeforeTheCookieIsThere) {
  Pair first;
  ASSERT_TRUE(first.run());
  Pair second(first, first.client.host.published[0].share());
  second.server.host.wants_cookies = true;
  retry(second);
  EXPECT_EQ(std::ranges::count(second.server.host.asked, "open_ticket"), 0);
  ASSERT_TRUE(finish(second));
  EXPECT_EQ(std::ranges::count(second.server.host.asked, "open_ticket"), 1);
  EXPECT_TRUE(second.server.facts.resumed);
}

TEST_F(Stateless, PassesOverEarlyDataBeforeTheSecondHello) {
  Pair first;
  first.server.host.settings->max_early_data = 100;
  ASSERT_TRUE(first.run());
  Pair second(first, first.client.host.published[0].share());
  second.server.host.wants_cookies = true;
  second.client.machine->want_early_data();
  second.take(second.server, second.server.machine->start(second.server.out));
  EXPECT_TRUE(second.server.out.skips_early_data);
}

TEST_F(Stateless, IgnoresAChangeCipherSpecBeforeTheSecondHello) {
  pair.take(pair.server, pair.server.machine->start(pair.server.out));
  EXPECT_TRUE(pair.server.machine->receive_change_cipher_spec(pair.server.out).ok());
}

TEST_F(Stateless, DoesNotIgnoreAChangeCipherSpecWithAState) {
  pair.server.host.wants_cookies = false;
  pair.take(pair.server, pair.server.machine->start(pair.server.out));
  EXPECT_FALSE(pair.server.machine->receive_change_cipher_spec(pair.server.out).ok());
}

TEST_F(Stateless, EndsWithIllegalParameterOnAnAlteredCookie) {
  retry(pair);
  alter_second_hello(wire::ExtensionType::cookie, [](Bytes body) {
    auto altered = copy_of(body);
    altered.back() ^= 1;
    return altered;
  });
  EXPECT_FALSE(finish(pair));
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
  EXPECT_EQ(pair.server.error->reason, Reason::cookie_mismatch);
}

TEST_F(Stateless, EndsWithIllegalParameterWhenTheProgramRefusesTheCookie) {
  retry(pair);
  pair.server.host.accepts_cookies = false;
  EXPECT_FALSE(finish(pair));
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

TEST_F(Stateless, EndsWithIllegalParameterWhenTheSuiteIsNoLongerOurs) {
  retry(pair);
  pair.server.host.settings->suites = {wire::find_cipher_suite(0x1304)};
  EXPECT_FALSE(finish(pair));
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

// Cookies that we have not made so, under our key all the same: another server of ours may be of another time.
struct StrangeCookie : Stateless {
  // How the server ends that gets its cookie back with what `change` makes of it.
  Reason reason_with(std::function<void(tls13::Cookie&)> change) {
    retry(pair);
    alter_second_hello(wire::ExtensionType::cookie, [this, change](Bytes body) -> std::optional<ByteVector> {
      crypto::Scratch scratch(*pair.server.host.settings->algorithms);
      const auto& key = pair.server.host.cookie_mac_key;
      const auto now = to_unix_seconds(pair.clock->now());
      auto cookie = *tls13::open_cookie(scratch, key, wire::read_cookie(body).value(), now).value();
      change(cookie);
      ByteVector altered;
      wire::Writer out(altered);
      wire::write_cookie(out, tls13::seal_cookie(scratch, key, cookie).value());
      return altered;
    });
    EXPECT_FALSE(finish(pair));
    EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
    return pair.server.error ? pair.server.error->reason : Reason{};
  }
};

TEST_F(StrangeCookie, NamesASuiteThatThereIs) {
  EXPECT_EQ(reason_with([](tls13::Cookie& cookie) { cookie.cipher_suite = 0xfafa; }), Reason::bad_cipher);
}

TEST_F(StrangeCookie, HasAHashAsLongAsItsSuites) {
  EXPECT_EQ(reason_with([](tls13::Cookie& cookie) { cookie.hello_hash = cookie.hello_hash.first(20); }),
            Reason::cookie_mismatch);
}

TEST_F(Stateless, AnswersACookieThatIsTooOldWithAnother) {
  retry(pair);
  pair.clock->advance(Seconds(601));
  EXPECT_FALSE(finish(pair));
  EXPECT_TRUE(pair.server.facts.hello_retry);
  EXPECT_FALSE(pair.server.facts.cookie_returned);
  // RFC 8446, 4.1.4: a client MUST NOT take a second HelloRetryRequest.
  EXPECT_EQ(alert_of(pair.client), Alert::unexpected_message);
}

// The server that asked for the cookie has a state, and looks at the cookie all the same.
TEST_F(Stateless, TheServerThatAskedGoesOnWithTheCookieAlone) {
  const auto run = [](std::function<std::optional<ByteVector>(Bytes)> change) {
    auto pair = std::make_unique<Pair>();
    pair->server.host.wants_cookies = true;
    int hellos = 0;
    pair->client.tamper = [&](HandshakeType type, ByteVector& message) {
      if (type != HandshakeType::client_hello || ++hellos != 2) return;
      const auto hello = wire::read_client_hello(Bytes(message).subspan(wire::kHandshakeHeaderLen)).value();
      const auto body = hello.extensions.find(wire::ExtensionType::cookie);
      const auto changed = change(*body);
      if (changed && std::ranges::equal(*changed, *body)) return;
      edit_extension(message, extensions_of_client_hello(message), code_of(wire::ExtensionType::cookie), changed);
    };
    pair->run();
    EXPECT_EQ(pair->server.facts.cookie_returned, pair->server.out.done);
    return pair->server.error ? pair->server.error->alert : std::nullopt;
  };
  EXPECT_EQ(run([](Bytes body) { return copy_of(body); }), std::nullopt);
  EXPECT_EQ(run([](Bytes) { return std::nullopt; }), Alert::missing_extension);
  const auto alter = [](Bytes body) {
    auto altered = copy_of(body);
    altered.back() ^= 1;
    return altered;
  };
  EXPECT_EQ(run(alter), Alert::illegal_parameter);
}

TEST_F(Stateless, AFirstHelloThatWasAnotherDoesNotFinish) {
  retry(pair);
  auto other = std::make_unique<Pair>();
  other->server.host.wants_cookies = true;
  // The cookie of another client's hello: authentic, and yet not of the hello that this one is the second of.
  ByteVector cookie;
  other->take(other->server, other->server.machine->start(other->server.out));
  other->take(other->client, other->client.machine->start(other->client.out));
  other->deliver(other->client, other->server);
  other->client.tamper = {};
  while (!other->server.out.sent.empty()) other->deliver(other->server, other->client);
  const auto& second = other->client.out.sent.back().bytes;
  const auto hello = wire::read_client_hello(Bytes(second).subspan(wire::kHandshakeHeaderLen)).value();
  cookie = copy_of(*hello.extensions.find(wire::ExtensionType::cookie));
  alter_second_hello(wire::ExtensionType::cookie, [=](Bytes) { return cookie; });
  EXPECT_FALSE(finish(pair));
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

}  // namespace
}  // namespace reprise::handshake::testing
