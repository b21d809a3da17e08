// SPDX-License-Identifier: Apache-2.0
#include "handshake/endpoint/server.h"

#include <utility>

#include "handshake/hello/server_choices.h"
#include "handshake/hello/start.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/flow.h"
#include "handshake/tls13/flow.h"

namespace reprise::handshake {
namespace {

// The server until it knows the version; then a shell around that version's flow.
class ServerMachine final : public Machine {
 public:
  ServerMachine(Host& host, Facts& facts) : host_(host), facts_(facts) {}

  void want_early_data() override { wants_early_data_ = true; }
  Result<Wants> start(Effects& out) override {
    out.entered(StateName::before);
    // Without a state we cannot know whether early data comes before a second ClientHello.
    if (host_.wants_cookie()) out.skip_early_data(host_.config().recv_max_early_data);
    return Wants::message;
  }
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects& out) override;
  Result<Wants> ask_again(Effects& out) override;
  bool accepts_application_data() const override { return flow_ != nullptr && flow_->accepts_application_data(); }
  Result<> update_keys(RequestUpdate request, Effects& out) override;
  Result<> send_tickets(unsigned count, Effects& out) override;
  Result<> request_client_certificate(Effects& out) override;
  Result<Wants> end_early_data(Effects&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) override;
  SessionSecrets session_secrets() const override {
    return flow_ != nullptr ? flow_->session_secrets() : SessionSecrets();
  }
  void shrink() override {
    if (flow_ != nullptr) flow_->shrink();
  }

 private:
  Result<Wants> answer_hello(Effects& out);
  Result<Wants> hand_over(std::uint16_t version, Effects& out);

  Host& host_;
  Facts& facts_;
  bool wants_early_data_ = false;
  KeptMessage<wire::ClientHello> client_hello_;  // while the Host is asked about it
  std::unique_ptr<Machine> flow_;
};

Result<Wants> ServerMachine::receive(Bytes message, bool ends_record, Effects& out) {
  if (flow_ != nullptr) return flow_->receive(message, ends_record, out);
  const auto received = message_of(message, ends_record);
  if (!client_hello_.empty() || received.type != wire::HandshakeType::client_hello) {
    return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
  client_hello_ = TRY(KeptMessage<wire::ClientHello>::read(received, wire::read_client_hello));
  return answer_hello(out);
}

// Asks the Host about the hello; may be asked again. Nothing of it is known before the Host has let it pass.
Result<Wants> ServerMachine::answer_hello(Effects& out) {
  const auto& hello = *client_hello_;
  TRY_ANSWER(host_.client_hello(hello), Wants::host);
  TRY(note_client_hello(facts_, hello));
  TRY(check_fallback(host_.config(), hello));
  const auto version = TRY(choose_version(host_.config(), hello));
  return hand_over(version, out);
}

Result<Wants> ServerMachine::hand_over(std::uint16_t version, Effects& out) {
  facts_.version = version;
  note_session_id_context(host_, facts_);
  ServerStart start{.core = std::make_unique<Core>(host_, facts_),
                    .client_hello = std::move(client_hello_),
                    .takes_early_data = wants_early_data_};
  flow_ = version == kTls13 ? tls13::make_server_flow(std::move(start)) : tls12::make_server_flow(std::move(start));
  return flow_->start(out);
}

Result<Wants> ServerMachine::receive_change_cipher_spec(Effects& out) {
  if (flow_ != nullptr) return flow_->receive_change_cipher_spec(out);
  // RFC 8446, D.4: it precedes a second ClientHello, which to a server without a state looks like a first one.
  if (host_.wants_cookie()) return Wants::message;
  return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
}

Result<Wants> ServerMachine::ask_again(Effects& out) {
  if (flow_ != nullptr) return flow_->ask_again(out);
  return client_hello_.empty() ? Result<Wants>(Wants::message) : answer_hello(out);
}

Result<> ServerMachine::update_keys(RequestUpdate request, Effects& out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->update_keys(request, out);
}

Result<> ServerMachine::send_tickets(unsigned count, Effects& out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->send_tickets(count, out);
}

Result<> ServerMachine::request_client_certificate(Effects& out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->request_client_certificate(out);
}

Result<> ServerMachine::export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->export_key(label, context, has_context, out);
}

}  // namespace

std::unique_ptr<Machine> make_server(Host& host, Facts& facts) { return std::make_unique<ServerMachine>(host, facts); }

}  // namespace reprise::handshake
