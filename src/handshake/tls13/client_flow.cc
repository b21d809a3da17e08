#include <utility>

#include "handshake/stepping.h"
#include "handshake/suite.h"
#include "handshake/tls13/client_requests.h"
#include "handshake/tls13/client_states.h"
#include "handshake/tls13/flow.h"
#include "handshake/tls13/key_updates.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::HandshakeType;

Result<ClientState> dispatch(ClientState state, const Message& message, ClientContext& context) {
  const auto finished_len = crypto::hash_size(hash_of(context.suite()));
  switch (message.type) {
    case HandshakeType::encrypted_extensions:
      return deliver<wire::EncryptedExtensions>(std::move(state), message, context, wire::read_encrypted_extensions);
    case HandshakeType::certificate_request:
      return deliver<wire::CertificateRequestTls13>(std::move(state), message, context, wire::read_certificate_request_tls13);
    case HandshakeType::certificate:
      return deliver<wire::CertificateTls13>(std::move(state), message, context, wire::read_certificate_tls13);
    case HandshakeType::certificate_verify:
      return deliver<wire::CertificateVerify>(std::move(state), message, context, wire::read_certificate_verify);
    case HandshakeType::finished:
      return deliver<wire::Finished>(std::move(state), message, context,
                                     [&](Bytes body) { return wire::read_finished(body, finished_len); });
    case HandshakeType::new_session_ticket:
      return deliver<wire::NewSessionTicketTls13>(std::move(state), message, context, wire::read_new_session_ticket_tls13);
    case HandshakeType::key_update:
      return deliver<wire::KeyUpdate>(std::move(state), message, context, wire::read_key_update);
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

class ClientFlow final : public Machine {
 public:
  explicit ClientFlow(ClientStart&& start);

  Result<Wants> start(Output& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Output& out) override;
  Result<Wants> receive_change_cipher_spec(Output&) override;
  Result<Wants> resume(Output& out) override;
  bool accepts_application_data() const override;
  Result<> update_keys(RequestUpdate request, Output& out) override;
  Result<> send_tickets(unsigned, Output&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<> request_client_certificate(Output&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<Wants> end_early_data(Output& out) override;
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out) override;
  void shrink() override {}  // done as soon as the handshake is

 private:
  bool connected() const { return std::holds_alternative<Connected>(state_); }
  // A message after the handshake needs a workplace again, until it is dealt with.
  ClientWork& work();
  Result<Wants> go_on(Result<ClientState> next, ClientContext& context);

  Host& host_;
  Facts& facts_;
  std::unique_ptr<ClientWork> work_ = std::make_unique<ClientWork>();
  ClientLasting lasting_;
  ClientState state_;
};

ClientWork& ClientFlow::work() {
  if (work_ == nullptr) {
    work_ = std::make_unique<ClientWork>();
    work_->core = std::make_unique<Core>(host_, facts_);
  }
  return *work_;
}

Result<Wants> ClientFlow::go_on(Result<ClientState> next, ClientContext& context) {
  state_ = TRY(std::move(next));
  const auto wants = TRY(settle(state_, context));
  if (connected()) work_.reset();  // `context` is of no use from here on
  return wants;
}

ClientFlow::ClientFlow(ClientStart&& start) : host_(start.core->host), facts_(start.core->facts) {
  work_->core = std::move(start.core);
  work_->offer = std::move(start.offer);
  work_->sent_change_cipher_spec = start.sent_change_cipher_spec;
  work_->early_data_ended = start.early_data_ended;
  work_->server_hello = std::move(start.server_hello);
  work_->server_hello_ends_record = start.ends_record;
}

Result<Wants> ClientFlow::start(Output& out) {
  const ByteVector hello = std::move(work_->server_hello);
  ClientContext context(*work_, lasting_, out);
  return go_on(take_server_hello(message_of(hello, work_->server_hello_ends_record), context), context);
}

Result<Wants> ClientFlow::receive(Bytes message, bool ends_record, Output& out) {
  ClientContext context(work(), lasting_, out);
  return go_on(dispatch(std::move(state_), message_of(message, ends_record), context), context);
}

Result<Wants> ClientFlow::receive_change_cipher_spec(Output&) {
  // RFC 8446, 5: to be dropped until the peer's Finished has come, unexpected_message after that.
  if (accepts_application_data()) return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  return std::holds_alternative<VerifyServer>(state_) ? Wants::host : Wants::message;
}

Result<Wants> ClientFlow::resume(Output& out) {
  ClientContext context(work(), lasting_, out);
  return go_on(std::move(state_), context);
}

bool ClientFlow::accepts_application_data() const { return !lasting_.secrets.server.empty(); }

Result<> ClientFlow::update_keys(RequestUpdate request, Output& out) {
  if (!connected()) return fail_silently(Reason::bad_handshake_state);
  ClientContext context(work(), lasting_, out);
  const auto sent = send_key_update(context, Role::client, lasting_.secrets, request);
  work_.reset();
  return sent;
}

Result<Wants> ClientFlow::end_early_data(Output& out) {
  ClientContext context(work(), lasting_, out);
  if (auto* pending = std::get_if<PendingEarlyDataEnd>(&state_)) {
    return go_on(tls13::end_early_data(std::move(*pending), context), context);
  }
  context.work.early_data_ended = true;
  return go_on(std::move(state_), context);
}

Result<> ClientFlow::export_key(std::string_view label, Bytes context, bool, MutableBytes out) {
  if (facts_.exporter_secret.empty()) return fail_silently(Reason::bad_handshake_state);
  crypto::Scratch scratch(*host_.config().algorithms);
  return exporter(scratch, hash_of(*facts_.suite), facts_.exporter_secret.bytes(), label, context, out);
}

}  // namespace

std::unique_ptr<Machine> make_client_flow(ClientStart&& start) { return std::make_unique<ClientFlow>(std::move(start)); }

}  // namespace reprise::handshake::tls13
