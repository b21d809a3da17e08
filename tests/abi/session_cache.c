// SPDX-License-Identifier: Apache-2.0
// The internal session cache of an SSL_CTX, without handshakes: adding, finding, removing, limits, expiry.
#include "abi_test.h"
#include "pair.h"

#include <openssl/lhash.h>
#include <limits.h>
#include <stdio.h>

static int removed_calls;
static SSL_SESSION *removed_last;
static int removed_was_resumable;

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx;
  removed_calls++;
  removed_last = session;
  removed_was_resumable = SSL_SESSION_is_resumable(session);
}

// Speaks TLS 1.2 only, so that SSL_has_matching_session_id looks for sessions of that version.
static SSL_CTX *cache_ctx(void) {
  SSL_CTX *ctx = SSL_CTX_new(TLSv1_2_server_method());
  removed_calls = 0;
  removed_last = NULL;
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
  return ctx;
}

static SSL_SESSION *timed_session(const char *name, long time, long timeout) {
  SSL_SESSION *session = made_session(name, TLS1_2_VERSION);
  SSL_SESSION_set_time(session, time);
  SSL_SESSION_set_timeout(session, timeout);
  return session;
}

// Adds a session whose id is `name` and that only the cache holds.
static void add(SSL_CTX *ctx, const char *name, long time, long timeout) {
  SSL_SESSION *session = timed_session(name, time, timeout);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  SSL_SESSION_free(session);
}

// Whether a session with this id is in the cache, asked of the library's own lookup.
static int cached(SSL_CTX *ctx, const char *name) {
  SSL *ssl = SSL_new(ctx);
  const int found = SSL_has_matching_session_id(ssl, (const unsigned char *)name, (unsigned)strlen(name));
  SSL_free(ssl);
  return found;
}

CASE(defaults, "a new context has mode SERVER, size 20480, timeout 7200 and no sessions") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(SSL_SESS_CACHE_SERVER, SSL_CTX_get_session_cache_mode(ctx));
  EXPECT_INT(20480, SSL_CTX_sess_get_cache_size(ctx));
  EXPECT_INT(7200, SSL_CTX_get_timeout(ctx));
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(7200, SSL_get_default_timeout(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(mode_returns_old, "SSL_CTX_set_session_cache_mode returns the mode before, unknown bits are kept") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(SSL_SESS_CACHE_SERVER,
             SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL));
  EXPECT_INT(0x303, SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF));
  EXPECT_INT(0, SSL_CTX_set_session_cache_mode(ctx, 0x7000));
  EXPECT_INT(0x7000, SSL_CTX_get_session_cache_mode(ctx));
  SSL_CTX_free(ctx);
}

CASE(size_returns_old, "SSL_CTX_sess_set_cache_size returns the size before; a negative one is refused with 0") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(20480, SSL_CTX_sess_set_cache_size(ctx, 5));
  EXPECT_INT(5, SSL_CTX_sess_set_cache_size(ctx, 0));
  EXPECT_INT(0, SSL_CTX_sess_set_cache_size(ctx, 7));
  EXPECT_INT(0, SSL_CTX_sess_set_cache_size(ctx, -1));
  EXPECT_INT(7, SSL_CTX_sess_get_cache_size(ctx));
  SSL_CTX_free(ctx);
}

CASE(timeout_returns_old, "SSL_CTX_set_timeout returns the timeout before") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(7200, SSL_CTX_set_timeout(ctx, 100));
  EXPECT_INT(100, SSL_CTX_set_timeout(ctx, 0));
  EXPECT_INT(0, SSL_CTX_get_timeout(ctx));
  EXPECT_INT(0, SSL_CTX_set_timeout(NULL, 5));
  EXPECT_INT(0, SSL_CTX_get_timeout(NULL));
  SSL_CTX_free(ctx);
}

CASE(add_and_find, "an added session is found by its whole id only") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "session-a", 1000, 100);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "session-a"));
  EXPECT_INT(0, cached(ctx, "session-"));
  EXPECT_INT(0, cached(ctx, "session-b"));
  EXPECT_INT(0, cached(ctx, "session-aa"));
  EXPECT_INT(0, cached(ctx, ""));
  EXPECT_INT(0, cached(ctx, "an id that is longer than 32 bytes is never found"));
  SSL_CTX_free(ctx);
}

CASE(version_is_part_of_the_key, "sessions with one id but two versions are two sessions") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *other = made_session("same", TLS1_3_VERSION);
  add(ctx, "same", 1000, 100);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, other));
  EXPECT_INT(2, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, other));
  EXPECT_INT(1, cached(ctx, "same"));
  SSL_SESSION_free(other);
  SSL_CTX_free(ctx);
}

CASE(add_same_object, "adding the same object again returns 0 and keeps one") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *session = timed_session("twice", 1000, 100);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  EXPECT_INT(0, SSL_CTX_add_session(ctx, session));
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, session));
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(add_same_id, "another object with the same id replaces, returns 1, and the old one stays resumable") {
  int freed = 0;
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *first = timed_session("id", 1000, 100), *second = timed_session("id", 1000, 100);
  watch_session(first, &freed);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, first));
  EXPECT_INT(1, SSL_CTX_add_session(ctx, second));
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(DIFFERS("whoever mirrors the cache must hear of a replacement", 0, 1), removed_calls);
  EXPECT_INT(1, SSL_SESSION_is_resumable(first));
  SSL_SESSION_free(first);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(second);
  SSL_CTX_free(ctx);
}

CASE(add_empty_id, "a session without id: OpenSSL caches it, where nothing can find or remove it; Reprise does not") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *session = SSL_SESSION_new();
  const int cached_anyway = DIFFERS("what nobody can find or remove is not kept", 1, 0);
  EXPECT_INT(cached_anyway, SSL_CTX_add_session(ctx, session));
  EXPECT_INT(cached_anyway, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, SSL_CTX_remove_session(ctx, session));
  EXPECT_INT(0, removed_calls);
  EXPECT_INT(cached_anyway, SSL_CTX_sess_number(ctx));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(remove_present, "removing returns 1, calls remove_cb with the session alive, and marks it not resumable") {
  int freed = 0;
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *session = timed_session("id", 1000, 100);
  watch_session(session, &freed);
  SSL_CTX_add_session(ctx, session);
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, session));
  EXPECT_INT(1, removed_calls);
  EXPECT_PTR(session, removed_last);
  EXPECT_INT(0, removed_was_resumable);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, cached(ctx, "id"));
  EXPECT_INT(0, freed);
  SSL_SESSION_free(session);
  EXPECT_INT(1, freed);
  SSL_CTX_free(ctx);
  EXPECT_INT(1, removed_calls);
}

CASE(remove_absent, "removing what is absent returns 0, still calls remove_cb and still marks it") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *session = timed_session("absent", 1000, 100);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  EXPECT_INT(0, SSL_CTX_remove_session(ctx, session));
  EXPECT_INT(1, removed_calls);
  EXPECT_PTR(session, removed_last);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(remove_by_id, "removing goes by id: the cached object leaves, the one given is marked and handed to remove_cb") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *cached_one = timed_session("id", 1000, 100), *given = timed_session("id", 1000, 100);
  SSL_CTX_add_session(ctx, cached_one);
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, given));
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, removed_calls);
  EXPECT_PTR(given, removed_last);
  EXPECT_INT(0, SSL_SESSION_is_resumable(given));
  EXPECT_INT(1, SSL_SESSION_is_resumable(cached_one));
  SSL_SESSION_free(given);
  SSL_SESSION_free(cached_one);
  SSL_CTX_free(ctx);
}

CASE(remove_null, "removing NULL returns 0") {
  SSL_CTX *ctx = cache_ctx();
  EXPECT_INT(0, SSL_CTX_remove_session(ctx, NULL));
  EXPECT_INT(0, removed_calls);
  SSL_CTX_free(ctx);
}

CASE(add_after_remove, "a removed session may be added again but stays not resumable") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *session = timed_session("id", 1000, 100);
  SSL_CTX_add_session(ctx, session);
  SSL_CTX_remove_session(ctx, session);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(size_limit, "a full cache drops the session that is soonest to expire, calls remove_cb and counts it") {
  SSL_CTX *ctx = cache_ctx();
  char name[32];
  SSL_CTX_sess_set_cache_size(ctx, 4);
  for (int i = 0; i < 10; i++) {
    snprintf(name, sizeof name, "session-%d", i);
    add(ctx, name, 4000000000L + i, 100);
  }
  const int holds = DIFFERS("a cache of N holds N, not N-1", 3, 4);
  EXPECT_INT(holds, SSL_CTX_sess_number(ctx));
  EXPECT_INT(10 - holds, SSL_CTX_sess_cache_full(ctx));
  EXPECT_INT(10 - holds, removed_calls);
  for (int i = 0; i < 10; i++) {
    snprintf(name, sizeof name, "session-%d", i);
    EXPECT_INT(i >= 10 - holds, cached(ctx, name));
  }
  SSL_CTX_free(ctx);
}

CASE(size_of_one, "a cache of one holds the last session added") {
  SSL_CTX *ctx = cache_ctx();
  SSL_CTX_sess_set_cache_size(ctx, 1);
  add(ctx, "first", 1000, 100);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  add(ctx, "second", 1001, 100);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "second"));
  SSL_CTX_free(ctx);
}

CASE(size_zero, "size 0 means no limit") {
  SSL_CTX *ctx = cache_ctx();
  char name[32];
  SSL_CTX_sess_set_cache_size(ctx, 0);
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "s%d", i);
    add(ctx, name, 1000, 100);
  }
  EXPECT_INT(300, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, SSL_CTX_sess_cache_full(ctx));
  SSL_CTX_free(ctx);
}

CASE(eviction_and_resumability, "eviction marks a session not resumable on OpenSSL and leaves it alone on Reprise") {
  SSL_CTX *ctx = cache_ctx();
  SSL_CTX_sess_set_cache_size(ctx, 1);
  SSL_SESSION *held = timed_session("held", 1000, 100);
  SSL_CTX_add_session(ctx, held);
  add(ctx, "next-1", 2000, 100);
  add(ctx, "next-2", 2001, 100);
  EXPECT_INT(DIFFERS("eviction is about memory and must not break a session in use", 0, 1),
             SSL_SESSION_is_resumable(held));
  SSL_SESSION_free(held);
  SSL_CTX_free(ctx);
}

CASE(shrinking, "a smaller size takes effect when the next session is added") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "a", 1000, 100);
  add(ctx, "b", 1001, 100);
  add(ctx, "c", 1002, 100);
  SSL_CTX_sess_set_cache_size(ctx, 1);
  EXPECT_INT(3, SSL_CTX_sess_number(ctx));
  add(ctx, "d", 1003, 100);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "d"));
  SSL_CTX_free(ctx);
}

CASE(flush_is_strict, "flush removes what expired before the time: time + timeout itself still lives") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "id", 1000, 100);
  SSL_CTX_flush_sessions(ctx, 1);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  SSL_CTX_flush_sessions(ctx, 1100);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, removed_calls);
  SSL_CTX_flush_sessions(ctx, 1101);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, removed_calls);
  SSL_CTX_free(ctx);
}

CASE(flush_marks, "flush marks what it removes not resumable, before remove_cb, and drops the cache's reference") {
  int freed = 0;
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *held = timed_session("held", 1000, 100), *alone = timed_session("alone", 1000, 100);
  watch_session(alone, &freed);
  SSL_CTX_add_session(ctx, held);
  SSL_CTX_add_session(ctx, alone);
  SSL_SESSION_free(alone);
  SSL_CTX_flush_sessions(ctx, 5000);
  EXPECT_INT(2, removed_calls);
  EXPECT_INT(0, removed_was_resumable);
  EXPECT_INT(1, freed);
  EXPECT_INT(0, SSL_SESSION_is_resumable(held));
  SSL_SESSION_free(held);
  SSL_CTX_free(ctx);
}

CASE(flush_zero, "flush at time 0 removes everything") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "past", 1000, 100);
  add(ctx, "future", 4000000000L, 1000000);
  SSL_CTX_flush_sessions(ctx, 0);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  EXPECT_INT(2, removed_calls);
  SSL_CTX_free(ctx);
}

CASE(flush_mixed, "flush takes exactly the expired ones whatever the order they came in") {
  SSL_CTX *ctx = cache_ctx();
  char name[32];
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "s%02d", i);
    add(ctx, name, 1000, (i * 37) % 100);
  }
  for (int step = 0; step <= 100; step += 10) {
    SSL_CTX_flush_sessions(ctx, 1000 + step);
    EXPECT_INT(100 - step, SSL_CTX_sess_number(ctx));
  }
  SSL_CTX_free(ctx);
}

CASE(flush_unending, "a session with the longest timeout never expires") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "for-ever", 1000, LONG_MAX);
  add(ctx, "short", 1000, 1);
  SSL_CTX_flush_sessions(ctx, LONG_MAX - 15);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "for-ever"));
  SSL_CTX_free(ctx);
}

CASE(flush_overflow,
     "a session whose time and timeout are too much for a long never expires, and is kept before those that do") {
  SSL_CTX *ctx = cache_ctx();
  SSL_CTX_sess_set_cache_size(ctx, 3);
  add(ctx, "beyond", LONG_MAX - 5, 10);
  add(ctx, "to-the-end", LONG_MAX - 5, 5);
  add(ctx, "soon", 1000, 10);
  SSL_CTX_flush_sessions(ctx, LONG_MAX);
  EXPECT_INT(1, cached(ctx, "beyond"));
  EXPECT_INT(0, cached(ctx, "soon"));
  SSL_CTX_free(ctx);
}

CASE(retimed_in_cache, "setting time or timeout of a cached session moves its expiry") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *a = timed_session("a", 1000, 100), *b = timed_session("b", 1000, 100),
              *c = timed_session("c", 1000, 100);
  SSL_CTX_add_session(ctx, a);
  SSL_CTX_add_session(ctx, b);
  SSL_CTX_add_session(ctx, c);
  SSL_SESSION_set_time(a, 2000);
  SSL_SESSION_set_timeout(b, 5);
  SSL_CTX_flush_sessions(ctx, 1050);
  EXPECT_INT(2, SSL_CTX_sess_number(ctx));
  EXPECT_INT(0, cached(ctx, "b"));
  SSL_CTX_flush_sessions(ctx, 1500);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "a"));
  SSL_SESSION_free(a);
  SSL_SESSION_free(b);
  SSL_SESSION_free(c);
  SSL_CTX_free(ctx);
}

CASE(update_time, "with UPDATE_TIME adding sets the session's time to now; without, it stays") {
  SSL_CTX *ctx = cache_ctx();
  SSL_SESSION *kept = timed_session("kept", 1000, 100), *updated = timed_session("updated", 1000, 100);
  SSL_CTX_add_session(ctx, kept);
  EXPECT_INT(1000, SSL_SESSION_get_time(kept));
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_UPDATE_TIME);
  SSL_CTX_add_session(ctx, updated);
  EXPECT_TRUE(SSL_SESSION_get_time(updated) > 1600000000L);
  SSL_SESSION_free(kept);
  SSL_SESSION_free(updated);
  SSL_CTX_free(ctx);
}

CASE(ctx_free_calls_remove, "SSL_CTX_free calls remove_cb once for each session left") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "a", 1000, 100);
  add(ctx, "b", 4000000000L, 100);
  SSL_CTX_free(ctx);
  EXPECT_INT(2, removed_calls);
}

CASE(modes_do_not_stop_add, "SSL_CTX_add_session works whatever the mode: OFF and NO_INTERNAL are for handshakes") {
  SSL_CTX *ctx = cache_ctx();
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  add(ctx, "a", 1000, 100);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  add(ctx, "b", 1000, 100);
  EXPECT_INT(2, SSL_CTX_sess_number(ctx));
  SSL_CTX_free(ctx);
}

CASE(sessions_is_a_hash, "SSL_CTX_sessions gives the hash of the cached sessions") {
  SSL_CTX *ctx = cache_ctx();
  EXPECT_TRUE(SSL_CTX_sessions(ctx) != NULL);
  SSL_CTX_free(ctx);
}

CASE(sessions_counts, "the hash of SSL_CTX_sessions holds as many sessions as the cache") {
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "a", 1000, 100);
  add(ctx, "b", 1000, 100);
  EXPECT_INT(2, OPENSSL_LH_num_items((const OPENSSL_LHASH *)SSL_CTX_sessions(ctx)));
  SSL_CTX_free(ctx);
}

static int num_walked;

static void walk(SSL_SESSION *session) {
  EXPECT_INT(100, SSL_SESSION_get_timeout(session));
  num_walked++;
}

CASE(sessions_is_a_snapshot, "the hash of SSL_CTX_sessions may be walked while sessions go (Reprise)") {
  if (!abi_on_reprise()) return;  // OpenSSL's is the live table, without its lock
  SSL_CTX *ctx = cache_ctx();
  add(ctx, "a", 1000, 100);
  add(ctx, "b", 1000, 100);
  OPENSSL_LHASH *table = (OPENSSL_LHASH *)SSL_CTX_sessions(ctx);
  SSL_CTX_flush_sessions(ctx, 0);
  OPENSSL_LH_doall(table, (OPENSSL_LH_DOALL_FUNC)walk);
  EXPECT_INT(2, num_walked);
  SSL_CTX_free(ctx);
}

CASE(common_prefix, "ids that share their first 16 bytes are told apart") {
  SSL_CTX *ctx = cache_ctx();
  char name[64];
  for (int i = 0; i < 50; i++) {
    snprintf(name, sizeof name, "www-18-example-.%d", i);
    add(ctx, name, 1000, 100);
  }
  EXPECT_INT(50, SSL_CTX_sess_number(ctx));
  EXPECT_INT(1, cached(ctx, "www-18-example-.7"));
  EXPECT_INT(0, cached(ctx, "www-18-example-.70"));
  SSL_CTX_free(ctx);
}

CASE(callback_getters, "the session callbacks are given back as they were set, NULL before") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_TRUE(SSL_CTX_sess_get_remove_cb(ctx) == NULL);
  EXPECT_TRUE(SSL_CTX_sess_get_new_cb(ctx) == NULL);
  EXPECT_TRUE(SSL_CTX_sess_get_get_cb(ctx) == NULL);
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
  EXPECT_TRUE(SSL_CTX_sess_get_remove_cb(ctx) == on_remove);
  SSL_CTX_sess_set_remove_cb(ctx, NULL);
  EXPECT_TRUE(SSL_CTX_sess_get_remove_cb(ctx) == NULL);
  SSL_CTX_free(ctx);
}

CASE(counters_start_at_zero, "every statistics counter of a new context is 0") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(0, SSL_CTX_sess_connect(ctx));
  EXPECT_INT(0, SSL_CTX_sess_connect_good(ctx));
  EXPECT_INT(0, SSL_CTX_sess_connect_renegotiate(ctx));
  EXPECT_INT(0, SSL_CTX_sess_accept(ctx));
  EXPECT_INT(0, SSL_CTX_sess_accept_good(ctx));
  EXPECT_INT(0, SSL_CTX_sess_accept_renegotiate(ctx));
  EXPECT_INT(0, SSL_CTX_sess_hits(ctx));
  EXPECT_INT(0, SSL_CTX_sess_cb_hits(ctx));
  EXPECT_INT(0, SSL_CTX_sess_misses(ctx));
  EXPECT_INT(0, SSL_CTX_sess_timeouts(ctx));
  EXPECT_INT(0, SSL_CTX_sess_cache_full(ctx));
  SSL_CTX_free(ctx);
}

// What OpenSSL cannot do: its remove_cb runs under the cache's lock, and a session has room for one cache.
static void remove_and_look(SSL_CTX *ctx, SSL_SESSION *session) {
  removed_calls++;
  if (abi_on_reprise()) {
    SSL_CTX_sess_number(ctx);
    if (removed_calls < 10) SSL_CTX_remove_session(ctx, session);
    SSL_CTX_flush_sessions(ctx, 1);
  }
}

CASE(remove_callback_may_reenter, "remove_cb may call back into the cache on flush and eviction (Reprise)") {
  SSL_CTX *ctx = cache_ctx();
  SSL_CTX_sess_set_remove_cb(ctx, remove_and_look);
  SSL_CTX_sess_set_cache_size(ctx, 1);
  add(ctx, "a", 1000, 100);
  add(ctx, "b", 1001, 100);
  SSL_CTX_flush_sessions(ctx, 5000);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  EXPECT_TRUE(removed_calls >= 2);
  SSL_CTX_free(ctx);
}

static SSL_CTX *looked_into;

static void look_into_cache(void *parent, void *ptr, CRYPTO_EX_DATA *data, int index, long argl, void *argp) {
  (void)parent, (void)data, (void)index, (void)argl, (void)argp;
  if (ptr == NULL) return;
  removed_calls++;
  if (!abi_on_reprise()) return;
  EXPECT_INT(0, cached(looked_into, "a"));
  add(looked_into, "from-inside", 1002, 100);
}

CASE(free_function_may_reenter, "the free function of a session's data may use the cache on eviction (Reprise)") {
  SSL_CTX *ctx = SSL_CTX_new(TLSv1_2_server_method());
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, look_into_cache);
  looked_into = ctx;
  removed_calls = 0;
  SSL_CTX_sess_set_cache_size(ctx, 1);
  SSL_SESSION *session = timed_session("a", 1000, 100);
  SSL_SESSION_set_ex_data(session, index, ctx);
  SSL_CTX_add_session(ctx, session);
  SSL_SESSION_free(session);
  add(ctx, "b", 1001, 100);
  EXPECT_INT(1, removed_calls);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  SSL_CTX_free(ctx);
}

CASE(one_session_two_caches, "one session may be in the caches of two contexts (Reprise)") {
  if (!abi_on_reprise()) return;
  SSL_CTX *first = cache_ctx(), *second = cache_ctx();
  SSL_SESSION *session = timed_session("shared", 1000, 100);
  EXPECT_INT(1, SSL_CTX_add_session(first, session));
  EXPECT_INT(1, SSL_CTX_add_session(second, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(first);
  EXPECT_INT(1, cached(second, "shared"));
  SSL_CTX_free(second);
}
