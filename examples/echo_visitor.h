// SPDX-License-Identifier: Apache-2.0
// What servers with epoll have in common that send back what they are sent.
#pragma once

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include "reprise/connection.h"

// One visitor. The connection moves no bytes itself; whoever has the socket does, when epoll says that it is time.
class Visitor {
 public:
  Visitor(int socket, const reprise::ServerConfig& config)
      : socket_(socket), connection_(reprise::Connection::server(config)) {}
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;
  ~Visitor() { close(socket_); }

  // Goes as far as socket and connection let it. False when it is over.
  bool go_on() {
    for (;;) {
      const bool more_came = receive();
      const bool lives = echo();
      if (!send_output()) return false;
      if (!lives) return false;
      if (!more_came) return !ended_;
    }
  }
  bool wants_to_send() const { return !connection_.output().empty(); }

 private:
  // From the socket into the connection, without a copy in between. False when nothing came.
  bool receive() {
    const auto room = connection_.input_space(16 * 1024);
    if (room.empty()) return false;  // what waits is used up first
    const auto size = recv(socket_, room.data(), room.size(), 0);
    if (size > 0) return connection_.input_filled(std::size_t(size)), true;
    ended_ = size == 0 || (errno != EAGAIN && errno != EINTR);
    return false;
  }
  // False when the visitor has said good-bye, or failed.
  bool echo() {
    for (;;) {
      std::array<std::uint8_t, 16 * 1024> data;
      const auto got = connection_.read(data);
      if (!got.ok()) {
        std::fprintf(stderr, "%s\n", describe(got.error()).c_str());
        return false;  // the alert is in output()
      }
      switch (got.value().status) {
        case reprise::Status::done: break;
        case reprise::Status::closed: return connection_.close(), false;
        default: return true;
      }
      // All of it is taken: what was read fits into what may wait unsent.
      const auto sent = connection_.write(reprise::Bytes(data).first(got.value().size));
      if (!sent.ok() || sent.value().size != got.value().size) return false;
    }
  }
  bool send_output() {
    while (wants_to_send()) {
      const auto output = connection_.output();
      const auto size = send(socket_, output.data(), output.size(), MSG_NOSIGNAL);
      if (size < 0) return errno == EAGAIN;
      connection_.output_sent(std::size_t(size));
    }
    return true;
  }

  int socket_;
  bool ended_ = false;
  reprise::Connection connection_;
};

// A socket on a free port, whose number is printed; -1 when there is none.
inline int listen_anywhere() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, general, size) != 0 || listen(listener, 100) != 0) return -1;
  getsockname(listener, general, &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

inline void watch(int epoll, int operation, int socket, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = socket;
  epoll_ctl(epoll, operation, socket, &event);
}
