// SPDX-License-Identifier: Apache-2.0
// A Host whose answers tests set, and which remembers what it was asked.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"

namespace reprise::handshake::testing {

// Settings that allow what the library can do.
Ref<Config> test_config();

class TestHost final : public Host {
 public:
  TestHost();

  // --- To be set by tests
  Ref<Config> settings = test_config();
  ManualClock* clock = nullptr;  // the pair's
  Verdict verdict{.accepted = true};
  Ref<session::Session> stored_session;  // to offer when the client was given none
  std::vector<ByteVector> ca_names;   // asked of the peer
  ServerName name_answer = ServerName::accepted;
  std::string alpn_answer;            // empty: no ALPN
  session::TrustScope scope{};        // of the settings
  std::optional<Error> scope_error;   // there is none
  bool trusts_anchors = true;         // that sessions name
  ByteVector ocsp_answer;
  std::optional<Error> ocsp_check;    // what check_ocsp_response fails with
  bool early_data_allowed = true;
  bool holds_sessions = true;         // retire() finds what it is given
  std::map<ByteVector, Ref<session::Session>> external_psks;  // by identity
  std::optional<ByteVector> offered_psk;                      // identity of one of external_psks
  int times_not_yet = 0;              // each question is put off that many times before it is answered
  std::map<ByteVector, Ref<session::Session>> tickets;        // by ticket; for both versions
  std::map<ByteVector, Ref<session::Session>> cache;          // by session id
  std::function<bool(const SecurityQuestion&)> security;      // empty: everything is allowed
  std::function<void(Config&)> on_certificate_wanted;
  std::function<void(Config&)> on_server_name;
  bool wants_cookies = false;         // stateless HelloRetryRequests
  bool accepts_cookies = true;
  ByteVector cookie_part{'c'};
  ByteVector cookie_mac_key = ByteVector(32, 7);
  ByteVector secret;                  // that both sides know; empty: there is none
  const wire::CipherSuite* secret_suite = nullptr;  // to go with it
  std::optional<ByteVector> ticket_extension;
  std::map<ExtensionPlace, std::pair<wire::ExtensionType, ByteVector>> extra_extensions;  // written in that place
  std::optional<ExtensionPlace> failing_place;                                            // none can be written there

  // --- To be looked at by tests
  std::vector<std::string> asked;     // the questions in their order, without repetitions by "not yet"
  std::vector<Ref<session::Session>> published;
  std::vector<Ref<session::Session>> retired;
  std::map<std::string, ByteVector> keys;  // by label of the key log
  std::vector<std::pair<session::WhyNotResumed, bool>> outcomes;

  // --- Host
  std::vector<ByteVector> certificate_authorities() override { return ca_names; }
  const Config& config() const override { return *settings; }
  TimePoint now() const override { return clock->now(); }
  crypto::Random& random() override { return random_; }
  crypto::CertificateInterner& certificates() override { return certificates_; }
  bool wants_key_log() const override { return true; }
  void log_key(std::string_view label, Bytes, Bytes secret) override { keys[std::string(label)] = copy_of(secret); }
  bool allows(const SecurityQuestion& question) override { return !security || security(question); }
  Ref<session::Session> session_to_offer() override {
    offers_kept_ = true;
    return stored_session.share();
  }
  Answer<Verdict> verify_peer(const crypto::CertificateChain&, const Facts&) override;
  bool verifies_again(const session::Session& session) const override {
    return offers_kept_ && &session == stored_session.get();
  }
  void publish(const Ref<session::Session>& session, const Facts&) override { published.push_back(session.share()); }
  bool retire(const Ref<session::Session>& session) override;
  Answer<> client_hello(const wire::ClientHello&) override;
  Answer<ServerName> server_name(std::string_view) override;
  Result<session::TrustScope> trust_scope() override {
    if (scope_error) return *scope_error;
    return scope;
  }
  bool still_trusts(const session::SessionData&) override { return trusts_anchors; }
  Answer<FoundToResume> find_session(Bytes id) override;
  Answer<FoundToResume> open_ticket(Bytes ticket, std::uint16_t) override;
  Answer<FoundToResume> find_external_psk(Bytes identity) override;
  Result<ByteVector> new_session_id() override;
  Result<IssuedTicket> issue_ticket(session::Session& session, std::uint16_t) override;
  Answer<> certificate_wanted(const Facts&) override;
  Answer<AlpnChoice> choose_alpn(Bytes) override;
  Answer<ByteVector> ocsp_response(const Facts&) override;
  bool allows_early_data() override { return early_data_allowed; }
  bool has_custom_extensions() const override { return !extra_extensions.empty() || failing_place; }
  Result<> write_custom_extensions(ExtensionPlace place, std::size_t, wire::Writer& out) override;
  bool wants_cookie() const override { return wants_cookies; }
  Bytes cookie_key() const override { return cookie_mac_key; }
  Result<ByteVector> make_cookie() override { return cookie_part; }
  bool accepts_cookie(Bytes cookie) override { return accepts_cookies && std::ranges::equal(cookie, cookie_part); }
  std::optional<KnownSecret> known_secret(const Facts&) override;
  std::optional<ByteVector> session_ticket_extension() override { return ticket_extension; }
  void resumption_decided(session::WhyNotResumed why, bool resumed) override { outcomes.emplace_back(why, resumed); }
  Answer<std::optional<ExternalPsk>> external_psk(crypto::HashAlgorithm) override;
  Answer<> client_certificate_wanted(const Facts&) override;
  Result<> check_ocsp_response(const Facts&) override;

 private:
  // Notes the question; true when it is to be put off.
  bool put_off(const char* question);

  crypto::SystemRandom random_;
  crypto::CertificateInterner certificates_;
  std::map<std::string, int> put_off_;
  bool offers_kept_ = false;
};

}  // namespace reprise::handshake::testing
