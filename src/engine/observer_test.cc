// SPDX-License-Identifier: Apache-2.0
#include "engine/observer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

// Writes down what passes: ">" sent, "<" received, the type in hex, the version, the first byte.
class Recorder final : public Observer {
 public:
  void message(Direction direction, std::uint16_t version, int content_type, Bytes bytes) override {
    char line[64];
    std::snprintf(line, sizeof line, "%c%x %x %x", direction == Direction::sent ? '>' : '<', unsigned(content_type),
                  unsigned(version), unsigned(bytes[0]));
    lines.push_back(line);
  }
  void alert(Direction direction, AlertLevel level, Alert alert) override {
    lines.push_back((direction == Direction::sent ? ">alert " : "<alert ") + std::to_string(int(level)) + " " +
                    std::to_string(int(alert)));
  }
  void handshake_started() override { lines.push_back("start"); }
  void state_entered(StateName name) override { lines.push_back("state " + std::to_string(int(name))); }
  void handshake_finished() override { lines.push_back("done"); }
  std::vector<std::string> take() { return std::exchange(lines, {}); }

 private:
  std::vector<std::string> lines;
};

using Lines = std::vector<std::string>;

TEST(ObserverOfAServer, SeesHeadersInnerTypesMessagesAndStatesInLibsslsOrder) {
  TestHost host;
  Connection server(Role::server, host, test_server);
  Recorder recorder;
  server.set_observer(&recorder);
  Peer peer(server);
  peer.send(HandshakeType::client_hello, "hello");
  ASSERT_TRUE(server.handshake().ok());
  EXPECT_EQ(recorder.take(), (Lines{"start", "<100 303 16", "<16 304 1", "state 20", ">100 303 16", ">16 304 2",
                                    "state 22", ">100 303 14", ">14 304 1", ">100 303 17", ">101 303 16", ">16 304 8",
                                    "state 37", ">16 304 14", "state 36"}));
  peer.send(ContentType::change_cipher_spec, ByteVector{1});
  peer.use_keys(tls13_keys(client_handshake));
  peer.send(HandshakeType::finished, "client");
  ASSERT_TRUE(server.handshake().ok());
  EXPECT_EQ(recorder.take(), (Lines{"<100 303 14", "<100 303 17", "<101 304 16", "<16 304 14", "done"}));
  peer.use_keys(tls13_keys(client_data));
  peer.send(ContentType::application_data, bytes_of("x"));
  EXPECT_EQ(read_text(server), "x");
  ASSERT_TRUE(server.write(bytes_of("y")).ok());
  EXPECT_EQ(recorder.take(), (Lines{"<100 303 17", "<101 304 17", ">100 303 17", ">101 303 17"}));
  peer.send_alert(AlertLevel::warning, Alert::close_notify);
  ByteVector out(1);
  ASSERT_TRUE(server.read(out).ok());
  server.close();
  EXPECT_EQ(recorder.take(), (Lines{"<100 303 17", "<101 304 15", "<15 304 1", "<alert 1 0", ">100 303 17",
                                    ">101 303 15", ">15 304 1", ">alert 1 0"}));
}

TEST(ObserverOfAClient, SeesTheHelloWithTheHighestVersion) {
  TestHost host;
  Connection client(Role::client, host, test_client);
  Recorder recorder;
  client.set_observer(&recorder);
  ASSERT_TRUE(client.handshake().ok());
  EXPECT_EQ(recorder.take(), (Lines{"start", ">100 301 16", ">16 304 1", "state 12"}));
}

}  // namespace
}  // namespace reprise::engine
