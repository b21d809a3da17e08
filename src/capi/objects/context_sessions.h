// SPDX-License-Identifier: Apache-2.0
// The session side of an SSL_CTX: its cache, its ticket keys, its statistics, and the callbacks around them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>

#include "base/clock.h"
#include "capi/library/types.h"
#include "capi/objects/cache_registry.h"
#include "capi/objects/listing.h"
#include "session/cache/cache.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"
#include "session/tickets/rfc5077_keys.h"
#include "session/tickets/ticket.h"

namespace reprise::capi {

inline session::Session* from_c(SSL_SESSION* s) { return reinterpret_cast<session::Session*>(s); }
inline const session::Session* from_c(const SSL_SESSION* s) { return reinterpret_cast<const session::Session*>(s); }
inline SSL_SESSION* to_c(session::Session* s) { return reinterpret_cast<SSL_SESSION*>(s); }
inline SSL_SESSION* to_c(const session::Session* s) {
  return reinterpret_cast<SSL_SESSION*>(const_cast<session::Session*>(s));
}

// The counters of SSL_CTX_sess_number(3) that are not the cache's own.
struct SessionCounters {
  std::atomic<int> connect{0}, connect_good{0}, connect_renegotiate{0};
  std::atomic<int> accept{0}, accept_good{0}, accept_renegotiate{0};
  std::atomic<int> hits{0}, callback_hits{0}, misses{0}, timeouts{0}, cache_full{0};
};

using TicketKeyCallbackEvp = int (*)(SSL*, unsigned char*, unsigned char*, EVP_CIPHER_CTX*, EVP_MAC_CTX*, int);
using TicketKeyCallbackHmac = int (*)(SSL*, unsigned char*, unsigned char*, EVP_CIPHER_CTX*, HMAC_CTX*, int);

struct ContextSessions {
  int (*new_callback)(SSL*, SSL_SESSION*) = nullptr;
  void (*remove_callback)(SSL_CTX*, SSL_SESSION*) = nullptr;
  SSL_SESSION* (*get_callback)(SSL*, const unsigned char*, int, int*) = nullptr;
  SSL_CTX_generate_session_ticket_fn ticket_generate = nullptr;
  SSL_CTX_decrypt_session_ticket_fn ticket_decrypt = nullptr;
  void* ticket_arg = nullptr;
  TicketKeyCallbackEvp ticket_key_evp = nullptr;
  TicketKeyCallbackHmac ticket_key_hmac = nullptr;
  int cache_mode = SSL_SESS_CACHE_SERVER;
  std::unique_ptr<session::SessionCache> cache;        // never null after SSL_CTX_new
  std::optional<CacheRegistration> registration;       // of `cache`
  std::unique_ptr<session::TicketSealer> sealer;       // our own ring, rotated by the clock
  mutable std::shared_mutex keys_mutex;                // guards fixed_keys
  Ref<const session::Rfc5077Keys> fixed_keys;          // set by SSL_CTX_set_tlsext_ticket_keys; null otherwise
  SessionCounters counters;
  session::ResumptionCounters outcomes;                // of completed handshakes
  std::unique_ptr<SessionListings> listings;           // what SSL_CTX_sessions gave out; never null after SSL_CTX_new
};

// For SSL_CTX_new: an empty cache of the default size, and a ring of ticket keys of its own.
std::unique_ptr<session::SessionCache> make_session_cache(const SSL_CTX& ctx);
std::unique_ptr<session::TicketSealer> make_ticket_sealer(const SSL_CTX& ctx);

// Each of these calls the application's callbacks and drops references with no lock held.
// As SSL_CTX_add_session(3): takes a reference of its own. 1 added or replaced, 0 it was there already.
int add_session(SSL_CTX* ctx, const Ref<session::Session>& session);
// As SSL_CTX_remove_session(3).
int remove_session(SSL_CTX* ctx, session::Session& session);
// As SSL_CTX_flush_sessions(3): 0 for all sessions, whenever they expire.
void flush_sessions(SSL_CTX* ctx, std::int64_t unix_seconds);
// For a session that a lookup found expired and took out of the cache.
void drop_expired(SSL_CTX* ctx, session::Session& session);

}  // namespace reprise::capi
