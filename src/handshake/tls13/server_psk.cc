// SPDX-License-Identifier: Apache-2.0
// The server's side of pre_shared_key (RFC 8446, 4.2.11).
#include "handshake/tls13/server_psk.h"

#include <algorithm>

#include "handshake/flow/resumed_facts.h"
#include "handshake/hello/server_choices.h"
#include "handshake/negotiation/resumption.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls13/server_retry.h"
#include "session/object/lineage.h"

namespace reprise::handshake::tls13 {
namespace {

using session::WhyNotResumed;

constexpr std::size_t kMaxLookups = 8;           // identities that a client can make us look up
constexpr Milliseconds kAgeAllowance{10'000};    // RFC 8446, 8.3: "on the order of ten seconds"

// The key behind an identity: one agreed on beforehand, or a ticket's.
Answer<FoundToResume> find_key(Bytes identity, ServerContext& context) {
  auto external = TRY(context.host.find_external_psk(identity));
  if (!external) return not_yet<FoundToResume>();
  if (external->session) {
    external->external_psk = true;
    return external;
  }
  return context.host.open_ticket(identity, kTls13);
}

// Makes suite and key agree on the hash: of several suites that would do, the key's is the better one.
WhyNotResumed fit_suite(const FoundToResume& found, const NegotiateHello& state, ServerContext& context) {
  const auto* own = wire::find_cipher_suite(found.session->data().cipher_suite());
  if (own == nullptr || !own->is_tls13()) return WhyNotResumed::cipher_mismatch;
  auto& chosen = context.work.secrets.suite;
  if (hash_of(*own) == hash_of(*chosen)) return WhyNotResumed::resumed;
  if (context.work.retried) return WhyNotResumed::hash_mismatch;
  const auto* other = choose_suite(context.host, state.view.hello.cipher_suites, kTls13, {}, hash_of(*own));
  if (other == nullptr) return WhyNotResumed::hash_mismatch;
  chosen = other;
  return WhyNotResumed::resumed;
}

Result<WhyNotResumed> judge(const FoundToResume& found, const NegotiateHello& state, ServerContext& context) {
  if (!found.session) return found.why == WhyNotResumed::resumed ? WhyNotResumed::unknown_ticket_key : found.why;
  if (found.session->data().secret().empty()) return WhyNotResumed::not_resumable;
  if (found.session->data().version() != kTls13) return WhyNotResumed::version_mismatch;
  if (!found.external_psk) {
    const auto verdict = TRY(check_session(context.host.config(), *found.session, kTls13, context.host.now()));
    if (verdict != WhyNotResumed::resumed) return verdict;
  }
  return fit_suite(found, state, context);
}

// Whether the ticket is as old as the client says, give or take the time a hello may be under way.
bool age_is_right(const session::Session& session, std::uint32_t obfuscated_age, TimePoint now) {
  const Milliseconds claimed(obfuscated_age - session.data().age_add());
  const Milliseconds actual = Seconds(session::age_s(session, to_unix_seconds(now)));
  // Times are kept in whole seconds, hence the second.
  const Milliseconds second(1000);
  return claimed <= actual + second && claimed + kAgeAllowance >= actual + second;
}

// Checks the binder and, when it fits, makes the key the one we go on with.
Result<> select(const FoundToResume& found, const NegotiateHello& state, ServerContext& context) {
  auto& work = context.work;
  const auto index = state.next_psk;
  const auto hash = hash_of(*work.secrets.suite);
  const auto kind = found.external_psk ? BinderKind::external : BinderKind::resumption;
  TRY(work.secrets.schedule.start(context.scratch, hash, found.session->data().secret()));
  const Bytes truncated = wire::without_binders(state.hello.raw(), state.view.psks->binders_len());
  const auto digest =
      TRY(context.transcript.digest_with(context.algorithms(), hash, truncated, context.scratch.hash()));
  const auto expected = TRY(binder(context.scratch, work.secrets.schedule, kind, digest.bytes()));
  const Bytes sent = *std::next(state.view.psks->binders.begin(), std::ptrdiff_t(index));
  // RFC 8446, 4.2.11: a binder that does not validate MUST end the handshake.
  if (!equal_in_constant_time(expected.bytes(), sent))
    return fail(Alert::decrypt_error, Reason::binder_does_not_verify);
  const auto identity = *std::next(state.view.psks->identities.begin(), std::ptrdiff_t(index));
  const bool external = found.external_psk;
  work.psk = SelectedPsk{
      .session = found.session.share(),
      .kind = kind,
      .index = std::uint16_t(index),
      .age_is_right = external || age_is_right(*found.session, identity.obfuscated_ticket_age, context.host.now())};
  return success();
}

bool has_common_mode(const NegotiateHello& state, const ServerContext& context) {
  const bool psk_ke = state.view.psk_ke && context.host.config().switches.allow_psk_ke;
  return (state.view.psk_dhe_ke && !state.view.groups.empty()) || psk_ke;
}

// A ticket of TLS 1.2 is of no use here.
WhyNotResumed why_no_psk(const wire::ClientHello& hello) {
  const auto ticket = hello.extensions.find(wire::ExtensionType::session_ticket);
  return ticket && !ticket->empty() ? WhyNotResumed::version_mismatch : WhyNotResumed::none_offered;
}

}  // namespace

void drop_psk(ServerContext& context) {
  context.work.psk.reset();
  if (context.facts.resumed) forget(context.facts);
}

Answer<> look_up_psks(NegotiateHello& state, ServerContext& context) {
  drop_psk(context);  // one that was found for a first ClientHello
  if (awaits_cookie(context)) return answered();  // nothing is looked up for a client that may not be there
  const auto& psks = state.view.psks;
  if (!psks || !has_common_mode(state, context)) {
    context.facts.why_not_resumed = psks ? WhyNotResumed::psk_mode_mismatch : why_no_psk(state.view.hello);
    return answered();
  }
  for (; state.next_psk < std::min(psks->identities.size(), kMaxLookups); ++state.next_psk) {
    const auto identity = *std::next(psks->identities.begin(), std::ptrdiff_t(state.next_psk));
    const auto found = TRY(find_key(identity.identity, context));
    if (!found) return not_yet();
    if (!context.facts.hello_retry) note_session_id_context(context.host, context.facts);
    const auto why = TRY(judge(*found, state, context));
    if (why == WhyNotResumed::resumed) {
      TRY(select(*found, state, context));
      context.facts.why_not_resumed = WhyNotResumed::resumed;
      // The callbacks that follow see it; what it says of the peer counts once the rest of the hello agrees.
      context.facts.resumed = true;
      context.facts.session = context.work.psk->session.share();
      return answered();
    }
    if (why == WhyNotResumed::expired && found->from_cache) context.host.retire(found->session);
    if (state.refusal == WhyNotResumed::resumed) state.refusal = why;
  }
  context.facts.why_not_resumed = state.refusal;
  return answered();
}

}  // namespace reprise::handshake::tls13
