// SPDX-License-Identifier: Apache-2.0
#include "cli/server.h"

#include <fmt/core.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/credentials.h"
#include "cli/link.h"
#include "cli/tool_host.h"
#include "cli/words.h"
#include "handshake/host/default_config.h"

namespace reprise::cli {
namespace {

constexpr int kRequestPatience_ms = 5'000;
constexpr int kPatience_ms = 15'000;   // for a connection as a whole
constexpr int kMaxConnections = 64;    // at a time; others wait in the listener's queue

// How many connections are being served; each by a thread of its own, so that a silent peer keeps nobody waiting.
class Served {
 public:
  // Waits for a place.
  void enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return num_ < kMaxConnections; });
    ++num_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --num_;
    changed_.notify_all();
  }
  // Waits for all to be gone.
  void drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return num_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int num_ = 0;
};

Ref<handshake::Config> config_for(const Workshop& workshop, const ServerArguments& options) {
  auto credential = options.certificate_file.empty()
                        ? make_credential(workshop.algorithms)
                        : load_credential(workshop.algorithms, options.certificate_file, options.key_file);
  if (!credential) return nullptr;
  auto config = handshake::default_config(workshop.algorithms.share());
  config->credentials.push_back(std::move(credential));
  config->max_early_data = config->recv_max_early_data = options.max_early_data;
  config->switches.anti_replay = false;  // nothing that is answered here does harm when it is repeated
  config->switches.tickets = !options.no_tickets;
  if (options.tls12_only) config->max_version = 0x0303;
  return config;
}

std::string answer_with(const std::string& words, const std::string& early_data) {
  const auto body = early_data.empty() ? words + "\n" : fmt::format("{}\nearly data: {}\n", words, early_data);
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                     body.size(), body);
}

void serve(ToolHost& host, const Socket& socket) {
  engine::Connection connection(handshake::Role::server, host);
  Link link(connection, socket, kPatience_ms);
  std::string early_data;
  if (host.config().max_early_data != 0) {  // asking for it is what makes the connection take it
    const auto data = link.read_early_data();
    if (!data) return;
    early_data = text_of(*data);
  }
  if (!link.handshake()) return;
  const auto words = negotiated_words(connection.facts(), handshake::Role::server);
  fmt::print("{}\n", words);
  std::fflush(stdout);
  const auto request = link.read(kRequestPatience_ms);
  if (request && !request->empty()) link.write(bytes_of(answer_with(words, early_data)));
  link.close();
}

// One connection; what goes wrong with it ends it alone.
void serve_alone(Workshop& workshop, const Ref<handshake::Config>& config, const Socket& socket) {
  try {
    ToolHost host(workshop, config.share());
    serve(host, socket);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "reprise: {}\n", fault.what());
  }
}

}  // namespace

int server(const ServerArguments& options) {
  const auto workshop = open_workshop();
  if (!workshop) return 1;
  const auto config = config_for(*workshop, options);
  if (!config) return 1;
  auto port = options.port;
  const auto listener = listen_on(port);
  if (!listener) return 1;
  fmt::print("listening on 127.0.0.1:{}\n", port);
  std::fflush(stdout);
  const auto served_now = std::make_shared<Served>();  // the last to leave may still be at its door when we go
  int status = 0;
  for (int served = 0; options.connections == 0 || served < options.connections; ++served) {
    served_now->enter();
    auto socket = accept_from(listener);
    if (!socket) {
      fmt::print(stderr, "reprise: accept: {}\n", std::strerror(errno));
      served_now->leave();
      status = 1;
      break;
    }
    socket.limit_sending(kPatience_ms);
    std::thread([&, served_now, socket = std::move(socket)] {
      serve_alone(*workshop, config, socket);
      served_now->leave();
    }).detach();
  }
  served_now->drain();
  return status;
}

}  // namespace reprise::cli
