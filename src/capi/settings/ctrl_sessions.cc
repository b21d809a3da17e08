// SPDX-License-Identifier: Apache-2.0
// Controls of the session cache, its statistics and the ticket keys, which contexts have; and of a connection, what
// became of its session.
#include <reprise_libssl.h>

#include "capi/library/guard.h"
#include "capi/library/unsupported.h"
#include "capi/sessions/ticket_keys.h"
#include "capi/settings/ctrl.h"

namespace reprise::capi {
namespace {

std::optional<long> statistics(const ContextSessions& sessions, int command) {
  const auto& counters = sessions.counters;
  switch (command) {
    case SSL_CTRL_SESS_NUMBER:
      return long(sessions.cache->size());
    case SSL_CTRL_SESS_CONNECT:
      return counters.connect;
    case SSL_CTRL_SESS_CONNECT_GOOD:
      return counters.connect_good;
    case SSL_CTRL_SESS_CONNECT_RENEGOTIATE:
      return counters.connect_renegotiate;
    case SSL_CTRL_SESS_ACCEPT:
      return counters.accept;
    case SSL_CTRL_SESS_ACCEPT_GOOD:
      return counters.accept_good;
    case SSL_CTRL_SESS_ACCEPT_RENEGOTIATE:
      return counters.accept_renegotiate;
    case SSL_CTRL_SESS_HIT:
      return counters.hits;
    case SSL_CTRL_SESS_CB_HIT:
      return counters.callback_hits;
    case SSL_CTRL_SESS_MISSES:
      return counters.misses;
    case SSL_CTRL_SESS_TIMEOUTS:
      return counters.timeouts;
    case SSL_CTRL_SESS_CACHE_FULL:
      return counters.cache_full;
    default:
      return std::nullopt;
  }
}

std::optional<long> cache_control(ContextSessions& sessions, int command, long number) {
  const long size = long(sessions.cache->max_entries());
  switch (command) {
    case SSL_CTRL_SET_SESS_CACHE_SIZE:
      if (number < 0) return 0;
      sessions.cache->set_max_entries(std::size_t(number));
      return size;
    case SSL_CTRL_GET_SESS_CACHE_SIZE:
      return size;
    case SSL_CTRL_SET_SESS_CACHE_MODE:
      return std::exchange(sessions.cache_mode, int(number));
    case SSL_CTRL_GET_SESS_CACHE_MODE:
      return sessions.cache_mode;
    default:
      return std::nullopt;
  }
}

// Asked without a buffer, both tell how long it has to be.
std::optional<long> ticket_key_control(SSL_CTX& ctx, int command, long length, void* keys) {
  if (command != SSL_CTRL_GET_TLSEXT_TICKET_KEYS && command != SSL_CTRL_SET_TLSEXT_TICKET_KEYS) return std::nullopt;
  if (keys == nullptr) return long(session::kRfc5077KeysLen);
  return guard(
      [&]() -> Result<> {
        if (length != long(session::kRfc5077KeysLen)) return fail_silently(Reason::invalid_ticket_keys_length);
        const MutableBytes bytes(static_cast<std::uint8_t*>(keys), session::kRfc5077KeysLen);
        return command == SSL_CTRL_SET_TLSEXT_TICKET_KEYS ? set_ticket_keys(ctx, bytes) : get_ticket_keys(ctx, bytes);
      },
      "SSL_CTX_ctrl");
}

// Nothing before the handshake is complete: until then it is not settled.
std::optional<long> why_not_resumed(const SSL& ssl, int command, void* pointer) {
  if (command != REPRISE_CTRL_WHY_NOT_RESUMED || pointer == nullptr) return std::nullopt;
  if (ssl.engine == nullptr || !ssl.engine->handshake_complete()) return std::nullopt;
  *static_cast<const char**>(pointer) = session::name_of(facts_of(&ssl).outcome()).data();
  return 1;
}

// The number of their argument is that of SSL_CTRL_CLEAR_MODE, which comes first.
bool is_srp(int command) {
  return command >= SSL_CTRL_SET_TLS_EXT_SRP_USERNAME && command <= SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD;
}

std::optional<long> count_resumption(const ContextSessions& sessions, int command, const void* pointer) {
  if (command != REPRISE_CTRL_COUNT_RESUMPTION || pointer == nullptr) return std::nullopt;
  const auto why = session::find_why_not_resumed(static_cast<const char*>(pointer));
  return why ? long(sessions.outcomes.get(*why)) : -1;
}

}  // namespace

std::optional<long> ctrl_sessions(const CtrlTarget& target, int command, long number, void* pointer) {
  if (target.ssl != nullptr) return why_not_resumed(*target.ssl, command, pointer);
  if (const auto answer = count_resumption(target.ctx->sessions, command, pointer)) return answer;
  if (const auto answer = statistics(target.ctx->sessions, command)) return answer;
  if (const auto answer = cache_control(target.ctx->sessions, command, number)) return answer;
  if (is_srp(command)) {
    report_unsupported("SRP");
    return 0;
  }
  return ticket_key_control(*target.ctx, command, number, pointer);
}

}  // namespace reprise::capi
