// SPDX-License-Identifier: Apache-2.0
// What a connection says of itself before there is anything to say, and of a machine that fails or that asks it back.
#include <gtest/gtest.h>

#include "support/engine/credentials.h"
#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

class Failures : public testing::Test {
 protected:
  TestHost client_host, server_host;
  Connection client{Role::client, client_host, test_client};
  Connection server{Role::server, server_host, test_server};
  ByteVector out = ByteVector(100);
};

TEST_F(Failures, OfTheAnswerToAKeyUpdateEndTheWriteThatItComesBefore) {
  ASSERT_TRUE(run_handshake(client, server));
  ASSERT_TRUE(client.update_keys(handshake::RequestUpdate::yes).ok());
  deliver(server, take_output(client));
  EXPECT_EQ(server.read(out).value().status, Status::wants_input);
  ASSERT_TRUE(server.owes_key_update());
  server_host.script.fails = true;
  EXPECT_FALSE(server.write(bytes_of("data")).ok());
  EXPECT_TRUE(server.failed());
}

TEST_F(Failures, OfTheStartEndTheReadingOfEarlyData) {
  server_host.script.fails = true;
  EXPECT_FALSE(server.read_early_data(out).ok());
  EXPECT_TRUE(server.failed());
}

TEST_F(Failures, OfTheEndOfEarlyDataEndTheConnection) {
  client_host.script.early_data = server_host.script.early_data = 100;
  ASSERT_TRUE(client.write_early_data(bytes_of("early")).ok());
  client_host.script.fails = true;
  EXPECT_FALSE(client.end_early_data().ok());
  EXPECT_TRUE(client.failed());
}

TEST_F(Failures, AreWhatAMachineGetsThatDrivesItsOwnConnection) {
  int asked = 0;
  server_host.script.on_message = [&](Bytes, bool, handshake::Effects&) -> Result<Wants> {
    ++asked;
    EXPECT_TRUE(server.busy());
    const auto again = server.handshake();
    EXPECT_TRUE(!again.ok() && again.error().reason == Reason::bad_handshake_state);
    return Wants::message;
  };
  Peer(server).send(HandshakeType::client_hello, "hello");
  EXPECT_TRUE(server.handshake().ok());
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(server.busy() || server.failed());
}

TEST_F(Failures, AreNotSaidOfAConnectionThatIsNotClosed) {
  EXPECT_FALSE(client.close_sent() || client.close_received());
  ASSERT_TRUE(run_handshake(client, server));
  EXPECT_FALSE(client.close_sent() || client.close_received());
  client.close();
  EXPECT_TRUE(client.close_sent());
  deliver(server, take_output(client));
  EXPECT_EQ(server.read(out).value().status, Status::closed);
  EXPECT_TRUE(server.close_received());
  EXPECT_FALSE(server.close_sent());
}

// --- A handshake that is real

class SessionInMaking : public testing::Test {
 protected:
  const Ref<const crypto::Algorithms> algorithms = record::test_algorithms();
  PairHost client_host{Role::client, algorithms}, server_host{Role::server, algorithms};
  Connection client{Role::client, client_host}, server{Role::server, server_host};
};

TEST_F(SessionInMaking, IsThereDuringTheHandshakeAlone) {
  EXPECT_EQ(client.session_in_making(), nullptr);
  EXPECT_EQ(server.session_in_making(), nullptr);
  ASSERT_TRUE(client.handshake().ok());
  deliver(server, take_output(client));
  ASSERT_TRUE(server.handshake().ok());
  EXPECT_NE(server.session_in_making(), nullptr);
  EXPECT_FALSE(server.amid_messages());
  ASSERT_TRUE(run_handshake(client, server));
  EXPECT_EQ(client.session_in_making(), nullptr);
  EXPECT_EQ(server.session_in_making(), nullptr);
}

}  // namespace
}  // namespace reprise::engine
