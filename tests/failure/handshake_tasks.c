// SPDX-License-Identifier: Apache-2.0
// Connections from the first byte to the last, full and resumed.
#include <stdlib.h>
#include <string.h>

#include "failing_malloc.h"
#include "pair.h"
#include "tasks.h"

static SSL_CTX *client12, *server12, *client13, *server13;
static SSL_CTX *caching12, *caching13;  // servers that keep their sessions
static SSL_SESSION *session12, *session13;
static SSL_SESSION *cached12, *kept12;  // of one handshake: the client's and the server's

static int waits(SSL *ssl, int result) {
  const int error = SSL_get_error(ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

enum outcome exchange(SSL *from, SSL *to) {
  char text[6] = "";
  if (SSL_write(from, "hello", 5) != 5) return REFUSED;
  if (SSL_read(to, text, 5) != 5) return REFUSED;
  return strcmp(text, "hello") == 0 ? DONE : WRONG;
}

static enum outcome connect_both(SSL *client, SSL *server) {
  int c = 0, s = 0;
  for (int round = 0; round < 20 && (c != 1 || s != 1); round++) {
    if (c != 1) c = SSL_do_handshake(client);
    if (c != 1 && !waits(client, c)) return REFUSED;
    if (s != 1) s = SSL_do_handshake(server);
    if (s != 1 && !waits(server, s)) return REFUSED;
  }
  if (c != 1 || s != 1) return WRONG;  // both wait, and neither was told why
  const enum outcome there = exchange(client, server);
  if (there != DONE) return there;
  return exchange(server, client);
}

// A program may go on calling after a failure.
static void call_on(SSL *ssl) {
  char byte;
  if (ssl == NULL) return;
  for (int i = 0; i < 2; i++) {
    SSL_do_handshake(ssl);
    SSL_read(ssl, &byte, 1);
    SSL_write(ssl, "x", 1);
    SSL_shutdown(ssl);
  }
}

enum outcome handshake(SSL_CTX *client_ctx, SSL_CTX *server_ctx, SSL_SESSION *session,
                       enum outcome (*meanwhile)(SSL *client, SSL *server)) {
  enum outcome outcome = REFUSED;
  BIO *a = NULL, *b = NULL;
  SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
  SSL_SESSION *made = NULL, *offered = session == NULL ? NULL : SSL_SESSION_dup(session);
  if (session != NULL && offered == NULL) goto end;
  if (client == NULL || server == NULL || BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) != 1) goto end;
  SSL_set_bio(client, a, a);
  SSL_set_bio(server, b, b);
  SSL_set_connect_state(client);
  SSL_set_accept_state(server);
  if (offered != NULL && SSL_set_session(client, offered) != 1) goto end;
  if (SSL_set_tlsext_host_name(client, "server.test") != 1) goto end;
  outcome = connect_both(client, server);
  if (outcome != DONE) goto end;
  if (session != NULL && !SSL_session_reused(client) && !allocations_failed()) outcome = WRONG;
  if (outcome == DONE && meanwhile != NULL) outcome = meanwhile(client, server);
  if (outcome != DONE) goto end;
  made = SSL_get1_session(client);
  SSL_shutdown(client);
  SSL_shutdown(server);
end:
  if (outcome != DONE) call_on(client), call_on(server);
  SSL_SESSION_free(offered);
  SSL_SESSION_free(made);
  SSL_free(client);
  SSL_free(server);
  return outcome;
}

static enum outcome full12(void) { return handshake(client12, server12, NULL, NULL); }
static enum outcome full13(void) { return handshake(client13, server13, NULL, NULL); }
static enum outcome resumed12(void) { return handshake(client12, server12, session12, NULL); }
static enum outcome resumed13(void) { return handshake(client13, server13, session13, NULL); }
// What the cache took is thrown out again: it would look like a leak.
static enum outcome full_cached12(void) {
  const enum outcome outcome = handshake(client12, caching12, NULL, NULL);
  SSL_CTX_flush_sessions(caching12, 0);
  return outcome;
}
static enum outcome full_cached13(void) {
  const enum outcome outcome = handshake(client13, caching13, NULL, NULL);
  SSL_CTX_flush_sessions(caching13, 0);
  return outcome;
}
static enum outcome resumed_cached12(void) {
  SSL_SESSION *kept = SSL_SESSION_dup(kept12);  // what is thrown out is of no use afterwards
  if (kept == NULL) return REFUSED;
  const int added = SSL_CTX_add_session(caching12, kept);
  const enum outcome outcome = added == 1 ? handshake(client12, caching12, cached12, NULL) : REFUSED;
  SSL_CTX_flush_sessions(caching12, 0);
  SSL_SESSION_free(kept);
  return outcome;
}

const struct task handshake_tasks[] = {
    {"full12", full12},
    {"full13", full13},
    {"resumed12", resumed12},
    {"resumed13", resumed13},
    {"full_cached12", full_cached12},
    {"full_cached13", full_cached13},
    {"resumed_cached12", resumed_cached12},
    {NULL, NULL},
};

static void take_both_sessions(void) {
  struct pair pair = pair_new(client12, caching12);
  if (!pair_handshake(&pair)) abort();
  cached12 = SSL_get1_session(pair.client);
  kept12 = SSL_SESSION_dup(SSL_get0_session(pair.server));  // its own one ends with the cache
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_flush_sessions(caching12, 0);
}

void prepare_handshake_tasks(void) {
  client12 = client_ctx(TLS1_2_VERSION), server12 = server_ctx(TLS1_2_VERSION);
  client13 = client_ctx(TLS1_3_VERSION), server13 = server_ctx(TLS1_3_VERSION);
  caching12 = server_ctx(TLS1_2_VERSION), caching13 = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_options(caching12, SSL_OP_NO_TICKET);
  SSL_CTX_set_options(caching13, SSL_OP_NO_TICKET);
  take_both_sessions();
  session12 = session_from(client12, server12);
  session13 = session_from(client13, server13);
}
