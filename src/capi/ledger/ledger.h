// SPDX-License-Identifier: Apache-2.0
// The ledger: with the setting `ledger`, every reference to a session that the application is given or
// gives up is entered with the call that did it. A call that gives up a reference which the application does not have,
// or uses a session that is gone, is reported at once and not carried out; what is still the application's at exit is
// reported then.
//
// Only the application's references are entered: the library's own are RAII (Ref) and cannot go wrong by themselves.
// Callable from any thread. While the ledger is off, each of these is one predictable branch.
#pragma once

#include "capi/library/types.h"
#include "session/object/session.h"

namespace reprise::capi::ledger {

// Set before main, and never again.
[[gnu::visibility("hidden")]] extern bool is_on;

// In what follows `by` is the function of ours that the application called, or what a callback of its answered, of
// static storage; `callback` is that callback, if it was one.

template <typename Result, typename... Arguments>
const void* address_of(Result (*callback)(Arguments...)) {
  return reinterpret_cast<const void*>(callback);
}

// The parts that run while the ledger is on.
void enter_given(const session::Session& session, const char* by, const void* callback);
void enter_lent(const session::Session& session, const char* by, const void* callback);
void enter_found(const session::Session& session, const char* by, const void* callback);
bool enter_taken(const session::Session* session, const char* by, const void* callback);
bool enter_declined(const session::Session* session, const char* by, const void* callback);
// The application has put the session into a context's cache, and whether it is `elsewhere`, too.
void enter_cached(const session::Session& session, bool elsewhere, const char* by);
void enter_end(session::Session& session);
void enter_unknown(const session::Session& session);
bool is_gone(const session::Session* session, const char* by, const void* callback);
bool refuse(const session::Session* session, const char* by);

// The application has been given a reference.
inline void given(const session::Session& session, const char* by, const void* callback = nullptr) {
  if (is_on) [[unlikely]]
    enter_given(session, by, callback);
}

// The application has been shown a session.
inline void lent(const session::Session& session, const char* by, const void* callback = nullptr) {
  if (is_on) [[unlikely]]
    enter_lent(session, by, callback);
}

// The application's callback has found a session for us, and keeps its own reference.
inline void found(const session::Session& session, const char* by, const void* callback) {
  if (is_on) [[unlikely]]
    enter_found(session, by, callback);
}

// The application gives up a reference. False when it has none: reported, and the caller must not take it.
inline bool gives_back(const session::Session* session, const char* by, const void* callback = nullptr) {
  return !is_on || enter_taken(session, by, callback);
}

// The application's callback did not accept what it was given(). False when it has given up the reference all the same.
inline bool declines(const session::Session& session, const char* by, const void* callback) {
  return !is_on || enter_declined(&session, by, callback);
}

// The application uses a session. True when it is gone or never was one: reported, and the caller must not touch it.
inline bool gone(const session::Session* session, const char* by, const void* callback = nullptr) {
  return is_on && is_gone(session, by, callback);
}

// The same, for functions that can fail: also puts an error on the queue. Null is not refused.
inline bool refuses(const SSL_SESSION* session, const char* by = __builtin_FUNCTION()) {
  return is_on && session != nullptr && refuse(reinterpret_cast<const session::Session*>(session), by);
}

// SSL_SESSION_up_ref while the ledger is on: finds out and takes the reference in one step.
int up_ref(session::Session* session, const char* by);

// The last reference of `session` has been released; the caller holds one for this call. The session may outlive it,
// for the ledger keeps its address from being given to another for a while.
inline void ended(session::Session& session) {
  if (is_on) [[unlikely]]
    enter_end(session);
}

// A session is shown that the ledger will not hear the end of, for lack of memory.
inline void unknown(const session::Session& session) {
  if (is_on) [[unlikely]]
    enter_unknown(session);
}

}  // namespace reprise::capi::ledger
