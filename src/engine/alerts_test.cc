// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/engine/wire.h"
#include "support/session/sessions.h"

namespace reprise::engine {
namespace {

class AlertsUnderTls13 : public testing::Test {
 protected:
  TestHost host;
  Connection server{Role::server, host, test_server};
  Peer peer{server};
  ByteVector out = ByteVector(100);
};

TEST_F(AlertsUnderTls13, ReportsThePeersFatalAlertAndSaysNothingBack) {
  peer.finish_handshake_as_client();
  peer.send_alert(AlertLevel::fatal, Alert::bad_certificate);
  expect_error(server.read(out), Alert::bad_certificate, Reason::peer_sent_alert);
  EXPECT_EQ(server.peer_alert(), 42);
  EXPECT_TRUE(server.failed());
  EXPECT_TRUE(server.output().empty());
}

TEST_F(AlertsUnderTls13, TreatsWarningsAsFatal) {
  peer.finish_handshake_as_client();
  peer.send_alert(AlertLevel::warning, Alert::handshake_failure);
  expect_error(server.read(out), Alert::handshake_failure, Reason::peer_sent_alert);
}

TEST_F(AlertsUnderTls13, KeepsTheNumberOfAnAlertWithoutAName) {
  peer.finish_handshake_as_client();
  peer.send_alert(AlertLevel::fatal, Alert{200});
  EXPECT_FALSE(server.read(out).ok());
  EXPECT_EQ(server.peer_alert(), 200);
}

TEST_F(AlertsUnderTls13, TakesAnAlertWithoutANameForFatalWhateverItsLevel) {
  for (const int level : {0, 1, 3, 255}) {
    Connection other(Role::server, host, test_server);
    Peer other_peer(other);
    other_peer.finish_handshake_as_client();
    other_peer.send_alert(AlertLevel(level), Alert{200});
    EXPECT_FALSE(other.read(out).ok()) << level;
    EXPECT_TRUE(other.failed()) << level;
  }
}

TEST_F(AlertsUnderTls13, IgnoresUserCanceledInBounds) {
  peer.finish_handshake_as_client();
  for (int i = 0; i < 4; ++i) peer.send_alert(AlertLevel::warning, Alert::user_canceled);
  peer.send(ContentType::application_data, bytes_of("go on"));
  EXPECT_EQ(read_text(server), "go on");
  for (int i = 0; i < 5; ++i) peer.send_alert(AlertLevel::warning, Alert::user_canceled);
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_warning_alerts);
}

TEST_F(AlertsUnderTls13, TakesCloseNotifyAtAnyLevel) {
  peer.finish_handshake_as_client();
  peer.send_alert(AlertLevel::fatal, Alert::close_notify);
  EXPECT_EQ(server.read(out).value().status, Status::closed);
  EXPECT_FALSE(server.failed());
}

TEST_F(AlertsUnderTls13, IgnoresWhatComesAfterCloseNotify) {
  peer.finish_handshake_as_client();
  peer.send_alert(AlertLevel::warning, Alert::close_notify);
  peer.send(ContentType::application_data, bytes_of("late"));
  EXPECT_EQ(server.read(out).value().status, Status::closed);
  EXPECT_EQ(server.read(out).value().status, Status::closed);
}

TEST_F(AlertsUnderTls13, RefusesAnAlertThatIsNotTwoBytes) {
  peer.finish_handshake_as_client();
  peer.send(ContentType::alert, ByteVector{2, 40, 2, 40});
  expect_error(server.read(out), Alert::unexpected_message, Reason::invalid_alert);
}

TEST_F(AlertsUnderTls13, SendsItsOwnUnderTheCurrentKeysAndIsDeadThen) {
  peer.finish_handshake_as_client();
  peer.put(ByteVector{23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
  expect_error(server.read(out), Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
  EXPECT_TRUE(server.failed());
  const record::Keys keys = tls13_keys(server_data);
  EXPECT_EQ(alert_in(take_output(server), &keys), Alert::bad_record_mac);
  expect_error(server.read(out), std::nullopt, Reason::protocol_is_shutdown);
  expect_error(server.write(out), std::nullopt, Reason::protocol_is_shutdown);
  expect_error(server.handshake(), std::nullopt, Reason::protocol_is_shutdown);
  expect_error(server.input_ended(), std::nullopt, Reason::protocol_is_shutdown);
  expect_error(server.update_keys(handshake::RequestUpdate::no), std::nullopt, Reason::protocol_is_shutdown);
  server.close();
  EXPECT_TRUE(server.output().empty());
}

TEST_F(AlertsUnderTls13, TakesAClientsPlainAlertBeforeItHasKeys) {
  peer.send(HandshakeType::client_hello, "hello");
  ASSERT_TRUE(server.handshake().ok());
  peer.send_alert(AlertLevel::fatal, Alert::illegal_parameter);
  expect_error(server.handshake(), Alert::illegal_parameter, Reason::peer_sent_alert);
}

TEST_F(AlertsUnderTls13, RefusesAPlainAlertAfterTheHandshake) {
  peer.finish_handshake_as_client();
  peer.put(ByteVector{21, 3, 3, 0, 2, 2, 40});
  expect_error(server.read(out), Alert::unexpected_message, Reason::bad_record_type);
}

TEST_F(AlertsUnderTls13, CallsAnEndWithoutCloseNotifyATruncation) {
  peer.finish_handshake_as_client();
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  expect_error(server.input_ended(), Alert::decode_error, Reason::unexpected_eof);
  EXPECT_TRUE(server.failed());
}

TEST_F(AlertsUnderTls13, TakesAnEndForCloseNotifyWhereConfigured) {
  host.mutable_config().switches.ignore_unexpected_eof = true;
  peer.finish_handshake_as_client();
  EXPECT_EQ(server.input_ended().value(), Status::closed);
  EXPECT_EQ(server.read(out).value().status, Status::closed);
}

TEST_F(AlertsUnderTls13, RetiresTheSessionWithAFatalAlertInEitherDirection) {
  peer.finish_handshake_as_client();
  server.facts().session = session::session_with_id("an id");
  peer.send_alert(AlertLevel::fatal, Alert::decode_error);
  EXPECT_FALSE(server.read(out).ok());
  EXPECT_EQ(host.num_retired, 1);
  Connection other(Role::server, host, test_server);
  Peer other_peer(other);
  other_peer.finish_handshake_as_client();
  other.facts().session = session::session_with_id("an id");
  other_peer.send(ContentType::alert, ByteVector{1});
  EXPECT_FALSE(other.read(out).ok());
  EXPECT_EQ(host.num_retired, 2);
}

class AlertsUnderTls12 : public testing::Test {
 protected:
  void SetUp() override {
    host.script.version = client_host.script.version = 0x0303;
    ASSERT_TRUE(run_handshake(client, server));
  }
  // The client's next alerts; it has no way to send these by itself.
  void send(AlertLevel level, Alert alert, int times = 1) {
    record::Sealer sealer;
    const auto algorithms = record::test_algorithms();
    ASSERT_TRUE(sealer.use_keys(*algorithms, tls12_keys(client_data), record::SequenceNumber(next_)).ok());
    const ByteVector bytes{std::uint8_t(level), std::uint8_t(alert)};
    for (int i = 0; i < times; ++i, ++next_) {
      const record::Content content{.type = ContentType::alert, .bytes = bytes};
      ByteVector record(sealer.sealed_size(content));
      ASSERT_TRUE(sealer.seal(content, record).ok());
      Peer(server).put(record);
    }
  }

  TestHost host, client_host;
  Connection server{Role::server, host, test_server};
  Connection client{Role::client, client_host, test_client};
  ByteVector out = ByteVector(100);
  std::uint64_t next_ = 1;  // after the Finished
};

TEST_F(AlertsUnderTls12, IgnoresWarningsInBounds) {
  send(AlertLevel::warning, Alert::unrecognized_name, 4);
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  send(AlertLevel::warning, Alert::unrecognized_name);
  expect_error(server.read(out), Alert::unexpected_message, Reason::too_many_warning_alerts);
}

TEST_F(AlertsUnderTls12, TakesNoRenegotiationForTheEnd) {
  send(AlertLevel::warning, Alert::no_renegotiation);
  expect_error(server.read(out), Alert::handshake_failure, Reason::no_renegotiation);
}

TEST_F(AlertsUnderTls12, ClosesOnCloseNotify) {
  send(AlertLevel::warning, Alert::close_notify);
  EXPECT_EQ(server.read(out).value().status, Status::closed);
}

TEST_F(AlertsUnderTls12, RefusesAnUnknownLevel) {
  send(AlertLevel{3}, Alert::handshake_failure);
  expect_error(server.read(out), Alert::illegal_parameter, Reason::invalid_alert);
}

TEST(AlertsBeforeAVersion, CloseNotifyEndsAHandshakeWithoutAnError) {
  TestHost host;
  Connection client(Role::client, host, test_client);
  ASSERT_TRUE(client.handshake().ok());
  take_output(client);
  Peer(client).send_alert(AlertLevel::warning, Alert::close_notify);
  EXPECT_EQ(client.handshake().value(), Status::closed);
}

TEST(AlertsBeforeAVersion, GoOutInTheClearAsRecordsOfTls12) {
  TestHost host;
  Connection client(Role::client, host, test_client);
  ASSERT_TRUE(client.handshake().ok());
  take_output(client);
  Peer(client).send(HandshakeType::client_hello, "");
  EXPECT_FALSE(client.handshake().ok());
  EXPECT_EQ(take_output(client), (ByteVector{21, 3, 3, 0, 2, 2, 10}));
}

}  // namespace
}  // namespace reprise::engine
