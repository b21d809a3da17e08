// SPDX-License-Identifier: Apache-2.0
// A server of many connections in one thread, with epoll: it sends back what it is sent.
//   usage: echo_server PEM CONNECTIONS    a certificate and its key; ends after so many connections
// The first line that it prints is its port.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>

#include "reprise/reprise.h"

namespace {

using reprise::Status;

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
        case Status::done: break;
        case Status::closed: return connection_.close(), false;
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

int listen_anywhere() {
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

void watch(int epoll, int operation, int socket, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = socket;
  epoll_ctl(epoll, operation, socket, &event);
}

void serve(int listener, const reprise::ServerConfig& config, long connections) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
  std::unordered_map<int, std::unique_ptr<Visitor>> visitors;
  while (connections > 0 || !visitors.empty()) {
    std::array<epoll_event, 64> events;
    const int count = epoll_wait(epoll, events.data(), int(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[std::size_t(i)].data.fd;
      if (socket == listener) {
        const int visitor = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (visitor < 0) continue;
        visitors[visitor] = std::make_unique<Visitor>(visitor, config);
        watch(epoll, EPOLL_CTL_ADD, visitor, EPOLLIN);
        continue;
      }
      auto& visitor = *visitors.at(socket);
      if (visitor.go_on()) {
        watch(epoll, EPOLL_CTL_MOD, socket, visitor.wants_to_send() ? EPOLLIN | EPOLLOUT : EPOLLIN);
      } else {
        visitors.erase(socket);
        --connections;
      }
    }
  }
  close(epoll);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream file(argv[1]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto sealer = reprise::TicketSealer::open(library.value(), reprise::time_now());
  if (!sealer.ok()) return 1;
  // Tickets go with the first data: a client that only sends and leaves is not written to.
  const auto config = reprise::ServerConfig::make(library.value(), {.certificate_pem = pem,
                                                                    .key_pem = pem,
                                                                    .tickets = sealer.value(),
                                                                    .tickets_with_data = true});
  if (!config.ok()) {
    std::fprintf(stderr, "%s\n", describe(config.error()).c_str());
    return 1;
  }
  const int listener = listen_anywhere();
  if (listener < 0) return 1;
  serve(listener, config.value(), std::atol(argv[2]));
  close(listener);
  return 0;
}
