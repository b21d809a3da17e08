// SPDX-License-Identifier: Apache-2.0
// The client's side of Finished, and its last flight.
#include "handshake/negotiation/suite.h"
#include "handshake/tls13/client_requests.h"
#include "handshake/tls13/client_states.h"
#include "handshake/tls13/sessions.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

// The record of this connection as a session. It cannot be resumed: tickets make sessions that can.
Ref<session::Session> describe_connection(ClientContext& context) {
  const auto& facts = context.facts;
  const auto& config = context.host.config();
  session::SessionFields fields = connection_fields(context);
  if (facts.server_name_acknowledged && !config.server_name.empty()) fields.hostname = config.server_name;
  return new_session(context, fields);
}

Result<ClientState> finish(ClientContext& context) {
  auto& work = context.work;
  auto& lasting = context.lasting;
  const auto& suite = context.suite();
  context.out.entered(StateName::client_write_finished);
  TRY(send_finished(context, Role::client, hash_of(suite), work.secrets.client.bytes()));
  TRY(use_write_keys(context, Epoch::application, suite, lasting.secrets.client.bytes()));
  log_secret(context, kClientApplicationLabel, lasting.secrets.client);
  TRY(derive_resumption_master(context, work.secrets, lasting.secrets));
  if (work.offer.sent(ExtensionType::post_handshake_auth)) {
    lasting.later_authentication = std::make_unique<Transcript>(TRY(context.transcript.fork()));
  }
  // A ticket is used once, lest connections be linked by it (RFC 8446, C.4).
  if (work.selected_psk && work.offer.psks[*work.selected_psk].kind == BinderKind::resumption) {
    context.host.retire(context.facts.session);
  } else {
    context.facts.session = describe_connection(context);
  }
  context.out.handshake_done();
  context.out.entered(StateName::ok);
  return ClientState(Connected{});
}

Result<ClientState> begin_last_flight(ClientContext& context) {
  auto& work = context.work;
  if (owes_change_cipher_spec(context)) {
    context.out.entered(StateName::client_write_change_cipher_spec);
    context.out.send_change_cipher_spec();
    work.sent_change_cipher_spec = true;
  }
  log_secret(context, kClientHandshakeLabel, work.secrets.client);  // alerts have been under it for a while
  if (context.facts.certificate_requested) return ClientState(ChooseCertificate{});
  return finish(context);
}

}  // namespace

Result<ClientState> ExpectFinished::on(const wire::Finished& parsed, const Message& message,
                                       ClientContext& context) && {
  TRY(must_end_record(message));
  auto& work = context.work;
  const auto& suite = context.suite();
  TRY(check_finished(context, Role::server, hash_of(suite), work.secrets.server.bytes(), parsed));
  if (work.offer.sent(ExtensionType::status_request)) TRY(context.host.check_ocsp_response(context.facts));
  context.transcript.add(message.raw);
  TRY(derive_application_secrets(context, work.secrets, context.lasting.secrets));
  TRY(use_read_keys(context, Epoch::application, suite, context.lasting.secrets.server.bytes()));
  log_server_application_secret(context, context.lasting.secrets);
  context.out.entered(StateName::client_read_finished);
  if (!work.early_data_accepted) return begin_last_flight(context);
  context.out.entered(StateName::client_pending_early_data_end);
  if (work.early_data_ended) return end_early_data(PendingEarlyDataEnd{}, context);
  return ClientState(PendingEarlyDataEnd{});
}

Result<ClientState> end_early_data(PendingEarlyDataEnd, ClientContext& context) {
  context.out.entered(StateName::client_write_end_of_early_data);
  TRY(send_message(context, wire::HandshakeType::end_of_early_data, [](wire::Writer&) {}));
  TRY(use_write_keys(context, Epoch::handshake, context.suite(), context.work.secrets.client.bytes()));
  return begin_last_flight(context);
}

Answer<ClientState> ChooseCertificate::ask_again(ClientContext& context) && {
  auto credential = TRY_ANSWER(choose_client_credential(questions, context), not_yet<ClientState>());
  TRY(send_client_certificate(credential, context));
  if (credential.choice) return ClientState(SignFlight{std::move(*credential.choice)});
  return TRY(finish(context));
}

Answer<ClientState> SignFlight::ask_again(ClientContext& context) && {
  TRY_ANSWER(send_certificate_verify(context, Role::client, choice), not_yet<ClientState>());
  return TRY(finish(context));
}

}  // namespace reprise::handshake::tls13
