// SPDX-License-Identifier: Apache-2.0
// What a cache does with entries of others and with callbacks that come back to it. (A session id chosen by one server
// overwrote another server's entry at the client: wolfSSL 2026-94419. A remove callback ran under the cache's lock:
// OpenSSL PR 31540.)
#include <pthread.h>
#include <time.h>

#include "abi_test.h"
#include "pair.h"

static int same_id(SSL *ssl, unsigned char *id, unsigned *len) {
  (void)ssl;
  memset(id, 'I', *len);
  return 1;
}

static SSL_CTX *server_that_chooses_id(const struct identity *who) {
  SSL_CTX *server = server_ctx(TLS1_2_VERSION);
  use_identity(server, who);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  EXPECT_INT(1, SSL_CTX_set_generate_session_id(server, same_id));
  return server;
}

CASE(others_entry, "a server that chooses another server's session id changes nothing of that server's session") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION);
  SSL_CTX *honest = server_that_chooses_id(identity_ec()), *rogue = server_that_chooses_id(identity_stranger());
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
  SSL_SESSION *good = session_from(client, honest), *bad = session_from(client, rogue);
  EXPECT_TRUE(good != bad);
  EXPECT_INT(0, X509_cmp(identity_ec()->cert, SSL_SESSION_get0_peer(good)));
  EXPECT_INT(0, X509_cmp(identity_stranger()->cert, SSL_SESSION_get0_peer(bad)));
  EXPECT_INT(1, SSL_SESSION_is_resumable(good));
  // Each is good where it was made; offered to the other server its secret does not fit, and that fails.
  EXPECT_INT(1, resumes(client, honest, good));
  EXPECT_INT(1, resumes(client, rogue, bad));
  EXPECT_INT(-1, resumes(client, rogue, good));
  SSL_SESSION_free(good);
  SSL_SESSION_free(bad);
  SSL_CTX_free(client);
  SSL_CTX_free(honest);
  SSL_CTX_free(rogue);
}

static int removals;

// Everything that a cache can be asked, on this thread and on another one that is waited for.
static void *ask_everything(void *arg) {
  SSL_CTX *ctx = arg;
  SSL_SESSION *another = made_session("another", TLS1_2_VERSION);
  SSL_CTX_add_session(ctx, another);
  SSL_CTX_sess_number(ctx);
  SSL_CTX_remove_session(ctx, another);
  SSL_CTX_flush_sessions(ctx, 1);
  SSL_CTX_sess_set_cache_size(ctx, SSL_CTX_sess_get_cache_size(ctx));
  SSL_SESSION_free(another);
  return NULL;
}

static void on_removal(SSL_CTX *ctx, SSL_SESSION *session) {
  unsigned len = 0;
  if (++removals > 4 || (SSL_SESSION_get_id(session, &len), len == 7)) return;
  ask_everything(ctx);
  pthread_t thread;
  if (EXPECT_INT(0, pthread_create(&thread, NULL, ask_everything, ctx))) pthread_join(thread, NULL);
}

static SSL_CTX *asking_cache(void) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_sess_set_remove_cb(ctx, on_removal);
  removals = 0;
  return ctx;
}

static void put(SSL_CTX *ctx, const char *name) {
  SSL_SESSION *session = made_session(name, TLS1_2_VERSION);
  SSL_SESSION_set_timeout(session, 100);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  SSL_SESSION_free(session);
}

CASE(remove_asks, "a callback for a session that is removed may ask the cache, as may another thread it waits for") {
  SSL_CTX *ctx = asking_cache();
  SSL_SESSION *session = made_session("one", TLS1_2_VERSION);
  SSL_CTX_add_session(ctx, session);
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, session));
  EXPECT_TRUE(removals > 0);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(flush_asks, "... when sessions have expired (in OpenSSL it must not)") {
  if (!abi_on_reprise()) return;
  SSL_CTX *ctx = asking_cache();
  put(ctx, "one");
  put(ctx, "two");
  SSL_CTX_flush_sessions(ctx, time(NULL) + 1000);
  EXPECT_TRUE(removals >= 2);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  SSL_CTX_free(ctx);
}

CASE(eviction_asks, "... when the cache is full (in OpenSSL it must not)") {
  if (!abi_on_reprise()) return;
  SSL_CTX *ctx = asking_cache();
  SSL_CTX_sess_set_cache_size(ctx, 2);
  const char *const names[] = {"one", "two", "three", "four"};
  for (int i = 0; i < 4; i++) put(ctx, names[i]);
  EXPECT_TRUE(removals > 0);
  EXPECT_TRUE(SSL_CTX_sess_number(ctx) <= 2);
  SSL_CTX_free(ctx);
}

CASE(freeing_asks, "... when the cache ends with its context") {
  if (!abi_on_reprise()) return;
  SSL_CTX *ctx = asking_cache();
  put(ctx, "one");
  SSL_CTX_free(ctx);
  EXPECT_TRUE(removals > 0);
}

CASE_EACH_VERSION(failure_asks, "... when a connection's failure takes its session out") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  SSL_CTX_sess_set_remove_cb(server, on_removal);
  removals = 0;
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  BIO_write(SSL_get_rbio(pair.client), "this is no record", 17);
  char byte;
  EXPECT_TRUE(SSL_read(pair.server, &byte, 1) <= 0);
  pair_free(&pair);
  EXPECT_TRUE(removals > 0);
  SSL_CTX_sess_set_remove_cb(server, NULL);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
