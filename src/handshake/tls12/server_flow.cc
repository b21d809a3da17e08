// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "handshake/flow/flow_steps.h"
#include "handshake/tls12/flow.h"
#include "handshake/tls12/flow_base.h"
#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;

Result<ServerState> dispatch(ServerState state, const Message& message, ServerContext& context) {
  switch (message.type) {
    case HandshakeType::certificate:
      return deliver<wire::CertificateTls12>(std::move(state), message, context, wire::read_certificate_tls12);
    case HandshakeType::client_key_exchange:
      return deliver<wire::ClientKeyExchange>(std::move(state), message, context, wire::read_client_key_exchange);
    case HandshakeType::certificate_verify:
      return deliver<wire::CertificateVerify>(std::move(state), message, context, wire::read_certificate_verify);
    case HandshakeType::finished:
      return deliver<wire::Finished>(std::move(state), message, context,
                                     [](Bytes body) { return wire::read_finished(body, wire::kVerifyDataLenTls12); });
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

using Steps = FlowSteps<FlowBase, ServerState, ServerWork, ServerContext>;

class ServerFlow final : public Steps {
 public:
  explicit ServerFlow(ServerStart&& start)
      : Steps(*start.core, ServerState()), client_hello_(std::move(start.client_hello)) {
    begin_with(std::move(start.core));
  }

  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects& out) override;

 private:
  SessionSecrets session_secrets() const override {
    const auto* work = current_work();
    return work != nullptr ? session_secrets_of(work->secrets) : SessionSecrets();
  }
  bool connected() const override { return state_is<ServerConnected>(); }
  ServerContext new_context(Effects& out) override { return {work(), out}; }

  KeptMessage<wire::ClientHello> client_hello_;  // emptied by start()
};

Result<Wants> ServerFlow::start(Effects& out) {
  return advance(
      out, [&](ServerState, ServerContext& context) { return take_client_hello(std::move(client_hello_), context); });
}

Result<Wants> ServerFlow::receive(Bytes bytes, bool ends_record, Effects& out) {
  const Message message = message_of(bytes, ends_record);
  if (connected()) {
    if (message.type == HandshakeType::client_hello) return refuse_renegotiation(out);
    return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
  return advance(
      out, [&](ServerState state, ServerContext& context) { return dispatch(std::move(state), message, context); });
}

Result<Wants> ServerFlow::receive_change_cipher_spec(Effects& out) {
  return advance(out, [](ServerState state, ServerContext& context) {
    return deliver_signal<ChangeCipherSpec>(std::move(state), context);
  });
}

}  // namespace

std::unique_ptr<Machine> make_server_flow(ServerStart&& start) {
  return std::make_unique<ServerFlow>(std::move(start));
}

}  // namespace reprise::handshake::tls12
