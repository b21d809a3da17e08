// SPDX-License-Identifier: Apache-2.0
// 0-RTT done safely: what is sent with the hello may be replayed by others (RFC 8446, 8), so it asks and changes
// nothing; a server takes it once, and what was not taken is sent again when the handshake is over.
//   usage: early_data PEM    a certificate for localhost and its key
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "reprise/reprise.h"

namespace {

using reprise::Connection;
using reprise::EarlyData;
using reprise::Ref;
using reprise::Session;
using reprise::Status;

constexpr std::string_view kQuestion = "GET /price";  // harmless however often it is asked

std::size_t carry(Connection& from, Connection& to) {
  const auto size = to.input(from.output());
  from.output_sent(size);
  return size;
}

std::string read_all(Connection& end, bool early) {
  std::string text;
  for (;;) {
    std::array<std::uint8_t, 1000> data;
    const auto got = early ? end.read_early_data(data) : end.read(data);
    if (!got.ok() || got.value().status != Status::done || got.value().size == 0) return text;
    text += reprise::text_of(reprise::Bytes(data).first(got.value().size));
  }
}

// Asks in early data where the session allows it, else after the handshake. Returns the session for the next time.
Ref<const Session> ask(const char* title, const reprise::ClientConfig& client_config,
                       const reprise::ServerConfig& server_config, Ref<const Session> offered) {
  auto client = Connection::client(client_config, std::move(offered));
  auto server = Connection::server(server_config);
  const auto early = client.write_early_data(reprise::bytes_of(kQuestion));
  if (early.ok()) (void)client.end_early_data();
  std::string asked;
  do {
    carry(client, server);
    asked += read_all(server, true);
    (void)server.handshake();
    carry(server, client);
    (void)client.handshake();
  } while (carry(client, server) != 0);
  (void)server.handshake();
  // Rejected early data was never seen: it goes the ordinary way.
  const bool taken = client.negotiated().early_data == EarlyData::accepted;
  if (!taken) {
    (void)client.write(reprise::bytes_of(kQuestion));
    carry(client, server);
    asked += read_all(server, false);
  }
  (void)server.write(reprise::bytes_of("12.50"));
  carry(server, client);
  std::printf("%s: asked %s%s, answer %s\n", title, asked.c_str(), taken ? " in early data" : "",
              read_all(client, false).c_str());
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
  const auto cache = reprise::SessionCache::open(library.value());  // what guards against replay
  if (!cache.ok()) return 1;
  const auto server = reprise::ServerConfig::make(
      library.value(),
      {.certificate_pem = pem, .key_pem = pem, .cache = cache.value(), .max_early_data_bytes = 4096});
  const auto client = reprise::ClientConfig::make(library.value(), {.server_name = "localhost", .trust_pem = pem});
  if (!server.ok() || !client.ok()) return 1;
  const auto session = ask("first visit", client.value(), server.value(), nullptr);
  // A copy, as somebody has it who recorded the flight and sends it again.
  const auto pem_text = reprise::pem_of(session);
  auto copy = reprise::session_from_pem(library.value(), pem_text.value().text(), reprise::time_now());
  ask("second visit", client.value(), server.value(), session.share());
  ask("the same again", client.value(), server.value(), std::move(copy).value());
  return 0;
}
