// SPDX-License-Identifier: Apache-2.0
// The X509 objects of a peer that a program sees: its own, and the same one each time it asks.
#include "abi_test.h"
#include "pair.h"
#include "through_der.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

static int data_index(void) {
  static int index = -1;
  if (index < 0) index = X509_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  return index;
}

static char mark[] = "mine";
static int marks_seen_in_verify;

static int on_verify(int ok, X509_STORE_CTX *store) {
  X509 *now = X509_STORE_CTX_get_current_cert(store);
  if (X509_STORE_CTX_get_error_depth(store) > 0) return 1;  // the CA is the store's, for all connections
  if (X509_get_ex_data(now, data_index()) != NULL) ++marks_seen_in_verify;
  X509_set_ex_data(now, data_index(), mark);
  (void)ok;
  return 1;
}

// Marks all that a connection shows of its peer, and sees that nothing was marked before.
static void mark_all(SSL *ssl) {
  X509 *leaf = SSL_get0_peer_certificate(ssl);
  REQUIRE(leaf != NULL);
  EXPECT_NULL(X509_get_ex_data(leaf, data_index()));
  X509_set_ex_data(leaf, data_index(), mark);
  EXPECT_PTR(leaf, SSL_get0_peer_certificate(ssl));
  EXPECT_PTR(leaf, SSL_SESSION_get0_peer(SSL_get0_session(ssl)));
  X509 *owned = SSL_get1_peer_certificate(ssl);
  EXPECT_PTR(leaf, owned);
  X509_free(owned);
  STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
  if (!SSL_is_server(ssl)) EXPECT_PTR(leaf, sk_X509_value(chain, 0));
  EXPECT_PTR(leaf, sk_X509_value(SSL_get0_verified_chain(ssl), 0));
  EXPECT_PTR(chain, SSL_get_peer_cert_chain(ssl));
}

CASE_EACH_VERSION(apart, "what a program hangs on a peer's certificate is not on that of another connection") {
  struct ends e = ends_new(version);
  use_identity(e.client, identity_client());
  trust_ca(e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  for (int i = 0; i < 3; ++i) {
    struct pair pair = pair_new(e.client, e.server);
    REQUIRE(pair_handshake(&pair));
    mark_all(pair.client);
    mark_all(pair.server);
    pair_settle(&pair);
    pair_free(&pair);
  }
  ends_free(&e);
}

CASE_EACH_VERSION(verified_apart, "a verify callback sees objects of its connection, those that getters show later") {
  struct ends e = ends_new(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, on_verify);
  marks_seen_in_verify = 0;
  for (int i = 0; i < 3; ++i) {
    struct pair pair = pair_new(e.client, e.server);
    REQUIRE(pair_handshake(&pair));
    EXPECT_PTR(mark, X509_get_ex_data(SSL_get0_peer_certificate(pair.client), data_index()));
    pair_free(&pair);
  }
  EXPECT_INT(0, marks_seen_in_verify);
  ends_free(&e);
}

CASE_EACH_VERSION(kept, "the certificate that a connection lends stays where it is when tickets bring new sessions") {
  struct ends e = ends_new(version);
  struct pair pair = pair_new(e.client, e.server);
  REQUIRE(pair_handshake(&pair));
  X509 *leaf = SSL_get0_peer_certificate(pair.client);
  X509_set_ex_data(leaf, data_index(), mark);
  pair_settle(&pair);
  EXPECT_PTR(leaf, SSL_get0_peer_certificate(pair.client));
  EXPECT_PTR(mark, X509_get_ex_data(SSL_get0_peer_certificate(pair.client), data_index()));
  pair_free(&pair);
  ends_free(&e);
}

CASE(of_a_session, "a session's own certificate object is one for all who hold the session, and outlives no other") {
  struct ends e = ends_new(TLS1_2_VERSION);
  SSL_SESSION *session = session_from(e.client, e.server);
  X509 *peer = SSL_SESSION_get0_peer(session);
  REQUIRE(peer != NULL);
  X509_set_ex_data(peer, data_index(), mark);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_PTR(peer, SSL_get0_peer_certificate(pair.client));
  pair_free(&pair);
  EXPECT_PTR(peer, SSL_SESSION_get0_peer(session));
  SSL_SESSION_free(session);
  ends_free(&e);
}

// --- Callbacks of an X509_STORE

static int foreign_marks;

// The peer's certificate, as `store` shows it, gets its connection as a mark; one of another's is counted.
static void mark_for_connection(X509_STORE_CTX *store) {
  X509 *leaf = X509_STORE_CTX_get0_cert(store);
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  if (leaf == NULL || ssl == NULL) return;  // a server that looks for its own issuers
  const void *before = X509_get_ex_data(leaf, data_index());
  if (before != NULL && before != ssl) ++foreign_marks;
  X509_set_ex_data(leaf, data_index(), ssl);
}

static int times_called;
static void note_call(X509_STORE_CTX *store) {
  ++times_called;
  mark_for_connection(store);
}

static int own_verify(X509_STORE_CTX *store) { return note_call(store), 1; }
static int own_verify_cb(int ok, X509_STORE_CTX *store) { return note_call(store), ok; }
static int own_get_issuer(X509 **issuer, X509_STORE_CTX *store, X509 *of) {
  (void)of;
  note_call(store);
  *issuer = identity_ca()->cert;
  return X509_up_ref(*issuer);
}
static int own_check_issued(X509_STORE_CTX *store, X509 *of, X509 *issuer) {
  note_call(store);
  return X509_check_issued(issuer, of) == X509_V_OK;
}
static int own_check_revocation(X509_STORE_CTX *store) { return note_call(store), 1; }
static int own_get_crl(X509_STORE_CTX *store, X509_CRL **crl, X509 *of) {
  (void)of;
  note_call(store);
  *crl = X509_CRL_new();
  return *crl != NULL;
}
static int own_check_crl(X509_STORE_CTX *store, X509_CRL *crl) { return (void)crl, note_call(store), 1; }
static int own_cert_crl(X509_STORE_CTX *store, X509_CRL *crl, X509 *of) {
  return (void)crl, (void)of, note_call(store), 1;
}
static int own_check_policy(X509_STORE_CTX *store) { return note_call(store), 1; }
static STACK_OF(X509) *own_lookup_certs(X509_STORE_CTX *store, const X509_NAME *name) {
  (void)name;
  note_call(store);
  STACK_OF(X509) *found = sk_X509_new_null();
  X509_up_ref(identity_ca()->cert);
  sk_X509_push(found, identity_ca()->cert);
  return found;
}
static STACK_OF(X509_CRL) *own_lookup_crls(const X509_STORE_CTX *store, const X509_NAME *name) {
  return (void)name, note_call((X509_STORE_CTX *)store), NULL;
}
static int own_cleanup(X509_STORE_CTX *store) { return note_call(store), 1; }

static void set_verify(X509_STORE *s) { X509_STORE_set_verify(s, own_verify); }
static void set_verify_cb(X509_STORE *s) { X509_STORE_set_verify_cb(s, own_verify_cb); }
static void set_get_issuer(X509_STORE *s) { X509_STORE_set_get_issuer(s, own_get_issuer); }
static void set_check_issued(X509_STORE *s) { X509_STORE_set_check_issued(s, own_check_issued); }
static void set_check_revocation(X509_STORE *s) { X509_STORE_set_check_revocation(s, own_check_revocation); }
static void set_get_crl(X509_STORE *s) { X509_STORE_set_get_crl(s, own_get_crl); }
// These two see what the one above has brought.
static void set_check_crl(X509_STORE *s) { set_get_crl(s), X509_STORE_set_check_crl(s, own_check_crl); }
static void set_cert_crl(X509_STORE *s) { set_check_crl(s), X509_STORE_set_cert_crl(s, own_cert_crl); }
static void set_check_policy(X509_STORE *s) { X509_STORE_set_check_policy(s, own_check_policy); }
static int no_issuer(X509 **issuer, X509_STORE_CTX *store, X509 *of) { return (void)issuer, (void)store, (void)of, 0; }
static void set_lookup_certs(X509_STORE *s) {  // asked whether the leaf itself is trusted, when no issuer is
  X509_STORE_set_get_issuer(s, no_issuer);
  X509_STORE_set_lookup_certs(s, own_lookup_certs);
}
static void set_lookup_crls(X509_STORE *s) { X509_STORE_set_lookup_crls(s, own_lookup_crls); }
static void set_cleanup(X509_STORE *s) { X509_STORE_set_cleanup(s, own_cleanup); }

static const struct {
  const char *name;
  void (*set)(X509_STORE *);
  unsigned long flags;  // of the store, for it to be called
} kHooks[] = {{"verify", set_verify, 0},
              {"verify_cb", set_verify_cb, 0},
              {"get_issuer", set_get_issuer, 0},
              {"check_issued", set_check_issued, 0},
              {"check_revocation", set_check_revocation, 0},
              {"get_crl", set_get_crl, X509_V_FLAG_CRL_CHECK},
              {"check_crl", set_check_crl, X509_V_FLAG_CRL_CHECK},
              {"cert_crl", set_cert_crl, X509_V_FLAG_CRL_CHECK},
              {"check_policy", set_check_policy, X509_V_FLAG_POLICY_CHECK},
              {"lookup_certs", set_lookup_certs, X509_V_FLAG_PARTIAL_CHAIN},
              {"lookup_crls", set_lookup_crls, X509_V_FLAG_CRL_CHECK},
              {"cleanup", set_cleanup, 0}};

CASE(store_callbacks_apart, "each callback that a store can have sees objects of its connection") {
  for (size_t h = 0; h < sizeof kHooks / sizeof *kHooks; ++h) {
    struct ends e = ends_new(0);
    struct pair pairs[3];
    kHooks[h].set(SSL_CTX_get_cert_store(e.client));
    X509_STORE_set_flags(SSL_CTX_get_cert_store(e.client), kHooks[h].flags);
    foreign_marks = times_called = 0;
    for (int i = 0; i < 3; ++i) {
      pairs[i] = pair_new(e.client, e.server);
      if (!EXPECT_INT(1, pair_handshake(&pairs[i]))) printf("# %s\n", kHooks[h].name);
    }
    if (!EXPECT_INT(0, foreign_marks) + !EXPECT_TRUE(times_called >= 3)) printf("# %s\n", kHooks[h].name);
    for (int i = 0; i < 3; ++i) pair_free(&pairs[i]);
    ends_free(&e);
  }
}

// --- A client that looks again at a session of which the leaf alone is left

static int chain_first;

// Both ways to the certificate in one callback, in either order; what the first lent is still there after the second.
static int look_both_ways(int ok, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  STACK_OF(X509) *chain = chain_first ? SSL_get_peer_cert_chain(ssl) : NULL;
  X509 *leaf = SSL_get0_peer_certificate(ssl);
  (void)ok;
  if (!chain_first) chain = SSL_get_peer_cert_chain(ssl);
  if (SSL_get_session(ssl) == NULL || leaf == NULL) return 1;  // the full handshake: nobody is the peer yet
  EXPECT_INT(1, sk_X509_num(chain));
  EXPECT_PTR(leaf, sk_X509_value(chain, 0));
  EXPECT_INT(0, X509_cmp(leaf, identity_ec()->cert));
  EXPECT_PTR(chain, SSL_get_peer_cert_chain(ssl));
  EXPECT_PTR(leaf, SSL_get0_peer_certificate(ssl));
  return 1;
}

CASE_EACH_VERSION(both_ways,
                  "what a verify callback is lent of peer and candidate stays good when it asks for the other") {
  struct ends e = ends_new(version);
  SSL_CTX *lonely = SSL_CTX_new(TLS_client_method());  // trusts nobody: the verdict is a bad one
  SSL_CTX_set_max_proto_version(lonely, version);
  SSL_CTX_set_verify(lonely, SSL_VERIFY_PEER, look_both_ways);
  for (chain_first = 0; chain_first < 2; chain_first++) {
    SSL_SESSION *session = through_der(session_from(lonely, e.server));
    struct pair pair = pair_new(lonely, e.server);
    SSL_set_session(pair.client, session);
    REQUIRE(pair_handshake(&pair));
    EXPECT_INT(1, SSL_session_reused(pair.client));
    EXPECT_INT(0, X509_cmp(SSL_get0_peer_certificate(pair.client), identity_ec()->cert));
    pair_free(&pair);
    SSL_SESSION_free(session);
  }
  SSL_CTX_free(lonely);
  ends_free(&e);
}
