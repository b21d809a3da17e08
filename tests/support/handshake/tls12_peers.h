// SPDX-License-Identifier: Apache-2.0
// Two handshake machines in memory, for tests: a Host that answers from tables, and a wire that hands messages across
// and checks that both ends use the same keys.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "handshake/endpoint/client.h"
#include "handshake/endpoint/server.h"
#include "handshake/flow/machine.h"
#include "handshake/negotiation/version.h"
#include "support/crypto/inputs.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake::tls12 {

inline Ref<const Credential> new_credential(const char* type, const char* curve = nullptr) {
  const auto algorithms = crypto::default_algorithms();
  const auto key = crypto::new_key(type, curve);
  const auto x509 = crypto::new_certificate(key.get());
  std::vector<Ref<const crypto::Certificate>> certificates;
  certificates.push_back(std::move(crypto::Certificate::from_x509(algorithms.share(), x509.get()).value()));
  auto credential = make_ref<Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(certificates));
  credential->key = crypto::PrivateKey::sharing(algorithms.share(), key.get());
  return Ref<const Credential>(std::move(credential));
}

inline Ref<Config> new_config() {
  using crypto::SignatureScheme;
  auto config = make_ref<Config>();
  config->algorithms = crypto::default_algorithms();
  config->max_version = kTls12;
  for (const char* name :
       {"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"}) {
    config->suites.push_back(wire::find_cipher_suite_by_name(name));
  }
  config->groups = {crypto::NamedGroup::x25519, crypto::NamedGroup::secp256r1, crypto::NamedGroup::secp384r1};
  config->signature_schemes = {SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::ecdsa_secp384r1_sha384,
                               SignatureScheme::ed25519, SignatureScheme::ed448, SignatureScheme::rsa_pss_rsae_sha256,
                               SignatureScheme::rsa_pkcs1_sha256, SignatureScheme::ecdsa_sha1,
                               SignatureScheme::rsa_pkcs1_sha1};
  config->session_id_context = copy_of(bytes_of("test"));
  return config;
}

// Answers from what a test puts into its fields, and notes what it is asked.
class TestHost final : public Host {
 public:
  TestHost() : settings(new_config()) {}

  Ref<Config> settings;
  ManualClock clock;
  bool hesitant = false;        // says "not yet" to each question before it answers
  bool accepts_peer = true;
  Ref<session::Session> stored_session{};  // client: to offer when it was given none
  bool gives_ids = false;       // server: new sessions get ids and are found by them
  bool may_resume = true;
  bool renews_tickets = false;
  bool seals_tickets = true;
  std::vector<ByteVector> ca_names{};
  ServerName name_verdict = ServerName::ignored;
  std::string alpn_choice{};
  ByteVector ocsp{};
  std::map<ByteVector, Ref<session::Session>> tickets{};
  std::map<ByteVector, Ref<session::Session>> sessions{};
  std::optional<std::uint16_t> extra_extension{};  // a custom extension, written where `extra_places` says
  std::set<ExtensionPlace> extra_places{};

  std::vector<std::string> asked{};
  std::vector<Ref<session::Session>> published{};
  int retired = 0;
  std::vector<session::WhyNotResumed> decisions{};
  std::string logged_label{};
  ByteVector logged_secret{};
  ByteVector stapled{};

  std::vector<ByteVector> certificate_authorities() override { return ca_names; }
  const Config& config() const override { return *settings; }
  TimePoint now() const override { return clock.now(); }
  crypto::Random& random() override { return random_; }
  crypto::CertificateInterner& certificates() override { return interner_; }
  bool wants_key_log() const override { return true; }
  void log_key(std::string_view label, Bytes, Bytes secret) override {
    logged_label = label;
    logged_secret = copy_of(secret);
  }
  Answer<Verdict> verify_peer(const crypto::CertificateChain&, const Facts&) override {
    if (ask("verify")) return not_yet<Verdict>();
    return std::optional(
        Verdict{.accepted = accepts_peer, .alert = Alert::unknown_ca, .result = accepts_peer ? 0 : 20});
  }
  Ref<session::Session> session_to_offer() override { return stored_session.share(); }
  bool verifies_again(const session::Session& session) const override { return &session == stored_session.get(); }
  void publish(const Ref<session::Session>& session, const Facts&) override {
    published.push_back(session.share());
    if (gives_ids) sessions[copy_of(session->data().session_id())] = session.share();
  }
  bool retire(const Ref<session::Session>& session) override {
    ++retired;
    session->mark_not_resumable();
    return true;
  }
  bool has_custom_extensions() const override { return extra_extension.has_value(); }
  Result<> write_custom_extensions(ExtensionPlace place, std::size_t, wire::Writer& out) override {
    if (extra_places.contains(place)) wire::write_empty_extension(out, wire::ExtensionType{*extra_extension});
    return success();
  }
  Answer<ServerName> server_name(std::string_view) override {
    if (ask("name")) return not_yet<ServerName>();
    return std::optional(name_verdict);
  }
  Answer<FoundToResume> find_session(Bytes id) override {
    if (ask("session")) return not_yet<FoundToResume>();
    return std::optional(find(sessions, id, false));
  }
  Answer<FoundToResume> open_ticket(Bytes ticket, std::uint16_t) override {
    if (ask("ticket")) return not_yet<FoundToResume>();
    return std::optional(find(tickets, ticket, renews_tickets));
  }
  Result<ByteVector> new_session_id() override { return gives_ids ? ByteVector(32, ++last_id_) : ByteVector(); }
  bool may_be_resumed(bool) override { return may_resume; }
  Result<IssuedTicket> issue_ticket(session::Session& session, std::uint16_t) override {
    if (!seals_tickets) return IssuedTicket{};
    ByteVector ticket(16, ++last_id_);
    tickets[ticket] = Ref<session::Session>::sharing(&session);
    return IssuedTicket{ticket, 100};
  }
  Answer<> certificate_wanted(const Facts&) override { return ask("certificate") ? not_yet() : answered(); }
  Answer<> client_certificate_wanted(const Facts&) override {
    return ask("client certificate") ? not_yet() : answered();
  }
  Answer<AlpnChoice> choose_alpn(Bytes) override {
    if (ask("alpn")) return not_yet<AlpnChoice>();
    return std::optional(AlpnChoice{alpn_choice.empty(), alpn_choice});
  }
  Answer<ByteVector> ocsp_response(const Facts&) override {
    if (ask("ocsp")) return not_yet<ByteVector>();
    return std::optional(ocsp);
  }
  Result<> check_ocsp_response(const Facts& facts) override {
    stapled = facts.ocsp_response;
    return success();
  }
  void resumption_decided(session::WhyNotResumed why, bool) override { decisions.push_back(why); }

 private:
  // True: say "not yet".
  bool ask(const std::string& question) {
    if (hesitant && hesitated_.insert(question).second) return true;
    hesitated_.erase(question);
    asked.push_back(question);
    return false;
  }
  static FoundToResume find(const std::map<ByteVector, Ref<session::Session>>& table, Bytes key, bool renew) {
    const auto found = table.find(copy_of(key));
    if (found == table.end()) return {};
    return {.session = found->second.share(), .renew = renew, .from_cache = true};
  }

  crypto::SystemRandom random_{crypto::default_algorithms()};
  crypto::CertificateInterner interner_{crypto::default_algorithms()};
  std::set<std::string> hesitated_;
  std::uint8_t last_id_ = 0;
};

// What goes over the wire: one handshake message, a change_cipher_spec or an alert, and the keys it is written under.
struct Parcel {
  wire::ContentType type;
  ByteVector bytes;
  ByteVector keys;  // empty: in the clear
};

// One end.
class Peer final : public Effects {
 public:
  Peer(Role role, TestHost& host, Ref<session::Session> offered = {})
      : host_(host),
        machine(role == Role::client ? make_client(host, facts, std::move(offered)) : make_server(host, facts)) {}

  // --- Effects
  ByteVector& flight() override { return flight_; }
  void send_change_cipher_spec() override { send(wire::ContentType::change_cipher_spec, {1}); }
  void owe_change_cipher_spec() override {}
  void send_warning_alert(Alert alert) override { send(wire::ContentType::alert, {1, std::uint8_t(alert)}); }
  Result<> use_read_keys(Epoch, const record::Keys& keys) override {
    read_keys = summary(keys);
    return success();
  }
  Result<> use_write_keys(Epoch, const record::Keys& keys) override {
    flush();
    write_keys = summary(keys);
    return success();
  }
  void owe_key_update(Debt) override {}
  void limit_fragments(std::size_t max_bytes) override { max_fragment = max_bytes; }
  void skip_early_data(std::uint32_t) override {}
  void accept_early_data(std::uint32_t) override {}
  void offer_early_data(std::uint32_t) override {}
  void entered(StateName name) override { states.push_back(name); }
  void handshake_done() override { done = true; }

  // Cuts the flight into messages.
  void flush() {
    Bytes rest = flight_;
    while (!rest.empty()) {
      const auto header = wire::read_handshake_header(rest.first<wire::kHandshakeHeaderLen>());
      const std::size_t size = wire::kHandshakeHeaderLen + header.length;
      outbox.push_back({wire::ContentType::handshake, copy_of(rest.first(size)), write_keys});
      rest = rest.subspan(size);
    }
    flight_.clear();
  }

  // Settles a call of the machine: asks the Host again for as long as it hesitates.
  void settle(Result<Wants> wants) {
    while (wants.ok() && wants.value() == Wants::host) wants = machine->ask_again(*this);
    if (!wants.ok()) error = wants.error();
    flush();
  }
  void take(const Parcel& parcel) {
    if (parcel.keys != read_keys) {
      error = fail(Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
    } else if (parcel.type == wire::ContentType::change_cipher_spec) {
      settle(machine->receive_change_cipher_spec(*this));
    } else if (parcel.type == wire::ContentType::handshake) {
      settle(machine->receive(parcel.bytes, true, *this));
    } else {
      alerts.push_back(parcel.bytes);
    }
  }

  Facts facts;
  std::vector<StateName> states;
  std::deque<Parcel> outbox;
  std::vector<ByteVector> alerts;
  std::optional<Error> error;
  bool done = false;
  std::size_t max_fragment = 0;  // as limited; 0: not
  ByteVector read_keys;
  ByteVector write_keys;

 private:
  void send(wire::ContentType type, ByteVector bytes) {
    flush();
    outbox.push_back({type, std::move(bytes), write_keys});
  }
  static ByteVector summary(const record::Keys& keys) {
    ByteVector all{std::uint8_t(keys.aead), std::uint8_t(keys.format)};
    for (const Bytes part : {keys.key.bytes(), keys.iv.bytes()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }

  TestHost& host_;
  ByteVector flight_;

 public:
  std::unique_ptr<Machine> machine;
};

// A client and a server that talk. `tamper` sees each parcel before it is delivered: it may change it, or drop it by
// returning false.
class Conversation {
 public:
  using Tamper = std::function<bool(Role sender, Parcel&)>;

  Conversation(TestHost& client_host, TestHost& server_host, Ref<session::Session> offered = {})
      : client(Role::client, client_host, std::move(offered)), server(Role::server, server_host) {}

  bool run(const Tamper& tamper = {}) {
    server.settle(server.machine->start(server));
    client.settle(client.machine->start(client));
    pump(tamper);
    return client.done && server.done && !client.error && !server.error;
  }
  void pump(const Tamper& tamper = {}) {
    while (!client.error && !server.error && !(client.outbox.empty() && server.outbox.empty())) {
      deliver(Role::client, client, server, tamper);
      deliver(Role::server, server, client, tamper);
    }
  }

  Peer client;
  Peer server;

 private:
  static void deliver(Role sender, Peer& from, Peer& to, const Tamper& tamper) {
    while (!from.outbox.empty() && !to.error) {
      Parcel parcel = std::move(from.outbox.front());
      from.outbox.pop_front();
      if (!tamper || tamper(sender, parcel)) to.take(parcel);
    }
  }
};

inline bool is(const Parcel& parcel, wire::HandshakeType type) {
  return parcel.type == wire::ContentType::handshake && parcel.bytes[0] == code_of(type);
}

}  // namespace reprise::handshake::tls12
