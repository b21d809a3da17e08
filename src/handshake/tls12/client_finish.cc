// SPDX-License-Identifier: Apache-2.0
// The end of a client's handshake: ticket, ChangeCipherSpec, Finished.
#include "handshake/tls12/client_states.h"
#include "handshake/tls12/session.h"

namespace reprise::handshake::tls12 {
namespace {

// The server's ticket, under its own id, or the id that the server gave.
Result<> keep_new_session(ClientContext& context) {
  const auto& work = context.work;
  auto& facts = context.facts;
  crypto::Digest ticket_id;
  SessionName name{.id = work.session_id.bytes(), .ticket = work.ticket, .lifetime_hint = work.lifetime_hint};
  if (!work.ticket.empty()) {
    ticket_id = TRY(id_of_ticket(context, work.ticket));
    name.id = ticket_id.bytes();
  }
  if (facts.resumed) {
    // RFC 5077, 3.3: the new ticket takes the place of the old one.
    auto renewed = renewed_session(context, name);
    context.host.retire(facts.session);
    facts.session = std::move(renewed);
    return success();
  }
  const auto hostname =
      facts.server_name_acknowledged ? std::string_view(context.host.config().server_name) : std::string_view();
  facts.session = new_session(context, work.secrets.master, name, {.hostname = hostname});
  publish(context);
  return success();
}

// The server has not sent its certificate: it goes on with the secret that both sides know.
Result<> use_known_secret(ClientContext& context) {
  auto& work = context.work;
  TRY(go_on_with_known_secret(context, work.known_secret.bytes()));
  context.transcript.drop_messages();
  return resume_secrets(context, work.secrets, context.facts.session->data());
}

}  // namespace

Result<ClientState> ExpectCertificate::on(const wire::NewSessionTicketTls12& parsed, const Message& message,
                                          ClientContext& context) && {
  if (context.work.known_secret.empty()) return fail(Alert::unexpected_message, Reason::unexpected_message);
  TRY(use_known_secret(context));
  return ExpectSessionTicket{}.on(parsed, message, context);
}

Result<ClientState> ExpectCertificate::on(ChangeCipherSpec change, ClientContext& context) && {
  if (context.work.known_secret.empty()) return fail(Alert::unexpected_message, Reason::ccs_received_early);
  TRY(use_known_secret(context));
  return ExpectChangeCipherSpec{}.on(change, context);
}

Result<ClientState> ExpectSessionTicket::on(const wire::NewSessionTicketTls12& parsed, const Message& message,
                                            ClientContext& context) && {
  context.out.entered(StateName::client_read_session_ticket);
  context.work.ticket = copy_of(parsed.ticket);
  context.work.lifetime_hint = parsed.ticket_lifetime_hint;
  context.transcript.add(message.raw);
  return ClientState(ExpectChangeCipherSpec{});
}

Result<ClientState> ExpectChangeCipherSpec::on(ChangeCipherSpec, ClientContext& context) && {
  TRY(take_change_cipher_spec(context, context.work.secrets, Role::client));
  return ClientState(ExpectFinished{});
}

Result<ClientState> ExpectFinished::on(const wire::Finished& parsed, const Message& message,
                                       ClientContext& context) && {
  auto& work = context.work;
  TRY(take_finished(context, work.secrets, Role::client, parsed, message));
  if (context.facts.resumed) TRY(send_finished(context, work.secrets, Role::client));
  if (!context.facts.resumed || !work.ticket.empty()) TRY(keep_new_session(context));
  context.out.handshake_done();
  context.out.entered(StateName::ok);
  return ClientState(ClientConnected{});
}

}  // namespace reprise::handshake::tls12
