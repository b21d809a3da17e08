// SPDX-License-Identifier: Apache-2.0
// What a client answers to ServerHelloDone (RFC 5246, 7.3).
#include "crypto/key_share.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/client_states.h"
#include "wire/messages/client_key_exchange.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;
using wire::Writer;

// RFC 5246, 7.4.6: without a suitable one, a Certificate without certificates.
Result<> send_own_certificate(ClientContext& context) {
  context.out.entered(StateName::client_write_certificate);
  const auto& choice = context.work.credential;
  return send_certificate(context, choice ? choice->credential.get() : nullptr);
}

Result<> exchange_keys(ClientContext& context) {
  const auto& facts = context.facts;
  const auto share = TRY(crypto::KeyShare::generate(context.algorithms(), facts.group));
  const auto premaster = TRY(share.derive(facts.peer_key_share));
  context.out.entered(StateName::client_write_client_key_exchange);
  TRY(send_message(context, HandshakeType::client_key_exchange,
                   [&](Writer& out) { wire::write_client_key_exchange(out, {share.public_key()}); }));
  return establish_secrets(context, context.work.secrets, premaster.bytes());
}

// RFC 5246, 7.4.8: over all messages so far.
Answer<> send_certificate_verify(ClientContext& context) {
  const auto& choice = *context.work.credential;
  const auto signature = TRY_ANSWER(sign(context, choice, context.transcript.messages()), not_yet());
  context.out.entered(StateName::client_write_certificate_verify);
  TRY(send_message(context, HandshakeType::certificate_verify, [&](Writer& out) {
    wire::write_certificate_verify(out, {std::uint16_t(choice.scheme), signature});
  }));
  return answered();
}

Result<ClientState> finish(ClientContext& context) {
  auto& work = context.work;
  context.transcript.drop_messages();
  TRY(send_finished(context, work.secrets, Role::client));
  return work.expects_ticket ? ClientState(ExpectSessionTicket{}) : ClientState(ExpectChangeCipherSpec{});
}

}  // namespace

Result<ClientState> ExpectServerHelloDone::on(const wire::ServerHelloDone&, const Message& message,
                                              ClientContext& context) && {
  context.transcript.add(message.raw);
  auto& work = context.work;
  if (work.offer.sent(wire::ExtensionType::status_request)) TRY(context.host.check_ocsp_response(context.facts));
  context.out.entered(StateName::client_read_server_done);
  if (context.facts.certificate_requested) TRY(send_own_certificate(context));
  TRY(exchange_keys(context));
  if (work.credential) return ClientState(SignFlight{});
  return finish(context);
}

Answer<ClientState> SignFlight::ask_again(ClientContext& context) && {
  TRY_ANSWER(send_certificate_verify(context), not_yet<ClientState>());
  return TRY(finish(context));
}

Result<ClientState> ExpectCertificateRequest::on(const wire::ServerHelloDone& parsed, const Message& message,
                                                 ClientContext& context) && {
  return ExpectServerHelloDone{}.on(parsed, message, context);
}

}  // namespace reprise::handshake::tls12
