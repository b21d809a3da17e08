// SPDX-License-Identifier: Apache-2.0
#include "cli/net.h"

#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace reprise::cli {

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

void Socket::limit_sending(int patience_ms) const {
  const timeval patience{.tv_sec = patience_ms / 1000, .tv_usec = (patience_ms % 1000) * 1000};
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

Socket connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    fmt::print(stderr, "reprise: {}:{}: {}\n", host, port, ::gai_strerror(error));
    return Socket();
  }
  Socket connected;
  for (const auto* address = found; address != nullptr && !connected; address = address->ai_next) {
    Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket && ::connect(socket.fd(), address->ai_addr, address->ai_addrlen) == 0) connected = std::move(socket);
  }
  if (!connected) fmt::print(stderr, "reprise: {}:{}: {}\n", host, port, std::strerror(errno));
  ::freeaddrinfo(found);
  return connected;
}

Socket listen_on(std::uint16_t& port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof address;
  if (::bind(socket.fd(), generic, length) != 0 || ::listen(socket.fd(), SOMAXCONN) != 0 ||
      ::getsockname(socket.fd(), generic, &length) != 0) {
    fmt::print(stderr, "reprise: port {}: {}\n", port, std::strerror(errno));
    return Socket();
  }
  port = ntohs(address.sin_port);
  return socket;
}

Socket accept_from(const Socket& listener) {
  for (;;) {
    Socket socket(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    // A client that went away in the queue is no fault of the listener's.
    if (socket || (errno != EINTR && errno != ECONNABORTED)) return socket;
  }
}

bool send_all(const Socket& socket, Bytes bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes = bytes.subspan(std::size_t(sent));
  }
  return true;
}

long receive(const Socket& socket, MutableBytes out, int patience_ms) {
  pollfd waiting{.fd = socket.fd(), .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, patience_ms) <= 0) return -1;
  return ::recv(socket.fd(), out.data(), out.size(), 0);
}

}  // namespace reprise::cli
