// SPDX-License-Identifier: Apache-2.0
#include "reprise/connection.h"

#include <openssl/x509_vfy.h>

#include <algorithm>

#include "api/connection_host.h"
#include "api/outward.h"
#include "api/session_access.h"
#include "engine/connection.h"
#include "wire/messages/record_header.h"

namespace reprise::api {

// A connection of the engine and the outside that it asks.
class Link {
 public:
  Link(handshake::Role role, const std::shared_ptr<const Settings>& settings)
      : host(role, settings), engine(role, host) {}
  ConnectionHost host;
  engine::Connection engine;
  bool told_renewal = false;
  bool settled = false;        // what begins with the end of the handshake has begun
  unsigned tickets_owed = 0;   // with our first application data
};

}  // namespace reprise::api

namespace reprise::v0 {
namespace {

constexpr std::size_t kMaxWaiting = 64 * 1024;  // bytes of the peer's that nobody has looked at yet
static_assert(kMaxWaiting / 2 >= wire::kRecordHeaderLen + wire::kMaxCiphertextLenTls12);  // a record always fits

// TLS 1.2, client: a ticket that the server renewed takes the place of the session that was offered (RFC 5077, 3.3).
void receive_renewed(api::Link& link) {
  const auto& facts = link.engine.facts();
  if (link.told_renewal || !link.engine.handshake_complete()) return;
  link.told_renewal = true;
  if (link.engine.role() != handshake::Role::client || !facts.resumed || facts.version != 0x0303) return;
  if (facts.session->is_resumable()) link.host.receive(facts.session);
}

// What the settings say of the time after the handshake; by then they are those of the host that the client chose.
void settle(api::Link& link) {
  if (link.settled || !link.engine.handshake_complete()) return;
  link.settled = true;
  const auto& settings = link.host.settings();
  if (settings.record_padding != 0) link.engine.set_record_options({.padding_block = settings.record_padding});
  if (link.engine.facts().version != 0x0304) return;
  const unsigned full = settings.tickets_with_data;
  link.tickets_owed = link.engine.facts().resumed ? std::min(full, 1u) : full;
}

// Bytes that may still be put in: half is kept free before more is taken, so that bytes are moved to the front no more
// often than they are used up.
std::size_t room(const engine::Connection& engine) {
  const std::size_t waiting = engine.input_waiting();
  return waiting > kMaxWaiting / 2 ? 0 : kMaxWaiting - waiting;
}

}  // namespace

Connection::Connection(std::unique_ptr<api::Link> link) : link_(std::move(link)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Connection Connection::client(const ClientConfig& config, Ref<const Session> offered) {
  auto link = std::make_unique<api::Link>(handshake::Role::client, ConfigAccess::inside(config));
  if (offered) link->engine.offer(RefAccess::take(std::move(offered)));
  return Connection(std::move(link));
}

Connection Connection::server(const ServerConfig& config) {
  return Connection(std::make_unique<api::Link>(handshake::Role::server, ConfigAccess::inside(config)));
}

ConnectionId Connection::id() const { return link_->host.id(); }

std::size_t Connection::input(Bytes bytes) {
  auto& engine = link_->engine;
  if (engine.failed() || engine.close_received()) return bytes.size();
  const auto part = bytes.first(std::min(bytes.size(), room(engine)));
  if (part.empty()) return 0;
  std::ranges::copy(part, engine.input_space(part.size()).begin());
  engine.input_filled(part.size());
  return part.size();
}

MutableBytes Connection::input_space(std::size_t at_most) {
  auto& engine = link_->engine;
  const std::size_t size = engine.failed() || engine.close_received() ? 0 : std::min(at_most, room(engine));
  return size != 0 ? engine.input_space(size).first(size) : MutableBytes();
}

void Connection::input_filled(std::size_t size) { link_->engine.input_filled(size); }

Result<> Connection::input_ended() {
  TRY(link_->engine.input_ended());
  return {};
}

Bytes Connection::output() const { return link_->engine.output(); }
void Connection::output_sent(std::size_t size) { link_->engine.output_sent(size); }

Result<Status> Connection::handshake() {
  return link_->engine.handshake();
}
bool Connection::handshake_complete() const { return link_->engine.handshake_complete(); }

bool Connection::awaits_cookie() const {
  const auto& facts = link_->engine.facts();
  return link_->host.wants_cookie() && facts.hello_retry && !facts.cookie_returned && !link_->engine.failed();
}

Result<Transfer> Connection::read(MutableBytes out) { return link_->engine.read(out); }
Result<Transfer> Connection::write(Bytes data) {
  if (!handshake_complete()) {
    const auto status = TRY(link_->engine.handshake());
    if (status != Status::done) return Transfer{status};
  }
  settle(*link_);
  if (const unsigned owed = std::exchange(link_->tickets_owed, 0)) TRY(link_->engine.send_tickets(owed));
  return link_->engine.write(data);
}
void Connection::close() { link_->engine.close(); }

Result<Transfer> Connection::write_early_data(Bytes data) { return link_->engine.write_early_data(data); }
Result<Status> Connection::end_early_data() { return link_->engine.end_early_data(); }
Result<Transfer> Connection::read_early_data(MutableBytes out) {
  return link_->engine.read_early_data(out);
}

Negotiated Connection::negotiated() const {
  const auto& facts = link_->engine.facts();
  const bool client = link_->engine.role() == handshake::Role::client;
  Negotiated all{.version = Version(facts.version)};
  if (facts.suite != nullptr) {
    all.cipher_suite = facts.suite->id;
    all.cipher_suite_name = facts.suite->standard_name;
  }
  all.key_exchange_group = std::uint16_t(facts.group);
  if (const auto* group = crypto::find_group(facts.group)) all.key_exchange_group_name = group->name;
  all.signature_scheme = client ? facts.peer_signature_scheme : facts.local_signature_scheme;
  if (const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(all.signature_scheme))) {
    all.signature_scheme_name = scheme->name;
  }
  all.application_protocol = facts.alpn;
  if (client) {
    all.server_name = link_->host.config().server_name;
  } else if (facts.offer) {
    all.server_name = facts.offer->server_name;
  }
  all.extended_master_secret = facts.extended_master_secret;
  all.resumed = facts.resumed;
  all.early_data = facts.early_data;
  return all;
}

WhyNotResumed Connection::why_not_resumed() const {
  const auto& facts = link_->engine.facts();
  return facts.outcome();
}

std::vector<Bytes> Connection::peer_certificates() const {
  std::vector<Bytes> all;
  const auto& peer = link_->engine.facts().peer;
  if (const auto* chain = peer.chain()) {
    for (const auto& certificate : *chain) all.push_back(certificate->der());
  } else if (const auto* leaf = peer.leaf()) {
    all.push_back(leaf->der());
  }
  return all;
}

Bytes Connection::ocsp_response() const { return link_->engine.facts().ocsp_response; }

long Connection::verify_result() const { return link_->engine.facts().verify_result; }
std::string_view Connection::verify_words() const { return X509_verify_cert_error_string(verify_result()); }

std::optional<Bytes> Connection::peer_extension(ExtensionPlace place, std::uint16_t type) const {
  if (!link_->engine.handshake_complete()) return std::nullopt;
  return link_->host.extensions().received(place, type);
}

Ref<const Session> Connection::session() const {
  if (!link_->engine.handshake_complete()) return nullptr;
  return RefAccess::hand_out(link_->engine.facts().session.share());
}

std::vector<Ref<const Session>> Connection::take_sessions() {
  receive_renewed(*link_);
  std::vector<Ref<const Session>> all;
  for (auto& session : link_->host.take_received()) all.push_back(RefAccess::hand_out(std::move(session)));
  return all;
}

Result<Secret> Connection::export_key(std::string_view label, std::optional<Bytes> context, std::size_t size) {
  if (!link_->engine.handshake_complete()) return fail_silently(Reason::bad_handshake_state);
  std::vector<std::uint8_t> key(size);
  const auto exported = link_->engine.export_key(label, context.value_or(Bytes()), context.has_value(), key);
  if (!exported.ok()) return exported.error();
  return Secret(std::move(key));
}

Result<> Connection::request_client_certificate() { return link_->engine.request_client_certificate(); }

Result<> Connection::update_keys() { return link_->engine.update_keys(handshake::RequestUpdate::no); }

}  // namespace reprise::v0
