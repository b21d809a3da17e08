// SPDX-License-Identifier: Apache-2.0
// What both ends refuse before they know which version they speak.
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using wire::HandshakeType;

struct BeforeAVersion : ::testing::Test {
  void start() {
    pair.take(pair.server, pair.server.machine->start(pair.server.out));
    pair.take(pair.client, pair.client.machine->start(pair.client.out));
  }
  static void expect_refusal(const Result<Wants>& result, Alert alert) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().alert, alert);
  }
  Result<Wants> client_gets(const ByteVector& message) {
    return pair.client.machine->receive(message, true, pair.client.out);
  }
  Pair pair;
};

TEST_F(BeforeAVersion, NothingAppliesThatComesLater) {
  start();
  ByteVector key(16);
  for (Side* side : {&pair.client, &pair.server}) {
    auto& machine = *side->machine;
    EXPECT_FALSE(machine.accepts_application_data());
    for (const auto& result :
         {machine.update_keys(RequestUpdate::no, side->out), machine.send_tickets(1, side->out),
          machine.request_client_certificate(side->out), machine.export_key("label", {}, false, key)}) {
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().reason, Reason::bad_handshake_state);
    }
  }
}

TEST_F(BeforeAVersion, AClientHasNoTicketsOrRequestsToSend) {
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.client.machine->send_tickets(1, pair.client.out).ok());
  EXPECT_FALSE(pair.client.machine->request_client_certificate(pair.client.out).ok());
}

TEST_F(BeforeAVersion, NothingAnswersAClientHelloButAServerHello) {
  start();
  expect_refusal(client_gets({11, 0, 0, 4, 0, 0, 0, 0}), Alert::unexpected_message);
}

TEST_F(BeforeAVersion, NothingBeginsAHandshakeButAClientHello) {
  start();
  expect_refusal(pair.server.machine->receive(ByteVector{20, 0, 0, 1, 0}, true, pair.server.out),
                 Alert::unexpected_message);
}

TEST_F(BeforeAVersion, ASecondHelloIsUnexpectedWhileTheProgramThinksAboutTheFirst) {
  start();
  pair.server.host.times_not_yet = 1000;
  const auto hello = pair.client.out.sent.front().bytes;
  EXPECT_EQ(pair.server.machine->receive(hello, true, pair.server.out).value(), Wants::host);
  expect_refusal(pair.server.machine->receive(hello, true, pair.server.out), Alert::unexpected_message);
}

TEST_F(BeforeAVersion, AHelloRequestIsIgnoredByWhoMaySpeakTls12) {
  start();
  EXPECT_TRUE(client_gets({0, 0, 0, 0}).ok());
  expect_refusal(client_gets({0, 0, 0, 1, 7}), Alert::decode_error);
}

TEST_F(BeforeAVersion, AHelloRequestIsUnexpectedToWhoSpeaksTls13Alone) {
  pair.client.host.settings->min_version = kTls13;
  start();
  expect_refusal(client_gets({0, 0, 0, 0}), Alert::unexpected_message);
}

TEST_F(BeforeAVersion, AHelloRequestIsUnexpectedAfterARequestForARetry) {
  pair.server.host.settings->groups = {crypto::NamedGroup::secp384r1};
  start();
  pair.deliver(pair.client, pair.server);
  pair.deliver(pair.server, pair.client);
  ASSERT_FALSE(pair.client.error);
  expect_refusal(client_gets({0, 0, 0, 0}), Alert::unexpected_message);
}

TEST_F(BeforeAVersion, AChangeCipherSpecIsDroppedByWhoSpeaksTls13) {
  start();
  EXPECT_TRUE(pair.client.machine->receive_change_cipher_spec(pair.client.out).ok());
}

TEST_F(BeforeAVersion, AChangeCipherSpecIsUnexpectedToWhoDoesNot) {
  pair.client.host.settings->max_version = kTls12;
  start();
  expect_refusal(pair.client.machine->receive_change_cipher_spec(pair.client.out), Alert::unexpected_message);
}

// --- HelloRetryRequest

struct RetryRequest : ::testing::Test {
  RetryRequest() { pair.server.host.settings->groups = {crypto::NamedGroup::secp384r1}; }
  // Changes the request, and not the ServerHello that would follow.
  template <typename Change>
  void expect_refusal(Change change, Alert alert) {
    int num_hellos = 0;
    pair.server.tamper = [&](HandshakeType type, ByteVector& m) {
      if (type == HandshakeType::server_hello && ++num_hellos == 1) change(m);
    };
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.client), alert);
    EXPECT_EQ(num_hellos, 1);
  }
  Pair pair;
};

TEST_F(RetryRequest, EchoesTheSessionId) {
  expect_refusal([](ByteVector& m) { m[4 + 35] ^= 1; }, Alert::illegal_parameter);
}

TEST_F(RetryRequest, ChoosesASuiteThatThereIs) {
  expect_refusal([](ByteVector& m) { m[4 + 35 + 32 + 1] = 0x99; }, Alert::illegal_parameter);
}

TEST_F(RetryRequest, ChoosesASuiteThatWasOffered) {
  pair.client.host.settings->suites = {wire::find_cipher_suite(0x1301)};
  expect_refusal([](ByteVector& m) { m[4 + 35 + 32 + 1] = 0x03; }, Alert::illegal_parameter);
}

TEST_F(RetryRequest, HasNoExtensionThatNobodyAskedFor) {
  expect_refusal([](ByteVector& m) { edit_extension(m, extensions_of_server_hello(m), 0xff77, ByteVector{}); },
                 Alert::unsupported_extension);
}

TEST_F(RetryRequest, EndsItsRecord) {
  pair.take(pair.server, pair.server.machine->start(pair.server.out));
  pair.take(pair.client, pair.client.machine->start(pair.client.out));
  pair.deliver(pair.client, pair.server);
  const auto request = pair.server.out.sent.front().bytes;
  const auto result = pair.client.machine->receive(request, false, pair.client.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::not_on_record_boundary);
}

}  // namespace
}  // namespace reprise::handshake::testing
