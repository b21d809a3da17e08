// SPDX-License-Identifier: Apache-2.0
// SSL_get_verify_result: what the full handshake found, on the connections that resume it too.
#include "abi_test.h"
#include "pair.h"
#include "through_der.h"
#include "ticket_key.h"

static int accept_all(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 1;
}

static int ticket_keys(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                       int enc) {
  (void)ssl;
  return set_fixed_ticket_key(name, iv, cipher, mac, enc);
}

// A server that takes whatever certificate clients have, and a client whose certificate nobody has signed.
static struct ends indulgent(int version) {
  struct ends e = ends_new(version);
  use_identity(e.client, identity_stranger());
  trust_ca(e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, accept_all);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"c", 1);
  return e;
}

// Three visits, each with the session of the one before: the server is told the same each time.
static void visit_again(struct ends *e, int by_der) {
  SSL_SESSION *session = NULL;
  for (int i = 0; i < 3; i++) {
    struct pair pair = pair_new(e->client, e->server);
    if (session != NULL) SSL_set_session(pair.client, session);
    REQUIRE(pair_handshake(&pair));
    pair_settle(&pair);
    EXPECT_INT(i > 0, SSL_session_reused(pair.server));
    EXPECT_INT(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SSL_get_verify_result(pair.server));
    X509 *peer = SSL_get0_peer_certificate(pair.server);
    EXPECT_TRUE(peer != NULL && X509_cmp(peer, identity_stranger()->cert) == 0);
    SSL_SESSION_free(session);
    session = SSL_get1_session(pair.client);
    if (by_der) session = through_der(session);
    pair_shutdown(&pair);
    pair_free(&pair);
  }
  SSL_SESSION_free(session);
  ends_free(e);
}

CASE_EACH_VERSION(by_ticket, "a server that resumes by a ticket is told what the full handshake found") {
  struct ends e = indulgent(version);
  visit_again(&e, 0);
}

CASE_EACH_VERSION(by_cache, "a server that resumes out of its cache is told what the full handshake found") {
  struct ends e = indulgent(version);
  SSL_CTX_set_options(e.server, SSL_OP_NO_TICKET);
  visit_again(&e, 0);
}

CASE_EACH_VERSION(by_fixed_keys, "a server with ticket keys of the program is told what the full handshake found") {
  unsigned char keys[80] = {1};
  struct ends e = indulgent(version);
  REQUIRE(SSL_CTX_set_tlsext_ticket_keys(e.server, keys, sizeof keys) == 1);
  visit_again(&e, 0);
}

CASE_EACH_VERSION(by_key_callback, "a server with a ticket key callback is told what the full handshake found") {
  struct ends e = indulgent(version);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(e.server, ticket_keys);
  visit_again(&e, 0);
}

CASE_EACH_VERSION(by_der, "a session that went through bytes tells the server what the full handshake found") {
  struct ends e = indulgent(version);
  visit_again(&e, 1);
}

CASE_EACH_VERSION(set_before, "what a program sets is there at once, through SSL_set_accept_state and SSL_clear") {
  struct ends e = indulgent(version);
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
  SSL_set_verify_result(pair.server, X509_V_ERR_CERT_REVOKED);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(pair.server));
  SSL_set_accept_state(pair.server);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(pair.server));
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SSL_get_verify_result(pair.server));
  SSL_set_verify_result(pair.server, X509_V_ERR_CERT_HAS_EXPIRED);
  pair_shutdown(&pair);
  SSL_clear(pair.server);
  EXPECT_INT(X509_V_ERR_CERT_HAS_EXPIRED, SSL_get_verify_result(pair.server));
  pair_free(&pair);
  ends_free(&e);
}

CASE_EACH_VERSION(undecided, "a result set before there is a side is there once there is one, and not in copies") {
  struct ends e = ends_new(version);
  SSL *ssl = SSL_new(e.server);
  SSL_set_verify_result(ssl, X509_V_ERR_CERT_REVOKED);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(ssl));
  SSL_set_connect_state(ssl);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(ssl));
  SSL *copy = SSL_dup(ssl);
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(copy));
  SSL_free(copy);
  SSL_free(ssl);
  ends_free(&e);
}

CASE_EACH_VERSION(no_certificate, "a client without a certificate leaves the result as it was") {
  struct ends e = ends_new(version);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, accept_all);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"c", 1);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_verify_result(pair.server, X509_V_ERR_CERT_REVOKED);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE_EACH_VERSION(not_asked, "a result set on a server that asks for no certificate is not in its sessions") {
  int reused = 0;
  struct ends e = ends_new(version);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_verify_result(pair.server, X509_V_ERR_CERT_REVOKED);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(pair.server));
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = pair_new(e.client, e.server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  reused = SSL_session_reused(pair.server);
  EXPECT_INT(1, reused);
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
}

// --- Who is shown, and when

static int leaf_shown, chain_shown;

static int look(int ok, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  (void)ok;
  leaf_shown = SSL_get0_peer_certificate(ssl) != NULL;
  chain_shown = SSL_get_peer_cert_chain(ssl) != NULL;
  return 1;
}

CASE_EACH_VERSION(server_callback_sees, "a server's verify callback is shown nobody as the peer") {
  struct ends e = indulgent(version);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, look);
  struct pair pair = pair_new(e.client, e.server);
  leaf_shown = chain_shown = -1;
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, leaf_shown);
  EXPECT_INT(0, chain_shown);
  EXPECT_TRUE(SSL_get0_peer_certificate(pair.server) != NULL);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

CASE_EACH_VERSION(client_callback_sees, "a client's verify callback is shown the chain, but nobody as the peer") {
  struct ends e = ends_new(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, look);
  struct pair pair = pair_new(e.client, e.server);
  leaf_shown = chain_shown = -1;
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, leaf_shown);
  EXPECT_INT(1, chain_shown);
  EXPECT_TRUE(SSL_get0_peer_certificate(pair.client) != NULL);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}
