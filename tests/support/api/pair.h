// SPDX-License-Identifier: Apache-2.0
// A client and a server of the API, in memory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "reprise/connection.h"
#include "support/api/sessions.h"

namespace reprise_test {

// Certificate and key of localhost, good from 2020 to 2120.
inline const std::string& localhost_pem() {
  static const std::string text = [] {
    std::ifstream file(REPRISE_TEST_CREDENTIALS);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return text;
}

// A clock that tests move.
struct Hands {
  reprise::Time now = kNow;
  reprise::Clock clock() {
    return [this] { return now; };
  }
};

inline reprise::ClientOptions client_options(Hands& hands) {
  return {.server_name = "localhost", .trust_pem = localhost_pem(), .clock = hands.clock()};
}

inline reprise::ServerOptions server_options(Hands& hands) {
  return {.certificate_pem = localhost_pem(), .key_pem = localhost_pem(), .clock = hands.clock()};
}

inline reprise::ClientConfig client_config(const reprise::ClientOptions& options) {
  return reprise::ClientConfig::make(library(), options).value();
}
inline reprise::ServerConfig server_config(const reprise::ServerOptions& options) {
  return reprise::ServerConfig::make(library(), options).value();
}

// What `from` has to say goes to `to`.
inline void deliver(reprise::Connection& from, reprise::Connection& to) {
  const auto bytes = from.output();
  EXPECT_EQ(to.input(bytes), bytes.size());
  from.output_sent(bytes.size());
}

struct Pair {
  Pair(const reprise::ClientConfig& client_config, const reprise::ServerConfig& server_config,
       reprise::Ref<const reprise::Session> offered = {})
      : client(reprise::Connection::client(client_config, std::move(offered))),
        server(reprise::Connection::server(server_config)) {}

  // Drives both until neither goes on; the status of one that fails is its error. True when both are complete.
  bool handshake() {
    for (int i = 0; i < 6; ++i) {
      if (client_status.ok()) client_status = client.handshake();
      deliver(client, server);
      if (server_status.ok()) server_status = server.handshake();
      deliver(server, client);
    }
    return client.handshake_complete() && server.handshake_complete();
  }
  // What `to` reads after `from` has written `text`; a client that reads takes tickets in passing.
  std::string transfer(reprise::Connection& from, reprise::Connection& to, std::string_view text) {
    if (!from.write(reprise::bytes_of(text)).ok()) return "not written";
    deliver(from, to);
    return read(to);
  }
  std::string read(reprise::Connection& to) {
    std::string all;
    std::array<std::uint8_t, 1000> buffer;
    for (;;) {
      const auto got = to.read(buffer);
      if (!got.ok()) return std::string(name_of(got.error().reason));
      if (got.value().status != reprise::Status::done) return all;
      all += reprise::text_of(reprise::Bytes(buffer).first(got.value().size));
    }
  }

  reprise::Connection client;
  reprise::Connection server;
  reprise::Result<reprise::Status> client_status = reprise::Status::wants_input;
  reprise::Result<reprise::Status> server_status = reprise::Status::wants_input;
};

// The latest session that a connection between these brings.
inline reprise::Ref<const reprise::Session> fresh_session(const reprise::ClientConfig& client_config,
                                                          const reprise::ServerConfig& server_config) {
  Pair pair(client_config, server_config);
  EXPECT_TRUE(pair.handshake());
  EXPECT_EQ(pair.transfer(pair.server, pair.client, "data"), "data");
  auto sessions = pair.client.take_sessions();
  EXPECT_FALSE(sessions.empty());
  return sessions.empty() ? nullptr : std::move(sessions.back());
}

}  // namespace reprise_test
