// SPDX-License-Identifier: Apache-2.0
// A server of many connections in one thread, with epoll: it sends back what it is sent.
//   usage: echo_server PEM CONNECTIONS    a certificate and its key; ends after so many connections
// The first line that it prints is its port.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>

#include "echo_visitor.h"
#include "reprise/reprise.h"

namespace {

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
