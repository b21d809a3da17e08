// SPDX-License-Identifier: Apache-2.0
// Authentication after the handshake (SSL_verify_client_post_handshake(3)) when it happens more than once: who is shown
// meanwhile, whose names the client sees, and when the server may not ask.
#include "abi_test.h"
#include "pair.h"

// A client that lets itself be asked, and a server that knows it already.
static struct connected known_client(int mode) {
  struct connected e = connected_begin(TLS1_3_VERSION);
  SSL_set_post_handshake_auth(e.pair.client, 1);
  SSL_use_certificate(e.pair.client, identity_client()->cert);
  SSL_use_PrivateKey(e.pair.client, identity_client()->key);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(e.server), identity_ca()->cert);
  SSL_set_session_id_context(e.pair.server, (const unsigned char *)"c", 1);
  SSL_set_verify(e.pair.server, mode, NULL);
  EXPECT_TRUE(pair_handshake(&e.pair));
  pair_settle(&e.pair);
  return e;
}

enum { kRequired = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT };

static int reads(SSL *ssl) {
  char byte;
  const int n = SSL_read(ssl, &byte, 1);
  return n > 0 ? n : -SSL_get_error(ssl, n);
}

// Asks, and lets the client answer; what it sends is left for the server to read.
static void ask_and_answer(struct connected *e) {
  REQUIRE(SSL_verify_client_post_handshake(e->pair.server) == 1);
  REQUIRE(SSL_do_handshake(e->pair.server) == 1);
  EXPECT_INT(-SSL_ERROR_WANT_READ, reads(e->pair.client));
  EXPECT_INT(1, SSL_write(e->pair.client, "x", 1));
}

// --- Whose certificates are asked for

static char asked_for[64];

static int note_names(SSL *ssl, void *arg) {
  const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(ssl);
  (void)arg;
  asked_for[0] = 0;
  if (names == NULL || sk_X509_NAME_num(names) == 0) return 1;
  X509_NAME_get_text_by_NID(sk_X509_NAME_value(names, 0), NID_commonName, asked_for, sizeof asked_for);
  EXPECT_PTR(names, SSL_get0_peer_CA_list(ssl));
  EXPECT_INT(sk_X509_NAME_num(names), sk_X509_NAME_num(SSL_get_client_CA_list(ssl)));
  return 1;
}

static STACK_OF(X509_NAME) *names_of(const struct identity *who) {
  STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
  if (who != NULL) sk_X509_NAME_push(names, X509_NAME_dup(X509_get_subject_name(who->cert)));
  return names;
}

CASE(names_of_the_request, "a client sees the CA names of the request that it answers, not of one before") {
  const struct identity *const authorities[] = {identity_ca(), identity_stranger(), NULL, identity_ca()};
  static const char *const expected[] = {"Test CA", "stranger.test", "", "Test CA"};
  struct connected e = known_client(SSL_VERIFY_NONE);
  SSL_set_verify(e.pair.server, kRequired, NULL);
  SSL_set_cert_cb(e.pair.client, note_names, NULL);
  for (int i = 0; i < 4; i++) {
    strcpy(asked_for, "nobody asked");
    SSL_set_client_CA_list(e.pair.server, names_of(authorities[i]));
    ask_and_answer(&e);
    EXPECT_STR(expected[i], asked_for);
    EXPECT_INT(1, reads(e.pair.server));
  }
  connected_free(&e);
}
