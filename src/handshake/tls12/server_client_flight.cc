// SPDX-License-Identifier: Apache-2.0
// A server reads the client's part of a full handshake, up to ChangeCipherSpec.
#include "handshake/flow/certificates.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {

Result<ServerState> ExpectClientCertificate::on(const wire::CertificateTls12& parsed, const Message& message,
                                          ServerContext& context) && {
  auto chain = TRY(read_chain(context, parsed));
  context.transcript.add(message.raw);
  if (chain) return ServerState(VerifyClient{{.chain = std::move(chain)}});
  // RFC 5246, 7.4.6: the server MAY go on or respond with a fatal handshake_failure.
  if (context.host.config().client_certificate == PeerCertificate::required) {
    return fail(Alert::handshake_failure, Reason::peer_did_not_return_certificate);
  }
  context.out.entered(StateName::server_read_certificate);
  context.transcript.drop_messages();
  return ServerState(ExpectClientKeyExchange{});
}

Answer<ServerState> VerifyClient::ask_again(ServerContext& context) && {
  TRY_ANSWER(verify_candidate(context, candidate), not_yet<ServerState>());
  context.out.entered(StateName::server_read_certificate);
  return ServerState(ExpectClientKeyExchange{std::move(candidate)});
}

Result<ServerState> ExpectClientKeyExchange::on(const wire::ClientKeyExchange& parsed, const Message& message,
                                                ServerContext& context) && {
  auto& work = context.work;
  context.facts.peer_key_share = copy_of(parsed.point);
  const auto premaster = TRY(work.key_share.derive(parsed.point));
  context.transcript.add(message.raw);
  TRY(establish_secrets(context, work.secrets, premaster.bytes()));
  context.out.entered(StateName::server_read_client_key_exchange);
  return candidate ? ServerState(ExpectClientVerify{std::move(*candidate)})
                   : ServerState(ExpectClientChangeCipherSpec{});
}

Result<ServerState> ExpectClientVerify::on(const wire::CertificateVerify& parsed, const Message& message,
                                                ServerContext& context) && {
  TRY(check_signature(context, Role::server, candidate, parsed, context.transcript.messages()));
  context.transcript.drop_messages();
  context.transcript.add(message.raw);
  context.out.entered(StateName::server_read_certificate_verify);
  return ServerState(ExpectClientChangeCipherSpec{});
}

}  // namespace reprise::handshake::tls12
