// SPDX-License-Identifier: Apache-2.0
// The session callbacks and counters of a context, driven by handshakes.
#include "abi_test.h"
#include "pair.h"

static int new_calls, get_calls, removed_calls, keep_new;
static SSL_SESSION *kept[8];
static SSL_SESSION *external;  // what get_cb gives; owned by the test
static int copy_at_entry, give_away, get_id_len;

static int on_new(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  if (keep_new && new_calls < 8) {
    kept[new_calls++] = session;
    return 1;
  }
  new_calls++;
  return 0;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx, (void)session;
  removed_calls++;
}

// Never writes *copy unless it hands its reference over.
static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int len, int *copy) {
  (void)ssl, (void)id;
  get_calls++;
  get_id_len = len;
  copy_at_entry = *copy;
  if (give_away && external != NULL) {
    SSL_SESSION_up_ref(external);
    *copy = 0;
  }
  return external;
}

static void set_callbacks(SSL_CTX *ctx) {
  new_calls = get_calls = removed_calls = keep_new = give_away = 0;
  external = NULL;
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_sess_set_get_cb(ctx, on_get);
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
}

// A server that keeps sessions itself instead of giving tickets away.
static SSL_CTX *stateful_ctx(int version) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  return ctx;
}

CASE(getters, "new_cb and get_cb are given back as they were set") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  set_callbacks(ctx);
  EXPECT_TRUE(SSL_CTX_sess_get_new_cb(ctx) == on_new);
  EXPECT_TRUE(SSL_CTX_sess_get_get_cb(ctx) == on_get);
  EXPECT_TRUE(SSL_CTX_sess_get_remove_cb(ctx) == on_remove);
  SSL_CTX_free(ctx);
}

CASE(new_cb_keeps, "new_cb that returns 1 owns the reference; the session outlives everything") {
  int freed = 0;
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = stateful_ctx(TLS1_2_VERSION);
  set_callbacks(server);
  keep_new = 1;
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1, new_calls);
  watch_session(kept[0], &freed);
  SSL_CTX_free(server);
  EXPECT_INT(0, freed);
  EXPECT_INT(TLS1_2_VERSION, SSL_SESSION_get_protocol_version(kept[0]));
  SSL_SESSION_free(kept[0]);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
}

CASE(new_cb_declines, "new_cb that returns 0 leaves the session in the internal cache") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = stateful_ctx(TLS1_2_VERSION);
  set_callbacks(server);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1, new_calls);
  EXPECT_INT(1, SSL_CTX_sess_number(server));
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, new_calls);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(new_cb_server_ticket_12, "a TLS 1.2 server that gives a ticket calls no new_cb and caches nothing") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  set_callbacks(server);
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(0, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(new_cb_server_13,
     "a TLS 1.3 server calls new_cb for each of its two tickets, and caches when there is a remove_cb") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  set_callbacks(server);
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(2, new_calls);
  EXPECT_INT(2, SSL_CTX_sess_number(server));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(no_cache_for_stateless_13, "a TLS 1.3 server with stateless tickets and no remove_cb caches nothing") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_sess_set_new_cb(server, on_new);
  new_calls = 0;
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(2, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(stateful_13_caches, "a TLS 1.3 server with SSL_OP_NO_TICKET caches both sessions; one used for resumption stays") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = stateful_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(2, SSL_CTX_sess_number(server));
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(3, SSL_CTX_sess_number(server));
  EXPECT_INT(1, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(new_cb_client,
                  "a client calls new_cb only when its cache mode says CLIENT: once in TLS 1.2, per ticket in TLS 1.3") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  set_callbacks(client);
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(0, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(client));
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, new_calls);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, SSL_CTX_sess_number(client));
  new_calls = 0;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(version == TLS1_3_VERSION ? 1 : 0, new_calls);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, SSL_CTX_sess_number(client));
  EXPECT_INT(version == TLS1_3_VERSION ? 1 : 0, removed_calls);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(no_internal_store, "NO_INTERNAL_STORE calls new_cb but caches nothing") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  set_callbacks(server);
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  EXPECT_INT(0, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(cache_off, "with mode OFF a server neither caches nor calls new_cb; TLS 1.2 gives no id") {
  unsigned int len = 99;
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  set_callbacks(server);
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_OFF);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(0, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  if (version == TLS1_2_VERSION) {
    SSL_SESSION_get_id(session, &len);
    EXPECT_INT(0, len);
    EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  }
  EXPECT_INT(0, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(verifying_server,
                  "a server that verifies peers without an id context neither caches nor calls new_cb") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  set_callbacks(server);
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(0, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(get_cb_after_miss, "get_cb is asked with the 32-byte id after an internal miss; copy starts at 1") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  set_callbacks(server);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(0, get_calls);
  SSL_CTX_flush_sessions(server, 0);
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  EXPECT_INT(1, copy_at_entry);
  EXPECT_INT(32, get_id_len);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Makes a session whose server side only `kept[0]` (or the last of them) holds.
static SSL_SESSION *externally_kept(SSL_CTX *client, SSL_CTX *server) {
  set_callbacks(server);
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  keep_new = 1;
  SSL_SESSION *session = session_from(client, server);
  keep_new = 0;
  external = kept[new_calls - 1];
  for (int i = 0; i + 1 < new_calls; i++) SSL_SESSION_free(kept[i]);
  return session;
}

CASE_EACH_VERSION(get_cb_copies, "get_cb that never writes copy keeps its own reference") {
  int freed = 0;
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = externally_kept(client, server);
  watch_session(external, &freed);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  EXPECT_INT(1, SSL_CTX_sess_cb_hits(server));
  EXPECT_INT(0, freed);
  EXPECT_INT(version, SSL_SESSION_get_protocol_version(external));
  SSL_SESSION_free(external);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(get_cb_gives_away, "get_cb that sets copy to 0 hands its reference over") {
  int freed = 0;
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = externally_kept(client, server);
  watch_session(external, &freed);
  give_away = 1;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(0, freed);
  SSL_SESSION_free(external);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(get_cb_fills_cache, "what get_cb gave is added to the internal cache unless NO_INTERNAL_STORE") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = externally_kept(client, server);
  EXPECT_INT(0, SSL_CTX_sess_number(server));
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(version == TLS1_2_VERSION ? 1 : 2, SSL_CTX_sess_number(server));
  SSL_SESSION_free(session);
  SSL_SESSION_free(external);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(get_cb_even_off, "get_cb is asked even with cache mode OFF") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  set_callbacks(server);
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_OFF);
  SSL_CTX_flush_sessions(server, 0);
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(get_cb_not_resumable,
                  "a not resumable session from get_cb is ignored, its reference handled all the same") {
  int freed = 0;
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = externally_kept(client, server);
  watch_session(external, &freed);
  SSL_CTX_remove_session(server, external);
  give_away = 1;
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  EXPECT_INT(0, freed);
  SSL_SESSION_free(external);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(get_cb_stateless_13, "a stateless TLS 1.3 ticket never asks get_cb") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_sess_set_get_cb(server, on_get);
  get_calls = 0;
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(0, get_calls);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(no_internal_lookup, "NO_INTERNAL_LOOKUP goes straight to get_cb") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  set_callbacks(server);
  SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP);
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  EXPECT_INT(0, SSL_CTX_sess_misses(server));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(expired_at_lookup,
                  "an expired session is counted as a timeout and removed with remove_cb; in TLS 1.3 OpenSSL keeps it") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  set_callbacks(server);
  keep_new = 1;
  SSL_SESSION *session = session_from(client, server);
  keep_new = 0;
  SSL_SESSION *last = kept[new_calls - 1];
  SSL_SESSION_set_time(last, 1000);
  EXPECT_INT(0, resumes(client, server, session));
  const int removed = DIFFERS("what has expired leaves the cache whatever the version", version == TLS1_2_VERSION, 1);
  EXPECT_INT(removed, removed_calls);
  EXPECT_INT(1, SSL_CTX_sess_timeouts(server));
  EXPECT_INT(0, SSL_CTX_sess_hits(server));
  EXPECT_INT(!removed, SSL_SESSION_is_resumable(last));
  for (int i = 0; i < (version == TLS1_3_VERSION ? 2 : 1); i++) SSL_SESSION_free(kept[i]);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(counters, "connect, accept, hits and misses count as handshakes go") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  SSL_SESSION *session = session_from(client, server), *next = NULL;
  EXPECT_INT(1, SSL_CTX_sess_connect(client));
  EXPECT_INT(1, SSL_CTX_sess_connect_good(client));
  EXPECT_INT(1, SSL_CTX_sess_accept(server));
  EXPECT_INT(1, SSL_CTX_sess_accept_good(server));
  EXPECT_INT(0, SSL_CTX_sess_hits(server));
  EXPECT_INT(0, SSL_CTX_sess_misses(server));
  EXPECT_INT(1, resumes_next(client, server, session, &next));
  EXPECT_INT(2, SSL_CTX_sess_connect(client));
  EXPECT_INT(2, SSL_CTX_sess_connect_good(client));
  EXPECT_INT(2, SSL_CTX_sess_accept_good(server));
  EXPECT_INT(1, SSL_CTX_sess_hits(server));
  EXPECT_INT(1, SSL_CTX_sess_hits(client));
  EXPECT_INT(0, SSL_CTX_sess_misses(server));
  SSL_CTX_flush_sessions(server, 0);
  EXPECT_INT(0, resumes(client, server, next));
  EXPECT_INT(1, SSL_CTX_sess_misses(server));
  EXPECT_INT(1, SSL_CTX_sess_hits(server));
  EXPECT_INT(0, SSL_CTX_sess_cb_hits(server));
  EXPECT_INT(0, SSL_CTX_sess_connect_renegotiate(client));
  SSL_SESSION_free(session);
  SSL_SESSION_free(next);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(refused_offer_is_a_miss,
                  "a client counts a miss when its offer is refused, and none when it has nothing to offer") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version), *other = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(0, SSL_CTX_sess_misses(client));
  EXPECT_INT(0, resumes(client, other, session));
  EXPECT_INT(1, SSL_CTX_sess_misses(client));
  EXPECT_INT(1, SSL_CTX_sess_hits(client));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(other);
}

CASE(failed_handshake_counts, "a failed handshake counts as begun but not as good") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_3_VERSION);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(0, pair_handshake(&pair));
  EXPECT_INT(1, SSL_CTX_sess_connect(client));
  EXPECT_INT(0, SSL_CTX_sess_connect_good(client));
  EXPECT_INT(1, SSL_CTX_sess_accept(server));
  EXPECT_INT(0, SSL_CTX_sess_accept_good(server));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(unclean_close_removes,
                  "a server's unclean close removes its session from the cache, with remove_cb") {
  SSL_CTX *client = client_ctx(version), *server = stateful_ctx(version);
  set_callbacks(server);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  REQUIRE(pair_exchange(&pair));
  const int had = (int)SSL_CTX_sess_number(server);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, had);
  pair_free(&pair);
  EXPECT_INT(had - 1, SSL_CTX_sess_number(server));
  EXPECT_INT(1, removed_calls);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(auto_flush, "the handshake after the 255th good one flushes what has expired, unless NO_AUTO_CLEAR") {
  for (int automatic = 0; automatic < 2; automatic++) {
    SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = stateful_ctx(TLS1_2_VERSION);
    SSL_SESSION *old = made_session("expired", TLS1_2_VERSION);
    SSL_SESSION_set_time(old, 1000);
    SSL_CTX_add_session(server, old);
    SSL_SESSION_free(old);
    if (!automatic) SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_AUTO_CLEAR);
    SSL_SESSION *session = session_from(client, server);
    for (int i = 2; i <= 255; i++)
      if (resumes(client, server, session) != 1) break;
    EXPECT_INT(2, SSL_CTX_sess_number(server));
    EXPECT_INT(1, resumes(client, server, session));
    EXPECT_INT(256, SSL_CTX_sess_accept_good(server));
    EXPECT_INT(automatic ? 1 : 2, SSL_CTX_sess_number(server));
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(auto_flush_of_client, "a client's cache is flushed by its own handshakes, when the mode says CLIENT") {
  for (int caches = 0; caches < 2; caches++) {
    SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = stateful_ctx(TLS1_2_VERSION);
    SSL_SESSION *old = made_session("expired", TLS1_2_VERSION);
    SSL_SESSION_set_time(old, 1000);
    if (caches) SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_add_session(client, old);
    SSL_SESSION_free(old);
    SSL_SESSION *session = session_from(client, server);
    for (int i = 2; i <= 256; i++)
      if (resumes(client, server, session) != 1) break;
    EXPECT_INT(256, SSL_CTX_sess_connect_good(client));
    EXPECT_INT(1, SSL_CTX_sess_number(client));
    SSL_SESSION_free(session);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(ids_13, "each session of a TLS 1.3 server has an id of its own, of 32 bytes, and the context's whole timeout") {
  unsigned int len = 0;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  set_callbacks(server);
  SSL_CTX_set_timeout(server, 1000000);
  keep_new = 1;
  SSL_SESSION_free(session_from(client, server));
  REQUIRE(new_calls == 2);
  const unsigned char *first = SSL_SESSION_get_id(kept[0], &len);
  EXPECT_INT(32, len);
  EXPECT_TRUE(memcmp(first, SSL_SESSION_get_id(kept[1], &len), 32) != 0);
  EXPECT_INT(32, len);
  EXPECT_INT(1000000, SSL_SESSION_get_timeout(kept[0]));
  SSL_SESSION_free(kept[0]);
  SSL_SESSION_free(kept[1]);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(ctx_timeout_at_making, "SSL_CTX_set_timeout holds for sessions made later, not for those that exist") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = stateful_ctx(TLS1_2_VERSION);
  set_callbacks(server);
  keep_new = 1;
  SSL_SESSION *first = session_from(client, server);
  SSL_CTX_set_timeout(server, 123);
  SSL_SESSION *second = session_from(client, server);
  EXPECT_INT(7200, SSL_SESSION_get_timeout(kept[0]));
  EXPECT_INT(123, SSL_SESSION_get_timeout(kept[1]));
  SSL_SESSION_free(kept[0]);
  SSL_SESSION_free(kept[1]);
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static void watch(SSL_CTX *ctx, long cache_mode) {
  SSL_CTX_set_session_cache_mode(ctx, cache_mode);
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
}

// What no peer can have sealed: the other end answers it with a fatal alert.
static void send_garbage(SSL *from) {
  static const unsigned char record[40] = {SSL3_RT_APPLICATION_DATA, 3, 3, 0, 35};
  EXPECT_INT(sizeof record, BIO_write(SSL_get_wbio(from), record, sizeof record));
}

static int removals_when_reading(SSL *ssl) {
  char byte;
  removed_calls = 0;
  EXPECT_TRUE(SSL_read(ssl, &byte, 1) <= 0);
  ERR_clear_error();
  return removed_calls;
}

CASE_EACH_VERSION(fatal_alert_removes_once,
                  "a fatal alert, sent or received, removes a side's session with one remove_cb; later calls add none") {
  for (int broken_is_server = 0; broken_is_server < 2; broken_is_server++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    watch(client, SSL_SESS_CACHE_BOTH);
    watch(server, SSL_SESS_CACHE_BOTH);
    SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
    struct pair pair = pair_new(client, server);
    REQUIRE(pair_handshake(&pair));
    pair_settle(&pair);
    SSL *broken = broken_is_server ? pair.server : pair.client, *peer = broken_is_server ? pair.client : pair.server;
    send_garbage(peer);
    EXPECT_INT(1, removals_when_reading(broken));
    EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(broken)));
    EXPECT_INT(1, removals_when_reading(peer));
    EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(peer)));
    EXPECT_INT(0, removals_when_reading(broken));
    EXPECT_INT(0, removals_when_reading(peer));
    removed_calls = 0;
    pair_free(&pair);
    EXPECT_INT(0, removed_calls);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

static void answer_with_alert(struct pair *pair) {
  static const unsigned char alert[] = {SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_FATAL, SSL_AD_HANDSHAKE_FAILURE};
  EXPECT_INT(-1, SSL_do_handshake(pair->client));
  EXPECT_INT(sizeof alert, BIO_write(SSL_get_wbio(pair->server), alert, sizeof alert));
  removed_calls = 0;
  EXPECT_INT(-1, SSL_do_handshake(pair->client));
  ERR_clear_error();
}

CASE_EACH_VERSION(refused_offer_removes_once,
                  "a fatal alert to a hello removes the session on offer with one remove_cb, and leaves one that does not fit") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  watch(client, SSL_SESS_CACHE_BOTH);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  answer_with_alert(&pair);
  EXPECT_INT(1, removed_calls);
  EXPECT_FALSE(SSL_SESSION_is_resumable(session));
  pair_free(&pair);
  SSL_SESSION_free(session);
  session = session_from(client, server);
  const int other = version == TLS1_2_VERSION ? TLS1_3_VERSION : TLS1_2_VERSION;
  pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  SSL_set_max_proto_version(pair.client, 0);
  SSL_set_min_proto_version(pair.client, other);
  SSL_set_max_proto_version(pair.client, other);
  answer_with_alert(&pair);
  EXPECT_INT(0, removed_calls);
  EXPECT_TRUE(SSL_SESSION_is_resumable(session));
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
