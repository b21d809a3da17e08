// SPDX-License-Identifier: Apache-2.0
// Sockets for the tools.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace reprise::cli {

// Owns a file descriptor.
class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();
  int fd() const { return fd_; }
  // What is sent and not taken for so long is given up.
  void limit_sending(int patience_ms) const;
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// A connection to host:port; empty with a word on stderr when there is none to be had.
Socket connect_to(const std::string& host, const std::string& port);
// Listens on 127.0.0.1; `port` 0 picks one, which is put in its place.
Socket listen_on(std::uint16_t& port);
Socket accept_from(const Socket& listener);

// Sends all of it. False when the peer is gone.
bool send_all(const Socket& socket, Bytes bytes);
// Reads what is there, waiting for the first of it. 0 at the end, -1 on failure or after `patience_ms` (-1: no limit).
long receive(const Socket& socket, MutableBytes out, int patience_ms);

}  // namespace reprise::cli
