// SPDX-License-Identifier: Apache-2.0
// A server's tickets: sealed and opened by the application's callback, by keys that it set, or by our own ring.
#include "capi/host/callback_host.h"
#include "capi/ledger/ledger.h"
#include "capi/library/for_the_block.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_object.h"
#include "capi/sessions/lookup.h"
#include "capi/sessions/ticket_callbacks.h"
#include "capi/sessions/ticket_keys.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::FoundToResume;
using handshake::IssuedTicket;
using session::UnsealedTicket;
using session::WhyNotResumed;

bool uses_early_data_once(const Settings& settings) {
  return settings.max_early_data != 0 && (settings.options & SSL_OP_NO_ANTI_REPLAY) == 0;
}

// Whether a ticket of TLS 1.3 is the id of a session that we keep.
bool is_stateful(const Settings& settings) {
  return (settings.options & SSL_OP_NO_TICKET) != 0 || uses_early_data_once(settings);
}

// Sessions bear a scope of their own, which is held against the settings once they stand: the ring's is not used.
constexpr session::ScopeHash kAnyScope{};

UnsealedTicket open_with_our_keys(SSL* ssl, Bytes ticket) {
  const auto now = unix_seconds_now();
  if (const auto keys = fixed_ticket_keys(*ssl->session_ctx)) return keys->open(ticket, now);
  return ssl->session_ctx->sessions.sealer->open(ticket, kAnyScope, now);
}

// Deviation: a ticket of TLS 1.3 is for one use (RFC 8446, C.4), so another follows, also when a key callback answers
// that its key needs no renewal. OpenSSL's clients have a ticket every other time then.
Result<UnsealedTicket> unseal(SSL* ssl, Bytes ticket, std::uint16_t version) {
  const bool by_callback = has_ticket_key_callback(*ssl->session_ctx);
  auto opened = by_callback ? TRY(open_with_callback(ssl, ticket)) : open_with_our_keys(ssl, ticket);
  if (version == TLS1_3_VERSION) opened.renew = true;
  return opened;
}

SSL_TICKET_STATUS status_of(Bytes ticket, const UnsealedTicket& opened) {
  if (ticket.empty()) return SSL_TICKET_EMPTY;
  if (!opened.session) return SSL_TICKET_NO_DECRYPT;
  return opened.renew ? SSL_TICKET_SUCCESS_RENEW : SSL_TICKET_SUCCESS;
}

// What the decrypt callback makes of `found`.
Result<> apply(SSL_TICKET_RETURN answer, FoundToResume& found) {
  const bool had_session = bool(found.session);
  switch (answer) {
    case SSL_TICKET_RETURN_IGNORE:
    case SSL_TICKET_RETURN_IGNORE_RENEW:
      found = {.session = nullptr, .why = WhyNotResumed::ticket_refused};
      found.no_ticket = answer == SSL_TICKET_RETURN_IGNORE;
      return success();
    case SSL_TICKET_RETURN_USE:
    case SSL_TICKET_RETURN_USE_RENEW:
      if (!had_session) break;
      found.renew = answer == SSL_TICKET_RETURN_USE_RENEW;
      return success();
    default:
      break;
  }
  return fail(Alert::internal_error, Reason::ticket_callback_failed);
}

Result<> ask_decrypt_callback(SSL* ssl, Bytes ticket, SSL_TICKET_STATUS status, FoundToResume& found) {
  const auto& sessions = ssl->session_ctx->sessions;
  if (sessions.ticket_decrypt == nullptr) return success();
  const std::size_t name_len = std::min(ticket.size(), session::kTicketKeyNameLen);
  const auto callback = sessions.ticket_decrypt;
  auto* shown = lend(found.session.get(), "the ticket decryption callback", ledger::address_of(callback));
  const auto answer = callback(ssl, shown, ticket.data(), name_len, status, sessions.ticket_arg);
  return apply(answer, found);
}

Result<> tell_extension_callback(SSL* ssl, Bytes ticket) {
  const auto callback = ssl->ticket_extension_callback;
  if (callback == nullptr || callback(ssl, ticket.data(), int(ticket.size()), ssl->ticket_extension_arg) != 0)
    return success();
  return fail(Alert::internal_error, Reason::callback_failed);
}

}  // namespace

Answer<FoundToResume> CallbackHost::open_ticket(Bytes ticket, std::uint16_t version) {
  single_use_ = nullptr;
  spent_ = false;
  withholds_tickets_ = false;
  if (version == TLS1_3_VERSION && is_stateful(*ssl_->settings)) {
    auto found = look_up_session(ssl_, ticket, version);
    if (found.session && uses_early_data_once(*ssl_->settings)) single_use_ = found.session.share();
    return std::optional(std::move(found));
  }
  if (version != TLS1_3_VERSION) TRY(tell_extension_callback(ssl_, ticket));
  auto opened = ticket.empty() ? UnsealedTicket{nullptr, WhyNotResumed::none_offered}
                               : TRY(unseal(ssl_, ticket, version));
  const auto status = status_of(ticket, opened);
  FoundToResume found{.session = std::move(opened.session), .why = opened.why, .renew = opened.renew};
  unsealed_ = version == TLS1_2_VERSION ? found.session.get() : nullptr;
  TRY(ask_decrypt_callback(ssl_, ticket, status, found));
  withholds_tickets_ = found.session ? !found.renew : found.no_ticket;
  return std::optional(std::move(found));
}

namespace {

// A ticket that cannot be made costs the client a full handshake later, not its connection now.
IssuedTicket or_none(Result<session::SealedTicket> sealed) {
  if (!sealed.ok()) return {};
  return {.bytes = std::move(sealed.value().bytes), .lifetime = std::uint32_t(sealed.value().lifetime.count())};
}

Result<IssuedTicket> seal(SSL* ssl, const session::Session& session) {
  const auto& ctx = *ssl->session_ctx;
  const auto now = unix_seconds_now();
  if (has_ticket_key_callback(ctx)) {
    return IssuedTicket{.bytes = TRY(seal_with_callback(ssl, session)),
                        .lifetime = session::ticket_lifetime(session, session::kNever, now)};
  }
  if (const auto keys = fixed_ticket_keys(ctx)) return or_none(keys->seal(session, now));
  return or_none(ctx.sessions.sealer->seal(session, kAnyScope, now));
}

Result<> ask_generate_callback(SSL* ssl) {
  const auto& sessions = ssl->session_ctx->sessions;
  if (sessions.ticket_generate == nullptr || sessions.ticket_generate(ssl, sessions.ticket_arg) != 0) return success();
  return fail(Alert::internal_error, Reason::ticket_callback_failed);
}

}  // namespace

Result<IssuedTicket> CallbackHost::issue_ticket(session::Session& session, std::uint16_t version) {
  if (withholds_tickets_ && version == TLS1_3_VERSION) return IssuedTicket{};
  const bool stateful = version == TLS1_3_VERSION && is_stateful(*ssl_->settings);
  if (auto* base = facts_of(ssl_).session.get(); base != nullptr && base != &session) TRY(copy_ex_data(*base, session));
  const ForTheBlock shown(session_being_issued_, &session);
  TRY(ask_generate_callback(ssl_));
  if (!stateful) return seal(ssl_, session);
  return IssuedTicket{.bytes = copy_of(session.data().session_id()),
                      .lifetime = session::ticket_lifetime(session, session::kNever, unix_seconds_now())};
}

}  // namespace reprise::capi
