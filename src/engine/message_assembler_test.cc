// SPDX-License-Identifier: Apache-2.0
#include "engine/message_assembler.h"

#include <gtest/gtest.h>

#include "engine/message_limits.h"
#include "support/engine/machine.h"

namespace reprise::engine {
namespace {

constexpr MessageRules kClient{Role::client, 1000};
constexpr MessageRules kServer{Role::server, 1000};

TEST(MessageAssembler, GivesEachMessageOfARecordWithoutCopying) {
  ByteVector bytes = handshake_message(HandshakeType::encrypted_extensions, bytes_of("abc"));
  const ByteVector second = handshake_message(HandshakeType::finished, bytes_of("de"));
  bytes.insert(bytes.end(), second.begin(), second.end());
  MessageAssembler assembler;
  Bytes record = bytes;
  const auto first = assembler.next(record, kClient);
  ASSERT_TRUE(first.ok() && first.value());
  EXPECT_EQ(first.value()->data(), bytes.data());
  EXPECT_EQ(first.value()->size(), 7u);
  assembler.done();
  EXPECT_FALSE(assembler.mid_message());
  const auto last = assembler.next(record, kClient);
  ASSERT_TRUE(last.ok() && last.value());
  EXPECT_TRUE(std::ranges::equal(*last.value(), second));
  EXPECT_TRUE(record.empty());
}

TEST(MessageAssembler, JoinsAMessageCutAnywhere) {
  const ByteVector whole = handshake_message(HandshakeType::finished, bytes_of("0123456789"));
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    MessageAssembler assembler;
    Bytes head = Bytes(whole).first(cut);
    auto message = assembler.next(head, kClient);
    ASSERT_TRUE(message.ok());
    EXPECT_FALSE(message.value());
    EXPECT_TRUE(assembler.mid_message());
    Bytes tail = Bytes(whole).subspan(cut);
    message = assembler.next(tail, kClient);
    ASSERT_TRUE(message.ok() && message.value()) << cut;
    EXPECT_TRUE(std::ranges::equal(*message.value(), whole));
    assembler.done();
    EXPECT_FALSE(assembler.mid_message());
  }
}

TEST(MessageAssembler, JoinsAMessageSentByteByByte) {
  const ByteVector whole = handshake_message(HandshakeType::finished, bytes_of("0123456789"));
  MessageAssembler assembler;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    Bytes one = Bytes(whole).subspan(i, 1);
    ASSERT_FALSE(assembler.next(one, kServer).value());
  }
  Bytes one = Bytes(whole).last(1);
  EXPECT_TRUE(assembler.next(one, kServer).value());
}

TEST(MessageAssembler, RefusesAMessageThatIsTooLongByItsHeader) {
  const ByteVector header{std::uint8_t(HandshakeType::certificate), 0, 3, 233};  // 1001 bytes
  MessageAssembler assembler;
  Bytes record = header;
  const auto message = assembler.next(record, kClient);
  ASSERT_FALSE(message.ok());
  EXPECT_EQ(message.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(message.error().reason, Reason::message_too_large);
}

TEST(MessageAssembler, RefusesALengthThatTheSyntaxDoesNotAllow) {
  const ByteVector header{std::uint8_t(HandshakeType::key_update), 0, 0, 2};
  MessageAssembler assembler;
  Bytes record = header;
  EXPECT_EQ(assembler.next(record, kClient).error().alert, Alert::decode_error);
}

TEST(MessageAssembler, RefusesAFinishedOfAnyWrongLengthAlike) {
  const ByteVector header{std::uint8_t(HandshakeType::finished), 0, 0, 65};  // longer than any hash
  MessageAssembler assembler;
  Bytes record = header;
  EXPECT_EQ(assembler.next(record, kClient).error().alert, Alert::decode_error);
}

TEST(MessageAssembler, RefusesATypeThatThisSideNeverReceives) {
  const ByteVector hello = handshake_message(HandshakeType::client_hello, {});
  MessageAssembler assembler;
  Bytes record = hello;
  EXPECT_EQ(assembler.next(record, kClient).error().alert, Alert::unexpected_message);
  record = hello;
  EXPECT_TRUE(assembler.next(record, kServer).ok());
}

TEST(MessageLimits, LetAServerTakeALongClientHelloAndCertificatesAsConfigured) {
  EXPECT_EQ(message_limit(Role::server, HandshakeType::client_hello, 5).value(), 131396u);
  EXPECT_EQ(message_limit(Role::server, HandshakeType::certificate, 5).value(), 5u);
  EXPECT_EQ(message_limit(Role::client, HandshakeType::key_update, 5).value(), 1u);
  EXPECT_FALSE(message_limit(Role::client, HandshakeType::hello_verify_request, 5).ok());
  EXPECT_FALSE(message_limit(Role::server, HandshakeType{200}, 5).ok());
}

}  // namespace
}  // namespace reprise::engine
