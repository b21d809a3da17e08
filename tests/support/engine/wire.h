// SPDX-License-Identifier: Apache-2.0
// Bytes between two connections in memory, and a peer that can send anything.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "record/opener.h"
#include "record/sealer.h"
#include "support/engine/machine.h"

namespace reprise::engine {

using wire::ContentType;

// Gives `bytes` to `to`, at most `step` of them at once and never more than it wants when step is 0.
inline void deliver(Connection& to, Bytes bytes, std::size_t step = 1 << 20) {
  while (!bytes.empty()) {
    const std::size_t wanted = std::max<std::size_t>(to.input_wanted(), step);
    const MutableBytes space = to.input_space(wanted);
    const std::size_t size = std::min({space.size(), bytes.size(), std::max<std::size_t>(step, 1)});
    ASSERT_GT(size, 0u);
    std::ranges::copy(bytes.first(size), space.begin());
    to.input_filled(size);
    bytes = bytes.subspan(size);
    if (!bytes.empty() && !to.handshake_complete()) {
      if (!to.handshake().ok()) return;
    }
  }
}

inline ByteVector take_output(Connection& from) {
  ByteVector bytes = copy_of(from.output());
  from.output_sent(bytes.size());
  return bytes;
}

// Drives both until neither has anything more to say. True when both handshakes are complete.
inline bool run_handshake(Connection& client, Connection& server) {
  for (int i = 0; i < 10; ++i) {
    if (!client.handshake().ok()) return false;
    deliver(server, take_output(client));
    if (!server.handshake().ok()) return false;
    deliver(client, take_output(server));
  }
  return client.handshake_complete() && server.handshake_complete();
}

inline std::string read_text(Connection& from) {
  ByteVector out(20000);
  const auto transfer = from.read(out);
  EXPECT_TRUE(transfer.ok()) << (transfer.ok() ? "" : name_of(transfer.error().reason));
  if (!transfer.ok() || transfer.value().status != Status::done) return "";
  return std::string(text_of(Bytes(out).first(transfer.value().size)));
}

// A connection under test at one end, and at the other a peer that seals whatever the test likes.
class Peer {
 public:
  explicit Peer(Connection& connection) : connection_(connection) {}

  void use_keys(const record::Keys& keys) { ASSERT_TRUE(sealer_.use_keys(*algorithms_, keys).ok()); }
  void send(ContentType type, Bytes content) {
    const record::Content dressed{.type = type, .bytes = content};
    ByteVector record(sealer_.sealed_size(dressed));
    ASSERT_TRUE(sealer_.seal(dressed, record).ok());
    put(record);
  }
  void send(HandshakeType type, std::string_view body) {
    send(ContentType::handshake, handshake_message(type, bytes_of(body)));
  }
  void send_alert(AlertLevel level, Alert alert) {
    send(ContentType::alert, ByteVector{std::uint8_t(level), std::uint8_t(alert)});
  }
  void put(Bytes bytes) {
    const MutableBytes space = connection_.input_space(bytes.size());
    ASSERT_GE(space.size(), bytes.size());
    std::ranges::copy(bytes, space.begin());
    connection_.input_filled(bytes.size());
  }
  // Brings a server under test as far as application data.
  void finish_handshake_as_client() {
    send(HandshakeType::client_hello, "hello");
    ASSERT_TRUE(connection_.handshake().ok());
    use_keys(tls13_keys(client_handshake));
    send(HandshakeType::finished, "client");
    const auto status = connection_.handshake();
    ASSERT_TRUE(status.ok());
    ASSERT_EQ(status.value(), Status::done);
    take_output(connection_);
    use_keys(tls13_keys(client_data));
  }

 private:
  Connection& connection_;
  Ref<const crypto::Algorithms> algorithms_ = record::test_algorithms();
  record::Sealer sealer_;
};

template <typename T>
void expect_error(const Result<T>& result, std::optional<Alert> alert, Reason reason) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, alert);
  EXPECT_EQ(name_of(result.error().reason), name_of(reason));
}

// The one alert in `output` under `keys`, or in the clear.
inline Alert alert_in(ByteVector output, const record::Keys* keys) {
  record::Opener opener;
  if (keys != nullptr) {
    EXPECT_TRUE(opener.use_keys(*record::test_algorithms(), *keys).ok());
  }
  if (output.size() < 7) return Alert::no_certificate;
  const auto opened = opener.open(output);
  EXPECT_TRUE(opened.ok());
  if (!opened.ok() || opened.value().type != ContentType::alert) return Alert::no_certificate;
  return Alert{opened.value().content[1]};
}

}  // namespace reprise::engine
