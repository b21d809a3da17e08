// SPDX-License-Identifier: Apache-2.0
// The issuers that are sent after a leaf for which no chain was set: what the stores hold when it is sent.
#include "abi_test.h"
#include "pair.h"

#include <openssl/x509_vfy.h>

static struct identity issuer, leaf;

static SSL_CTX *server_of_leaf(void) {
  if (leaf.cert == NULL) {
    issuer = new_identity("Test issuer", identity_ca(), 1);
    leaf = new_identity("leaf.test", &issuer, 0);
  }
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  use_identity(ctx, &leaf);
  return ctx;
}

static X509_STORE *store_of_issuer(void) {
  X509_STORE *store = X509_STORE_new();
  X509_STORE_add_cert(store, issuer.cert);
  return store;
}

// How many certificates a client gets from `server`, a connection that is made anew when it is null; 0: no handshake.
static int sent_by(SSL *server, SSL_CTX *ctx, int version) {
  SSL_CTX *client = client_ctx(version);
  struct pair pair = {SSL_new(client), server != NULL ? server : SSL_new(ctx)};
  pair_join(pair.client, pair.server);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  const int sent = pair_handshake(&pair) ? sk_X509_num(SSL_get_peer_cert_chain(pair.client)) : 0;
  pair_free(&pair);
  SSL_CTX_free(client);
  return sent;
}

CASE_EACH_VERSION(added, "an issuer that comes into the store after the first handshake is sent") {
  SSL_CTX *ctx = server_of_leaf();
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), issuer.cert);
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_ca()->cert);
  EXPECT_INT(3, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(replaced, "nor are those of a store that another has replaced") {
  SSL_CTX *ctx = server_of_leaf();
  SSL_CTX_set_cert_store(ctx, store_of_issuer());
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  SSL_CTX_set_cert_store(ctx, X509_STORE_new());
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL_CTX_set0_chain_cert_store(ctx, store_of_issuer());
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  SSL_CTX_set0_chain_cert_store(ctx, X509_STORE_new());
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(no_auto_chain, "SSL_MODE_NO_AUTO_CHAIN counts from the next handshake on") {
  SSL_CTX *ctx = server_of_leaf();
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), issuer.cert);
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL_CTX_clear_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(filled_later, "a connection sends what came into its context's store after SSL_new") {
  SSL_CTX *ctx = server_of_leaf();
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL *one = SSL_new(ctx), *other = SSL_new(ctx);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), issuer.cert);
  EXPECT_INT(2, sent_by(one, ctx, version));
  X509_up_ref(identity_ca()->cert);
  SSL_CTX_add_extra_chain_cert(ctx, identity_ca()->cert);
  X509_up_ref(issuer.cert);
  SSL_CTX_add_extra_chain_cert(ctx, issuer.cert);
  EXPECT_INT(3, sent_by(other, ctx, version));
  SSL_CTX_clear_extra_chain_certs(ctx);
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(own_chain, "a chain that was set comes before all of them, also one that is empty") {
  SSL_CTX *ctx = server_of_leaf();
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), issuer.cert);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_ca()->cert);
  EXPECT_INT(3, sent_by(NULL, ctx, version));
  SSL_CTX_add1_chain_cert(ctx, issuer.cert);
  EXPECT_INT(2, sent_by(NULL, ctx, version));
  STACK_OF(X509) *nothing = sk_X509_new_null();
  SSL_CTX_set0_chain(ctx, nothing);
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL_CTX_clear_chain_certs(ctx);
  EXPECT_INT(3, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(taken_away, "without a store the leaf is sent alone") {
  SSL_CTX *ctx = server_of_leaf();
  SSL_CTX_set_cert_store(ctx, NULL);
  EXPECT_INT(1, sent_by(NULL, ctx, version));
  SSL_CTX_free(ctx);
}

CASE(lent_extra, "the extra certificates that a context lends stay readable while others are added") {
  SSL_CTX *ctx = server_of_leaf();
  STACK_OF(X509) *lent = NULL, *again = NULL;
  X509_up_ref(issuer.cert);
  SSL_CTX_add_extra_chain_cert(ctx, issuer.cert);
  SSL_CTX_get_extra_chain_certs(ctx, &lent);
  X509_up_ref(identity_ca()->cert);
  SSL_CTX_add_extra_chain_cert(ctx, identity_ca()->cert);
  EXPECT_PTR(issuer.cert, sk_X509_value(lent, 0));
  SSL_CTX_get_extra_chain_certs(ctx, &again);
  EXPECT_INT(2, sk_X509_num(again));
  SSL_CTX_free(ctx);
}

// --- Code of the program's that the search for issuers runs

static SSL_CTX *asked_context;
static SSL *asked_connection;
static void (*ask)(void);
static int times_asked, inside;

static int on_search(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  if (inside) return 1;
  inside = 1;
  times_asked++;
  ask();
  inside = 0;
  return 1;
}

static void ask_ciphers_of_context(void) { EXPECT_TRUE(SSL_CTX_get_ciphers(asked_context) != NULL); }
static void ask_ciphers_of_connection(void) { EXPECT_TRUE(SSL_get_ciphers(asked_connection) != NULL); }
static void set_on_connection(void) { SSL_set_options(asked_connection, SSL_OP_NO_TICKET); }
static void set_on_context(void) { SSL_CTX_set_options(asked_context, SSL_OP_NO_TICKET); }
static void set_certificate(void) { EXPECT_INT(1, SSL_CTX_use_certificate(asked_context, leaf.cert)); }
static void make_connection(void) {
  SSL *made = SSL_new(asked_context);
  SSL_set_options(made, SSL_OP_NO_TICKET);
  EXPECT_TRUE(SSL_get_ciphers(made) != NULL);
  SSL_free(made);
}
static void make_handshake(void) { EXPECT_INT(1, sent_by(NULL, asked_context, 0)); }

static void (*const kQuestions[])(void) = {ask_ciphers_of_context, ask_ciphers_of_connection, set_on_connection,
                                           set_on_context,         set_certificate,           make_connection,
                                           make_handshake};

CASE(asked_inside, "a store's callback may use the context and connection that it is called for") {
  for (size_t i = 0; i < sizeof kQuestions / sizeof *kQuestions; i++) {
    SSL_CTX *ctx = server_of_leaf();
    SSL *server = SSL_new(ctx);
    X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(ctx), on_search);
    asked_context = ctx;
    asked_connection = server;
    ask = kQuestions[i];
    times_asked = 0;
    EXPECT_INT(1, sent_by(server, ctx, 0));
    EXPECT_TRUE(times_asked > 0);
    SSL_CTX_free(ctx);
  }
}

static void ask_nothing(void) {}

CASE(asked_each_time, "a store's callback is asked at every handshake") {
  SSL_CTX *ctx = server_of_leaf();
  X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(ctx), on_search);
  ask = ask_nothing;
  EXPECT_INT(1, sent_by(NULL, ctx, 0));
  const int once = times_asked;
  EXPECT_INT(1, sent_by(NULL, ctx, 0));
  EXPECT_INT(2 * once, times_asked);
  SSL_CTX_free(ctx);
}
