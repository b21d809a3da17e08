// SPDX-License-Identifier: Apache-2.0
// What a client takes of a server's answer, and what it refuses although its form is good.
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

// The client's error after a handshake in which `change` has had each message of the server's of `type`.
template <typename Change>
Error error_after(Pair& pair, HandshakeType type, Change change) {
  pair.server.tamper = [&](HandshakeType sent, ByteVector& message) {
    if (sent == type) change(message);
  };
  EXPECT_FALSE(pair.run());
  return pair.client.error.value_or(Error{});
}

void expect_illegal(const Error& error, Reason reason) {
  EXPECT_EQ(error.alert, Alert::illegal_parameter);
  EXPECT_EQ(error.reason, reason);
}

void set_suite(ByteVector& server_hello, std::uint16_t suite) {
  const std::size_t at = extensions_of_server_hello(server_hello) - 3;
  server_hello[at] = std::uint8_t(suite >> 8);
  server_hello[at + 1] = std::uint8_t(suite);
}

TEST(ServerAnswer, NamesASuiteThatWasOffered) {
  for (const std::uint16_t suite : {0x1399, 0x1305, 0xc02c}) {
    Pair pair;
    const auto error =
        error_after(pair, HandshakeType::server_hello, [&](ByteVector& message) { set_suite(message, suite); });
    expect_illegal(error, Reason::wrong_cipher_returned);
  }
}

TEST(ServerAnswer, NamesASuiteThatThePolicyAllows) {
  Pair pair;
  pair.client.host.security = [](const SecurityQuestion& question) {
    const auto* suite = std::get_if<SuiteQuestion>(&question);
    return suite == nullptr || suite->suite.id != 0x1301;
  };
  const auto error =
      error_after(pair, HandshakeType::server_hello, [](ByteVector& message) { set_suite(message, 0x1301); });
  expect_illegal(error, Reason::wrong_cipher_returned);
}

TEST(ServerAnswer, HasAShareOfTheGroupThatOursIsOf) {
  for (const std::uint8_t group : {23, 24, 29}) {  // with the bytes of an x25519 share
    Pair pair;
    const auto error = error_after(pair, HandshakeType::server_hello, [&](ByteVector& message) {
      ByteVector body{0, group, 0, 32};
      body.insert(body.end(), 32, 9);
      edit_extension(message, extensions_of_server_hello(message), 51, body);
    });
    if (group == 29)
      EXPECT_NE(error.reason, Reason::bad_key_share);
    else
      expect_illegal(error, Reason::bad_key_share);
  }
}

// RFC 9846, 4.3.11.
TEST(ServerAnswer, HasAShareUnlessSessionAloneWasOffered) {
  const auto take_out = [](ByteVector& message) {
    edit_extension(message, extensions_of_server_hello(message), 51, std::nullopt);
  };
  Pair first;
  EXPECT_EQ(error_after(first, HandshakeType::server_hello, take_out).alert, Alert::missing_extension);
  Pair whole;
  ASSERT_TRUE(whole.run());
  Pair again(whole, whole.client.host.published[0].share());
  expect_illegal(error_after(again, HandshakeType::server_hello, take_out), Reason::no_suitable_key_share);
}

TEST(ServerAnswer, TakesUpWhatWasOffered) {
  Pair first;
  ASSERT_TRUE(first.run());
  Pair pair(first, first.client.host.published[0].share());
  const auto error = error_after(pair, HandshakeType::server_hello, [](ByteVector& message) {
    edit_extension(message, extensions_of_server_hello(message), 41, ByteVector{0, 1});
  });
  expect_illegal(error, Reason::bad_psk_identity);
}

// RFC 8446, 4.1.3; what a client sends as an id for the sake of the middle names no session of TLS 1.2.
TEST(ServerAnswer, ResumesNoSessionOfAnIdThatWasMadeUp) {
  Pair pair;
  pair.server.host.settings->max_version = kTls12;
  ByteVector id;
  pair.client.tamper = [&](HandshakeType type, ByteVector& message) {
    if (type == HandshakeType::client_hello) id = ByteVector(message.begin() + 38, message.begin() + 39 + message[38]);
  };
  const auto error = error_after(pair, HandshakeType::server_hello, [&](ByteVector& message) {
    ASSERT_EQ(id.size(), 33u);
    message.erase(message.begin() + 38, message.begin() + 39 + message[38]);
    message.insert(message.begin() + 38, id.begin(), id.end());
    const std::size_t size = message.size() - 4;
    message[2] = std::uint8_t(size >> 8);
    message[3] = std::uint8_t(size);
  });
  expect_illegal(error, Reason::invalid_session_id);
}

// Early data that the server says to have taken: with the first key, its suite and its protocol (RFC 8446, 4.2.10).
struct EarlyDataAnswer : ::testing::Test {
  EarlyDataAnswer() {
    first.server.host.settings->max_early_data = 1000;
    first.client.host.settings->alpn_protocols = {1, 'a', 1, 'b'};
    first.server.host.alpn_answer = "a";
    EXPECT_TRUE(first.run());
  }
  Error error_of(Pair& pair) {
    pair.client.machine->want_early_data();
    return error_after(pair, HandshakeType::encrypted_extensions, [](ByteVector& message) {
      edit_extension(message, kExtensionsOfEncryptedExtensions, 42, ByteVector{});
    });
  }
  Pair first;
};

TEST_F(EarlyDataAnswer, GoesWithTheProtocolOfTheSession) {
  Pair pair(first, first.client.host.published[0].share());
  pair.server.host.alpn_answer = "b";
  expect_illegal(error_of(pair), Reason::bad_extension);
}

// The server's suites are of one hash, so that it resumes with another suite.
TEST_F(EarlyDataAnswer, GoesWithTheSuiteOfTheSession) {
  Pair short_hash;
  for (auto* side : {&short_hash.client, &short_hash.server}) {
    std::erase_if(side->host.settings->suites, [](const auto* suite) { return suite->id == 0x1302; });
  }
  short_hash.server.host.settings->max_early_data = 1000;
  ASSERT_TRUE(short_hash.run());
  ASSERT_EQ(short_hash.client.facts.suite->id, 0x1303);
  Pair pair(short_hash, short_hash.client.host.published[0].share());
  pair.server.host.settings = pair.server.host.settings->clone();
  std::erase_if(pair.server.host.settings->suites, [](const auto* suite) { return suite->id == 0x1303; });
  expect_illegal(error_of(pair), Reason::bad_extension);
}

TEST_F(EarlyDataAnswer, GoesWithNoFullHandshake) {
  Pair pair(first, first.client.host.published[0].share());
  pair.server.host.alpn_answer = "a";
  pair.server.host.tickets.clear();
  expect_illegal(error_of(pair), Reason::bad_extension);
}

}  // namespace
}  // namespace reprise::handshake::testing
