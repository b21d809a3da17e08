// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/lookup.h"

#include "capi/ledger/ledger.h"
#include "capi/objects/ex_data.h"

namespace reprise::capi {
namespace {

using handshake::FoundToResume;
using session::WhyNotResumed;

void count(std::atomic<int>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

// What the cache has. Counts a miss even when the callback then knows better, as the manual says.
FoundToResume look_in_cache(SSL* ssl, Bytes id, std::uint16_t version) {
  auto* ctx = ssl->session_ctx.get();
  auto result = ctx->sessions.cache->find(id, version, unix_seconds_now());
  switch (result.outcome) {
    case session::FindOutcome::hit:
      return {.session = std::move(result.session), .from_cache = true};
    case session::FindOutcome::expired:
      drop_expired(ctx, *result.session);
      return {.why = WhyNotResumed::expired};
    case session::FindOutcome::miss:
      break;
  }
  count(ctx->sessions.counters.misses);
  return {.why = WhyNotResumed::unknown_id};
}

// What the application has. Its reference is ours only when it says so; `copy` left alone means that it keeps its own.
Ref<session::Session> ask_callback(SSL* ssl, Bytes id) {
  int copy = 1;
  const auto callback = ssl->session_ctx->sessions.get_callback;
  auto* session = from_c(callback(ssl, id.data(), int(id.size()), &copy));
  if (session == nullptr || ledger::gone(session, "get_session_cb", ledger::address_of(callback))) return nullptr;
  if (copy != 0) {
    ledger::found(*session, "get_session_cb with *copy = 1", ledger::address_of(callback));
    return Ref<session::Session>::sharing(session);
  }
  const bool gives = ledger::gives_back(session, "get_session_cb with *copy = 0", ledger::address_of(callback));
  return gives ? Ref<session::Session>::adopt(session) : Ref<session::Session>::sharing(session);
}

}  // namespace

FoundToResume look_up_session(SSL* ssl, Bytes id, std::uint16_t version) {
  auto& sessions = ssl->session_ctx->sessions;
  FoundToResume found{.why = WhyNotResumed::unknown_id};
  if (id.empty() || id.size() > session::kMaxSessionIdLen) return found;
  if ((sessions.cache_mode & SSL_SESS_CACHE_NO_INTERNAL_LOOKUP) == 0) found = look_in_cache(ssl, id, version);
  if (found.session || sessions.get_callback == nullptr) return found;
  auto given = ask_callback(ssl, id);
  if (!given) return found;
  if (given->not_resumable()) return {.why = WhyNotResumed::not_resumable};
  count(sessions.counters.callback_hits);
  // One that early data may be sent with stays out: that the cache has it is the proof that its early data was not
  // taken yet (RFC 8446, 8.1), and the program may bring it any number of times.
  const bool stores =
      (sessions.cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) == 0 && given->data().max_early_data() == 0;
  if (stores) add_session(ssl->session_ctx.get(), given);
  return {.session = std::move(given), .from_cache = stores};
}

bool is_cached(const SSL* ssl, Bytes id) {
  const auto negotiated = facts_of(ssl).version;
  const int by_method = ssl->method()->version == TLS_ANY_VERSION ? TLS1_3_VERSION : ssl->method()->version;
  return ssl->session_ctx->sessions.cache->contains(id, negotiated != 0 ? negotiated : std::uint16_t(by_method));
}

}  // namespace reprise::capi
