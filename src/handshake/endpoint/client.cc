// SPDX-License-Identifier: Apache-2.0
#include "handshake/endpoint/client.h"

#include <algorithm>
#include <utility>

#include "handshake/hello/client_hello_writer.h"
#include "handshake/hello/client_offer.h"
#include "handshake/hello/hello_retry.h"
#include "handshake/hello/start.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/flow.h"
#include "handshake/tls13/flow.h"
#include "wire/messages/empty_messages.h"

namespace reprise::handshake {
namespace {

// The client until the server has answered; then a shell around the flow of the version that was chosen.
class ClientMachine final : public Machine {
 public:
  ClientMachine(Host& host, Facts& facts, Ref<session::Session> offered)
      : host_(host), facts_(facts), offered_(std::move(offered)) {}

  void want_early_data() override { wants_early_data_ = true; }
  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects& out) override;
  Result<Wants> ask_again(Effects& out) override;
  bool accepts_application_data() const override { return flow_ != nullptr && flow_->accepts_application_data(); }
  Result<> update_keys(RequestUpdate request, Effects& out) override;
  Result<> send_tickets(unsigned, Effects&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<> request_client_certificate(Effects&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<Wants> end_early_data(Effects& out) override;
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) override;
  SessionSecrets session_secrets() const override {
    return flow_ != nullptr ? flow_->session_secrets() : SessionSecrets();
  }
  void shrink() override {
    if (flow_ != nullptr) flow_->shrink();
  }

 private:
  // While there is no flow.
  struct Hello {
    std::unique_ptr<Core> core;
    Offer offer;
    bool waits_for_host = false;
    bool sent_change_cipher_spec = false;
    bool early_data_ended = false;
  };

  Result<Wants> send_hello(Effects& out);
  void send_change_cipher_spec(Effects& out);
  // Whether the server may still choose TLS 1.2.
  bool may_be_tls12() const { return hello_->offer.retry_suite == nullptr && hello_->offer.min_version < kTls13; }
  Result<Wants> take_server_hello(const Message& message, Effects& out);
  Result<Wants> hand_over(std::uint16_t version, KeptMessage<wire::ServerHello> hello, Effects& out);

  Host& host_;
  Facts& facts_;
  Ref<session::Session> offered_;
  bool wants_early_data_ = false;
  std::unique_ptr<Hello> hello_;
  std::unique_ptr<Machine> flow_;
};

Result<Wants> ClientMachine::start(Effects& out) {
  hello_ = std::make_unique<Hello>();
  hello_->core = std::make_unique<Core>(host_, facts_);
  Context context(*hello_->core, out);
  out.entered(StateName::before);
  if (!offered_) offered_ = host_.session_to_offer();
  TRY(prepare_offer(context, std::move(offered_), hello_->offer));
  return send_hello(out);
}

// The first ClientHello, or the second after a HelloRetryRequest.
Result<Wants> ClientMachine::send_hello(Effects& out) {
  Context context(*hello_->core, out);
  auto& offer = hello_->offer;
  const auto hash = offer.retry_suite == nullptr ? crypto::HashAlgorithm::none : hash_of(*offer.retry_suite);
  hello_->waits_for_host = true;
  facts_.makes_session = true;
  TRY_ANSWER(collect_psks(context, hash, offer), Wants::host);
  hello_->waits_for_host = false;
  if (wants_early_data_ && offer.retry_suite == nullptr) TRY(offer_early_data(context, offer));
  if (offer.retry_suite != nullptr) send_change_cipher_spec(out);
  out.entered(StateName::client_write_client_hello);
  TRY(write_client_hello(context, offer));
  if (!offer.early_data) return Wants::message;
  send_change_cipher_spec(out);
  TRY(start_early_data(context, offer));
  out.entered(StateName::early_data);
  return Wants::message;
}

void ClientMachine::send_change_cipher_spec(Effects& out) {
  if (hello_->sent_change_cipher_spec || !imitates_tls12(host_, hello_->offer)) return;
  out.entered(StateName::client_write_change_cipher_spec);
  out.send_change_cipher_spec();
  hello_->sent_change_cipher_spec = true;
}

Result<Wants> ClientMachine::take_server_hello(const Message& message, Effects& out) {
  if (message.type != wire::HandshakeType::server_hello) {
    return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
  auto kept = TRY(KeptMessage<wire::ServerHello>::read(message, wire::read_server_hello));
  const auto& hello = *kept;
  const auto version = TRY(accept_version(host_.config(), hello));
  if (hello.is_hello_retry_request() && version == kTls13) {
    Context context(*hello_->core, out);
    out.entered(StateName::client_read_server_hello);
    TRY(take_hello_retry_request(context, message, hello, hello_->offer));
    return send_hello(out);
  }
  // RFC 8446, 4.1.4: the version MUST be that of the HelloRetryRequest.
  if (hello_->offer.retry_suite != nullptr && version != kTls13) {
    return fail(Alert::illegal_parameter, Reason::wrong_ssl_version);
  }
  // RFC 8446, D.3: a client that sent 0-RTT data MUST fail when the answer is of an older version.
  if (hello_->offer.early_data && version != kTls13) return fail(Alert::protocol_version, Reason::wrong_ssl_version);
  TRY(check_downgrade_sentinel(host_.config(), version, hello.random));
  std::ranges::copy(hello.random, facts_.server_random.begin());
  return hand_over(version, std::move(kept), out);
}

Result<Wants> ClientMachine::hand_over(std::uint16_t version, KeptMessage<wire::ServerHello> hello, Effects& out) {
  facts_.version = version;
  facts_.session_id_context = host_.config().session_id_context;
  ClientStart start{.core = std::move(hello_->core),
                    .offer = std::move(hello_->offer),
                    .server_hello = std::move(hello),
                    .sent_change_cipher_spec = hello_->sent_change_cipher_spec,
                    .early_data_ended = hello_->early_data_ended};
  hello_.reset();
  flow_ = version == kTls13 ? tls13::make_client_flow(std::move(start)) : tls12::make_client_flow(std::move(start));
  return flow_->start(out);
}

Result<Wants> ClientMachine::receive(Bytes message, bool ends_record, Effects& out) {
  if (flow_ != nullptr) return flow_->receive(message, ends_record, out);
  const Message parsed = message_of(message, ends_record);
  if (parsed.type == wire::HandshakeType::hello_request && may_be_tls12()) {
    // RFC 5246, 7.4.1.1: ignored by a client that is negotiating, and left out of the hashes.
    TRY(wire::read_hello_request(parsed.body));
    return Wants::message;
  }
  return take_server_hello(parsed, out);
}

Result<Wants> ClientMachine::receive_change_cipher_spec(Effects& out) {
  if (flow_ != nullptr) return flow_->receive_change_cipher_spec(out);
  // RFC 8446, 5: to be dropped from the first ClientHello on, by those who speak TLS 1.3.
  if (hello_->offer.max_version < kTls13) return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  return hello_->waits_for_host ? Wants::host : Wants::message;
}

Result<Wants> ClientMachine::ask_again(Effects& out) {
  if (flow_ != nullptr) return flow_->ask_again(out);
  return hello_->waits_for_host ? send_hello(out) : Result<Wants>(Wants::message);
}

Result<> ClientMachine::update_keys(RequestUpdate request, Effects& out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->update_keys(request, out);
}

Result<Wants> ClientMachine::end_early_data(Effects& out) {
  if (flow_ != nullptr) return flow_->end_early_data(out);
  hello_->early_data_ended = true;
  return hello_->waits_for_host ? Wants::host : Wants::message;
}

Result<> ClientMachine::export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) {
  if (flow_ == nullptr) return fail_silently(Reason::bad_handshake_state);
  return flow_->export_key(label, context, has_context, out);
}

}  // namespace

std::unique_ptr<Machine> make_client(Host& host, Facts& facts, Ref<session::Session> offered) {
  return std::make_unique<ClientMachine>(host, facts, std::move(offered));
}

}  // namespace reprise::handshake
