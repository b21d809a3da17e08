// SPDX-License-Identifier: Apache-2.0
#include "cli/client.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/files.h"
#include "cli/link.h"
#include "cli/session_file.h"
#include "cli/tool_host.h"
#include "cli/words.h"
#include "crypto/pem.h"
#include "handshake/host/default_config.h"
#include "handshake/host/verified_for.h"

namespace reprise::cli {
namespace {

// How long tickets of TLS 1.3, which come after the handshake, are waited for.
constexpr int kTicketPatience_ms = 500;
constexpr int kAnswerPatience_ms = 10'000;
constexpr int kWholePatience_ms = 60'000;  // for a connection, whatever the server goes on to send

std::pair<std::string, std::string> split_host(const std::string& host) {
  const auto colon = host.rfind(':');
  if (colon == std::string::npos || host.find(':') != colon) return {host, "443"};
  return {host.substr(0, colon), host.substr(colon + 1)};
}

// Nothing when a name is empty or longer than 255 bytes (RFC 7301, 3.1).
std::optional<ByteVector> alpn_of(const std::string& names) {
  ByteVector wire;
  for (std::size_t at = 0; at < names.size();) {
    const auto comma = std::min(names.find(',', at), names.size());
    if (comma == at || comma - at > 0xff) {
      fmt::print(stderr, "reprise: --alpn: names have 1 to 255 bytes\n");
      return std::nullopt;
    }
    wire.push_back(std::uint8_t(comma - at));
    wire.insert(wire.end(), names.begin() + std::ptrdiff_t(at), names.begin() + std::ptrdiff_t(comma));
    at = comma + 1;
  }
  return wire;
}

// The text of the file of anchors that was named; empty: the system's are meant.
std::optional<std::string> anchors_of(const ClientArguments& options) {
  if (options.ca_file.empty()) return "";
  const auto content = read_file_or_say(options.ca_file);
  if (!content) return std::nullopt;
  if (!content->empty()) return std::string(text_of(*content));
  fmt::print(stderr, "reprise: {}: no certificates to trust in it\n", options.ca_file);
  return std::nullopt;
}

Result<Ref<const crypto::TrustStore>> store_of(const Workshop& workshop, const std::string& anchors) {
  if (anchors.empty()) return crypto::TrustStore::of_the_system();
  return crypto::TrustStore::of(*TRY(crypto::chain_from_pem(workshop.algorithms, anchors)));
}

Ref<const crypto::TrustStore> open_store(const Workshop& workshop, const ClientArguments& options,
                                         const std::string& anchors) {
  auto store = store_of(workshop, anchors);
  if (store.ok()) return std::move(store.value());
  fmt::print(stderr, "reprise: {}: no certificates to trust in it\n", options.ca_file);
  return nullptr;
}

Ref<handshake::Config> config_for(const Workshop& workshop, const ClientArguments& options, const std::string& name,
                                  const std::string& anchors) {
  auto config = handshake::default_config(workshop.algorithms.share());
  auto protocols = alpn_of(options.alpn);
  if (!protocols) return nullptr;
  config->alpn_protocols = std::move(*protocols);
  if (!options.insecure && !handshake::verify_servers(*config, {.name = name, .anchors = anchors}).ok()) return nullptr;
  if (!crypto::is_ip_address(name)) config->server_name = name;  // RFC 6066, 3: literal addresses are not permitted
  if (options.tls12_only) config->max_version = 0x0303;
  return config;
}

void print_answer(Link& link, const std::string& host, const std::string& path) {
  const auto request = fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", path, host);
  if (!link.write(bytes_of(request))) return;
  for (auto data = link.read(kAnswerPatience_ms); data && !data->empty(); data = link.read(kAnswerPatience_ms)) {
    fmt::print("{}", text_of(*data));
  }
}

// One connection that offers `session`, or none when it is null.
bool connect_once(const ClientArguments& options, ToolHost& host, const Ref<session::Session>& session) {
  const auto [name, port] = split_host(options.host);
  const auto socket = connect_to(name, port);
  if (!socket) return false;
  engine::Connection connection(handshake::Role::client, host);
  Link link(connection, socket, kWholePatience_ms);
  if (session) connection.offer(session.share());
  const bool early = !options.early_data.empty() && session && session->data().max_early_data() > 0;
  if (early && !link.write_early_data(bytes_of(options.early_data))) return false;
  if (!link.handshake()) return false;
  fmt::print("{}\n", negotiated_words(connection.facts(), handshake::Role::client));
  if (!options.get.empty()) {
    print_answer(link, name, options.get);
  } else if (connection.facts().version == 0x0304) {
    link.read(kTicketPatience_ms);
  }
  link.close();
  return true;
}

// The connections that were asked for. The first offers `session`, if there is one; the others what the pool has.
bool connect_all(const ClientArguments& options, ToolHost& host, session::ClientPool& pool,
                 const session::PeerKey& peer, Ref<session::Session> session) {
  for (int i = 0; i < options.repeat; ++i) {
    if (i > 0) session = pool.take(peer, to_unix_seconds(host.now()));
    if (!connect_once(options, host, session)) return false;
  }
  return true;
}

// The session in `file`, none when there is no such file. False with a word on stderr when it is there for nothing.
// Whoever may write to it could put a session there that he knows the secret of.
bool load(const std::string& file, Workshop& workshop, std::int64_t now, Ref<session::Session>& session) {
  auto content = read_file(file, {.writers = Writers::owner_alone});
  if (content.missing) return true;
  if (!content.fault.empty()) {
    fmt::print(stderr, "reprise: {}: {}\n", file, content.fault);
    return false;
  }
  session = session_in(std::move(content.bytes), file, workshop.certificates, now);
  return bool(session);
}

}  // namespace

int client(const ClientArguments& options) {
  const auto workshop = open_workshop();
  const auto anchors = anchors_of(options);
  if (!workshop || !anchors) return 1;
  auto store = open_store(*workshop, options, *anchors);
  if (!store) return 1;
  const auto name = options.name.empty() ? split_host(options.host).first : options.name;
  const auto peer = session::peer_key(*workshop->algorithms, {.name = name});
  if (!peer.ok()) return 1;
  auto config = config_for(*workshop, options, name, *anchors);
  if (!config) return 1;
  ToolHost host(*workshop, std::move(config));
  host.trust(std::move(store), name, options.insecure);
  host.keep_sessions_of(peer.value());
  const auto& file = options.session_file;
  Ref<session::Session> session;
  if (!file.empty() && !load(file, *workshop, to_unix_seconds(host.now()), session)) return 1;
  if (!connect_all(options, host, workshop->pool, peer.value(), std::move(session))) return 1;
  const auto newest = workshop->pool.take(peer.value(), to_unix_seconds(host.now()));
  return file.empty() || !newest || save_session(file, *newest) ? 0 : 1;
}

}  // namespace reprise::cli
