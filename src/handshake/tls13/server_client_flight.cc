// SPDX-License-Identifier: Apache-2.0
// The client's last flight, as the server reads it, and its certificate after the handshake (RFC 8446, 4.4 to 4.6.2).
#include <algorithm>

#include "handshake/flow/certificates.h"
#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/tls13/key_updates.h"
#include "handshake/tls13/server_retry.h"
#include "handshake/tls13/server_states.h"
#include "handshake/tls13/server_tickets.h"

namespace reprise::handshake::tls13 {
namespace {

// The candidate in the client's Certificate; its chain is null when that is empty: the client is nobody then.
Result<CandidatePeer> take_certificate(const wire::CertificateTls13& parsed, const Message& message,
                                       ServerContext& context) {
  const auto& config = context.host.config();
  if (message.body.size() > config.max_certificate_list)
    return fail(Alert::illegal_parameter, Reason::message_too_large);
  auto& facts = context.facts;
  if (!std::ranges::equal(parsed.certificate_request_context, facts.certificate_request_context)) {
    return fail(Alert::illegal_parameter, Reason::invalid_context);
  }
  CandidatePeer candidate{.chain = TRY(read_chain(context, parsed, OcspRequested::no))};
  context.transcript.add(message.raw);
  if (candidate.chain) return candidate;
  // RFC 8446, 4.4.2.4: without a certificate the server MAY go on or end with certificate_required.
  if (context.host.config().client_certificate == PeerCertificate::required) {
    return fail(Alert::certificate_required, Reason::peer_did_not_return_certificate);
  }
  context.out.entered(StateName::server_read_certificate);
  facts.peer = {};
  return candidate;
}

Result<> take_certificate_verify(const CandidatePeer& candidate, const wire::CertificateVerify& parsed,
                                 const Message& message, ServerContext& context) {
  TRY(check_certificate_verify(context, Role::server, candidate, parsed));
  context.transcript.add(message.raw);
  context.out.entered(StateName::server_read_certificate_verify);
  return success();
}

// RFC 8446, 6.2: certificate_required where one is desired and none was provided.
Result<> let_in(const ServerContext& context) {
  if (has_shown_enough(context.host.config(), context.facts)) return success();
  return fail(Alert::certificate_required, Reason::peer_did_not_return_certificate);
}

}  // namespace

Result<ServerState> ExpectSecondHello::on(KeptMessage<wire::ClientHello>& hello, const Message&,
                                          ServerContext& context) && {
  if (context.host.wants_cookie()) TRY(check_cookie(*hello, context));
  TRY(note_client_hello(context.facts, *hello));
  return take_client_hello(std::move(hello), context);
}

Result<ServerState> ExpectEndOfEarlyData::on(const wire::EndOfEarlyData&, const Message& message,
                                             ServerContext& context) && {
  TRY(must_end_record(message));
  context.transcript.add(message.raw);
  TRY(use_read_keys(context, Epoch::handshake, context.suite(), context.work.secrets.client.bytes()));
  log_secret(context, kClientHandshakeLabel, context.work.secrets.client);
  context.out.entered(StateName::server_read_end_of_early_data);
  return ServerState(ExpectClientFinished{});  // early data goes with a PSK, which excludes certificates
}

Result<ServerState> ExpectClientCertificate::on(const wire::CertificateTls13& parsed, const Message& message,
                                                ServerContext& context) && {
  auto candidate = TRY(take_certificate(parsed, message, context));
  if (candidate.chain) return ServerState(VerifyClient{std::move(candidate)});
  return ServerState(ExpectClientFinished{});
}

Answer<ServerState> VerifyClient::ask_again(ServerContext& context) && {
  TRY_ANSWER(verify_candidate(context, candidate), not_yet<ServerState>());
  context.out.entered(StateName::server_read_certificate);
  return ServerState(ExpectClientVerify{std::move(candidate)});
}

Result<ServerState> ExpectClientVerify::on(const wire::CertificateVerify& parsed, const Message& message,
                                           ServerContext& context) && {
  TRY(take_certificate_verify(candidate, parsed, message, context));
  return ServerState(ExpectClientFinished{});
}

Result<ServerState> ExpectClientFinished::on(const wire::Finished& parsed, const Message& message,
                                             ServerContext& context) && {
  context.out.entered(StateName::server_read_finished);
  TRY(must_end_record(message));
  auto& lasting = context.lasting;
  const auto& suite = context.suite();
  TRY(check_finished(context, Role::client, hash_of(suite), context.work.secrets.client.bytes(), parsed));
  // RFC 9846, 4.4.2: who is known by an external PSK MUST NOT be asked for a certificate, not later either.
  const bool external = context.work.psk && context.work.psk->kind == BinderKind::external;
  if (!external && !context.host.config().switches.certificate_when_asked) TRY(let_in(context));
  context.transcript.add(message.raw);
  TRY(derive_resumption_master(context, context.work.secrets, lasting.secrets));
  TRY(use_read_keys(context, Epoch::application, suite, lasting.secrets.client.bytes()));
  log_secret(context, kClientApplicationLabel, lasting.secrets.client);
  if (context.facts.post_handshake_auth_offered && !external) {
    lasting.later_authentication = std::make_unique<Transcript>(TRY(context.transcript.fork()));
  }
  const bool from_ticket = context.work.psk && context.work.psk->kind == BinderKind::resumption;
  if (!from_ticket) TRY(note_connection(context));
  context.out.handshake_done();
  TRY(issue_tickets(context, tickets_due(context)));
  context.out.entered(StateName::ok);
  return ServerState(ServerConnected{});
}

Result<ServerState> ServerConnected::on(const wire::KeyUpdate& parsed, const Message& message,
                                        ServerContext& context) && {
  TRY(take_key_update(context, Role::server, context.lasting.secrets, parsed, message));
  return ServerState(ServerConnected{});
}

Result<ServerState> ServerConnected::on(const wire::CertificateTls13& parsed, const Message& message,
                                        ServerContext& context) && {
  auto& pending = context.lasting.pending_authentication;
  if (pending == nullptr) return fail(Alert::unexpected_message, Reason::unexpected_message);
  context.transcript = std::move(*pending);
  pending.reset();
  auto candidate = TRY(take_certificate(parsed, message, context));
  context.facts.certificate_request_context.clear();  // answered
  if (candidate.chain) return ServerState(VerifyLaterClient{std::move(candidate)});
  return ServerState(ExpectLaterFinished{});
}

Answer<ServerState> VerifyLaterClient::ask_again(ServerContext& context) && {
  TRY_ANSWER(verify_candidate(context, candidate), not_yet<ServerState>());
  context.out.entered(StateName::server_read_certificate);
  return ServerState(ExpectLaterVerify{std::move(candidate)});
}

Result<ServerState> ExpectLaterVerify::on(const wire::CertificateVerify& parsed, const Message& message,
                                          ServerContext& context) && {
  TRY(take_certificate_verify(candidate, parsed, message, context));
  return ServerState(ExpectLaterFinished{});
}

Result<ServerState> ExpectLaterFinished::on(const wire::Finished& parsed, const Message& message,
                                            ServerContext& context) && {
  context.out.entered(StateName::server_read_finished);
  TRY(must_end_record(message));
  // RFC 8446, 4.4: after the handshake the base key is client_application_traffic_secret_N.
  TRY(check_finished(context, Role::client, hash_of(context.suite()), context.lasting.secrets.client.bytes(), parsed));
  TRY(let_in(context));
  TRY(note_connection(context));
  TRY(issue_tickets(context, tickets_due(context)));
  context.out.entered(StateName::ok);
  return ServerState(ServerConnected{});
}

}  // namespace reprise::handshake::tls13
