// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/server_hello_steps.h"

#include <algorithm>

#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/resumption.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls13/server_flight.h"
#include "handshake/tls13/server_psk.h"
#include "handshake/tls13/server_retry.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

bool lacks_cookie(const NegotiateHello&, const ServerContext& context) { return awaits_cookie(context); }

bool lacks_share(const NegotiateHello&, const ServerContext& context) {
  return context.work.retry_group != crypto::NamedGroup{} && !context.work.retried;
}

// A step, and whether a HelloRetryRequest takes its place.
struct Step {
  HelloStep run;
  bool (*retries)(const NegotiateHello&, const ServerContext&) = nullptr;
};

constexpr Step kSteps[] = {
    {ask_about_hello},
    {choose_the_suite},
    {look_up_psks},
    {take_custom},
    {learn_server_name},
    {select_protocol},
    {choose_the_group},
    // Less is done for who has not shown himself.
    {choose_the_certificate, lacks_cookie},
    {fetch_ocsp_response},
    // Compat: the program is asked for a certificate before a HelloRetryRequest, and again after it. Early data is
    // decided on last: a ticket is used up by it.
    {decide_on_early_data, lacks_share},
};

// RFC 8446, 4.1.2: a second ClientHello is the first with the share that was asked for. Anything else that has changed
// would go on with what was decided about another hello.
Result<> check_second_hello(const NegotiateHello& state, ServerContext& context) {
  const auto& work = context.work;
  if (TRY(fixed_part_of(context.algorithms(), state.view.hello)) != work.first_hello) {
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  const bool right_share =
      work.retry_group == crypto::NamedGroup{} ||
      (state.view.shares.size() == 1 && state.view.shares.front().group == std::uint16_t(work.retry_group));
  if (!right_share) return fail(Alert::illegal_parameter, Reason::bad_key_share);
  if (state.view.early_data) return fail(Alert::illegal_parameter, Reason::bad_early_data);
  return success();
}

}  // namespace

Result<ServerState> take_client_hello(KeptMessage<wire::ClientHello> hello, ServerContext& context) {
  NegotiateHello state;
  state.hello = std::move(hello);
  state.view = TRY(view_client_hello(*state.hello));
  const bool first_seen = !context.work.retried;
  state.hello_asked = first_seen;
  if (first_seen) context.work.session_id.assign(state.view.hello.legacy_session_id);
  if (awaits_cookie(context)) TRY(take_cookie(state, context));
  if (context.work.retried) TRY(check_second_hello(state, context));
  if (first_seen) {
    context.facts.early_data = state.view.early_data ? EarlyData::rejected : EarlyData::not_sent;
  }
  context.facts.post_handshake_auth_offered = state.view.post_handshake_auth;
  return ServerState(std::move(state));
}

Answer<ServerState> NegotiateHello::ask_again(ServerContext& context) && {
  for (; next_step < std::size(kSteps); ++next_step) {
    const auto& step = kSteps[next_step];
    if (step.retries != nullptr && step.retries(*this, context)) return TRY(send_hello_retry_request(*this, context));
    if (!TRY(step.run(*this, context))) return not_yet<ServerState>();
  }
  return TRY(send_flight(*this, context));
}

// The Host was asked about the first hello already. Its answer may have changed the settings.
Answer<> ask_about_hello(NegotiateHello& state, ServerContext& context) {
  if (state.hello_asked) return answered();
  TRY_ANSWER(context.host.client_hello(state.view.hello), not_yet());
  state.hello_asked = true;
  // RFC 8446, 4.1.4: the version stays what it was.
  if (TRY(choose_version(context.host.config(), state.view.hello)) == kTls13) return answered();
  return fail(Alert::illegal_parameter, Reason::wrong_ssl_version);
}

Answer<> choose_the_suite(NegotiateHello& state, ServerContext& context) {
  const auto* suite = choose_suite(context.host, state.view.hello.cipher_suites, kTls13, {});
  if (suite == nullptr) return fail(Alert::handshake_failure, Reason::no_shared_cipher);
  // The suite of a HelloRetryRequest stands (RFC 8446, 4.1.4); the client may not take it back.
  if (context.work.retried) {
    if (!state.view.hello.cipher_suites.contains(context.work.secrets.suite->id)) {
      return fail(Alert::illegal_parameter, Reason::bad_cipher);
    }
    return answered();
  }
  context.work.secrets.suite = context.facts.pending_suite = suite;
  return answered();
}

Answer<> take_custom(NegotiateHello& state, ServerContext& context) {
  context.facts.makes_session = true;
  TRY(check_request_extensions(context.host, state.view.hello.extensions,
                               {wire::ExtensionContext::client_hello, ExtensionPlace::client_hello}));
  TRY(take_custom_extensions(context.host, state.view.hello.extensions, ExtensionPlace::client_hello));
  return answered();
}

Answer<> learn_server_name(NegotiateHello& state, ServerContext& context) {
  TRY_ANSWER(ask_server_name(context, state.view.hello), not_yet());
  auto& work = context.work;
  auto& facts = context.facts;
  const bool resumes = work.psk && work.psk->kind == BinderKind::resumption;
  if (!resumes) return answered();
  if (TRY(serves(context.host, work.psk->session->data(), facts))) return answered();
  drop_psk(context);
  facts.why_not_resumed = session::WhyNotResumed::wrong_scope;
  TRY(context.host.read_passed_over_extensions(state.view.hello.extensions));
  return answered();
}

Answer<> select_protocol(NegotiateHello& state, ServerContext& context) {
  return ask_alpn(context, state.view.hello);
}

Answer<> choose_the_group(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  const auto choice = choose_key_share(context.host, state.view.groups, state.view.shares);
  // The resumption of a client that does without (EC)DHE, or that has no group of ours.
  if (work.psk && state.view.psk_ke && context.host.config().switches.allow_psk_ke &&
      (!choice || !state.view.psk_dhe_ke)) {
    return answered();
  }
  if (state.view.groups.empty()) return fail(Alert::missing_extension, Reason::missing_supported_groups_extension);
  if (!choice) return fail(Alert::handshake_failure, Reason::no_suitable_key_share);
  context.facts.group = choice->group;
  if (choice->peer_share.empty()) {
    if (work.retried) return fail(Alert::illegal_parameter, Reason::bad_key_share);
    work.retry_group = choice->group;
    return answered();
  }
  state.client_share = choice->peer_share;
  return answered();
}

Answer<> decide_on_early_data(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  const auto& config = context.host.config();
  const bool offered = state.view.early_data && !work.retried && work.takes_early_data && config.max_early_data != 0;
  if (!offered || !work.psk || work.psk->index != 0) return answered();
  const auto& data = work.psk->session->data();
  const auto name = name_to_remember(config, context.facts);
  // RFC 8446, 4.2.10: what the early data was sent for must be what was negotiated.
  const bool same_terms = data.max_early_data() != 0 && data.cipher_suite() == work.secrets.suite->id &&
                          std::ranges::equal(data.alpn(), bytes_of(context.facts.alpn)) && same_server_name(data, name);
  if (!same_terms || !work.psk->age_is_right || !context.host.allows_early_data()) return answered();
  // RFC 8446, 8.1: taking the session out of the cache is what at most one of two copies of a hello can do.
  const bool single_use = work.psk->kind == BinderKind::resumption && config.switches.anti_replay;
  if (single_use && !context.host.retire(work.psk->session)) return answered();
  work.early_data_accepted = true;
  context.facts.early_data = EarlyData::accepted;
  return answered();
}

Answer<> choose_the_certificate(NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  const auto psk_only = PskOnly(context.host.config().switches.allow_psk_ke);
  const bool takes_them = takes_tickets(state.view, psk_only);
  context.lasting.may_issue_tickets = takes_them;
  if (work.psk) return answered();
  // RFC 8446, 9.2: what was not needed with a PSK is needed without.
  if (!state.view.hello.extensions.contains(ExtensionType::signature_algorithms)) {
    return fail(Alert::missing_extension, Reason::missing_sigalgs_extension);
  }
  if (!TRY(context.host.certificate_wanted(context.facts))) return not_yet();
  work.credential =
      choose_signature(context.host, Role::server, peer_schemes(context.facts), crypto::SchemeRules::tls13);
  if (work.credential) {
    context.facts.local_signature_scheme = std::uint16_t(work.credential->scheme);
    context.lasting.may_issue_tickets = takes_them && context.host.may_be_resumed(true);
    return answered();
  }
  if (context.host.config().credentials.empty()) return fail(Alert::handshake_failure, Reason::no_certificate_set);
  return fail(Alert::handshake_failure, Reason::no_suitable_signature_algorithm);
}

Answer<> fetch_ocsp_response(NegotiateHello&, ServerContext& context) {
  if (context.work.psk || !context.facts.offer->wants_ocsp) return answered();
  auto response = TRY(context.host.ocsp_response(context.facts));
  if (!response) return not_yet();
  context.work.ocsp_response = std::move(*response);
  return answered();
}

}  // namespace reprise::handshake::tls13
