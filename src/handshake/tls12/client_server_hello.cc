// SPDX-License-Identifier: Apache-2.0
// The client's side of ServerHello.
#include <algorithm>

#include "handshake/flow/certificates.h"
#include "handshake/flow/resumed_facts.h"
#include "handshake/hello/client_choices.h"
#include "handshake/hello/client_offer.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/client_states.h"
#include "handshake/tls12/session.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/renegotiation_info.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::ExtensionType;

// What the client offered: the SCSV stands for renegotiation_info (RFC 5746, 3.4).
Result<> check_asked_for(const wire::ServerHello& hello, ClientContext& context) {
  const ExtensionRules rules{wire::ExtensionContext::server_hello_tls12, ExtensionPlace::tls12_server_hello};
  return check_extensions(context.host, hello.extensions, rules, [&](std::uint16_t type) {
    return ExtensionType{type} == ExtensionType::renegotiation_info || context.work.offer.sent(ExtensionType{type});
  });
}

Result<> check_renegotiation_info(const wire::ServerHello& hello, ClientContext& context) {
  const auto body = hello.extensions.find(ExtensionType::renegotiation_info);
  if (body) {
    // RFC 5746, 3.4: anything but an empty field MUST be answered with handshake_failure.
    if (!TRY(wire::read_renegotiation_info(*body)).empty())
      return fail(Alert::handshake_failure, Reason::renegotiation_mismatch);
    context.facts.secure_renegotiation = true;
    return success();
  }
  if (context.host.config().switches.allow_unsafe_legacy_server) return success();
  return fail(Alert::handshake_failure, Reason::unsafe_legacy_renegotiation);
}

Result<const wire::CipherSuite*> accept_suite(std::uint16_t id, Host& host) {
  const auto* suite = wire::find_cipher_suite(id);
  if (suite == nullptr || !offers_suite(host, *suite, kTls12)) {
    return fail(Alert::illegal_parameter, Reason::wrong_cipher_returned);
  }
  return suite;
}

// True when `type` is there; it has no content.
Result<bool> has_empty(const wire::ExtensionList& extensions, ExtensionType type) {
  const auto body = extensions.find(type);
  if (!body) return false;
  TRY(wire::read_empty_extension(*body));
  return true;
}

Result<> take_extensions(const wire::ServerHello& hello, ClientContext& context) {
  TRY(check_asked_for(hello, context));
  TRY(check_renegotiation_info(hello, context));
  const auto& extensions = hello.extensions;
  if (const auto body = extensions.find(ExtensionType::ec_point_formats)) {
    context.facts.peer_point_formats = copy_of(TRY(wire::read_ec_point_formats(*body)));
  }
  if (const auto body = extensions.find(ExtensionType::application_layer_protocol_negotiation)) {
    TRY(accept_alpn(context, *body));
  }
  auto& facts = context.facts;
  facts.server_name_acknowledged = TRY(has_empty(extensions, ExtensionType::server_name));
  facts.extended_master_secret = TRY(has_empty(extensions, ExtensionType::extended_master_secret));
  context.work.expects_ticket = TRY(has_empty(extensions, ExtensionType::session_ticket));
  context.work.expects_ocsp = TRY(has_empty(extensions, ExtensionType::status_request));
  return success();
}

// RFC 5246, 7.4.1.3: the server resumes when it names the session by the id that we sent.
Result<bool> is_resumption(const wire::ServerHello& hello, const Offer& offer) {
  const Bytes id = hello.legacy_session_id_echo;
  if (id.empty() || !std::ranges::equal(id, offer.session_id.bytes())) return false;
  if (offer.session && offer.session->data().version() == kTls12) return true;
  // An id that we made up for the sake of TLS 1.3 names no session.
  return fail(Alert::illegal_parameter, Reason::invalid_session_id);
}

Result<> resume_session(ClientContext& context) {
  auto& facts = context.facts;
  const auto& session = context.work.offer.session;
  const auto& data = session->data();
  TRY(must_be_of_our_context(context, *session));
  if (data.cipher_suite() != facts.suite->id)
    return fail(Alert::illegal_parameter, Reason::old_session_cipher_not_returned);
  // RFC 7627, 5.3: MUST abort unless session and answer agree.
  if (data.extended_master_secret() != facts.extended_master_secret) {
    return fail(Alert::handshake_failure, Reason::inconsistent_extms);
  }
  if (data.secret().size() != kMasterSecretLen) return fail(Alert::internal_error, Reason::not_resumable_session);
  restore(facts, session.share());
  return resume_secrets(context, context.work.secrets, data);
}

// A ticket may stand for a secret that the program knows.
void ask_for_known_secret(ClientContext& context) {
  const auto& offer = context.work.offer;
  const bool by_session = offer.session && !offer.session->data().ticket().empty();
  const bool ticket_offered =
      offer.sent(ExtensionType::session_ticket) && (by_session || context.host.session_ticket_extension().has_value());
  if (!ticket_offered) return;
  if (const auto known = context.host.known_secret(context.facts)) {
    context.work.known_secret.assign(known->master_secret.bytes());
  }
}

void forget_session(ClientContext& context) {
  context.facts.why_not_resumed = why_not_taken(context.work.offer, kTls12);
  context.facts.session = Ref<session::Session>();
}

}  // namespace

Result<ClientState> take_server_hello(const KeptMessage<wire::ServerHello>& kept, ClientContext& context) {
  const auto& hello = *kept;
  auto& facts = context.facts;
  auto& work = context.work;
  facts.suite = facts.pending_suite = TRY(accept_suite(hello.cipher_suite, context.host));
  TRY(take_extensions(hello, context));
  work.session_id.assign(hello.legacy_session_id_echo);
  const bool resumes = TRY(is_resumption(hello, work.offer));
  // The messages are kept for a CertificateVerify of ours, should the server ask for one.
  const auto keep = resumes ? KeepMessages::no : KeepMessages::yes;
  TRY(context.transcript.choose_hash(context.algorithms(), hash_of(*facts.suite), keep));
  context.transcript.add(kept.raw());
  if (resumes) {
    TRY(resume_session(context));
  } else {
    ask_for_known_secret(context);
    forget_session(context);
  }
  TRY(accept_fragment_length(context, work.offer, hello.extensions));
  TRY(take_custom_extensions(context.host, hello.extensions, ExtensionPlace::tls12_server_hello));
  context.out.entered(StateName::client_read_server_hello);
  if (!resumes) return ClientState(ExpectCertificate{});
  auto again = TRY(peer_to_verify_again(context));
  return again ? ClientState(VerifyAgain{std::move(*again)}) : first_of_resumption(context);
}

ClientState first_of_resumption(const ClientContext& context) {
  if (context.work.expects_ticket) return ExpectSessionTicket{};
  return ExpectChangeCipherSpec{};
}

}  // namespace reprise::handshake::tls12
