// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "handshake/flow/flow_steps.h"
#include "handshake/negotiation/suite.h"
#include "handshake/tls13/client_requests.h"
#include "handshake/tls13/client_states.h"
#include "handshake/tls13/flow.h"
#include "handshake/tls13/flow_base.h"
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
      return deliver<wire::CertificateRequestTls13>(std::move(state), message, context,
                                                    wire::read_certificate_request_tls13);
    case HandshakeType::certificate:
      return deliver<wire::CertificateTls13>(std::move(state), message, context, wire::read_certificate_tls13);
    case HandshakeType::certificate_verify:
      return deliver<wire::CertificateVerify>(std::move(state), message, context, wire::read_certificate_verify);
    case HandshakeType::finished:
      return deliver<wire::Finished>(std::move(state), message, context,
                                     [&](Bytes body) { return wire::read_finished(body, finished_len); });
    case HandshakeType::new_session_ticket:
      return deliver<wire::NewSessionTicketTls13>(std::move(state), message, context,
                                                  wire::read_new_session_ticket_tls13);
    case HandshakeType::key_update:
      return deliver<wire::KeyUpdate>(std::move(state), message, context, wire::read_key_update);
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

using Steps = FlowSteps<FlowBase, ClientState, ClientWork, ClientContext>;

class ClientFlow final : public Steps {
 public:
  explicit ClientFlow(ClientStart&& start);

  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects&) override;
  bool accepts_application_data() const override;
  Result<> update_keys(RequestUpdate request, Effects& out) override;
  Result<> send_tickets(unsigned, Effects&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<> request_client_certificate(Effects&) override { return fail_silently(Reason::bad_handshake_state); }
  Result<Wants> end_early_data(Effects& out) override;

 private:
  SessionSecrets session_secrets() const override {
    return {.keyed = current_work() != nullptr && !current_work()->secrets.client.empty()};
  }
  bool connected() const override { return state_is<Connected>(); }
  ClientContext new_context(Effects& out) override { return {work(), lasting_, out}; }

  ClientLasting lasting_;
};

ClientFlow::ClientFlow(ClientStart&& start) : Steps(*start.core, ClientState()) {
  begin_with(std::move(start.core));
  work().offer = std::move(start.offer);
  work().sent_change_cipher_spec = start.sent_change_cipher_spec;
  work().early_data_ended = start.early_data_ended;
  work().server_hello = std::move(start.server_hello);
}

Result<Wants> ClientFlow::start(Effects& out) {
  const auto hello = std::move(work().server_hello);
  return advance(out, [&](ClientState, ClientContext& context) { return take_server_hello(hello, context); });
}

Result<Wants> ClientFlow::receive(Bytes message, bool ends_record, Effects& out) {
  return advance(out, [&](ClientState state, ClientContext& context) {
    return dispatch(std::move(state), message_of(message, ends_record), context);
  });
}

Result<Wants> ClientFlow::receive_change_cipher_spec(Effects&) {
  // RFC 8446, 5: to be dropped until the peer's Finished has come, unexpected_message after that.
  if (accepts_application_data()) return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  return state_is<VerifyServer>() || state_is<VerifyAgain>() ? Wants::host : Wants::message;
}

// From the server's Finished on (RFC 8446, 4.4.4): also while our own last flight waits for the end of early data.
bool ClientFlow::accepts_application_data() const {
  return state_is<PendingEarlyDataEnd>() || state_is<ChooseCertificate>() || state_is<Connected>() ||
         state_is<ChooseLaterCertificate>();
}

Result<> ClientFlow::update_keys(RequestUpdate request, Effects& out) {
  // It hangs on our own write secret alone, which is in force for good once the handshake is complete.
  if (lasting_.secrets.resumption_master.empty()) return fail_silently(Reason::bad_handshake_state);
  return aside(out, [&](ClientContext& context) -> Result<> {
    const bool rests = connected();  // else the state that is shown is that of what is under way
    if (rests) out.entered(StateName::client_write_key_update);
    TRY(send_key_update(context, Role::client, lasting_.secrets, request));
    if (rests) out.entered(StateName::ok);
    return success();
  });
}

Result<Wants> ClientFlow::end_early_data(Effects& out) {
  return advance(out, [](ClientState state, ClientContext& context) -> Result<ClientState> {
    if (const auto* pending = std::get_if<PendingEarlyDataEnd>(&state)) return tls13::end_early_data(*pending, context);
    context.work.early_data_ended = true;
    return state;
  });
}

}  // namespace

std::unique_ptr<Machine> make_client_flow(ClientStart&& start) {
  return std::make_unique<ClientFlow>(std::move(start));
}

}  // namespace reprise::handshake::tls13
