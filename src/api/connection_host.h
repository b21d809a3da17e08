// SPDX-License-Identifier: Apache-2.0
// The outside of the API's connections: settings, a clock, and where sessions are kept.
#pragma once

#include <memory>
#include <vector>

#include "api/settings.h"
#include "handshake/host/host.h"

namespace reprise::api {

// One connection's. Answers every question at once.
class ConnectionHost final : public handshake::Host {
 public:
  ConnectionHost(handshake::Role role, std::shared_ptr<const Settings> settings)
      : role_(role), settings_(std::move(settings)) {}

  const handshake::Config& config() const override { return *settings_->config; }
  TimePoint now() const override;
  crypto::Random& random() override { return settings_->library->random; }
  crypto::CertificateInterner& certificates() override { return settings_->library->interner; }
  bool allows(const handshake::SecurityQuestion& question) override;
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain& candidate,
                                                    const handshake::Facts& facts) override;
  std::vector<ByteVector> certificate_authorities() override { return settings_->client_ca_names; }
  // A client that takes sessions whatever they were verified for looks at their servers again.
  bool verifies_again(const session::Session& session) const override {
    return !config().switches.own_sessions_only && session.data().peer() != nullptr;
  }
  void publish(const Ref<session::Session>& session, const handshake::Facts& facts) override;
  bool retire(const Ref<session::Session>& session) override;
  handshake::Answer<> client_hello(const wire::ClientHello& hello) override;
  handshake::Answer<handshake::ServerName> server_name(std::string_view name) override;
  handshake::Answer<handshake::FoundSession> find_session(Bytes id) override;
  handshake::Answer<handshake::FoundSession> open_ticket(Bytes ticket, std::uint16_t version) override;
  Result<ByteVector> new_session_id() override;
  Result<handshake::IssuedTicket> issue_ticket(session::Session& session, std::uint16_t version) override;
  handshake::Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override;
  void resumption_decided(session::WhyNotResumed why, bool /*resumed*/) override { settings_->outcomes.count(why); }

  // Client: a session that is good for another connection.
  void receive(const Ref<session::Session>& session);
  // Hands over what was received, oldest first.
  std::vector<Ref<session::Session>> take_received() { return std::exchange(received_, {}); }

 private:
  session::UnixSeconds unix_now() const { return to_unix_seconds(now()); }

  handshake::Role role_;
  std::shared_ptr<const Settings> settings_;
  std::vector<Ref<session::Session>> received_;
};

}  // namespace reprise::api
