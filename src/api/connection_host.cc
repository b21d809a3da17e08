// SPDX-License-Identifier: Apache-2.0
// Who the peers are, and what they are told of us.
#include "api/connection_host.h"

#include <algorithm>
#include <chrono>

#include "api/hello.h"
#include "api/security.h"
#include "handshake/host/facts.h"
#include "handshake/host/key_log_line.h"
#include "wire/codec/lists.h"
#include "wire/extensions/server_name.h"

namespace reprise::api {
namespace {

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
  return api::allows(settings_->doors.allow_use, config().security_level, question);
}

void ConnectionHost::log_key(std::string_view label, Bytes client_random, Bytes secret) {
  settings_->doors.key_log(handshake::KeyLogLine(label, client_random, secret).text());
}

bool ConnectionHost::verifies_again(const session::Session& session) const {
  if (session.data().peer() == nullptr) return false;
  return !config().switches.own_sessions_only || bool(settings_->doors.judge_peer);
}

Answer<> ConnectionHost::judge(const crypto::CertificateChain& candidate, const handshake::Facts& facts, long result) {
  std::vector<Bytes> certificates;
  for (const auto& certificate : candidate) certificates.push_back(certificate->der());
  return question_.put([&](v0::Question question) {
    return settings_->doors.judge_peer(question, {certificates, facts.ocsp_response, result});
  });
}

Answer<handshake::Verdict> ConnectionHost::verify_peer(const crypto::CertificateChain& candidate,
                                                       const handshake::Facts& facts) {
  const bool client = role_ == handshake::Role::client;
  const crypto::PeerExpectation expected{.purpose = client ? crypto::PeerPurpose::server : crypto::PeerPurpose::client,
                                         .name = settings_->expected_name,
                                         .security_level = config().security_level,
                                         .unix_seconds = unix_now()};
  const auto verdict = TRY(settings_->trust->verify(candidate, expected));
  const bool judges = bool(settings_->doors.judge_peer);
  if (judges) TRY_ANSWER(judge(candidate, facts, verdict.result), not_yet<handshake::Verdict>());
  return std::optional(handshake::Verdict{.accepted = verdict.good || judges || !config().switches.verify_peer,
                                          .alert = verdict.alert,
                                          .result = verdict.result,
                                          .scope = settings_->sessions.scope});
}

Answer<ByteVector> ConnectionHost::sign(const handshake::Credential& credential, crypto::SignatureScheme scheme,
                                        Bytes content) {
  const auto& signer = credential.signer;
  if (!signer) return Host::sign(credential, scheme, content);
  return question_.put(signer, [&](v0::Question question) {
    return signer->sign(question, std::uint16_t(scheme), content);
  });
}

// Asked about each hello, so always of the settings that the connection began with: a HelloRetryRequest leads to no
// other host.
Answer<std::shared_ptr<const Settings>> ConnectionHost::choose_host(const v0::Hello& hello) {
  if (const auto& choose = front_->doors.choose_config) {
    const auto chosen = TRY_ANSWER(question_.put([&](v0::Question question) { return choose(question, hello); }),
                                   not_yet<std::shared_ptr<const Settings>>());
    if (chosen) return std::optional(v0::ConfigAccess::inside(*chosen));
  }
  const auto asked_for = [&](const v0::VirtualHost& host) { return same_name(host.name, hello.server_name); };
  const auto host = std::ranges::find_if(front_->virtual_hosts, asked_for);
  if (hello.server_name.empty() || host == front_->virtual_hosts.end()) return std::optional(front_);
  return std::optional(v0::ConfigAccess::inside(host->config));
}

// The settings are chosen before anything else: what may be negotiated and resumed is theirs.
Answer<> ConnectionHost::client_hello(const wire::ClientHello& hello) {
  const auto shown = TRY(hello_of(hello));
  settings_ = TRY_ANSWER(choose_host(shown), not_yet());
  if (settings_->doors.choose_protocol && !shown.application_protocols.empty()) {
    protocol_ = TRY(settings_->doors.choose_protocol(shown));
  }
  return handshake::answered();
}

Result<> ConnectionHost::write_custom_extensions(handshake::ExtensionPlace place, std::size_t chain_index,
                                                 wire::Writer& out) {
  return extensions_.write(settings_->doors.extensions, {id_, place, chain_index}, out);
}

bool ConnectionHost::knows_custom_extension(handshake::ExtensionPlace place, std::uint16_t type) {
  return extensions_.knows(settings_->doors.extensions, place, type);
}

Result<> ConnectionHost::read_custom_extensions(handshake::ExtensionPlace place,
                                                const wire::ExtensionList& extensions, std::size_t chain_index) {
  return extensions_.read(settings_->doors.extensions, {id_, place, chain_index}, extensions);
}

Answer<handshake::ServerName> ConnectionHost::server_name(std::string_view name) {
  return std::optional(name.empty() ? handshake::ServerName::ignored : handshake::ServerName::accepted);
}

Answer<handshake::AlpnChoice> ConnectionHost::choose_alpn(Bytes client_protocols) {
  const auto offered = TRY(wire::Opaque8List::parse(client_protocols));
  const auto is_offered = [&](std::string_view protocol) {
    return std::ranges::any_of(offered, [&](Bytes name) { return text_of(name) == protocol; });
  };
  if (settings_->doors.choose_protocol) {
    if (protocol_.empty()) return std::optional(handshake::AlpnChoice{});
    if (!is_offered(protocol_)) return fail(Alert::internal_error, Reason::no_alpn_overlap);
    return std::optional(handshake::AlpnChoice{.none = false, .protocol = protocol_});
  }
  if (settings_->protocols.empty()) return std::optional(handshake::AlpnChoice{});
  const auto protocol = std::ranges::find_if(settings_->protocols, is_offered);
  // RFC 7301, 3.2: SHALL respond with a fatal "no_application_protocol" alert.
  if (protocol == settings_->protocols.end()) return fail(Alert::no_application_protocol, Reason::no_alpn_overlap);
  return std::optional(handshake::AlpnChoice{.none = false, .protocol = *protocol});
}

Answer<ByteVector> ConnectionHost::ocsp_response(const handshake::Facts&) {
  if (!settings_->doors.ocsp_response) return std::optional(ByteVector{});
  return question_.put([&](v0::Question question) { return settings_->doors.ocsp_response(question); });
}

}  // namespace reprise::api
