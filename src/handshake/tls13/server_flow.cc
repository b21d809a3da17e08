// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "handshake/flow/flow_steps.h"
#include "handshake/negotiation/suite.h"
#include "handshake/tls13/flow.h"
#include "handshake/tls13/flow_base.h"
#include "handshake/tls13/key_updates.h"
#include "handshake/tls13/server_flight.h"
#include "handshake/tls13/server_states.h"
#include "handshake/tls13/server_tickets.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::HandshakeType;
using KeptHello = KeptMessage<wire::ClientHello>;

Result<ServerState> dispatch(ServerState state, const Message& message, ServerContext& context) {
  switch (message.type) {
    case HandshakeType::client_hello:
      return deliver<KeptHello>(std::move(state), message, context,
                                [&](Bytes) { return KeptHello::read(message, wire::read_client_hello); });
    case HandshakeType::end_of_early_data:
      return deliver<wire::EndOfEarlyData>(std::move(state), message, context, wire::read_end_of_early_data);
    case HandshakeType::certificate:
      return deliver<wire::CertificateTls13>(std::move(state), message, context, wire::read_certificate_tls13);
    case HandshakeType::certificate_verify:
      return deliver<wire::CertificateVerify>(std::move(state), message, context, wire::read_certificate_verify);
    case HandshakeType::finished: {
      const auto read = [&](Bytes body) {
        return wire::read_finished(body, crypto::hash_size(hash_of(context.suite())));
      };
      return deliver<wire::Finished>(std::move(state), message, context, read);
    }
    case HandshakeType::key_update:
      return deliver<wire::KeyUpdate>(std::move(state), message, context, wire::read_key_update);
    default: return fail(Alert::unexpected_message, Reason::unexpected_message);
  }
}

using Steps = FlowSteps<FlowBase, ServerState, ServerWork, ServerContext>;

class ServerFlow final : public Steps {
 public:
  explicit ServerFlow(ServerStart&& start);

  Result<Wants> start(Effects& out) override;
  Result<Wants> receive(Bytes message, bool ends_record, Effects& out) override;
  Result<Wants> receive_change_cipher_spec(Effects&) override;
  bool accepts_application_data() const override { return connected(); }
  Result<> update_keys(RequestUpdate request, Effects& out) override;
  Result<> send_tickets(unsigned count, Effects& out) override;
  Result<> request_client_certificate(Effects& out) override;
  Result<Wants> end_early_data(Effects&) override { return fail_silently(Reason::bad_handshake_state); }

 private:
  SessionSecrets session_secrets() const override {
    return {.keyed = current_work() != nullptr && !current_work()->secrets.client.empty()};
  }
  bool connected() const override { return state_is<ServerConnected>(); }
  ServerContext new_context(Effects& out) override { return {work(), lasting_, out}; }

  KeptHello client_hello_;  // until start()
  ServerLasting lasting_;
};

ServerFlow::ServerFlow(ServerStart&& start)
    : Steps(*start.core, ExpectSecondHello{}),
      client_hello_(std::move(start.client_hello)) {
  begin_with(std::move(start.core));
  work().takes_early_data = start.takes_early_data;
}

Result<Wants> ServerFlow::start(Effects& out) {
  return advance(out, [&](ServerState, ServerContext& context) {
    return take_client_hello(std::move(client_hello_), context);
  });
}

Result<Wants> ServerFlow::receive(Bytes message, bool ends_record, Effects& out) {
  return advance(out, [&](ServerState state, ServerContext& context) {
    return dispatch(std::move(state), message_of(message, ends_record), context);
  });
}

Result<Wants> ServerFlow::receive_change_cipher_spec(Effects& out) {
  // RFC 8446, 5: to be dropped until the peer's Finished has come, unexpected_message after that.
  if (!lasting_.secrets.resumption_master.empty())
    return fail(Alert::unexpected_message, Reason::unexpected_ccs_message);
  return ask_again(out);
}

Result<> ServerFlow::update_keys(RequestUpdate request, Effects& out) {
  // It hangs on our own write secret alone, which is in force for good once the handshake is complete.
  if (lasting_.secrets.resumption_master.empty()) return fail_silently(Reason::bad_handshake_state);
  return aside(out, [&](ServerContext& context) -> Result<> {
    const bool rests = connected();  // else the state that is shown is that of what is under way
    if (rests) out.entered(StateName::server_write_key_update);
    TRY(send_key_update(context, Role::server, lasting_.secrets, request));
    if (rests) out.entered(StateName::ok);
    return success();
  });
}

Result<> ServerFlow::send_tickets(unsigned count, Effects& out) {
  return at_rest(out, [&](ServerContext& context) -> Result<> {
    TRY(issue_tickets(context, count));
    context.out.entered(StateName::ok);
    return success();
  });
}

Result<> ServerFlow::request_client_certificate(Effects& out) {
  if (lasting_.later_authentication == nullptr) return fail_silently(Reason::extension_not_received);
  if (lasting_.pending_authentication != nullptr) return fail_silently(Reason::bad_handshake_state);
  return at_rest(out, [&](ServerContext& context) -> Result<> {
    // RFC 8446, 4.3.2: unpredictable, so that no one can prepare an answer.
    facts_.certificate_request_context.resize(32);
    TRY(host_.random().fill(facts_.certificate_request_context));
    context.transcript = TRY(lasting_.later_authentication->fork());
    TRY(send_certificate_request(context, facts_.certificate_request_context));
    lasting_.pending_authentication = std::make_unique<Transcript>(std::move(context.transcript));
    context.out.entered(StateName::ok);
    return success();
  });
}

}  // namespace

std::unique_ptr<Machine> make_server_flow(ServerStart&& start) {
  return std::make_unique<ServerFlow>(std::move(start));
}

}  // namespace reprise::handshake::tls13
