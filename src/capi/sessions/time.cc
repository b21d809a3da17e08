// SPDX-License-Identifier: Apache-2.0
// Time and timeout of a session. Setting them moves the session's expiry in the caches that hold it.
#include "capi/ledger/ledger.h"
#include "capi/library/later_api.h"
#include "capi/objects/cache_registry.h"
#include "capi/objects/context_sessions.h"

using namespace reprise::capi;

namespace {

bool is_usable(const SSL_SESSION* session, const char* function) {
  return session != nullptr && !ledger::gone(from_c(session), function);
}

}  // namespace

extern "C" {

time_t SSL_SESSION_get_time_ex(const SSL_SESSION* session) {
  return is_usable(session, __func__) ? from_c(session)->time() : 0;
}

// Compat: returns the time set, where the manual page speaks of 1.
time_t SSL_SESSION_set_time_ex(SSL_SESSION* session, time_t time) {
  if (!is_usable(session, __func__)) return 0;
  from_c(session)->set_time(time);
  reschedule_in_caches(*from_c(session));
  return time;
}

long SSL_SESSION_get_time(const SSL_SESSION* session) { return SSL_SESSION_get_time_ex(session); }
long SSL_SESSION_set_time(SSL_SESSION* session, long time) { return SSL_SESSION_set_time_ex(session, time); }

long SSL_SESSION_get_timeout(const SSL_SESSION* session) {
  return is_usable(session, __func__) ? from_c(session)->timeout_s() : 0;
}

long SSL_SESSION_set_timeout(SSL_SESSION* session, long seconds) {
  if (!is_usable(session, __func__) || seconds < 0) return 0;
  from_c(session)->set_timeout_s(seconds);
  reschedule_in_caches(*from_c(session));
  return 1;
}

}  // extern "C"
