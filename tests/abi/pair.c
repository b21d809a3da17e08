// SPDX-License-Identifier: Apache-2.0
#include "pair.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int good, const char *what) {
  if (good) return;
  fprintf(stderr, "cannot set up: %s\n", what);
  ERR_print_errors_fp(stderr);
  abort();
}

static SSL_CTX *ctx_for(const SSL_METHOD *method, int version) {
  SSL_CTX *ctx = SSL_CTX_new(method);
  must(ctx != NULL, "SSL_CTX_new");
  if (version != 0) {
    must(SSL_CTX_set_min_proto_version(ctx, version) == 1, "min version");
    must(SSL_CTX_set_max_proto_version(ctx, version) == 1, "max version");
  }
  return ctx;
}

void trust_ca(SSL_CTX *ctx) {
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_ca()->cert) == 1, "trust");
}

void use_identity(SSL_CTX *ctx, const struct identity *who) {
  must(SSL_CTX_use_certificate(ctx, who->cert) == 1, "certificate");
  must(SSL_CTX_use_PrivateKey(ctx, who->key) == 1, "key");
}

SSL_CTX *client_ctx(int version) {
  SSL_CTX *ctx = ctx_for(TLS_client_method(), version);
  trust_ca(ctx);
  return ctx;
}

SSL_CTX *server_ctx(int version) {
  SSL_CTX *ctx = ctx_for(TLS_server_method(), version);
  use_identity(ctx, identity_ec());
  return ctx;
}

struct ends ends_new(int version) { return (struct ends){client_ctx(version), server_ctx(version)}; }

void ends_free(struct ends *ends) {
  SSL_CTX_free(ends->client);
  SSL_CTX_free(ends->server);
}

void pair_join(SSL *client, SSL *server) {
  BIO *a = NULL, *b = NULL;
  must(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) == 1, "BIO pair");
  SSL_set_bio(client, a, a);
  SSL_set_bio(server, b, b);
}

struct pair pair_new(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = {SSL_new(client), SSL_new(server)};
  must(pair.client != NULL && pair.server != NULL, "SSL_new");
  pair_join(pair.client, pair.server);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  return pair;
}

static int waits(SSL *ssl, int result) {
  const int error = SSL_get_error(ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

// Null when both have finished; the one that failed; or, when neither can go on, the client.
static SSL *drive(struct pair *pair) {
  int client = 0, server = 0;
  for (int round = 0; round < 40; round++) {
    if (client != 1) client = SSL_do_handshake(pair->client);
    if (client != 1 && !waits(pair->client, client)) return pair->client;
    if (server != 1) server = SSL_do_handshake(pair->server);
    if (server != 1 && !waits(pair->server, server)) return pair->server;
    if (client == 1 && server == 1) return NULL;
  }
  return pair->client;
}

int pair_handshake(struct pair *pair) {
  SSL *failed = drive(pair);
  // The other reads the alert.
  if (failed != NULL) SSL_do_handshake(failed == pair->client ? pair->server : pair->client);
  return failed == NULL;
}

SSL *pair_first_failure(struct pair *pair) { return drive(pair); }

void pair_settle(struct pair *pair) {
  char byte;
  must(SSL_read(pair->server, &byte, 1) <= 0, "unexpected data");
  must(SSL_read(pair->client, &byte, 1) <= 0, "unexpected data");
}

int pair_exchange(struct pair *pair) {
  char byte = 0;
  const int there = SSL_write(pair->client, "c", 1) == 1 && SSL_read(pair->server, &byte, 1) == 1 && byte == 'c';
  return there && SSL_write(pair->server, "s", 1) == 1 && SSL_read(pair->client, &byte, 1) == 1 && byte == 's';
}

void pair_shutdown(struct pair *pair) {
  SSL_shutdown(pair->client);
  SSL_shutdown(pair->server);
  SSL_shutdown(pair->client);
  SSL_shutdown(pair->server);
}

void pair_free(struct pair *pair) {
  SSL_free(pair->client);
  SSL_free(pair->server);
  pair->client = pair->server = NULL;
}

struct connected connected_begin(int version) {
  struct connected e = {client_ctx(version), server_ctx(version), {NULL, NULL}};
  e.pair = pair_new(e.client, e.server);
  return e;
}

int connect_ends(struct connected *e, int version) {
  *e = connected_begin(version);
  if (!pair_handshake(&e->pair)) return 0;
  pair_settle(&e->pair);
  return 1;
}

void connected_free(struct connected *e) {
  pair_free(&e->pair);
  SSL_CTX_free(e->client);
  SSL_CTX_free(e->server);
}

SSL_SESSION *session_from(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = pair_new(client, server);
  must(pair_handshake(&pair) == 1, "handshake for a session");
  must(pair_exchange(&pair), "exchange");
  pair_shutdown(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_free(&pair);
  return session;
}

int resumes_next(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, SSL_SESSION **next) {
  struct pair pair = pair_new(client, server);
  int result = -1;
  if (session != NULL) must(SSL_set_session(pair.client, session) == 1, "SSL_set_session");
  if (pair_handshake(&pair) && pair_exchange(&pair) &&
      SSL_session_reused(pair.client) == SSL_session_reused(pair.server))
    result = SSL_session_reused(pair.client);
  pair_shutdown(&pair);
  if (next != NULL) *next = SSL_get1_session(pair.client);
  pair_free(&pair);
  return result;
}

int resumes(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session) {
  return resumes_next(client, server, session, NULL);
}

SSL_SESSION *made_session(const char *name, int version) {
  unsigned char key[48];
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  must(session != NULL && ctx != NULL, "made session");
  SSL *ssl = SSL_new(ctx);
  static const unsigned char tls12[2] = {0xC0, 0x2F}, tls13[2] = {0x13, 0x01};
  memset(key, 0x4B, sizeof key);
  must(SSL_SESSION_set_protocol_version(session, version) == 1, "version");
  must(SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, version == TLS1_3_VERSION ? tls13 : tls12)) == 1, "cipher");
  must(SSL_SESSION_set1_master_key(session, key, version == TLS1_3_VERSION ? 32 : 48) == 1, "key");
  must(SSL_SESSION_set1_id(session, (const unsigned char *)name, (unsigned)strlen(name)) == 1, "id");
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  return session;
}

static void count_free(void *parent, void *ptr, CRYPTO_EX_DATA *data, int index, long argl, void *argp) {
  (void)parent, (void)data, (void)index, (void)argl, (void)argp;
  if (ptr != NULL) ++*(int *)ptr;
}

// A copy of a watched session is another object: it must not count as well.
static int drop_on_copy(CRYPTO_EX_DATA* to, const CRYPTO_EX_DATA* from, void** from_d, int index, long argl,
                        void* argp) {
  (void)to, (void)from, (void)index, (void)argl, (void)argp;
  *from_d = NULL;
  return 1;
}

void watch_session(SSL_SESSION *session, int *freed) {
  static int index = -1;
  if (index < 0) index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, drop_on_copy, count_free);
  must(SSL_SESSION_set_ex_data(session, index, freed) == 1, "watch");
}
