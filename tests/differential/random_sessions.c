// SPDX-License-Identifier: Apache-2.0
// Random calls on sessions and their caches, and what came of each, as text: the same on every libssl. Places where
// Reprise departs on purpose (docs/sessions.md) are left out: eviction, replacement, early data, the clock.
//
//   random_sessions cache SEEDS         calls on one cache, without handshakes
//   random_sessions handshakes SEEDS    two contexts whose settings change between handshakes
#include <openssl/ssl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"

enum { kCached = 12, kOffered = 6, kCacheSteps = 60, kHandshakeSteps = 14 };

static unsigned long state;

static unsigned below(unsigned n) {
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return (unsigned)(state >> 33) % n;
}

// What callbacks said since the last step was printed. While sessions are let go of in an order that each library is
// free to choose, they say nothing.
static char heard[512];
static int deaf;

static void hear(const char *format, ...) {
  const size_t len = strlen(heard);
  va_list arguments;
  if (deaf) return;
  va_start(arguments, format);
  vsnprintf(heard + len, sizeof heard - len, format, arguments);
  va_end(arguments);
}

static void print_heard(void) {
  printf(" %s] ", heard);
  heard[0] = 0;
}

// --- One cache

static SSL_SESSION *cached[kCached];

static void on_cached_removed(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx;
  for (int i = 0; i < kCached; i++)
    if (cached[i] == session) hear("R%d", i);
}

static void make_cached(void) {
  char name[8];
  for (int i = 0; i < kCached; i++) {
    snprintf(name, sizeof name, "id-%d", i);
    cached[i] = made_session(name, i % 4 == 3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_SESSION_set_time(cached[i], 1000 + below(50));
    SSL_SESSION_set_timeout(cached[i], below(100));
  }
}

static void flush(SSL_CTX *ctx, long time) {
  deaf = 1;
  SSL_CTX_flush_sessions(ctx, time);
  deaf = 0;
  printf("[flush %ld leaves %ld", time, SSL_CTX_sess_number(ctx));
}

static void cache_step(SSL_CTX *ctx, SSL *ssl) {
  const unsigned i = below(kCached);
  unsigned len = 0;
  switch (below(9)) {
    case 0: printf("[remove %u: %d", i, SSL_CTX_remove_session(ctx, cached[i])); break;
    case 1: flush(ctx, 1000 + (long)below(160)); break;
    case 2: printf("[time %u: %ld", i, SSL_SESSION_set_time(cached[i], 1000 + below(80))); break;
    case 3: printf("[timeout %u: %ld", i, SSL_SESSION_set_timeout(cached[i], (long)below(100) - 3)); break;
    case 4: {
      const unsigned char *id = SSL_SESSION_get_id(cached[i], &len);
      printf("[has %u: %d", i, SSL_has_matching_session_id(ssl, id, len));
      break;
    }
    case 5: {
      SSL_SESSION *copy = SSL_SESSION_dup(cached[i]);
      printf("[copy %u: %d %ld", i, SSL_SESSION_is_resumable(copy), SSL_SESSION_get_timeout(copy));
      SSL_SESSION_free(copy);
      break;
    }
    default: printf("[add %u: %d of %ld", i, SSL_CTX_add_session(ctx, cached[i]), SSL_CTX_sess_number(ctx)); break;
  }
  print_heard();
}

static void run_cache(void) {
  SSL_CTX *ctx = SSL_CTX_new(TLSv1_2_server_method());
  SSL *ssl = SSL_new(ctx);
  SSL_CTX_sess_set_remove_cb(ctx, on_cached_removed);
  make_cached();
  for (int step = 0; step < kCacheSteps; step++) cache_step(ctx, ssl);
  deaf = 1;
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  deaf = 0;
  for (int i = 0; i < kCached; i++) {
    printf("%d %ld %ld; ", SSL_SESSION_is_resumable(cached[i]), SSL_SESSION_get_time(cached[i]),
           SSL_SESSION_get_timeout(cached[i]));
    SSL_SESSION_free(cached[i]);
  }
}

// --- Handshakes

struct contexts {
  SSL_CTX *client, *server;
  SSL_SESSION *offered[kOffered];
};

static int refuses_resumption;

static int on_new(SSL *ssl, SSL_SESSION *session) { return (void)session, hear(SSL_is_server(ssl) ? "N" : "n"), 0; }
static void on_client_removed(SSL_CTX *ctx, SSL_SESSION *session) { (void)ctx, (void)session, hear("r"); }
// Of a TLS 1.2 session from a ticket Reprise removes nothing.
static int is_from_ticket;
static void on_server_removed(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx, (void)session;
  if (!is_from_ticket) hear("R");
}
static int on_resumable(SSL *ssl, int forward_secure) { return (void)ssl, (void)forward_secure, refuses_resumption; }

static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int len, int *copy) {
  (void)ssl, (void)id, (void)copy;
  hear("G%d", len);
  return NULL;
}

static void set_or_clear(SSL_CTX *ctx, uint64_t option) {
  if (below(2))
    SSL_CTX_set_options(ctx, option);
  else
    SSL_CTX_clear_options(ctx, option);
}

static void change_settings(struct contexts *ends) {
  static const long modes[] = {SSL_SESS_CACHE_OFF, SSL_SESS_CACHE_CLIENT, SSL_SESS_CACHE_SERVER, SSL_SESS_CACHE_BOTH,
                               SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_AUTO_CLEAR,
                               SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP,
                               SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL_STORE,
                               SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL,
                               SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_UPDATE_TIME};
  const unsigned char context = (unsigned char)('a' + below(2));
  switch (below(6)) {
    case 0: SSL_CTX_set_session_cache_mode(below(2) ? ends->client : ends->server, modes[below(9)]); break;
    case 1: set_or_clear(ends->server, SSL_OP_NO_TICKET); break;
    case 2: set_or_clear(ends->client, SSL_OP_NO_TICKET); break;
    case 3: SSL_CTX_set_session_id_context(ends->server, &context, below(3) ? 1 : 0); break;
    case 4: SSL_CTX_set_num_tickets(ends->server, below(4)); break;
    default: refuses_resumption = below(3) == 0; break;
  }
  printf("[settings");
}

// One connection with a session of the pool, or none, which is closed in one of three ways. Its session goes into the
// pool.
static void connect_once(struct contexts *ends) {
  SSL_SESSION **from = &ends->offered[below(kOffered)], **to = &ends->offered[below(kOffered)];
  struct pair pair = pair_new(ends->client, ends->server);
  if (*from != NULL) SSL_set_session(pair.client, *from);
  const int done = pair_handshake(&pair) && pair_exchange(&pair);
  printf("[connect %d reused %d%d", done, SSL_session_reused(pair.client), SSL_session_reused(pair.server));
  const unsigned close = below(4);
  if (close == 1) SSL_shutdown(pair.client);
  if (close > 1) pair_shutdown(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  unsigned id_len = 0;
  SSL_SESSION_get_id(session, &id_len);
  is_from_ticket = SSL_version(pair.server) == TLS1_2_VERSION && SSL_session_reused(pair.server) && *from != NULL &&
                   SSL_SESSION_has_ticket(*from);
  pair_free(&pair);
  is_from_ticket = 0;
  printf(" id %u ticket %d resumable %d", id_len, SSL_SESSION_has_ticket(session), SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(*to);
  *to = session;
}

static void handshake_step(struct contexts *ends) {
  SSL_SESSION *any = ends->offered[below(kOffered)];
  const unsigned what = below(9);
  if (what < 4) {
    change_settings(ends);
  } else if (what == 4) {
    printf("[flush");
    SSL_CTX_flush_sessions(below(2) ? ends->client : ends->server, 0);
  } else if (what == 5 && any != NULL) {
    printf("[remove %d", SSL_CTX_remove_session(below(2) ? ends->client : ends->server, any));
  } else {
    connect_once(ends);
  }
  for (int server = 0; server < 2; server++) {
    SSL_CTX *ctx = server ? ends->server : ends->client;
    printf(" %ld %ld %ld", SSL_CTX_sess_number(ctx), SSL_CTX_sess_hits(ctx), SSL_CTX_sess_misses(ctx));
  }
  print_heard();
}

static SSL_CTX *watched(SSL_CTX *ctx, void (*removed)(SSL_CTX *, SSL_SESSION *)) {
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  if (below(2)) SSL_CTX_sess_set_get_cb(ctx, on_get);
  if (below(2)) SSL_CTX_sess_set_remove_cb(ctx, removed);
  SSL_CTX_set_not_resumable_session_callback(ctx, on_resumable);
  return ctx;
}

static void run_handshakes(void) {
  static const int versions[] = {0, TLS1_2_VERSION, TLS1_3_VERSION};
  const int version = versions[below(3)];
  struct contexts ends = {NULL, NULL, {NULL}};
  ends.client = watched(client_ctx(version), on_client_removed);
  ends.server = watched(server_ctx(version), on_server_removed);
  refuses_resumption = 0;
  for (int step = 0; step < kHandshakeSteps; step++) handshake_step(&ends);
  deaf = 1;
  for (int i = 0; i < kOffered; i++) SSL_SESSION_free(ends.offered[i]);
  SSL_CTX_free(ends.client);
  SSL_CTX_free(ends.server);
  deaf = 0;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  void (*run)(void) = strcmp(argv[1], "cache") == 0 ? run_cache : run_handshakes;
  const unsigned long seeds = strtoul(argv[2], NULL, 10);
  for (unsigned long seed = 1; seed <= seeds; seed++) {
    state = seed * 7919;
    printf("seed %lu: ", seed);
    run();
    printf("\n");
  }
  return 0;
}
