// SPDX-License-Identifier: Apache-2.0
// What a server sends before the client's Finished (RFC 5246, 7.3).
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/server_finish.h"
#include "handshake/tls12/server_hello.h"
#include "handshake/tls12/server_states.h"
#include "wire/extensions/status_request.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/server_key_exchange.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;
using wire::Writer;

Result<> send_certificate_status(ServerContext& context) {
  const Bytes response = context.work.ocsp_response;
  if (response.empty()) return success();
  context.out.entered(StateName::server_write_certificate_status);
  return send_message(context, HandshakeType::certificate_status,
                      [&](Writer& out) { wire::write_certificate_status(out, response); });
}

// Makes our key share, and what ServerKeyExchange says of it.
Result<ByteVector> make_params(ServerContext& context) {
  auto& work = context.work;
  work.key_share = TRY(crypto::KeyShare::generate(context.algorithms(), context.facts.group));
  ByteVector params;
  Writer writer(params);
  wire::write_server_ecdh_params(writer, {std::uint16_t(context.facts.group), work.key_share.public_key()});
  TRY(writer.finish());
  return params;
}

Answer<> send_server_key_exchange(Bytes params, ServerContext& context) {
  const auto& choice = *context.work.signature;
  const auto signature = TRY_ANSWER(sign(context, choice, signed_params(context.facts, params)), not_yet());
  context.out.entered(StateName::server_write_key_exchange);
  TRY(send_message(context, HandshakeType::server_key_exchange, [&](Writer& out) {
    out.bytes(params);
    wire::write_digitally_signed(out, {std::uint16_t(choice.scheme), signature});
  }));
  return answered();
}

// RFC 5246, 7.4.4: the types of certificate that go with the schemes; ecdsa_sign covers EdDSA (RFC 8422, 5.5).
ByteVector certificate_types(const std::vector<std::uint16_t>& schemes) {
  const auto has = [&](wire::Auth auth) {
    for (const std::uint16_t scheme : schemes) {
      if (key_suits(crypto::find_scheme(crypto::SignatureScheme{scheme})->key_type, auth)) return true;
    }
    return false;
  };
  ByteVector types;
  if (has(wire::Auth::rsa)) types.push_back(code_of(wire::ClientCertificateType::rsa_sign));
  if (has(wire::Auth::ecdsa)) types.push_back(code_of(wire::ClientCertificateType::ecdsa_sign));
  return types;
}

Result<> send_certificate_request(ServerContext& context) {
  const auto schemes = offered_schemes(context.host, Role::server);
  const auto types = certificate_types(schemes);
  if (types.empty()) return fail(Alert::internal_error, Reason::no_suitable_signature_algorithm);
  const auto names = context.host.certificate_authorities();
  context.facts.certificate_requested = true;
  context.out.entered(StateName::server_write_certificate_request);
  return send_message(context, HandshakeType::certificate_request, [&](Writer& out) {
    wire::write_certificate_request_tls12(out, types, schemes, [&] {
      for (const auto& name : names) out.opaque16(name);
    });
  });
}

// A question after the name was known may have changed the settings, and so may the callbacks that our flight calls: it
// is too late for another handshake then.
Result<> still_serves(ServerContext& context) {
  const auto& facts = context.facts;
  const bool found = facts.why_not_resumed == session::WhyNotResumed::resumed;
  if (!found || TRY(serves(context.host, facts.session->data(), facts))) return success();
  return fail(Alert::handshake_failure, Reason::not_resumable_session);
}

}  // namespace

Result<ServerState> send_full_flight(NegotiateHello& state, ServerContext& context) {
  // Kept until it is settled whether the client is asked for a certificate: its CertificateVerify signs them.
  TRY(send_server_hello(state, KeepMessages::yes, context));
  context.out.entered(StateName::server_write_certificate);
  TRY(send_certificate(context, context.work.signature->credential.get()));
  TRY(send_certificate_status(context));
  return ServerState(SignKeyExchange{TRY(make_params(context))});
}

Answer<ServerState> SignKeyExchange::ask_again(ServerContext& context) && {
  TRY_ANSWER(send_server_key_exchange(params, context), not_yet<ServerState>());
  // Read here and not before: the callbacks that all this has called may have changed it.
  const bool asks = context.host.config().client_certificate != PeerCertificate::ignored;
  if (asks) {
    TRY(send_certificate_request(context));
  } else {
    context.transcript.drop_messages();
  }
  context.out.entered(StateName::server_write_server_done);
  TRY(send_message(context, HandshakeType::server_hello_done, [](Writer&) {}));
  return asks ? ServerState(ExpectClientCertificate{}) : ServerState(ExpectClientKeyExchange{});
}

Result<ServerState> send_abbreviated_flight(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  TRY(send_server_hello(state, KeepMessages::no, context));
  TRY(resume_secrets(context, work.secrets, context.facts.session->data()));
  TRY(send_ticket(context));
  TRY(still_serves(context));
  TRY(send_finished(context, work.secrets, Role::server));
  return ServerState(ExpectClientChangeCipherSpec{});
}

}  // namespace reprise::handshake::tls12
