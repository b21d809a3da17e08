// SPDX-License-Identifier: Apache-2.0
// A client reads the server's part of a full handshake, from Certificate to CertificateRequest.
#include "handshake/flow/certificates.h"
#include "handshake/host/security.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/client_states.h"

namespace reprise::handshake::tls12 {
namespace {

// RFC 8422, 5.4: the group MUST be one that we offered.
Result<> check_group(std::uint16_t group, Host& host) {
  if (offers_group(host, SecurityUse::checked, group, kTls12)) return success();
  return fail(Alert::illegal_parameter, Reason::wrong_curve);
}

// The keys that go with the types of certificate that the server takes (RFC 5246, 7.4.4 and 7.4.6).
using KeyFits = bool (*)(crypto::KeyType);
KeyFits keys_of(const std::vector<std::uint8_t>& certificate_types) {
  bool rsa = false;
  bool ecdsa = false;
  for (const std::uint8_t type : certificate_types) {
    rsa = rsa || type == code_of(wire::ClientCertificateType::rsa_sign);
    ecdsa = ecdsa || type == code_of(wire::ClientCertificateType::ecdsa_sign);
  }
  if (rsa && ecdsa) return nullptr;
  if (rsa) return [](crypto::KeyType type) { return key_suits(type, wire::Auth::rsa); };
  if (ecdsa) return [](crypto::KeyType type) { return key_suits(type, wire::Auth::ecdsa); };
  return [](crypto::KeyType) { return false; };
}

}  // namespace

Result<ClientState> ExpectCertificate::on(const wire::CertificateTls12& parsed, const Message& message,
                                          ClientContext& context) && {
  auto chain = TRY(read_chain(context, parsed));
  // RFC 5246, 7.4.2: a server MUST send one with every suite that we offer.
  if (!chain) return fail(Alert::decode_error, Reason::no_certificates_returned);
  context.transcript.add(message.raw);
  return ClientState(VerifyServer{{.chain = std::move(chain)}});
}

Answer<ClientState> VerifyServer::ask_again(ClientContext& context) && {
  TRY_ANSWER(verify_candidate(context, candidate), not_yet<ClientState>());
  const auto* key = TRY(candidate.chain->leaf().public_key());
  // RFC 5246, 7.4.2: the key MUST be one that the suite asks for.
  if (!key_suits(key->traits().type, context.facts.suite->auth)) {
    return fail(Alert::illegal_parameter, Reason::wrong_certificate_type);
  }
  context.out.entered(StateName::client_read_certificate);
  return ClientState(ExpectServerKeyExchange{std::move(candidate)});
}

Answer<ClientState> VerifyAgain::ask_again(ClientContext& context) && {
  TRY_ANSWER(verify_candidate(context, peer), not_yet<ClientState>());
  context.facts.verify_result = peer.verify_result;
  return first_of_resumption(context);
}

Result<ClientState> ExpectServerKeyExchange::on(const CertificateStatus& parsed, const Message& message,
                                                ClientContext& context) && {
  if (!context.work.expects_ocsp) return fail(Alert::unexpected_message, Reason::unexpected_message);
  context.work.expects_ocsp = false;
  context.facts.ocsp_response = copy_of(parsed.ocsp_response);
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_certificate_status);
  return ClientState(std::move(*this));
}

Result<ClientState> ExpectServerKeyExchange::on(const wire::ServerKeyExchange& parsed, const Message& message,
                                                ClientContext& context) && {
  auto& facts = context.facts;
  TRY(check_group(parsed.params.named_curve, context.host));
  TRY(check_signature(context, Role::client, candidate, parsed.signed_params,
                      signed_params(facts, parsed.params_bytes)));
  facts.group = crypto::NamedGroup{parsed.params.named_curve};
  facts.peer_key_share = copy_of(parsed.params.point);
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_server_key_exchange);
  return ClientState(ExpectCertificateRequest{});
}

Result<ClientState> ExpectCertificateRequest::on(const wire::CertificateRequestTls12& parsed, const Message& message,
                                                 ClientContext& context) && {
  auto& facts = context.facts;
  const auto& schemes = parsed.supported_signature_algorithms;
  facts.certificate_requested = true;
  facts.peer_certificate_types.assign(parsed.certificate_types.begin(), parsed.certificate_types.end());
  facts.peer_signature_schemes.assign(schemes.begin(), schemes.end());
  facts.peer_ca_names.clear();
  for (const Bytes name : parsed.certificate_authorities) facts.peer_ca_names.push_back(copy_of(name));
  context.transcript.add(message.raw);
  context.out.entered(StateName::client_read_certificate_request);
  return ClientState(ChooseCertificate{});
}

Answer<ClientState> ChooseCertificate::ask_again(ClientContext& context) && {
  auto& facts = context.facts;
  if (!certificate_answered) {
    TRY_ANSWER(context.host.certificate_wanted(facts), not_yet<ClientState>());
    certificate_answered = true;
  }
  const auto choose = [&] {
    return choose_signature(context.host, Role::client, peer_schemes(facts), crypto::SchemeRules::tls12,
                            keys_of(facts.peer_certificate_types));
  };
  context.work.credential = choose();
  if (!context.work.credential) {
    TRY_ANSWER(context.host.client_certificate_wanted(facts), not_yet<ClientState>());
    context.work.credential = choose();
  }
  return ClientState(ExpectServerHelloDone{});
}

}  // namespace reprise::handshake::tls12
