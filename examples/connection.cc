// SPDX-License-Identifier: Apache-2.0
// A client and a server in one process: what a program with sockets does with each, and how a second visit resumes.
//   usage: connection PEM    a certificate for localhost and its key
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "reprise/connection.h"

using namespace std::chrono_literals;
using reprise::Connection;
using reprise::Ref;
using reprise::Session;

namespace {

// What a network does: the one's output is the other's input, as far as that has room. Returns how many bytes moved.
std::size_t carry(Connection& from, Connection& to) {
  const auto size = to.input(from.output());
  from.output_sent(size);
  return size;
}

// False when one of the two gave up; it says why.
bool shake_hands(Connection& client, Connection& server) {
  do {
    for (auto* end : {&client, &server}) {
      const auto status = end->handshake();
      if (!status.ok()) {
        std::printf("failed: %s\n", describe(status.error()).c_str());
        return false;
      }
    }
  } while (carry(client, server) + carry(server, client) != 0);
  return client.handshake_complete() && server.handshake_complete();
}

std::string read(Connection& end) {
  std::uint8_t buffer[1000];
  const auto got = end.read(buffer);
  return got.ok() ? std::string(reprise::text_of(reprise::Bytes(buffer).first(got.value().size))) : "";
}

void show(const char* title, const Connection& end) {
  const auto agreed = end.negotiated();
  const auto why = end.why_not_resumed();
  std::printf("%s: TLS 1.%d, %s, %s: %s\n", title, int(agreed.version) - 0x0301,
              std::string(agreed.cipher_suite_name).c_str(), agreed.application_protocol.c_str(),
              std::string(reprise::describe(why)).c_str());
}

// One visit. Returns the session for the next.
Ref<const Session> visit(const reprise::ClientConfig& client_config, const reprise::ServerConfig& server_config,
                         Ref<const Session> offered) {
  auto client = Connection::client(client_config, std::move(offered));
  auto server = Connection::server(server_config);
  if (!shake_hands(client, server)) return nullptr;
  if (!client.write(reprise::bytes_of("hello")).ok()) return nullptr;
  carry(client, server);
  const auto question = read(server);
  if (!server.write(reprise::bytes_of(question + " yourself")).ok()) return nullptr;
  carry(server, client);
  std::printf("%s\n", read(client).c_str());
  show("  the client", client);
  show("  the server", server);
  // In TLS 1.3 sessions come after the handshake: they are here once the client has read.
  auto sessions = client.take_sessions();
  return sessions.empty() ? nullptr : std::move(sessions.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});

  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto sealer = reprise::TicketSealer::open(library.value(), reprise::time_now());
  if (!sealer.ok()) return 1;
  const auto client = reprise::ClientConfig::make(
      library.value(), {.server_name = "localhost", .trust_pem = pem, .application_protocols = {"echo"}});
  const auto server = reprise::ServerConfig::make(
      library.value(), {.certificate_pem = pem,
                        .key_pem = pem,
                        .application_protocols = {"echo"},
                        .tickets = sealer.value()});
  if (!client.ok() || !server.ok()) return 1;

  auto session = visit(client.value(), server.value(), nullptr);
  session = visit(client.value(), server.value(), std::move(session));

  // A handle is the same sealer: the server has no keys for this session any more.
  auto same_sealer = sealer.value();
  same_sealer.forget_keys();
  session = visit(client.value(), server.value(), std::move(session));

  const auto stranger = reprise::ClientConfig::make(library.value(), {.server_name = "example.org", .trust_pem = pem});
  if (!stranger.ok()) return 1;
  visit(stranger.value(), server.value(), nullptr);
  return 0;
}
