#include <utility>

#include "handshake/stepping.h"
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

class ServerFlow final : public FlowBase {
 public:
  explicit ServerFlow(ServerStart&& start) : FlowBase(*start.core), work_(std::make_unique<ServerWork>()) {
    work_->core = std::move(start.core);
    client_hello_ = std::move(start.client_hello);
  }

  Result<Wants> start(Output& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Output& out) override;
  Result<Wants> receive_change_cipher_spec(Output& out) override;
  Result<Wants> resume(Output& out) override;
  void shrink() override {
    if (connected()) work_.reset();
  }

 private:
  bool connected() const override { return std::holds_alternative<ServerConnected>(state_); }
  Result<Wants> go_on(Result<ServerState> next, ServerContext& context);

  std::unique_ptr<ServerWork> work_;  // null once connected
  ByteVector client_hello_;           // emptied by start()
  ServerState state_;
};

Result<Wants> ServerFlow::go_on(Result<ServerState> next, ServerContext& context) {
  state_ = TRY(std::move(next));
  return settle(state_, context);
}

Result<Wants> ServerFlow::start(Output& out) {
  ServerContext context(*work_, out);
  return go_on(take_client_hello(std::move(client_hello_), context), context);
}

Result<Wants> ServerFlow::receive(Bytes bytes, bool ends_record, Output& out) {
  const Message message = message_of(bytes, ends_record);
  if (connected()) {
    if (message.type == HandshakeType::client_hello) return refuse_renegotiation(out);
    return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
  ServerContext context(*work_, out);
  return go_on(dispatch(std::move(state_), message, context), context);
}

Result<Wants> ServerFlow::receive_change_cipher_spec(Output& out) {
  auto* expecting = std::get_if<ExpectClientChangeCipherSpec>(&state_);
  if (expecting == nullptr) return fail(Alert::unexpected_message, Reason::ccs_received_early);
  ServerContext context(*work_, out);
  return go_on(std::move(*expecting).on(ChangeCipherSpec{}, context), context);
}

Result<Wants> ServerFlow::resume(Output& out) {
  ServerContext context(*work_, out);
  return settle(state_, context);
}

}  // namespace

std::unique_ptr<Machine> make_server_flow(ServerStart&& start) { return std::make_unique<ServerFlow>(std::move(start)); }

}  // namespace reprise::handshake::tls12
