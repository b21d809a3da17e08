// SPDX-License-Identifier: Apache-2.0
// A connection over a socket, for callers that can wait.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/net.h"
#include "engine/connection.h"

namespace reprise::cli {

// Says on stderr what went wrong, by its Reason.
class Link {
 public:
  // `patience_ms` is for the connection as a whole (-1: no limit): a peer that is silent, or sends a byte now and then,
  // does not keep it longer.
  Link(engine::Connection& connection, const Socket& socket, int patience_ms = -1)
      : connection_(connection), socket_(socket), deadline_(after(Clock::now(), patience_ms)) {}

  // The whole handshake. False when it failed.
  bool handshake();
  bool write(Bytes data);
  // The next data; empty at the end. Nothing after an error, or when none has come within `patience_ms`, whatever else
  // has: messages after the handshake do not count.
  std::optional<ByteVector> read(int patience_ms);
  // Client: 0-RTT data ahead of the handshake.
  bool write_early_data(Bytes data);
  // Server, before handshake(): all 0-RTT data; empty when there is none.
  std::optional<ByteVector> read_early_data();
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  static Clock::time_point after(Clock::time_point from, int patience_ms);
  bool refill(Clock::time_point deadline = Clock::time_point::max());
  bool flush();
  bool report(const Error& error);

  engine::Connection& connection_;
  const Socket& socket_;
  const Clock::time_point deadline_;  // of the connection as a whole
};

}  // namespace reprise::cli
