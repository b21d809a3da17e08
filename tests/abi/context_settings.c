// SPDX-License-Identifier: Apache-2.0
// The settings of an SSL_CTX while other threads make connections from it, and those of one connection beside it.
#include "abi_test.h"
#include "pair.h"

#include <pthread.h>
#include <stdatomic.h>

enum { kMakers = 3, kConnections = 1500, kRounds = 400 };

// --- Setters that programs call before each connection, though nothing has changed

static void store_options(SSL_CTX *ctx) { SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION); }
static void store_mode(SSL_CTX *ctx) { SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY); }
static void store_verify(SSL_CTX *ctx) { SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL); }
static void store_depth(SSL_CTX *ctx) { SSL_CTX_set_verify_depth(ctx, 5); }
static void store_read_ahead(SSL_CTX *ctx) { SSL_CTX_set_read_ahead(ctx, 0); }
static void store_timeout(SSL_CTX *ctx) { SSL_CTX_set_timeout(ctx, 7200); }
static void store_info(SSL_CTX *ctx) { SSL_CTX_set_info_callback(ctx, NULL); }
static void store_version(SSL_CTX *ctx) { SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION); }
static void store_tickets(SSL_CTX *ctx) { SSL_CTX_set_num_tickets(ctx, 2); }
static void store_id_context(SSL_CTX *ctx) { SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"abc", 3); }
static void store_user_data(SSL_CTX *ctx) { SSL_CTX_set_default_passwd_cb_userdata(ctx, NULL); }

static void (*const kSetters[])(SSL_CTX *) = {store_options,    store_mode,    store_verify, store_depth,
                                              store_read_ahead, store_timeout, store_info,   store_version,
                                              store_tickets,    store_id_context, store_user_data};

struct shared {
  SSL_CTX *ctx;
  void (*setter)(SSL_CTX *);
  atomic_int stop, failed;
};

static void *set_often(void *arg) {
  struct shared *shared = arg;
  while (!shared->stop) shared->setter(shared->ctx);
  return NULL;
}

static void *make_connections(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kConnections; i++) {
    SSL *ssl = SSL_new(shared->ctx);
    if (ssl == NULL || SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE) shared->failed++;
    SSL_free(ssl);
  }
  return NULL;
}

static void make_while_setting(struct shared *shared) {
  pthread_t setter, makers[kMakers];
  shared->stop = 0;
  REQUIRE(pthread_create(&setter, NULL, set_often, shared) == 0);
  for (int i = 0; i < kMakers; i++) REQUIRE(pthread_create(&makers[i], NULL, make_connections, shared) == 0);
  for (int i = 0; i < kMakers; i++) pthread_join(makers[i], NULL);
  shared->stop = 1;
  pthread_join(setter, NULL);
}

CASE(set_while_made, "a setter of a context that others make connections from disturbs none of them") {
  struct shared shared = {.ctx = server_ctx(0)};
  for (size_t i = 0; i < sizeof kSetters / sizeof *kSetters; i++) {
    shared.setter = kSetters[i];
    make_while_setting(&shared);
  }
  EXPECT_INT(0, shared.failed);
  SSL_CTX_free(shared.ctx);
}

static void *handshake_often(void *arg) {
  struct shared *shared = arg;
  SSL_CTX *client = client_ctx(0);
  for (int i = 0; i < 40; i++) {
    struct pair pair = pair_new(client, shared->ctx);
    if (!pair_handshake(&pair)) shared->failed++;
    pair_free(&pair);
  }
  SSL_CTX_free(client);
  return NULL;
}

CASE(set_while_handshaking, "nor do a certificate, a chain and extra certificates that are set during handshakes") {
  struct shared shared = {.ctx = server_ctx(0)};
  pthread_t threads[2];
  identity_ca();
  for (int i = 0; i < 2; i++) REQUIRE(pthread_create(&threads[i], NULL, handshake_often, &shared) == 0);
  if (abi_on_reprise()) {  // a promise of Reprise's alone
    for (int i = 0; i < 200; i++) {
      use_identity(shared.ctx, identity_ec());
      SSL_CTX_add1_chain_cert(shared.ctx, identity_ca()->cert);
      SSL_CTX_clear_chain_certs(shared.ctx);
      X509_up_ref(identity_ca()->cert);
      SSL_CTX_add_extra_chain_cert(shared.ctx, identity_ca()->cert);
      SSL_CTX_clear_extra_chain_certs(shared.ctx);
    }
  }
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  EXPECT_INT(0, shared.failed);
  SSL_CTX_free(shared.ctx);
}

static void *verify_often(void *arg) {
  struct shared *shared = arg;
  SSL_CTX *server = server_ctx(0);
  for (int i = 0; i < 60; i++) {
    struct pair pair = pair_new(shared->ctx, server);
    if (!pair_handshake(&pair)) shared->failed++;
    pair_free(&pair);
  }
  SSL_CTX_free(server);
  return NULL;
}

CASE(stores_exchanged, "nor does another store of trusted certificates that is put in place while peers are verified") {
  struct shared shared = {.ctx = client_ctx(0)};
  pthread_t threads[2];
  SSL_CTX_set_verify(shared.ctx, SSL_VERIFY_PEER, NULL);
  identity_ca(), identity_ec();  // made before there are threads
  for (int i = 0; i < 2; i++) REQUIRE(pthread_create(&threads[i], NULL, verify_often, &shared) == 0);
  for (int i = 0; i < 2000 && abi_on_reprise(); i++) {  // a promise of Reprise's alone
    X509_STORE *next = X509_STORE_new();
    X509_STORE_add_cert(next, identity_ca()->cert);
    SSL_CTX_set_cert_store(shared.ctx, next);
  }
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  EXPECT_INT(0, shared.failed);
  SSL_CTX_free(shared.ctx);
}

static int take_store_away(int ok, X509_STORE_CTX *verification) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
  if (abi_on_reprise()) SSL_CTX_set_cert_store(SSL_get_SSL_CTX(ssl), X509_STORE_new());
  return ok;
}

CASE(store_exchanged_inside, "a verification ends with the store that it began with, whatever its callback sets") {
  struct ends ends = ends_new(0);
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, take_store_away);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_INT(1, pair_handshake(&pair));
  pair_free(&pair);
  ends_free(&ends);
}

// --- Two threads that set different things

struct both {
  SSL_CTX *ctx;
  pthread_barrier_t *barrier;
};

static void *count_depths(void *arg) {
  struct both *both = arg;
  for (int i = 1; i <= kRounds; i++) {
    pthread_barrier_wait(both->barrier);
    SSL_CTX_set_verify_depth(both->ctx, i);
    pthread_barrier_wait(both->barrier);
    pthread_barrier_wait(both->barrier);
  }
  return NULL;
}

CASE(both_hold, "what two threads set at the same time both holds") {
  pthread_barrier_t barrier;
  pthread_t other;
  struct both both = {SSL_CTX_new(TLS_method()), &barrier};
  int lost = 0;
  pthread_barrier_init(&barrier, NULL, 2);
  REQUIRE(pthread_create(&other, NULL, count_depths, &both) == 0);
  for (int i = 1; i <= kRounds; i++) {
    pthread_barrier_wait(&barrier);
    SSL_CTX_set_num_tickets(both.ctx, (size_t)i);
    pthread_barrier_wait(&barrier);
    if (SSL_CTX_get_num_tickets(both.ctx) != (size_t)i || SSL_CTX_get_verify_depth(both.ctx) != i) lost++;
    pthread_barrier_wait(&barrier);
  }
  pthread_join(other, NULL);
  pthread_barrier_destroy(&barrier);
  EXPECT_INT(0, lost);
  SSL_CTX_free(both.ctx);
}

// --- One connection beside the others

static const char *version_between(SSL_CTX *client, SSL_CTX *server, const SSL_METHOD *method, int of_client) {
  struct pair pair = pair_new(client, server);
  SSL *one = of_client ? pair.client : pair.server;
  if (method != NULL) {
    SSL_set_ssl_method(one, method);
    of_client ? SSL_set_connect_state(one) : SSL_set_accept_state(one);
  }
  const char *version = pair_handshake(&pair) ? SSL_get_version(pair.client) : "none";
  pair_free(&pair);
  return version;
}

CASE(method_of_one, "a method that one connection is given changes the versions of no other") {
  for (int of_client = 0; of_client < 2; of_client++) {
    struct ends e = ends_new(0);
    // Compat: when the handshake begins, the method is the context's again.
    EXPECT_STR("TLSv1.3", version_between(e.client, e.server, TLSv1_2_method(), of_client));
    EXPECT_STR("TLSv1.3", version_between(e.client, e.server, NULL, of_client));
    EXPECT_STR("TLSv1.3", version_between(e.client, e.server, TLSv1_2_method(), of_client));
    ends_free(&e);
  }
}

CASE(method_lets_nothing_in, "a method that one connection is given lets in no version that its context excludes") {
  SSL_CTX *client = client_ctx(0), *server = SSL_CTX_new(TLSv1_2_server_method());
  use_identity(server, identity_ec());
  EXPECT_STR("TLSv1.2", version_between(client, server, TLS_method(), 0));
  EXPECT_STR("TLSv1.2", version_between(client, server, NULL, 0));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(timeout_of_now, "sessions live for as long as the context says when they are made") {
  struct connected e = connected_begin(version);
  SSL_CTX_set_timeout(e.server, 33);
  REQUIRE(pair_handshake(&e.pair));
  EXPECT_INT(33, SSL_SESSION_get_timeout(SSL_get_session(e.pair.server)));
  connected_free(&e);
}

CASE(ciphers_stay, "the list of ciphers that a context lends outlives its other settings and its connections") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  STACK_OF(SSL_CIPHER) *lent = SSL_CTX_get_ciphers(ctx);
  const int count = sk_SSL_CIPHER_num(lent);
  SSL_free(ssl);
  SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
  EXPECT_TRUE(count > 0);
  EXPECT_PTR(lent, SSL_CTX_get_ciphers(ctx));
  EXPECT_INT(count, sk_SSL_CIPHER_num(lent));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(no_store, "a context whose store was taken away trusts nobody, and goes on") {
  struct ends e = ends_new(version);
  use_identity(e.client, identity_client());
  trust_ca(e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"store", 5);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, resumes(e.client, e.server, session));
  SSL_CTX_set_cert_store(e.server, NULL);
  EXPECT_INT(-1, resumes(e.client, e.server, NULL));
  EXPECT_INT(DIFFERS("a client is resumed while its CA is trusted", 1, -1), resumes(e.client, e.server, session));
  SSL_SESSION_free(session);
  ends_free(&e);
}
