#include <utility>

#include "handshake/stepping.h"
#include "handshake/tls12/client_states.h"
#include "handshake/tls12/flow.h"
#include "handshake/tls12/flow_base.h"
#include "wire/ext_status_request.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;

Result<CertificateStatus> read_status(Bytes body) { return CertificateStatus{TRY(wire::read_certificate_status(body))}; }

Result<ClientState> dispatch(ClientState state, const Message& message, ClientContext& context) {
  switch (message.type) {
    case HandshakeType::hello_request:
      // RFC 5246, 7.4.1.1: ignored in the middle of a handshake, and left out of its hashes.
      TRY(wire::read_hello_request(message.body));
      return state;
    case HandshakeType::certificate:
      return deliver<wire::CertificateTls12>(std::move(state), message, context, wire::read_certificate_tls12);
    case HandshakeType::certificate_status:
      return deliver<CertificateStatus>(std::move(state), message, context, read_status);
    case HandshakeType::server_key_exchange:
      return deliver<wire::ServerKeyExchange>(std::move(state), message, context, wire::read_server_key_exchange);
    case HandshakeType::certificate_request:
      return deliver<wire::CertificateRequestTls12>(std::move(state), message, context, wire::read_certificate_request_tls12);
    case HandshakeType::server_hello_done:
      return deliver<wire::ServerHelloDone>(std::move(state), message, context, wire::read_server_hello_done);
    case HandshakeType::new_session_ticket:
      return deliver<wire::NewSessionTicketTls12>(std::move(state), message, context, wire::read_new_session_ticket_tls12);
    case HandshakeType::finished:
      return deliver<wire::Finished>(std::move(state), message, context,
                                     [](Bytes body) { return wire::read_finished(body, wire::kVerifyDataLenTls12); });
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

class ClientFlow final : public FlowBase {
 public:
  explicit ClientFlow(ClientStart&& start) : FlowBase(*start.core), work_(std::make_unique<ClientWork>()) {
    work_->core = std::move(start.core);
    work_->offer = std::move(start.offer);
    server_hello_ = std::move(start.server_hello);
  }

  Result<Wants> start(Output& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Output& out) override;
  Result<Wants> receive_change_cipher_spec(Output& out) override;
  Result<Wants> resume(Output& out) override;
  void shrink() override {
    if (connected()) work_.reset();
  }

 private:
  bool connected() const override { return std::holds_alternative<ClientConnected>(state_); }
  Result<Wants> go_on(Result<ClientState> next, ClientContext& context);

  std::unique_ptr<ClientWork> work_;  // null once connected
  ByteVector server_hello_;           // emptied by start()
  ClientState state_;
};

Result<Wants> ClientFlow::go_on(Result<ClientState> next, ClientContext& context) {
  state_ = TRY(std::move(next));
  return settle(state_, context);
}

Result<Wants> ClientFlow::start(Output& out) {
  const ByteVector hello = std::exchange(server_hello_, {});
  ClientContext context(*work_, out);
  return go_on(take_server_hello(message_of(hello, true), context), context);
}

Result<Wants> ClientFlow::receive(Bytes bytes, bool ends_record, Output& out) {
  const Message message = message_of(bytes, ends_record);
  if (connected()) {
    if (message.type != HandshakeType::hello_request) return fail(Alert::unexpected_message, Reason::unexpected_message);
    TRY(wire::read_hello_request(message.body));
    return refuse_renegotiation(out);
  }
  ClientContext context(*work_, out);
  return go_on(dispatch(std::move(state_), message, context), context);
}

Result<Wants> ClientFlow::receive_change_cipher_spec(Output& out) {
  auto* expecting = std::get_if<ExpectChangeCipherSpec>(&state_);
  if (expecting == nullptr) return fail(Alert::unexpected_message, Reason::ccs_received_early);
  ClientContext context(*work_, out);
  return go_on(std::move(*expecting).on(ChangeCipherSpec{}, context), context);
}

Result<Wants> ClientFlow::resume(Output& out) {
  ClientContext context(*work_, out);
  return settle(state_, context);
}

}  // namespace

std::unique_ptr<Machine> make_client_flow(ClientStart&& start) { return std::make_unique<ClientFlow>(std::move(start)); }

}  // namespace reprise::handshake::tls12
