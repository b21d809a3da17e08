// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/client_requests.h"

#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite.h"

namespace reprise::handshake::tls13 {
namespace {

std::optional<SignatureChoice> choose(ClientContext& context) {
  return choose_signature(context.host, Role::client, peer_schemes(context.facts), crypto::SchemeRules::tls13);
}

}  // namespace

Answer<ClientCredential> choose_client_credential(ClientCertificateQuestions& asked, ClientContext& context) {
  if (!asked.wanted) {
    if (!TRY(context.host.certificate_wanted(context.facts))) return not_yet<ClientCredential>();
    asked.wanted = true;
  }
  if (auto choice = choose(context)) return std::optional(ClientCredential{std::move(choice)});
  if (!asked.client_wanted) {
    if (!TRY(context.host.client_certificate_wanted(context.facts))) return not_yet<ClientCredential>();
    asked.client_wanted = true;
  }
  return std::optional(ClientCredential{choose(context)});
}

Result<> send_client_certificate(const ClientCredential& credential, ClientContext& context) {
  context.out.entered(StateName::client_write_certificate);
  const auto* own = credential.choice ? credential.choice->credential.get() : nullptr;
  TRY(send_certificate(context, context.facts.certificate_request_context, own, {}));
  if (credential.choice) context.out.entered(StateName::client_write_certificate_verify);
  return success();
}

namespace {

Result<ClientState> finish_later(ClientContext& context) {
  context.out.entered(StateName::client_write_finished);
  // RFC 8446, 4.4: after the handshake the base key is client_application_traffic_secret_N.
  TRY(send_finished(context, Role::client, hash_of(context.suite()), context.lasting.secrets.client.bytes()));
  context.out.entered(StateName::ok);
  return ClientState(Connected{});
}

}  // namespace

Answer<ClientState> ChooseLaterCertificate::ask_again(ClientContext& context) && {
  auto credential = TRY_ANSWER(choose_client_credential(questions, context), not_yet<ClientState>());
  TRY(send_client_certificate(credential, context));
  if (credential.choice) return ClientState(SignLater{std::move(*credential.choice)});
  return TRY(finish_later(context));
}

Answer<ClientState> SignLater::ask_again(ClientContext& context) && {
  TRY_ANSWER(send_certificate_verify(context, Role::client, choice), not_yet<ClientState>());
  return TRY(finish_later(context));
}

Result<ClientState> Connected::on(const wire::CertificateRequestTls13& parsed, const Message& message,
                                  ClientContext& context) && {
  // RFC 8446, 4.6.2: without post_handshake_auth MUST be answered with unexpected_message.
  if (context.lasting.later_authentication == nullptr)
    return fail(Alert::unexpected_message, Reason::unexpected_message);
  context.out.entered(StateName::client_read_certificate_request);
  TRY(note_certificate_request(parsed, context));
  context.transcript = TRY(context.lasting.later_authentication->fork());
  context.transcript.add(message.raw);
  return ClientState(ChooseLaterCertificate{});
}

}  // namespace reprise::handshake::tls13
