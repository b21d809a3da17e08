// SPDX-License-Identifier: Apache-2.0
// The outside of the API's connections: settings, a clock, where sessions are kept, and the doors of the program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/own_extensions.h"
#include "api/question.h"
#include "api/settings.h"
#include "handshake/host/host.h"

namespace reprise::api {

// One connection's.
class ConnectionHost final : public handshake::Host {
 public:
  ConnectionHost(handshake::Role role, std::shared_ptr<const Settings> settings)
      : role_(role), front_(std::move(settings)), settings_(front_) {}

  const Settings& settings() const { return *settings_; }
  v0::ConnectionId id() const { return id_; }
  const OwnExtensions& extensions() const { return extensions_; }

  const handshake::Config& config() const override { return *settings_->config; }
  TimePoint now() const override;
  crypto::Random& random() override { return settings_->library->random; }
  crypto::CertificateInterner& certificates() override { return settings_->library->interner; }
  bool allows(const handshake::SecurityQuestion& question) override;
  bool has_custom_extensions() const override { return !settings_->doors.extensions.empty(); }
  Result<> write_custom_extensions(handshake::ExtensionPlace place, std::size_t chain_index,
                                   wire::Writer& out) override;
  bool knows_custom_extension(handshake::ExtensionPlace place, std::uint16_t type) override;
  Result<> read_custom_extensions(handshake::ExtensionPlace place, const wire::ExtensionList& extensions,
                                  std::size_t chain_index) override;
  // Before there is a host to choose: those of the settings that the connection began with.
  bool wants_cookie() const override { return !front_->cookie_key.empty(); }
  Bytes cookie_key() const override { return front_->cookie_key.bytes(); }
  Result<ByteVector> make_cookie() override { return front_->doors.cookies.make(id_); }
  bool accepts_cookie(Bytes part) override { return front_->doors.cookies.accepts(id_, part); }
  bool wants_key_log() const override { return bool(settings_->doors.key_log); }
  void log_key(std::string_view label, Bytes client_random, Bytes secret) override;
  Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain& candidate,
                                         const handshake::Facts& facts) override;
  Result<session::TrustScope> trust_scope() override { return settings_->sessions.scope; }
  Answer<ByteVector> sign(const handshake::Credential& credential, crypto::SignatureScheme scheme,
                          Bytes content) override;
  std::vector<ByteVector> certificate_authorities() override { return settings_->client_ca_names; }
  // A client that takes sessions whatever they were verified for, or judges, looks at their servers again.
  bool verifies_again(const session::Session& session) const override;
  void publish(const Ref<session::Session>& session, const handshake::Facts& facts) override;
  bool retire(const Ref<session::Session>& session) override;
  Answer<> client_hello(const wire::ClientHello& hello) override;
  Answer<handshake::ServerName> server_name(std::string_view name) override;
  Answer<handshake::FoundToResume> find_session(Bytes id) override;
  Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t version) override;
  Answer<handshake::FoundToResume> find_external_psk(Bytes identity) override;
  Answer<std::optional<handshake::ExternalPsk>> external_psk(crypto::HashAlgorithm hash) override;
  Result<ByteVector> new_session_id() override;
  Result<handshake::IssuedTicket> issue_ticket(session::Session& session, std::uint16_t version) override;
  Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override;
  Answer<ByteVector> ocsp_response(const handshake::Facts& facts) override;
  void resumption_decided(session::WhyNotResumed why, bool /*resumed*/) override { settings_->outcomes.count(why); }

  // Client: a session that is good for another connection.
  void receive(const Ref<session::Session>& session);
  // Hands over what was received, oldest first.
  std::vector<Ref<session::Session>> take_received() { return std::exchange(received_, {}); }

 private:
  session::UnixSeconds unix_now() const { return to_unix_seconds(now()); }
  bool is_named(std::uint16_t version) const;
  Answer<handshake::FoundToResume> look_up(Bytes id, std::uint16_t version);
  Answer<> judge(const crypto::CertificateChain& candidate, const handshake::Facts& facts, long result);
  Answer<std::shared_ptr<const Settings>> choose_host(const v0::Hello& hello);

  handshake::Role role_;
  const std::shared_ptr<const Settings> front_;  // that the connection was made with: hosts are chosen by its lists
  std::shared_ptr<const Settings> settings_;     // of the host that the client chose
  const v0::ConnectionId id_ = v0::ConnectionId(next_number());
  OpenQuestion question_;
  OwnExtensions extensions_;
  std::string protocol_;         // that choose_protocol has chosen
  Ref<session::Session> taken_;  // out of the program's store: nobody else has it
  std::vector<Ref<session::Session>> received_;
};

}  // namespace reprise::api
