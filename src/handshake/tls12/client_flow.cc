// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "handshake/flow/flow_steps.h"
#include "handshake/tls12/client_states.h"
#include "handshake/tls12/flow.h"
#include "handshake/tls12/flow_base.h"
#include "wire/extensions/status_request.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;

Result<CertificateStatus> read_status(Bytes body) {
  return CertificateStatus{TRY(wire::read_certificate_status(body))};
}

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
      return deliver<wire::CertificateRequestTls12>(std::move(state), message, context,
                                                    wire::read_certificate_request_tls12);
    case HandshakeType::server_hello_done:
      return deliver<wire::ServerHelloDone>(std::move(state), message, context, wire::read_server_hello_done);
    case HandshakeType::new_session_ticket:
      return deliver<wire::NewSessionTicketTls12>(std::move(state), message, context,
                                                  wire::read_new_session_ticket_tls12);
    case HandshakeType::finished:
      return deliver<wire::Finished>(std::move(state), message, context,
                                     [](Bytes body) { return wire::read_finished(body, wire::kVerifyDataLenTls12); });
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

using Steps = FlowSteps<FlowBase, ClientState, ClientWork, ClientContext>;

class ClientFlow final : public Steps {
 public:
  explicit ClientFlow(ClientStart&& start)
      : Steps(*start.core, ClientState()), server_hello_(std::move(start.server_hello)) {
    begin_with(std::move(start.core));
    work().offer = std::move(start.offer);
  }

  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects& out) override;

 private:
  SessionSecrets session_secrets() const override {
    const auto* work = current_work();
    return work != nullptr ? session_secrets_of(work->secrets) : SessionSecrets();
  }
  bool connected() const override { return state_is<ClientConnected>(); }
  ClientContext new_context(Effects& out) override { return {work(), out}; }

  KeptMessage<wire::ServerHello> server_hello_;  // emptied by start()
};

Result<Wants> ClientFlow::start(Effects& out) {
  const auto hello = std::move(server_hello_);
  return advance(out, [&](ClientState, ClientContext& context) { return take_server_hello(hello, context); });
}

Result<Wants> ClientFlow::receive(Bytes bytes, bool ends_record, Effects& out) {
  const Message message = message_of(bytes, ends_record);
  if (connected()) {
    if (message.type != HandshakeType::hello_request)
      return fail(Alert::unexpected_message, Reason::unexpected_message);
    TRY(wire::read_hello_request(message.body));
    return refuse_renegotiation(out);
  }
  return advance(
      out, [&](ClientState state, ClientContext& context) { return dispatch(std::move(state), message, context); });
}

Result<Wants> ClientFlow::receive_change_cipher_spec(Effects& out) {
  return advance(out, [](ClientState state, ClientContext& context) {
    return deliver_signal<ChangeCipherSpec>(std::move(state), context);
  });
}

}  // namespace

std::unique_ptr<Machine> make_client_flow(ClientStart&& start) {
  return std::make_unique<ClientFlow>(std::move(start));
}

}  // namespace reprise::handshake::tls12
