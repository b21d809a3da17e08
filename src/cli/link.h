// A connection over a socket, for callers that can wait.
#pragma once

#include <optional>
#include <string>

#include "cli/net.h"
#include "engine/connection.h"

namespace reprise::cli {

// Says on stderr what went wrong, by its Reason.
class Link {
 public:
  Link(engine::Connection& connection, const Socket& socket) : connection_(connection), socket_(socket) {}

  // The whole handshake. False when it failed.
  bool handshake();
  bool write(Bytes data);
  // The next data; empty at the end. Nothing after an error, or when none has come for `patience_ms`.
  std::optional<ByteVector> read(int patience_ms);
  // Client: 0-RTT data ahead of the handshake.
  bool write_early_data(Bytes data);
  // Server, before handshake(): all 0-RTT data; empty when there is none.
  std::optional<ByteVector> read_early_data();
  void close();

 private:
  bool refill(int patience_ms);
  bool flush();
  bool report(const Error& error);

  engine::Connection& connection_;
  const Socket& socket_;
};

}  // namespace reprise::cli
