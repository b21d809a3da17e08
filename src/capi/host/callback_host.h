// SPDX-License-Identifier: Apache-2.0
// Answers a handshake's questions with the application's callbacks.
#pragma once

#include <optional>
#include <vector>

#include "base/ref.h"
#include "capi/library/types.h"
#include "capi/objects/connection_host.h"
#include "capi/objects/settings.h"
#include "crypto/random.h"
#include "engine/connection.h"
#include "handshake/host/host.h"
#include "session/client/client_store.h"
#include "session/client/peer_key.h"

namespace reprise::capi {

// Belongs to one SSL. Its parts are in the files of this folder, by theme.
class CallbackHost final : public ConnectionHost {
 public:
  explicit CallbackHost(SSL* ssl) : ssl_(ssl) {}

  // handshake::Host
  const handshake::Config& config() const override;
  TimePoint now() const override;
  crypto::Random& random() override;
  crypto::CertificateInterner& certificates() override;
  bool wants_key_log() const override;
  void log_key(std::string_view label, Bytes client_random, Bytes secret) override;
  Result<Ref<const crypto::CertificateChain>> chain_to_send(const handshake::Credential& credential) override;
  bool allows(const handshake::SecurityQuestion& question) override;
  handshake::Answer<handshake::Verdict> verify_peer(const crypto::CertificateChain& candidate,
                                                    const handshake::Facts& facts) override;
  void publish(const Ref<session::Session>& session, const handshake::Facts& facts) override;
  bool retire(const Ref<session::Session>& session) override;
  std::vector<ByteVector> certificate_authorities() override;
  bool has_custom_extensions() const override;
  Result<> write_custom_extensions(handshake::ExtensionPlace place, std::size_t chain_index,
                                   wire::Writer& out) override;
  bool knows_custom_extension(handshake::ExtensionPlace place, std::uint16_t type) override;
  Result<> read_custom_extensions(handshake::ExtensionPlace place, const wire::ExtensionList& extensions,
                                  std::size_t chain_index) override;
  Result<> read_passed_over_extensions(const wire::ExtensionList& extensions) override;
  handshake::Answer<> client_hello(const wire::ClientHello& hello) override;
  handshake::Answer<handshake::ServerName> server_name(std::string_view name) override;
  handshake::Answer<handshake::FoundToResume> find_session(Bytes id) override;
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t version) override;
  handshake::Answer<handshake::FoundToResume> find_external_psk(Bytes identity) override;
  Result<session::TrustScope> trust_scope() override;
  bool still_trusts(const session::SessionData& session) override;
  Result<ByteVector> new_session_id() override;
  bool may_be_resumed(bool forward_secure) override;
  Result<handshake::IssuedTicket> issue_ticket(session::Session& session, std::uint16_t version) override;
  handshake::Answer<> certificate_wanted(const handshake::Facts& facts) override;
  handshake::Answer<handshake::AlpnChoice> choose_alpn(Bytes client_protocols) override;
  handshake::Answer<ByteVector> ocsp_response(const handshake::Facts& facts) override;
  bool allows_early_data() override;
  void resumption_decided(session::WhyNotResumed why, bool resumed) override;
  Bytes cookie_key() const override;
  Result<ByteVector> make_cookie() override;
  bool accepts_cookie(Bytes cookie) override;
  std::optional<handshake::KnownSecret> known_secret(const handshake::Facts& facts) override;
  Ref<session::Session> session_to_offer() override;
  bool verifies_again(const session::Session& session) const override;
  handshake::Answer<std::optional<handshake::ExternalPsk>> external_psk(crypto::HashAlgorithm hash) override;
  handshake::Answer<> client_certificate_wanted(const handshake::Facts& facts) override;
  Result<> check_ocsp_response(const handshake::Facts& facts) override;
  std::optional<ByteVector> session_ticket_extension() override;

  // engine::Observer
  void message(engine::Direction direction, std::uint16_t version, int content_type, Bytes bytes) override;
  void alert(engine::Direction direction, AlertLevel level, Alert alert) override;
  void handshake_started() override;
  void state_entered(handshake::StateName name) override;
  void handshake_finished() override;

  // ConnectionHost
  void go_on() override;
  void before_end() override;

 private:
  void put_config(Ref<const handshake::Config> config) const;
  void note_server_name(std::string_view name);
  Result<> take_custom_extension(const CustomExtension& own, handshake::ExtensionPlace place, Bytes body,
                                 std::size_t chain_index);
  // trust_scope() of clients that are verified by `verification`.
  Result<session::TrustScope> trust_scope_of(X509_STORE_CTX* verification);
  void tell_state(handshake::StateName name);
  void keep(const session::Session& session, const handshake::Facts& facts);
  void forget_kept();

  SSL* ssl_;
  mutable Ref<const handshake::Config> config_;         // the compiled settings, with what is this connection's own
  mutable Ref<const handshake::Config> config_source_;  // what config_ was made of; null: settings that do not compile
  mutable std::vector<Ref<const handshake::Config>> lent_configs_;  // config_ of before, which a step may still read
  handshake::StateName last_state_{};           // the last one told to an info callback
  std::vector<std::uint16_t> custom_sent_;      // custom extensions that we have offered
  std::vector<std::uint16_t> custom_received_;  // and those that the peer has
  std::vector<CustomExtension> custom_passed_over_;  // of the ClientHello, as its session was taken for resumed
  Ref<session::Session> single_use_;   // the one found that early data may be sent for once
  bool spent_ = false;                 // and has been taken out of the cache for it
  // Client: where sessions go that the program does not know of.
  struct Kept {
    session::ClientStore* in = nullptr;  // null when the program offers sessions itself; those that come go there
    session::PeerKey peer{};                // what they are found by
  };
  Kept kept_;
};

// The connection, made when first needed; null while the side is undecided.
engine::Connection* connection_of(SSL* ssl);

}  // namespace reprise::capi
