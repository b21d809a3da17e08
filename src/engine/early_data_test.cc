// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

class EarlyDataPair : public testing::Test {
 protected:
  void offer(std::uint32_t client_max, std::uint32_t server_max, bool accepted) {
    client_host.script.early_data = client_max;
    server_host.script.early_data = server_max;
    client_host.script.accepts_early_data = server_host.script.accepts_early_data = accepted;
  }
  Transfer write_early(std::string_view text) {
    const auto transfer = client.write_early_data(bytes_of(text));
    EXPECT_TRUE(transfer.ok());
    return transfer.ok() ? transfer.value() : Transfer{Status::closed};
  }

  // The server refuses the early data of the first hello that it takes: so many bytes of it.
  void skip_behind_first_hello(std::uint32_t max_bytes) {
    server_host.script.on_message = [this, max_bytes](Bytes, bool, handshake::Effects& output) -> Result<Wants> {
      if (server_host.script.received.size() == 1) output.skip_early_data(max_bytes);
      return Wants::message;
    };
    Peer(server).send(HandshakeType::client_hello, "first");
  }
  // A record that looks as if it were encrypted.
  static ByteVector opaque_record(std::size_t size) {
    ByteVector record{23, 3, 3, std::uint8_t(size >> 8), std::uint8_t(size)};
    record.resize(5 + size);
    return record;
  }

  TestHost client_host, server_host;
  Connection client{Role::client, client_host, test_client};
  Connection server{Role::server, server_host, test_server};
  ByteVector out = ByteVector(100);
};

TEST_F(EarlyDataPair, FlowsBeforeTheHandshakeIsComplete) {
  offer(100, 100, true);
  EXPECT_EQ(write_early("early").size, 5u);
  EXPECT_EQ(client.handshake().value(), Status::early_data);
  deliver(server, take_output(client));
  EXPECT_EQ(server.handshake().value(), Status::early_data);
  auto read = server.read_early_data(out);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(text_of(Bytes(out).first(read.value().size)), "early");
  EXPECT_EQ(server.read_early_data(out).value().status, Status::wants_input);

  ASSERT_TRUE(client.end_early_data().ok());
  deliver(client, take_output(server));
  EXPECT_EQ(client.handshake().value(), Status::done);
  deliver(server, take_output(client));
  read = server.read_early_data(out);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().status, Status::done);
  EXPECT_EQ(read.value().size, 0u);
  EXPECT_EQ(server.handshake().value(), Status::done);
  ASSERT_TRUE(client.write(bytes_of("late")).ok());
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server), "late");
}

TEST_F(EarlyDataPair, LetsTheServerAnswerBeforeTheClientsFinished) {
  offer(100, 100, true);
  write_early("early");
  deliver(server, take_output(client));
  ASSERT_TRUE(server.read_early_data(out).ok());
  EXPECT_EQ(server.write_early_data(bytes_of("answer")).value().size, 6u);
  ASSERT_TRUE(client.end_early_data().ok());
  deliver(client, take_output(server));
  EXPECT_EQ(client.handshake().value(), Status::done);
  EXPECT_EQ(read_text(client), "answer");
}

TEST_F(EarlyDataPair, IsSkippedWhenRefused) {
  offer(100, 100, false);
  write_early("early");
  write_early("data");
  deliver(server, take_output(client));
  ASSERT_TRUE(client.end_early_data().ok());
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  EXPECT_EQ(server.read_early_data(out).value().status, Status::done);
  ASSERT_TRUE(run_handshake(client, server));
  ASSERT_TRUE(client.write(bytes_of("late")).ok());
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server), "late");
}

TEST_F(EarlyDataPair, IsSkippedOnlyUpToTheLimit) {
  offer(100, 8, false);
  write_early("12345");
  write_early("6789");
  deliver(server, take_output(client));
  expect_error(server.handshake(), Alert::unexpected_message, Reason::too_much_early_data);
}

TEST_F(EarlyDataPair, EndsBeingSkippedWithTheFirstRecordThatOpens) {
  offer(0, 1000, false);
  ASSERT_TRUE(client.handshake().ok());
  deliver(server, take_output(client));
  ASSERT_TRUE(server.handshake().ok());
  deliver(client, take_output(server));
  ASSERT_TRUE(client.handshake().ok());
  deliver(server, take_output(client));
  EXPECT_EQ(server.handshake().value(), Status::done);
  Peer(server).put(ByteVector{23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
  expect_error(server.read(out), Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
}

TEST_F(EarlyDataPair, EndsWithBadRecordMacWhenARecordThatWasAcceptedIsAltered) {
  offer(100, 100, true);
  write_early("early");
  ByteVector sent = take_output(client);
  sent.back() ^= 1;
  deliver(server, sent);
  expect_error(server.read_early_data(out), Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
}

TEST_F(EarlyDataPair, IsRefusedBeyondWhatWasAccepted) {
  offer(100, 5, true);
  write_early("12345");
  write_early("6");
  deliver(server, take_output(client));
  EXPECT_EQ(server.read_early_data(out).value().size, 5u);
  expect_error(server.read_early_data(out), Alert::unexpected_message, Reason::too_much_early_data);
}

TEST_F(EarlyDataPair, CannotBeWrittenBeyondTheOfferOrWithoutOne) {
  offer(5, 5, true);
  write_early("123");
  expect_error(client.write_early_data(bytes_of("456")), std::nullopt, Reason::too_much_early_data);
  EXPECT_FALSE(client.failed());
  expect_error(server.write_early_data(bytes_of("x")), std::nullopt, Reason::bad_handshake_state);
  EXPECT_EQ(write_early("45").size, 2u);
  ASSERT_TRUE(client.end_early_data().ok());
  expect_error(client.write_early_data(bytes_of("6")), std::nullopt, Reason::bad_handshake_state);
}

TEST_F(EarlyDataPair, CannotBeWrittenOnceTheHandshakeOrTheConnectionIsOver) {
  ASSERT_TRUE(run_handshake(client, server));
  expect_error(server.write_early_data(bytes_of("x")), std::nullopt, Reason::bad_handshake_state);
  expect_error(client.write_early_data(bytes_of("x")), std::nullopt, Reason::bad_handshake_state);
  client.close();
  expect_error(client.write_early_data(bytes_of("x")), std::nullopt, Reason::protocol_is_shutdown);
  Peer(server).put(ByteVector{23, 3, 3, 0xff, 0xff});
  ASSERT_FALSE(server.read(out).ok());
  expect_error(server.write_early_data(bytes_of("x")), std::nullopt, Reason::protocol_is_shutdown);
}

TEST_F(EarlyDataPair, IsSkippedByTypeOnlyUpToTheLimit) {
  skip_behind_first_hello(100);
  Peer peer(server);
  peer.put(opaque_record(80));
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  peer.put(opaque_record(80));
  expect_error(server.handshake(), Alert::unexpected_message, Reason::too_much_early_data);
}

// RFC 8446, 5.2: a record is no longer because nobody can read it.
TEST_F(EarlyDataPair, IsNotSkippedInRecordsThatAreTooLong) {
  skip_behind_first_hello(1 << 20);
  Peer peer(server);
  peer.put(opaque_record(0x4100));
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  peer.put(ByteVector{23, 3, 3, 0x41, 0x01});
  expect_error(server.handshake(), Alert::record_overflow, Reason::fragment_too_long);
}

// RFC 8446, 4.2.10: after HelloRetryRequest refused early data is told by its outer content type.
TEST_F(EarlyDataPair, IsSkippedByTypeAfterHelloRetryRequest) {
  skip_behind_first_hello(100);
  Peer peer(server);
  peer.put(opaque_record(50));
  peer.send(HandshakeType::client_hello, "second");
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  EXPECT_EQ(server_host.script.received.size(), 2u);
  peer.put(opaque_record(50));
  expect_error(server.handshake(), Alert::unexpected_message, Reason::unexpected_message);
}

}  // namespace
}  // namespace reprise::engine
