// SPDX-License-Identifier: Apache-2.0
// Whether the session that a client offers is taken up again (RFC 5246, 7.4.1.2; RFC 5077, 3.4).
#include <algorithm>

#include "handshake/flow/resumed_facts.h"
#include "handshake/hello/server_choices.h"
#include "handshake/host/security.h"
#include "handshake/negotiation/resumption.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls12/server_hello_steps.h"
#include "handshake/tls12/session.h"

namespace reprise::handshake::tls12 {
namespace {

using session::WhyNotResumed;
using wire::ExtensionType;

// The client's session_ticket extension: nothing when it has none or when we issue none.
std::optional<Bytes> offered_ticket(const wire::ClientHello& hello, ServerContext& context) {
  if (!issues_tickets(context.host)) return std::nullopt;
  return hello.extensions.find(ExtensionType::session_ticket);
}

// RFC 6066, 3: MUST NOT resume a session that was agreed on for
// another name. One for which names did not matter serves all.
bool same_name(const session::SessionData& session, const PeerOffer& offer) {
  return session.hostname().empty() || same_server_name(session, offer.server_name);
}

// Whether we would still choose the session's suite.
const wire::CipherSuite* usable_suite(Host& host, const session::SessionData& session) {
  const auto* suite = wire::find_cipher_suite(session.cipher_suite());
  return suite != nullptr && offers_suite(host, *suite, kTls12) ? suite : nullptr;
}

Result<WhyNotResumed> judge(const session::Session& session, const NegotiateHello& state, ServerContext& context) {
  const auto& data = session.data();
  const auto& config = context.host.config();
  const auto by_session = TRY(check_session(config, session, kTls12, context.host.now()));
  if (by_session != WhyNotResumed::resumed) return by_session;
  const auto by_secret = TRY(check_extended_master_secret(data, state.extended_master_secret));
  if (by_secret != WhyNotResumed::resumed) return by_secret;
  if (data.secret().size() != kMasterSecretLen) return WhyNotResumed::not_resumable;
  if (!same_name(data, *context.facts.offer)) return WhyNotResumed::sni_mismatch;
  // A session from before certificates were required must not lead past them.
  if (config.client_certificate == PeerCertificate::required && data.peer() == nullptr)
    return WhyNotResumed::wrong_scope;
  const auto* suite = usable_suite(context.host, data);
  if (suite == nullptr) return WhyNotResumed::cipher_mismatch;
  // RFC 5246, 7.4.1.2: a client MUST offer the suite of the session that it offers.
  if (!state.hello->cipher_suites.contains(suite->id))
    return fail(Alert::illegal_parameter, Reason::required_algorithm_missing);
  return WhyNotResumed::resumed;
}

void take_up(Ref<session::Session> session, const wire::ClientHello& hello, ServerContext& context) {
  auto& facts = context.facts;
  // Compat: a session from a ticket goes by the id that the client made up for it.
  if (!std::ranges::equal(session->data().session_id(), hello.legacy_session_id)) {
    session->edit([&](session::SessionFields& fields) { fields.session_id = hello.legacy_session_id; });
  }
  facts.suite = facts.pending_suite = wire::find_cipher_suite(session->data().cipher_suite());
  restore(facts, std::move(session));
  context.work.session_id.assign(hello.legacy_session_id);
}

// As if no session had been found.
void put_back(const wire::ClientHello& hello, ServerContext& context) {
  auto& facts = context.facts;
  facts.suite = facts.pending_suite = nullptr;
  forget(facts);
  context.work.session_id = {};
  context.work.sends_ticket = offered_ticket(hello, context).has_value();
}

bool brings_ticket(const wire::ClientHello& hello) {
  const auto body = hello.extensions.find(ExtensionType::session_ticket);
  return body && !body->empty();
}

// Of a hello without a ticket that counts: `why`, unless the rest of it shows more.
WhyNotResumed look_closer(const wire::ClientHello& hello, WhyNotResumed why, ServerContext& context) {
  if (why != WhyNotResumed::none_offered && why != WhyNotResumed::unknown_id) return why;
  if (hello.extensions.contains(ExtensionType::pre_shared_key)) return WhyNotResumed::version_mismatch;
  if (brings_ticket(hello) && !offered_ticket(hello, context)) return WhyNotResumed::tickets_off;
  // RFC 8446, D.4: a client of TLS 1.3 sends an id of its own making when it has none.
  const bool tls13 = hello.extensions.contains(ExtensionType::supported_versions);
  return why == WhyNotResumed::unknown_id && tls13 ? WhyNotResumed::unknown_or_made_up_id : why;
}

WhyNotResumed why_not_found(const wire::ClientHello& hello, const FoundToResume& found, ServerContext& context) {
  const auto ticket = offered_ticket(hello, context);
  if (ticket && !ticket->empty()) {
    return found.why == WhyNotResumed::resumed ? WhyNotResumed::unknown_ticket_key : found.why;
  }
  if (hello.legacy_session_id.empty()) return look_closer(hello, WhyNotResumed::none_offered, context);
  return look_closer(hello, found.why == WhyNotResumed::resumed ? WhyNotResumed::unknown_id : found.why, context);
}

}  // namespace

bool issues_tickets(Host& host) { return host.config().switches.tickets && allows_tickets(host); }

Answer<> look_up_session(NegotiateHello& state, ServerContext& context) {
  const auto ticket = offered_ticket(*state.hello, context);
  const Bytes id = state.hello->legacy_session_id;
  context.work.sends_ticket = ticket.has_value();
  // RFC 5077, 3.4: a ticket wins over the id, which then only tells the client that the ticket was accepted.
  const bool by_ticket = ticket && (!ticket->empty() || id.empty());
  if (!by_ticket && id.empty()) {
    context.facts.why_not_resumed = look_closer(*state.hello, WhyNotResumed::none_offered, context);
    return answered();
  }
  auto found = TRY(by_ticket ? context.host.open_ticket(*ticket, kTls12) : context.host.find_session(id));
  if (!found) return not_yet();
  note_session_id_context(context.host, context.facts);
  if (found->no_ticket) context.work.sends_ticket = false;
  if (!found->session) {
    context.facts.why_not_resumed = why_not_found(*state.hello, *found, context);
    return answered();
  }
  const auto why = TRY(judge(*found->session, state, context));
  if (why == WhyNotResumed::expired && found->from_cache) context.host.retire(found->session);
  if (why == WhyNotResumed::resumed) {
    if (by_ticket) context.work.sends_ticket = found->renew;
    take_up(std::move(found->session), *state.hello, context);
  }
  context.facts.why_not_resumed = why;
  return answered();
}

Result<> decide_on_resumption(const NegotiateHello& state, ServerContext& context) {
  auto& facts = context.facts;
  if (facts.resumed && !TRY(serves(context.host, facts.session->data(), facts))) {
    put_back(*state.hello, context);
    facts.why_not_resumed = WhyNotResumed::wrong_scope;
    TRY(context.host.read_passed_over_extensions(state.hello->extensions));
  }
  context.host.resumption_decided(facts.why_not_resumed, facts.resumed);
  return success();
}

Result<> take_known_secret(const NegotiateHello& state, ServerContext& context) {
  const auto known = context.host.known_secret(context.facts);
  if (!known) return success();
  // Nobody needs to sign anything.
  constexpr SuiteMeans kAnySuite{.rsa_signature = true, .ecdsa_signature = true, .ecdhe = true};
  const auto* suite = known->suite;
  if (suite == nullptr) suite = choose_suite(context.host, state.hello->cipher_suites, kTls12, kAnySuite);
  if (suite == nullptr || !offers_suite(context.host, *suite, kTls12)) {
    return fail(Alert::handshake_failure, Reason::no_shared_cipher);
  }
  context.facts.suite = context.facts.pending_suite = suite;
  context.work.sends_ticket = false;
  return go_on_with_known_secret(context, known->master_secret.bytes());
}

}  // namespace reprise::handshake::tls12
