// SPDX-License-Identifier: Apache-2.0
#include "api/connection_host.h"

#include <algorithm>
#include <chrono>

#include "handshake/host/facts.h"
#include "handshake/host/security.h"
#include "wire/codec/lists.h"
#include "wire/extensions/server_name.h"

namespace reprise::api {
namespace {

using handshake::Answer;
using handshake::FoundSession;

constexpr std::size_t kMaxReceived = 16;  // a server may send tickets without end

// As DNS compares names (RFC 4343, 3).
bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

TimePoint ConnectionHost::now() const {
  if (settings_->clock) return settings_->clock();
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

bool ConnectionHost::allows(const handshake::SecurityQuestion& question) {
  return handshake::allowed_at_level(config().security_level, question);
}

Answer<handshake::Verdict> ConnectionHost::verify_peer(const crypto::CertificateChain& candidate,
                                                       const handshake::Facts&) {
  const bool client = role_ == handshake::Role::client;
  const crypto::PeerExpectation expected{.purpose = client ? crypto::PeerPurpose::server : crypto::PeerPurpose::client,
                                         .name = settings_->expected_name,
                                         .security_level = config().security_level,
                                         .unix_seconds = unix_now()};
  const auto verdict = TRY(settings_->trust->verify(candidate, expected));
  return std::optional(handshake::Verdict{.accepted = verdict.good || !config().switches.verify_peer,
                                          .alert = verdict.alert,
                                          .result = verdict.result});
}

void ConnectionHost::receive(const Ref<session::Session>& session) {
  if (received_.size() == kMaxReceived) received_.erase(received_.begin());
  received_.push_back(session.share());
}

void ConnectionHost::publish(const Ref<session::Session>& session, const handshake::Facts&) {
  if (role_ == handshake::Role::client) return receive(session);
  settings_->sessions.publish(session, unix_now());
}

bool ConnectionHost::retire(const Ref<session::Session>& session) { return settings_->sessions.retire(session); }

// The virtual host is chosen before anything else: what it may negotiate and resume are its own settings.
Answer<> ConnectionHost::client_hello(const wire::ClientHello& hello) {
  const auto body = hello.extensions.find(wire::ExtensionType::server_name);
  if (!body || settings_->virtual_hosts.empty()) return handshake::answered();
  const auto name = TRY(wire::read_server_name(*body));
  const auto asked_for = [&](const v0::VirtualHost& host) { return same_name(host.name, name); };
  const auto host = std::ranges::find_if(settings_->virtual_hosts, asked_for);
  if (host == settings_->virtual_hosts.end()) return handshake::answered();
  // A copy first: the hosts go with the settings that hold them.
  auto chosen = v0::ConfigAccess::inside(host->config);
  settings_ = std::move(chosen);
  return handshake::answered();
}

Answer<handshake::ServerName> ConnectionHost::server_name(std::string_view name) {
  return std::optional(name.empty() ? handshake::ServerName::ignored : handshake::ServerName::accepted);
}

Answer<FoundSession> ConnectionHost::find_session(Bytes id) {
  return std::optional(settings_->sessions.find_session(id, unix_now()));
}

Answer<FoundSession> ConnectionHost::open_ticket(Bytes ticket, std::uint16_t version) {
  return std::optional(settings_->sessions.open_ticket(ticket, version, unix_now()));
}

Result<ByteVector> ConnectionHost::new_session_id() { return settings_->sessions.new_session_id(random()); }

Result<handshake::IssuedTicket> ConnectionHost::issue_ticket(session::Session& session, std::uint16_t version) {
  return settings_->sessions.issue_ticket(session, version, unix_now());
}

Answer<handshake::AlpnChoice> ConnectionHost::choose_alpn(Bytes client_protocols) {
  if (settings_->protocols.empty()) return std::optional(handshake::AlpnChoice{});
  const auto offered = TRY(wire::Opaque8List::parse(client_protocols));
  for (const auto& protocol : settings_->protocols) {
    const auto same = [&](Bytes name) { return text_of(name) == protocol; };
    if (!std::ranges::any_of(offered, same)) continue;
    return std::optional(handshake::AlpnChoice{.none = false, .protocol = protocol});
  }
  // RFC 7301, 3.2: SHALL respond with a fatal "no_application_protocol" alert.
  return fail(Alert::no_application_protocol, Reason::no_alpn_overlap);
}

}  // namespace reprise::api
