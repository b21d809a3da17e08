// SPDX-License-Identifier: Apache-2.0
// What a peer can make us say.
#include <gtest/gtest.h>

#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

constexpr std::size_t kAnswer = 20'000;     // bytes of what we say to a CertificateRequest
constexpr std::size_t kBound = 192 * 1024;  // see Connection::read

// A client whose handshake is complete, with a server that can send anything.
class RequestedClient : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(client.handshake().ok());
    server.send(HandshakeType::server_hello, "hello");
    ASSERT_TRUE(client.handshake().ok());
    server.use_keys(tls13_keys(server_handshake));
    server.send(HandshakeType::finished, "server");
    ASSERT_EQ(client.handshake().value(), Status::done);
    server.use_keys(tls13_keys(server_data));
    take_output(client);
    host.script.on_message = [&](Bytes message, bool, handshake::Effects& effects) -> Result<Wants> {
      if (HandshakeType{message[0]} != HandshakeType::certificate_request) return Wants::message;
      ++num_answers;
      const auto answer = handshake_message(HandshakeType::certificate, ByteVector(kAnswer));
      effects.flight().insert(effects.flight().end(), answer.begin(), answer.end());
      return Wants::message;
    };
  }
  void send_requests(int count) {
    for (int i = 0; i < count; ++i) server.send(HandshakeType::certificate_request, "request");
  }

  TestHost host;
  Connection client{Role::client, host, test_client};
  Peer server{client};
  int num_answers = 0;
  ByteVector out = ByteVector(20'000);
};

TEST_F(RequestedClient, AnswersNoMoreWhileItsAnswersAreNotTaken) {
  send_requests(30);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  EXPECT_GE(client.output().size(), kBound);
  EXPECT_LT(client.output().size(), kBound + kAnswer + 1000);
  EXPECT_EQ(client.input_wanted(), 0u);  // no input would help
  EXPECT_TRUE(client.has_pending());
  while (!client.output().empty()) {
    take_output(client);
    EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  }
  EXPECT_EQ(num_answers, 30);
  EXPECT_GT(client.input_wanted(), 0u);
}

TEST_F(RequestedClient, LeavesTheRestOfARequestThatHasBegunUnread) {
  const auto request = handshake_message(HandshakeType::certificate_request, ByteVector(100));
  send_requests(9);
  server.send(ContentType::handshake, Bytes(request).first(10));
  EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  while (client.output().size() < kBound) ASSERT_TRUE(client.update_keys(handshake::RequestUpdate::no).ok());
  server.send(ContentType::handshake, Bytes(request).subspan(10));
  EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  EXPECT_EQ(num_answers, 9);
  take_output(client);
  EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  EXPECT_EQ(num_answers, 10);
}

TEST_F(RequestedClient, TakesDataAndWhatItDoesNotAnswerWhenItsOutputIsFull) {
  send_requests(9);
  EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  send_requests(1);
  EXPECT_EQ(client.read(out).value().status, Status::wants_input);
  ASSERT_GE(client.output().size(), kBound);
  server.send(HandshakeType::new_session_ticket, "ticket");
  server.send(ContentType::application_data, bytes_of("data"));
  EXPECT_EQ(read_text(client), "data");
}

TEST_F(RequestedClient, BoundsRequestsWithoutData) {
  for (int i = 0; i < 3; ++i) {
    send_requests(32);
    server.send(ContentType::application_data, bytes_of("data"));
    std::string got;
    while (got.empty() && num_answers <= 32 * (i + 1)) {
      take_output(client);
      got = read_text(client);
    }
    EXPECT_EQ(got, "data");
  }
  for (int i = 0; i < 32; ++i) {
    send_requests(1);
    EXPECT_EQ(client.read(out).value().status, Status::wants_input);
    take_output(client);
  }
  send_requests(1);
  expect_error(client.read(out), Alert::unexpected_message, Reason::unexpected_message);
}

// The same, asked for another handshake, as in TLS 1.2; the scripted machine passes over it.
class RefusingClient : public RequestedClient {
 protected:
  void ask(int count) {
    for (int i = 0; i < count; ++i) {
      server.send(HandshakeType::hello_request, "");
      EXPECT_EQ(client.read(out).value().status, Status::wants_input);
    }
  }
};

TEST_F(RefusingClient, BoundsRequestsForAnotherHandshakeThatAreMadeInHaste) {
  for (int i = 0; i < 3; ++i) {
    ask(32);
    host.clock.advance(Seconds(10));
  }
  ask(32);
  server.send(HandshakeType::hello_request, "");
  expect_error(client.read(out), Alert::unexpected_message, Reason::no_renegotiation);
}

TEST_F(RefusingClient, TakesAnyNumberOfThemBetweenData) {
  for (int i = 0; i < 4; ++i) {
    ask(32);
    server.send(ContentType::application_data, bytes_of("data"));
    EXPECT_EQ(read_text(client), "data");
  }
}

}  // namespace
}  // namespace reprise::engine
