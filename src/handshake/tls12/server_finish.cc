// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/server_finish.h"

#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/session.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::handshake::tls12 {
namespace {

Result<Ref<session::Session>> make_session(ServerContext& context) {
  const auto& facts = context.facts;
  const auto& work = context.work;
  const auto hostname = name_to_remember(context.host.config(), facts);
  const auto trust = TRY(trust_to_remember(context.host, facts));
  auto session = new_session(context, work.secrets.master, {.id = work.session_id.bytes()},
                             {.hostname = hostname, .client_trust = trust.bytes()});
  if (work.resumable == Resumable::no) session->mark_not_resumable();
  return session;
}

Result<> finish_full_handshake(ServerContext& context) {
  context.facts.session = TRY(make_session(context));
  TRY(send_ticket(context));
  TRY(send_finished(context, context.work.secrets, Role::server));
  publish(context);
  return success();
}

// A secret that both sides knew before (KnownSecret) stands for a certificate.
Result<> let_in(const ServerContext& context) {
  const auto& facts = context.facts;
  const bool by_known_secret = facts.resumed && facts.why_not_resumed != session::WhyNotResumed::resumed;
  if (by_known_secret || has_shown_enough(context.host.config(), facts)) return success();
  return fail(Alert::handshake_failure, Reason::peer_did_not_return_certificate);
}

}  // namespace

Result<> send_ticket(ServerContext& context) {
  if (!context.work.sends_ticket) return success();
  context.out.entered(StateName::server_write_session_ticket);
  const auto ticket = TRY(context.host.issue_ticket(*context.facts.session, kTls12));
  return send_message(context, wire::HandshakeType::new_session_ticket, [&](wire::Writer& out) {
    wire::write_new_session_ticket_tls12(out, {ticket.lifetime, ticket.bytes});
  });
}

Result<ServerState> ExpectClientChangeCipherSpec::on(ChangeCipherSpec, ServerContext& context) && {
  TRY(take_change_cipher_spec(context, context.work.secrets, Role::server));
  return ServerState(ExpectClientFinished{});
}

Result<ServerState> ExpectClientFinished::on(const wire::Finished& parsed, const Message& message,
                                             ServerContext& context) && {
  TRY(take_finished(context, context.work.secrets, Role::server, parsed, message));
  TRY(let_in(context));
  if (!context.facts.resumed) TRY(finish_full_handshake(context));
  context.out.handshake_done();
  context.out.entered(StateName::ok);
  return ServerState(ServerConnected{});
}

}  // namespace reprise::handshake::tls12
