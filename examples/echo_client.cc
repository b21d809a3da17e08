// SPDX-License-Identifier: Apache-2.0
// A client over a blocking socket, which resumes: each visit takes the session of the one before.
//   usage: echo_client PORT PEM VISITS    of a server on this machine; the certificates to trust
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "reprise/reprise.h"

namespace {

using reprise::Ref;
using reprise::Result;
using reprise::Session;
using reprise::Status;

// A connection and the socket that it goes over. Each call waits for what it needs.
class Visit {
 public:
  Visit(int socket, const reprise::ClientConfig& config, Ref<const Session> offered)
      : socket_(socket), connection_(reprise::Connection::client(config, std::move(offered))) {}
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() { close(socket_); }

  bool say(std::string_view text) {
    const auto status = wait_for([&] { return connection_.handshake(); });
    if (!status) return false;
    const auto written = connection_.write(reprise::bytes_of(text));
    return written.ok() && written.value().size == text.size() && send_output();
  }
  std::optional<std::string> hear() {
    std::array<std::uint8_t, 1000> data;
    std::size_t size = 0;
    const auto status = wait_for([&]() -> Result<Status> {
      const auto got = connection_.read(data);
      if (!got.ok()) return got.error();
      size = got.value().size;
      return got.value().status;
    });
    if (status != Status::done) return std::nullopt;
    return std::string(reprise::text_of(reprise::Bytes(data).first(size)));
  }
  // Says good-bye and waits for the other to do so. A stream that is cut short is another thing than one that was
  // closed.
  bool part() {
    connection_.close();
    std::array<std::uint8_t, 1000> data;
    const auto status = wait_for([&]() -> Result<Status> {
      const auto got = connection_.read(data);
      if (!got.ok()) return got.error();
      return got.value().status == Status::done ? Status::wants_input : got.value().status;
    });
    return status == Status::closed;
  }
  reprise::Connection& connection() { return connection_; }

 private:
  // Makes the call until it does not want input any more; nothing when it or the network failed.
  template <typename Call>
  std::optional<Status> wait_for(Call call) {
    for (;;) {
      const auto status = call();
      if (!send_output()) return std::nullopt;
      if (!status.ok()) {
        std::printf("failed: %s\n", describe(status.error()).c_str());
        return std::nullopt;
      }
      if (status.value() != Status::wants_input) return status.value();
      const auto room = connection_.input_space(16 * 1024);
      const auto size = recv(socket_, room.data(), room.size(), 0);
      if (size > 0) {
        connection_.input_filled(std::size_t(size));
      } else if (const auto ended = connection_.input_ended(); size < 0 || !ended.ok()) {
        std::printf("failed: the connection was cut\n");
        return std::nullopt;
      }
    }
  }
  bool send_output() {
    while (!connection_.output().empty()) {
      const auto output = connection_.output();
      const auto size = send(socket_, output.data(), output.size(), MSG_NOSIGNAL);
      if (size < 0) return false;
      connection_.output_sent(std::size_t(size));
    }
    return true;
  }

  int socket_;
  reprise::Connection connection_;
};

int connect_to(int port) {
  const int connected = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(std::uint16_t(port));
  return connect(connected, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? connected : -1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream file(argv[2]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto config =
      reprise::ClientConfig::make(library.value(), {.server_name = "localhost", .trust_pem = pem});
  if (!config.ok()) return 1;
  Ref<const Session> session;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    const int socket = connect_to(std::atoi(argv[1]));
    if (socket < 0) return 1;
    Visit visit(socket, config.value(), std::move(session));
    if (!visit.say("hello")) return 1;
    const auto answer = visit.hear();
    if (!answer) return 1;
    const auto words = describe(visit.connection().why_not_resumed());
    std::printf("%s: %s\n", answer->c_str(), words.data());
    // In TLS 1.3 tickets have come with the answer; each is good once.
    auto sessions = visit.connection().take_sessions();
    if (!sessions.empty()) session = std::move(sessions.back());
    if (!visit.part()) return 1;
  }
  return 0;
}
