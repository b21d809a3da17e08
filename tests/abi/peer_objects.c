// SPDX-License-Identifier: Apache-2.0
// The X509 objects of a peer that a program sees: its own, and the same one each time it asks.
#include "abi_test.h"
#include "pair.h"

#include <openssl/x509.h>

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
