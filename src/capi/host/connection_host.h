// SPDX-License-Identifier: Apache-2.0
// Answers a handshake's questions with the application's callbacks.
#pragma once

#include <optional>
#include <vector>

#include "base/ref.h"
#include "capi/library/types.h"
#include "crypto/random.h"
#include "engine/observer.h"
#include "handshake/host.h"
#include "session/peer_key.h"
#include "session/stored_sessions.h"

namespace reprise::capi {

// Belongs to one SSL. Its parts are in the files of this folder, by theme.
class ConnectionHost final : public handshake::Host, public engine::Observer {
 public:
  explicit ConnectionHost(SSL* ssl) : ssl_(ssl) {}

  // handshake::Host
  const handshake::Config& config() const override;
  TimePoint now() const override;
  crypto::Random& random() override;
  crypto::CertificateInterner& certificates() override;
  bool wants_key_log() const override;
  void log_key(std::string_view label, Bytes client_random, Bytes secret) override;
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
  handshake::Answer<> client_hello(const wire::ClientHello& hello) override;
  handshake::Answer<handshake::ServerName> server_name(std::string_view name) override;
  handshake::Answer<handshake::FoundSession> find_session(Bytes id) override;
  handshake::Answer<handshake::FoundSession> open_ticket(Bytes ticket, std::uint16_t version) override;
  handshake::Answer<handshake::FoundSession> find_external_psk(Bytes identity) override;
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
  bool wants_cookie() const override { return wants_cookie_; }
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

  // A run at the handshake begins; `resumes` when it goes on from a state that has been told already.
  void begin_run(bool resumes) { resumes_run_ = resumes; }
  // Compat: where early data may come, the handshake rests, and info callbacks are told that it is done; when it goes
  // on, that it starts.
  bool rests() const { return rest_ != Rest::no; }
  bool has_come_to_rest() { return rest_ == Rest::reached && (rest_ = Rest::told, true); }
  void go_on();

  // The connection is about to go.
  void before_end();
  // Bytes have left for the peer: what was offered has been seen.
  void bytes_sent() { kept_.unsent = false; }
  // Whether `session` is one that the program does not know of. It is not to see it before the handshake is complete,
  // with the peer verified: from then on it may do with it as with its own.
  bool is_kept_offer(const session::Session* session) const {
    return session != nullptr && session == kept_.offer.get();
  }

  // Server: whether clients must bring a cookie (SSL_stateless).
  void want_cookie(bool wanted) { wants_cookie_ = wanted; }

  // The chain that a verify callback is asked about; null outside of it.
  const crypto::CertificateChain* candidate() const { return candidate_; }
  // The hello that a client hello callback looks at (SSL_client_hello_get0_*); null outside the callback.
  const wire::ClientHello* current_hello() const { return current_hello_; }
  // Server: the name that the client asked for, as soon as it is known; null when it sent none.
  const char* requested_server_name() const { return has_server_name_ ? server_name_.c_str() : nullptr; }
  // Server: the session that a ticket is being made for, as long as callbacks may want to see it; else null.
  session::Session* session_being_issued() const { return session_being_issued_; }
  // Server: the application asks for tickets itself, whatever the handshake's resumption was told.
  void allow_tickets() { withholds_tickets_ = false; }

 private:
  void note_server_name(std::string_view name);
  void tell_state(handshake::StateName name);
  void keep(const session::Session& session, const handshake::Facts& facts);
  void forget_kept();

  SSL* ssl_;
  const wire::ClientHello* current_hello_ = nullptr;
  const crypto::CertificateChain* candidate_ = nullptr;
  mutable Ref<handshake::Config> config_;          // the compiled settings, with what is this connection's own
  mutable const handshake::Config* config_source_ = nullptr;  // what config_ was made of
  std::string server_name_;        // as the client sent it
  bool has_server_name_ = false;
  handshake::StateName last_state_{};           // the last one told to an info callback
  bool resumes_run_ = false;
  enum class Rest : std::uint8_t { no, reached, told };
  Rest rest_ = Rest::no;
  std::vector<std::uint16_t> custom_sent_;      // custom extensions that we have offered
  std::vector<std::uint16_t> custom_received_;  // and those that the peer has
  session::Session* session_being_issued_ = nullptr;
  Ref<session::Session> single_use_;   // the one found that early data may be sent for once
  bool spent_ = false;                 // and has been taken out of the cache for it
  // Client: sessions that the program does not know of.
  struct Kept {
    session::StoredSessions* in = nullptr;  // null when the program offers sessions itself; those that come go there
    session::PeerKey peer{};                // what they are found by
    Ref<session::Session> offer;            // taken from there and offered
    bool unsent = false;                    // and no byte has left yet
  };
  Kept kept_;
  bool wants_cookie_ = false;
  bool withholds_tickets_ = false;     // a ticket callback wants no new ones in this handshake
};

}  // namespace reprise::capi
