// SPDX-License-Identifier: Apache-2.0
#include "scenario.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "unpooled_random.h"

namespace reprise::garbage {
namespace {

using engine::Connection;
using engine::Status;
using engine::TestKeyType;

const Ref<const crypto::Algorithms>& algorithms() {
  static const auto& fetched = *new Ref<const crypto::Algorithms>(crypto::default_algorithms());
  return fetched;
}

// A host that has something to say to every extension.
class GarbageHost final : public engine::PairHost {
 public:
  explicit GarbageHost(Role role) : PairHost(role, algorithms()) {}
  handshake::Answer<handshake::ServerName> server_name(std::string_view name) override {
    return std::optional(name.empty() ? handshake::ServerName::ignored : handshake::ServerName::accepted);
  }
  handshake::Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override {
    return std::optional(handshake::AlpnChoice{false, text_of(client_protocols.subspan(1, client_protocols[0]))});
  }
  handshake::Answer<ByteVector> ocsp_response(const handshake::Facts&) override {
    return std::optional(copy_of(bytes_of("a response")));
  }
  crypto::Random& random() override { return random_; }

 private:
  UnpooledRandom random_;
};

std::optional<Error> error_in(const Result<>& result) {
  return result.ok() ? std::nullopt : std::optional(result.error());
}

// Two hosts and their connections.
class Run {
 public:
  Run(Scenario scenario, Ref<session::Session> session, Watcher* watcher = nullptr);

  Outcome go();
  Ref<session::Session> last_session() {
    return client_host_.published.empty() ? Ref<session::Session>() : client_host_.published.back().share();
  }

 private:
  void configure();
  // Lets `does` happen at one end; notes its error.
  void act(Role role, std::optional<Error> (*does)(Run&, Connection&));
  // As far as the end goes.
  void drive(Role role) {
    act(role, [](Run& run, Connection& side) { return run.go_on(side); });
  }
  std::optional<Error> go_on(Connection& side);
  void expect_dead(Connection& side, const Error& error);
  static void deliver(Connection& from, Connection& to);
  void pump();
  bool failed() const { return client_->failed() || server_->failed(); }

  Scenario scenario_;
  Watcher* watcher_;
  bool offers_early_data_;
  // One server for all runs: it made the tickets that later runs resume.
  static GarbageHost& server_host(Scenario scenario);
  GarbageHost client_host_{Role::client};
  GarbageHost& server_host_;
  Outcome outcome_;
  std::unique_ptr<Connection> client_;
  std::unique_ptr<Connection> server_;
};

GarbageHost& Run::server_host(Scenario scenario) {
  static GarbageHost* hosts[std::size(kScenarios)];
  auto*& host = hosts[std::size_t(scenario)];
  if (host == nullptr) host = new GarbageHost(Role::server);
  return *host;
}

Run::Run(Scenario scenario, Ref<session::Session> session, Watcher* watcher)
    : scenario_(scenario),
      watcher_(watcher),
      offers_early_data_(scenario == Scenario::tls13_early_data && session),
      server_host_(server_host(scenario)) {
  configure();
  client_ = std::make_unique<Connection>(Role::client, client_host_, make_tampered_client);
  server_ = std::make_unique<Connection>(Role::server, server_host_, make_tampered_server);
  if (session) client_->offer(std::move(session));
}

void Run::configure() {
  auto& client = client_host_.mutable_config();
  auto& server = server_host_.mutable_config();
  client.server_name = "localhost";
  client.alpn_protocols = {2, 'h', '2', 2, 'h', '3'};
  client.switches.request_ocsp = true;
  server.max_early_data = 1000;
  if (is_tls12(scenario_)) client.max_version = server.max_version = 0x0303;
  if (scenario_ == Scenario::tls12_client_auth || scenario_ == Scenario::tls13_client_auth) {
    server.client_certificate = handshake::PeerCertificate::required;
    client.credentials.push_back(engine::test_credential(algorithms(), TestKeyType::p256));
  }
  if (scenario_ == Scenario::tls13_retry) server.groups = {crypto::NamedGroup::secp256r1};
  if (scenario_ == Scenario::tls13_after) {
    client.switches.post_handshake_auth = true;
    client.credentials.push_back(engine::test_credential(algorithms(), TestKeyType::p256));
  }
}

void Run::deliver(Connection& from, Connection& to) {
  const ByteVector bytes = copy_of(from.output());
  from.output_sent(bytes.size());
  if (bytes.empty()) return;
  const MutableBytes space = to.input_space(bytes.size());
  ASSERT_GE(space.size(), bytes.size());
  std::ranges::copy(bytes, space.begin());
  to.input_filled(bytes.size());
}

void Run::expect_dead(Connection& side, const Error& error) {
  ByteVector out(10);
  EXPECT_TRUE(side.failed());
  const auto is_shut_down = [](const auto& result) {
    return !result.ok() && result.error().reason == Reason::protocol_is_shutdown;
  };
  EXPECT_TRUE(is_shut_down(side.handshake()));
  EXPECT_TRUE(is_shut_down(side.read(out)));
  EXPECT_TRUE(is_shut_down(side.write(bytes_of("more"))));
  EXPECT_EQ(side.input_wanted(), 0u);
  EXPECT_EQ(side.pending(), 0u);
  if (error.reason != Reason::peer_sent_alert) {
    EXPECT_GE(side.output().size(), 7u);  // the alert
  }
}

std::optional<Error> Run::go_on(Connection& side) {
  ByteVector out(20000);
  const bool early = offers_early_data_ && &side == server_.get() && !side.handshake_complete();
  if (early) {
    const auto transfer = side.read_early_data(out);
    if (!transfer.ok()) return transfer.error();
  }
  const auto status = side.handshake();
  if (!status.ok()) return status.error();
  while (side.handshake_complete() && side.has_pending()) {
    const auto transfer = side.read(out);
    if (!transfer.ok()) return transfer.error();
    if (transfer.value().status != Status::done && transfer.value().size == 0) break;
  }
  return {};
}

void Run::act(Role role, std::optional<Error> (*does)(Run&, Connection&)) {
  Connection& side = role == Role::client ? *client_ : *server_;
  if (side.failed()) return;
  if (watcher_ != nullptr) watcher_->begins(role);
  const auto found = does(*this, side);
  if (watcher_ != nullptr) watcher_->ended(role, side.failed());
  if (!found) return;
  expect_dead(side, *found);
  const bool told = found->reason == Reason::peer_sent_alert;
  if (told) (role == Role::client ? outcome_.client_was_told : outcome_.server_was_told) = true;
  else (role == Role::client ? outcome_.client_error : outcome_.server_error) = found;
}

void Run::pump() {
  for (int i = 0; i < 8; ++i) {
    drive(Role::client);
    deliver(*client_, *server_);
    drive(Role::server);
    deliver(*server_, *client_);
    if (failed() && i > 1) break;
  }
  drive(Role::client);  // the alert of who failed last
}

Outcome Run::go() {
  if (offers_early_data_) {
    EXPECT_TRUE(client_->write_early_data(bytes_of("early")).ok());
    EXPECT_TRUE(client_->end_early_data().ok());
  }
  pump();
  if (scenario_ == Scenario::tls13_after && !failed() && client_->handshake_complete() &&
      server_->handshake_complete()) {
    act(Role::client, [](Run&, Connection& side) { return error_in(side.update_keys(handshake::RequestUpdate::yes)); });
    pump();
    if (!failed()) {
      act(Role::server, [](Run&, Connection& side) { return error_in(side.request_client_certificate()); });
      pump();
    }
  }
  outcome_.complete = client_->handshake_complete() && server_->handshake_complete() && !failed();
  // Each time the client is authenticated the server sends tickets.
  if (scenario_ == Scenario::tls13_after) outcome_.complete = outcome_.complete && client_host_.published.size() > 2;
  return outcome_;
}

bool resumes(Scenario scenario) {
  return scenario == Scenario::tls12_resumed || scenario == Scenario::tls13_resumed ||
         scenario == Scenario::tls13_early_data;
}

// A session that the scenario's server resumes; null where none is resumed. Made anew each time: a failure retires it.
Ref<session::Session> session_for(Scenario scenario) {
  if (!resumes(scenario)) return {};
  static Ref<session::Session> made[std::size(kScenarios)];
  auto& session = made[std::size_t(scenario)];
  if (!session) {
    tamper_with(nullptr, nullptr);
    Run first(scenario, {});
    EXPECT_TRUE(first.go().complete);
    session = first.last_session();
  }
  return session->duplicate();
}

}  // namespace

const char* name_of(Scenario scenario) {
  constexpr const char* kNames[] = {"tls12_full",    "tls12_client_auth", "tls12_resumed",
                                    "tls13_full",    "tls13_client_auth", "tls13_retry",
                                    "tls13_resumed", "tls13_early_data",  "tls13_after"};
  return kNames[std::size_t(scenario)];
}

Outcome run(Scenario scenario, const Tampering* tampering, std::vector<Sent>* log, Watcher* watcher) {
  auto session = session_for(scenario);
  tamper_with(tampering, log);
  Run once(scenario, std::move(session), watcher);
  const Outcome outcome = once.go();
  tamper_with(nullptr, nullptr);
  return outcome;
}

const std::vector<Sent>& messages_of(Scenario scenario) {
  static std::vector<Sent> logs[std::size(kScenarios)];
  auto& log = logs[std::size_t(scenario)];
  if (log.empty()) {
    EXPECT_TRUE(run(scenario, nullptr, &log).complete) << name_of(scenario);
  }
  return log;
}

}  // namespace reprise::garbage
