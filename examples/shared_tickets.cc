// SPDX-License-Identifier: Apache-2.0
// Two processes serve one name and resume each other's clients: they have the same ticket keys. Between machines, a
// file that configuration management carries does what the fork does here.
//   usage: shared_tickets PEM    a certificate for localhost and its key
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "reprise/reprise.h"

namespace {

using reprise::Connection;
using reprise::Ref;
using reprise::Session;
using reprise::Status;

bool send_output(int socket, Connection& connection) {
  while (!connection.output().empty()) {
    const auto size = send(socket, connection.output().data(), connection.output().size(), MSG_NOSIGNAL);
    if (size < 0) return false;
    connection.output_sent(std::size_t(size));
  }
  return true;
}

bool receive(int socket, Connection& connection) {
  const auto room = connection.input_space(16 * 1024);
  const auto size = recv(socket, room.data(), room.size(), 0);
  if (size <= 0) return false;
  connection.input_filled(std::size_t(size));
  return true;
}

// Drives a handshake and then `connection` until it has data. False when it failed.
bool wait_for_data(int socket, Connection& connection, std::string& text) {
  for (;;) {
    std::array<std::uint8_t, 1000> data;
    const auto got = connection.read(data);
    if (!send_output(socket, connection) || !got.ok()) return false;
    if (got.value().status == Status::done) {
      text = reprise::text_of(reprise::Bytes(data).first(got.value().size));
      return true;
    }
    if (got.value().status == Status::closed || !receive(socket, connection)) return false;
  }
}

// One process: serves one client on `socket`.
int serve(int socket, const char* name, const reprise::Library& library, const std::string& pem,
          const reprise::Secret& keys) {
  const std::vector<reprise::Bytes> in_use{keys.bytes()};
  const auto sealer = reprise::TicketSealer::with_keys(library, in_use);
  if (!sealer.ok()) return 1;
  const auto config = reprise::ServerConfig::make(
      library, {.certificate_pem = pem, .key_pem = pem, .tickets = sealer.value(), .scope = "shop.example"});
  if (!config.ok()) return 1;
  auto connection = Connection::server(config.value());
  std::string question;
  if (!wait_for_data(socket, connection, question)) return 1;
  const auto why = describe(connection.why_not_resumed());
  if (!connection.write(reprise::bytes_of(std::string(name) + ": " + why.data())).ok()) return 1;
  return send_output(socket, connection) ? 0 : 1;
}

// A visit to a server process of its own. Returns the session for the next.
Ref<const Session> visit(const char* name, const reprise::Library& library, const std::string& pem,
                         const reprise::Secret& keys, Ref<const Session> offered) {
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return nullptr;
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    _exit(serve(ends[1], name, library, pem, keys));
  }
  close(ends[1]);
  const auto config = reprise::ClientConfig::make(library, {.server_name = "localhost", .trust_pem = pem});
  auto connection = Connection::client(config.value(), std::move(offered));
  std::string answer = "failed";
  while (!connection.handshake_complete()) {
    const auto status = connection.handshake();
    if (!send_output(ends[0], connection) || !status.ok()) break;
    if (status.value() == Status::wants_input && !receive(ends[0], connection)) break;
  }
  (void)connection.write(reprise::bytes_of("who are you?"));
  send_output(ends[0], connection);
  wait_for_data(ends[0], connection, answer);
  std::printf("%s\n", answer.c_str());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  auto sessions = connection.take_sessions();
  return sessions.empty() ? nullptr : std::move(sessions.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto keys = reprise::TicketSealer::make_keys(library.value());
  const auto others = reprise::TicketSealer::make_keys(library.value());
  if (!keys.ok() || !others.ok()) return 1;
  auto session = visit("one", library.value(), pem, keys.value(), nullptr);
  session = visit("two", library.value(), pem, keys.value(), std::move(session));
  session = visit("one again", library.value(), pem, keys.value(), std::move(session));
  visit("a stranger", library.value(), pem, others.value(), std::move(session));
  return 0;
}
