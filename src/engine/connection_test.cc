// SPDX-License-Identifier: Apache-2.0
#include "engine/connection.h"

#include <gtest/gtest.h>

#include <string>

#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

class Pair : public testing::TestWithParam<std::uint16_t> {
 protected:
  void SetUp() override { client_host.script.version = server_host.script.version = GetParam(); }
  void write(Connection& from, std::string_view text) {
    const auto transfer = from.write(bytes_of(text));
    ASSERT_TRUE(transfer.ok());
    ASSERT_EQ(transfer.value().status, Status::done);
    ASSERT_EQ(transfer.value().size, text.size());
  }

  TestHost client_host, server_host;
  Connection client{Role::client, client_host, test_client};
  Connection server{Role::server, server_host, test_server};
};

TEST_P(Pair, CarriesDataBothWaysAfterTheHandshake) {
  ASSERT_TRUE(run_handshake(client, server));
  EXPECT_TRUE(client_host.script.shrunk && server_host.script.shrunk);
  write(client, "ping");
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server), "ping");
  write(server, "pong");
  deliver(client, take_output(server));
  EXPECT_EQ(read_text(client), "pong");
}

TEST_P(Pair, WorksWithInputCutAtEveryByte) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(client.handshake().ok());
    deliver(server, take_output(client), 1);
    ASSERT_TRUE(server.handshake().ok());
    deliver(client, take_output(server), 1);
  }
  ASSERT_TRUE(client.handshake_complete() && server.handshake_complete());
  write(client, "one");
  write(client, "two");
  std::string got;
  ByteVector out(100);
  for (const std::uint8_t byte : take_output(client)) {
    EXPECT_GT(server.input_wanted(), 0u);
    deliver(server, Bytes(&byte, 1));
    const auto transfer = server.read(out);
    ASSERT_TRUE(transfer.ok());
    if (transfer.value().status == Status::done) got += text_of(Bytes(out).first(transfer.value().size));
  }
  EXPECT_EQ(got, "onetwo");
}

TEST_P(Pair, AsksForNoByteBeyondTheCurrentRecord) {
  ASSERT_TRUE(run_handshake(client, server));
  write(client, "one");
  const std::size_t first = client.output().size();
  write(client, "two");
  const ByteVector bytes = take_output(client);
  std::size_t given = 0;
  while (server.input_wanted() != 0) {
    const std::size_t wanted = server.input_wanted();
    const MutableBytes space = server.input_space(0);
    ASSERT_EQ(space.size(), wanted);
    std::ranges::copy(Bytes(bytes).subspan(given, wanted), space.begin());
    server.input_filled(wanted);
    given += wanted;
  }
  EXPECT_EQ(given, first);
  EXPECT_EQ(read_text(server), "one");
}

TEST_P(Pair, CarriesManyRecordsAndKeepsAPartlyReadOne) {
  ASSERT_TRUE(run_handshake(client, server));
  std::string text(100'000, 'x');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = char('a' + i % 23);
  std::size_t written = 0;
  std::string got;
  ByteVector out(1000);
  while (got.size() < text.size()) {
    if (written < text.size()) {
      const auto transfer = client.write(bytes_of(text).subspan(written));
      ASSERT_TRUE(transfer.ok());
      EXPECT_LE(transfer.value().size, 65536u);
      written += transfer.value().size;
    }
    deliver(server, take_output(client), 5000);
    for (;;) {
      const auto transfer = server.read(out);
      ASSERT_TRUE(transfer.ok());
      if (transfer.value().status != Status::done) break;
      got += text_of(Bytes(out).first(transfer.value().size));
    }
  }
  EXPECT_EQ(got, text);
}

TEST_P(Pair, TakesNothingMoreWhileTheOutputIsFull) {
  ASSERT_TRUE(run_handshake(client, server));
  const ByteVector data(200'000);
  ASSERT_EQ(client.write(data).value().size, 65536u);
  EXPECT_EQ(client.write(data).value().size, 0u);
  take_output(client);
  EXPECT_EQ(client.write(data).value().size, 65536u);
}

TEST_P(Pair, PeeksWithoutTaking) {
  ASSERT_TRUE(run_handshake(client, server));
  write(client, "hello");
  deliver(server, take_output(client));
  ByteVector out(3);
  EXPECT_EQ(server.pending(), 0u);
  EXPECT_TRUE(server.has_pending());
  EXPECT_EQ(server.peek(out).value().size, 3u);
  EXPECT_EQ(text_of(out), "hel");
  EXPECT_EQ(server.pending(), 5u);
  EXPECT_EQ(server.read(out).value().size, 3u);
  EXPECT_EQ(server.pending(), 2u);
  EXPECT_EQ(read_text(server), "lo");
  EXPECT_EQ(server.pending(), 0u);
  EXPECT_FALSE(server.has_pending());
}

TEST_P(Pair, CutsRecordsAsTold) {
  ASSERT_TRUE(run_handshake(client, server));
  client.set_record_options({.max_fragment = 512});
  write(client, std::string(1200, 'x'));
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server).size(), 512u);
  EXPECT_EQ(read_text(server).size(), 512u);
  EXPECT_EQ(read_text(server).size(), 176u);
}

TEST_P(Pair, CutsRecordsToTheLengthAgreedOn) {
  client_host.script.fragment_limit = server_host.script.fragment_limit = 512;
  ASSERT_TRUE(run_handshake(client, server));
  for (const std::size_t own : {16384, 600}) {
    client.set_record_options({.max_fragment = own});
    write(client, std::string(1000, 'x'));
    deliver(server, take_output(client));
    EXPECT_EQ(read_text(server).size(), 512u);
    EXPECT_EQ(read_text(server).size(), 488u);
  }
}

TEST_P(Pair, RefusesRecordsOverTheLengthAgreedOn) {
  server_host.script.fragment_limit = 512;
  ASSERT_TRUE(run_handshake(client, server));
  write(client, std::string(512, 'x'));
  write(client, std::string(513, 'x'));
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server).size(), 512u);
  ByteVector out(1000);
  expect_error(server.read(out), Alert::record_overflow, Reason::data_length_too_long);
}

TEST_P(Pair, ClosesEachDirectionByItself) {
  ASSERT_TRUE(run_handshake(client, server));
  write(client, "last");
  client.close();
  client.close();
  EXPECT_TRUE(client.close_sent());
  deliver(server, take_output(client));
  EXPECT_EQ(read_text(server), "last");
  ByteVector out(10);
  EXPECT_EQ(server.read(out).value().status, Status::closed);
  EXPECT_TRUE(server.close_received());
  EXPECT_EQ(server.read(out).value().status, Status::closed);
  write(server, "still here");
  deliver(client, take_output(server));
  EXPECT_EQ(read_text(client), "still here");
  expect_error(client.write(bytes_of("x")), std::nullopt, Reason::protocol_is_shutdown);
  EXPECT_FALSE(client.failed());
  EXPECT_EQ(server.input_ended().value(), Status::closed);
}

TEST_P(Pair, DropsEmptyDataRecordsInBounds) {
  ASSERT_TRUE(run_handshake(client, server));
  Peer peer(server);
  peer.use_keys(GetParam() == 0x0304 ? tls13_keys(client_data) : tls12_keys(client_data));
  if (GetParam() == 0x0303) peer.send(ContentType::application_data, {});  // the number of the Finished is used
  ByteVector out(10);
  if (GetParam() == 0x0303) {
    expect_error(server.read(out), Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
    return;
  }
  for (int i = 0; i < 32; ++i) peer.send(ContentType::application_data, {});
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  peer.send(ContentType::application_data, {});
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_empty_records);
}

INSTANTIATE_TEST_SUITE_P(Versions, Pair, testing::Values(0x0303, 0x0304));

class Tls13Server : public testing::Test {
 protected:
  TestHost host;
  Connection server{Role::server, host, test_server};
  Peer peer{server};
  ByteVector out = ByteVector(100);
};

TEST_F(Tls13Server, SendsItsFlightInAsFewRecordsAsKeysAllow) {
  peer.send(HandshakeType::client_hello, "hello");
  ASSERT_TRUE(server.handshake().ok());
  std::vector<std::uint8_t> types;
  const Bytes output = server.output();
  for (std::size_t at = 0; at < output.size();) {
    const auto header = wire::read_record_header(output.subspan(at).first<5>());
    types.push_back(std::uint8_t(header.type));
    at += 5 + header.length;
  }
  EXPECT_EQ(types, (std::vector<std::uint8_t>{22, 20, 23}));
}

TEST_F(Tls13Server, CutsAMessageThatIsLongerThanARecord) {
  host.script.certificate_size = 40'000;
  TestHost client_host;
  client_host.script.version = 0x0304;
  Connection client(Role::client, client_host, test_client);
  ASSERT_TRUE(run_handshake(client, server));
  ASSERT_EQ(client_host.script.received.size(), 4u);
  EXPECT_EQ(client_host.script.received[2].size(), 40'004u);
}

TEST_F(Tls13Server, WaitsForTheHostAndAsksAgain) {
  host.script.host_answers = false;
  peer.send(HandshakeType::client_hello, "hello");
  EXPECT_EQ(server.handshake().value(), Status::wants_answer);
  EXPECT_EQ(server.handshake().value(), Status::wants_answer);
  EXPECT_TRUE(server.output().empty());
  host.script.host_answers = true;
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  EXPECT_FALSE(server.output().empty());
}

TEST_F(Tls13Server, RefusesOtherRecordsBetweenTheFragmentsOfAMessage) {
  const ByteVector hello = handshake_message(HandshakeType::client_hello, bytes_of("hello"));
  peer.send(ContentType::handshake, Bytes(hello).first(6));
  peer.send(ContentType::change_cipher_spec, ByteVector{1});
  expect_error(server.handshake(), Alert::unexpected_message, Reason::mixed_handshake_and_other_data);
  EXPECT_EQ(alert_in(take_output(server), nullptr), Alert::unexpected_message);
}

TEST_F(Tls13Server, RefusesAMessageThatSpansAKeyChange) {
  ByteVector hello = handshake_message(HandshakeType::client_hello, bytes_of("hello"));
  hello.push_back(20);
  peer.send(ContentType::handshake, hello);
  expect_error(server.handshake(), Alert::unexpected_message, Reason::not_on_record_boundary);
}

TEST_F(Tls13Server, RefusesApplicationDataInTheHandshake) {
  peer.send(ContentType::application_data, bytes_of("early"));
  expect_error(server.handshake(), Alert::unexpected_message, Reason::unexpected_message);
}

TEST_F(Tls13Server, RefusesProtectedDataBeforeTheClientsFinished) {
  peer.send(HandshakeType::client_hello, "hello");
  ASSERT_TRUE(server.handshake().ok());
  peer.use_keys(tls13_keys(client_handshake));
  peer.send(ContentType::application_data, bytes_of("early"));
  expect_error(server.handshake(), Alert::unexpected_message, Reason::app_data_in_handshake);
}

TEST_F(Tls13Server, DropsChangeCipherSpecInTheHandshakeOnlyAndInBounds) {
  peer.send(HandshakeType::client_hello, "hello");
  for (int i = 0; i < 32; ++i) peer.send(ContentType::change_cipher_spec, ByteVector{1});
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  peer.send(ContentType::change_cipher_spec, ByteVector{1});
  expect_error(server.handshake(), Alert::unexpected_message, Reason::unexpected_ccs_message);
}

TEST_F(Tls13Server, RefusesChangeCipherSpecAfterTheHandshakeOrWithAnotherBody) {
  peer.finish_handshake_as_client();
  peer.send(ContentType::change_cipher_spec, ByteVector{1});
  expect_error(server.read(out), Alert::unexpected_message, Reason::unexpected_ccs_message);
  for (const auto& body : {ByteVector{2}, ByteVector{1, 1}, ByteVector{}}) {
    Connection other(Role::server, host, test_server);
    Peer(other).send(ContentType::change_cipher_spec, body);
    expect_error(other.handshake(), Alert::unexpected_message, Reason::bad_change_cipher_spec);
  }
}

TEST_F(Tls13Server, ExportsNothingBeforeItHasBegunAndUpdatesNoKeysAfterItsEnd) {
  expect_error(server.export_key("label", {}, false, out), std::nullopt, Reason::bad_handshake_state);
  expect_error(server.update_keys(handshake::RequestUpdate::no), std::nullopt, Reason::bad_handshake_state);
  peer.finish_handshake_as_client();
  server.close();
  expect_error(server.update_keys(handshake::RequestUpdate::no), std::nullopt, Reason::protocol_is_shutdown);
}

TEST_F(Tls13Server, PassesOverAnEmptyHandshakeRecordInTheClearAndNoOther) {
  peer.send(ContentType::handshake, {});
  EXPECT_EQ(server.handshake().value(), Status::wants_input);
  peer.finish_handshake_as_client();
  peer.send(ContentType::handshake, {});
  expect_error(server.read(out), Alert::unexpected_message, Reason::record_too_small);
}

TEST_F(Tls13Server, FollowsKeyUpdatesInBothDirections) {
  peer.finish_handshake_as_client();
  peer.send(HandshakeType::key_update, std::string_view("\0", 1));
  peer.use_keys(tls13_keys(after_update));
  peer.send(ContentType::application_data, bytes_of("new key"));
  const auto before = server.messages_handled();
  EXPECT_EQ(read_text(server), "new key");
  EXPECT_EQ(server.messages_handled(), before + 1);
  ASSERT_TRUE(server.update_keys(handshake::RequestUpdate::no).ok());
  ASSERT_EQ(server.write(bytes_of("x")).value().size, 1u);
  EXPECT_EQ(server.output().size(), 5u + 5 + 1 + 16 + 5 + 1 + 1 + 16);
}

TEST_F(Tls13Server, BoundsKeyUpdatesWithoutData) {
  peer.finish_handshake_as_client();
  for (int i = 0; i < 33; ++i) {
    peer.send(HandshakeType::key_update, std::string_view("\0", 1));
    peer.use_keys(tls13_keys(after_update));
  }
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_key_updates);
}

// A KeyUpdate under keys that do not change: the scripted machine has the same for each.
void send_key_updates(Peer& peer, int count, std::string_view request = {"\0", 1}) {
  for (int i = 0; i < count; ++i) {
    peer.send(HandshakeType::key_update, request);
    peer.use_keys(tls13_keys(after_update));
  }
}

TEST_F(Tls13Server, CountsNoEmptyDataBetweenKeyUpdates) {
  peer.finish_handshake_as_client();
  send_key_updates(peer, 32);
  peer.send(ContentType::application_data, {});
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  send_key_updates(peer, 1);
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_key_updates);
}

TEST_F(Tls13Server, TakesAnyNumberOfKeyUpdatesBetweenData) {
  peer.finish_handshake_as_client();
  for (int i = 0; i < 4; ++i) {
    send_key_updates(peer, 32);
    peer.send(ContentType::application_data, bytes_of("x"));
    EXPECT_EQ(read_text(server), "x");
  }
}

TEST_F(Tls13Server, TakesAnyNumberOfKeyUpdatesThatAreSlow) {
  peer.finish_handshake_as_client();
  for (int i = 0; i < 4; ++i) {
    send_key_updates(peer, 32);
    EXPECT_EQ(server.read(out).value().status, Status::wants_input);
    host.clock.advance(Seconds(10));
  }
  host.clock.set(host.clock.now() - Seconds(3600));  // a clock that is set back is not the peer's doing
  send_key_updates(peer, 32);
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  host.clock.advance(Milliseconds(9999));
  send_key_updates(peer, 1);
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_key_updates);
}

TEST_F(Tls13Server, AnswersAllRequestsForAKeyUpdateWithOneBeforeTheNextData) {
  constexpr std::size_t kKeyUpdate = 5 + 5 + 1 + 16, kData = 5 + 1 + 1 + 16;
  peer.finish_handshake_as_client();
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(server.owes_key_update());
    send_key_updates(peer, 3, "\1");
    EXPECT_EQ(server.read(out).value().status, Status::wants_input);
    EXPECT_TRUE(server.owes_key_update());
    EXPECT_TRUE(server.output().empty());
    ASSERT_EQ(server.write(bytes_of("x")).value().size, 1u);
    ASSERT_EQ(server.write(bytes_of("x")).value().size, 1u);
    EXPECT_EQ(take_output(server).size(), kKeyUpdate + 2 * kData);
  }
  send_key_updates(peer, 1, "\1");
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  ASSERT_TRUE(server.update_keys(handshake::RequestUpdate::no).ok()) << "one of its own will do";
  ASSERT_EQ(server.write(bytes_of("x")).value().size, 1u);
  EXPECT_EQ(take_output(server).size(), kKeyUpdate + kData);
}

TEST_F(Tls13Server, SealsNoKeyUpdateWhileItHasNoRoomForData) {
  peer.finish_handshake_as_client();
  while (server.write(ByteVector(20'000)).value().size != 0) continue;
  const std::size_t full = server.output().size();
  for (int i = 0; i < 3; ++i) {
    send_key_updates(peer, 1, "\1");
    EXPECT_EQ(server.read(out).value().status, Status::wants_input);
    EXPECT_EQ(server.write(bytes_of("x")).value().size, 0u);
  }
  EXPECT_EQ(server.output().size(), full);
}

TEST_F(Tls13Server, SendsTicketsWhenAsked) {
  expect_error(server.send_tickets(1), std::nullopt, Reason::bad_handshake_state);
  peer.finish_handshake_as_client();
  ASSERT_TRUE(server.send_tickets(2).ok());
  EXPECT_EQ(server.output().size(), 5u + 20 + 1 + 16);
  expect_error(server.request_client_certificate(), std::nullopt, Reason::not_supported);
  EXPECT_FALSE(server.failed());
}

TEST_F(Tls13Server, PadsRecordsToABlock) {
  peer.finish_handshake_as_client();
  server.set_record_options({.padding_block = 128});
  ASSERT_TRUE(server.write(bytes_of("x")).ok());
  EXPECT_EQ(take_output(server).size(), 5u + 128 + 16);
  server.set_record_options({.padding_callback = [](void*, int type, std::size_t length) -> std::size_t {
    return type == 23 && length == 2 ? 10 : 100'000;
  }});
  ASSERT_TRUE(server.write(bytes_of("x")).ok());
  EXPECT_EQ(take_output(server).size(), 5u + 12 + 16);
  ASSERT_TRUE(server.write(bytes_of("xy")).ok());
  EXPECT_EQ(take_output(server).size(), 5u + 16385 + 16) << "never beyond what a record may hold";
}

TEST_F(Tls13Server, HoldsNoBuffersWhenIdle) {
  peer.finish_handshake_as_client();
  peer.send(ContentType::application_data, ByteVector(16384));
  ByteVector big(16384);
  EXPECT_EQ(server.read(big).value().size, big.size());
  EXPECT_EQ(server.read(big).value().status, Status::wants_input);
  EXPECT_EQ(server.input_space(0).size(), 5u);
}

TEST(ConnectionInput, NamesProtocolsThatAreNotTls) {
  TestHost host;
  const auto error_for = [&](std::string_view text) {
    Connection server(Role::server, host, test_server);
    Peer(server).put(bytes_of(text));
    const auto status = server.handshake();
    EXPECT_FALSE(status.ok());
    EXPECT_TRUE(server.output().empty());
    return status.error().reason;
  };
  EXPECT_EQ(error_for("GET / HTTP/1.1"), Reason::http_request);
  EXPECT_EQ(error_for("CONNECT a:1"), Reason::https_proxy_request);
  EXPECT_EQ(error_for("SSH-2.0-x"), Reason::wrong_version_number);
}

TEST(ConnectionInput, FailsWithARecordThatIsTooLongBeforeItHasCome) {
  TestHost host;
  Connection server(Role::server, host, test_server);
  Peer(server).put(ByteVector{22, 3, 1, 0xff, 0xff});
  EXPECT_EQ(server.input_wanted(), 0u);
  expect_error(server.handshake(), Alert::record_overflow, Reason::fragment_too_long);
}

}  // namespace
}  // namespace reprise::engine
