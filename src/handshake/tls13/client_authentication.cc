// SPDX-License-Identifier: Apache-2.0
// The client's side of CertificateRequest, and of the server's Certificate and CertificateVerify.
#include "handshake/flow/certificates.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/tls13/client_requests.h"
#include "handshake/tls13/client_states.h"
#include "wire/extensions/code_lists.h"

namespace reprise::handshake::tls13 {

using wire::ExtensionType;

Result<> note_certificate_request(const wire::CertificateRequestTls13& request, ClientContext& context) {
  auto& facts = context.facts;
  TRY(check_request_extensions(context.host, request.extensions,
                               {wire::ExtensionContext::certificate_request, ExtensionPlace::certificate_request}));
  // RFC 8446, 4.3.2: signature_algorithms MUST be specified.
  const auto schemes_body = request.extensions.find(ExtensionType::signature_algorithms);
  if (!schemes_body) return fail(Alert::missing_extension, Reason::missing_sigalgs_extension);
  const auto schemes = TRY(wire::read_signature_algorithms(*schemes_body));
  facts.peer_signature_schemes.assign(schemes.begin(), schemes.end());
  TRY(note_certificate_wishes(facts, request.extensions));
  facts.certificate_request_context = copy_of(request.certificate_request_context);
  facts.certificate_requested = true;
  return take_custom_extensions(context.host, request.extensions, ExtensionPlace::certificate_request);
}

Result<ClientState> ExpectCertificateRequest::on(const wire::CertificateRequestTls13& parsed, const Message& message,
                                                 ClientContext& context) && {
  // RFC 8446, 4.3.2: within the handshake the context SHALL be zero length.
  if (!parsed.certificate_request_context.empty()) return fail(Alert::illegal_parameter, Reason::invalid_context);
  TRY(note_certificate_request(parsed, context));
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_certificate_request);
  return ClientState(ExpectCertificate{});
}

Result<ClientState> ExpectCertificateRequest::on(const wire::CertificateTls13& parsed, const Message& message,
                                                 ClientContext& context) && {
  return ExpectCertificate{}.on(parsed, message, context);
}

Result<ClientState> ExpectCertificate::on(const wire::CertificateTls13& parsed, const Message& message,
                                          ClientContext& context) && {
  if (message.body.size() > context.host.config().max_certificate_list) {
    return fail(Alert::illegal_parameter, Reason::message_too_large);
  }
  if (!parsed.certificate_request_context.empty()) return fail(Alert::illegal_parameter, Reason::invalid_context);
  const bool ocsp = context.work.offer.sent(ExtensionType::status_request);
  auto chain = TRY(read_chain(context, parsed, ocsp ? OcspRequested::yes : OcspRequested::no));
  // RFC 8446, 4.4.2.4: an empty Certificate of a server MUST be answered with decode_error.
  if (!chain) return fail(Alert::decode_error, Reason::no_certificates_returned);
  context.transcript.add(message.raw);
  return ClientState(VerifyServer{{.chain = std::move(chain)}});
}

Answer<ClientState> VerifyServer::ask_again(ClientContext& context) && {
  TRY_ANSWER(verify_candidate(context, candidate), not_yet<ClientState>());
  context.out.entered(StateName::client_read_certificate);
  return ClientState(ExpectCertificateVerify{std::move(candidate)});
}

Answer<ClientState> VerifyAgain::ask_again(ClientContext& context) && {
  TRY_ANSWER(verify_candidate(context, peer), not_yet<ClientState>());
  context.facts.verify_result = peer.verify_result;
  return ClientState(ExpectFinished{});
}

Result<ClientState> ExpectCertificateVerify::on(const wire::CertificateVerify& parsed, const Message& message,
                                                ClientContext& context) && {
  TRY(check_certificate_verify(context, Role::client, candidate, parsed));
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_certificate_verify);
  return ClientState(ExpectFinished{});
}

}  // namespace reprise::handshake::tls13
