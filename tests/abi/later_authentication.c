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

// --- Whom getters show while another is asked about

static X509 *verified_leaf(const SSL *ssl) {
  STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
  return chain != NULL ? sk_X509_value(chain, 0) : NULL;
}

static void expect_shown(SSL *ssl, const struct identity *who, const char *name) {
  EXPECT_INT(0, X509_cmp(SSL_get0_peer_certificate(ssl), who->cert));
  EXPECT_INT(0, X509_cmp(verified_leaf(ssl), who->cert));
  EXPECT_STR(name, SSL_get0_peername(ssl));
}

// Moves one record of what waits in `from` to `to`. Returns its length; 0: there was none.
static int move_record(BIO *from, BIO *to) {
  unsigned char record[5 + 20000];
  if (BIO_read(from, record, 5) != 5) return 0;
  const int length = record[3] << 8 | record[4];
  EXPECT_INT(length, BIO_read(from, record + 5, length));
  EXPECT_INT(5 + length, BIO_write(to, record, 5 + length));
  return 5 + length;
}

static int times_asked;

static int count(int ok, X509_STORE_CTX *store) {
  times_asked += X509_STORE_CTX_get_error_depth(store) == 0;
  return ok;
}

// Has the client answer with `who` instead, each of its records on its own. Returns how often the certificate was
// judged before its proof had come.
static int answer_slowly(struct connected *e, const struct identity *who, const char *name) {
  BIO *aside = BIO_new(BIO_s_mem()), *to_server = BIO_new(BIO_s_mem());
  X509 *first = SSL_get0_peer_certificate(e->pair.server);
  STACK_OF(X509) *lent = SSL_get_peer_cert_chain(e->pair.server);
  int judged = 0;
  SSL_use_certificate(e->pair.client, who->cert);
  SSL_use_PrivateKey(e->pair.client, who->key);
  SSL_set_max_send_fragment(e->pair.client, 512);
  EXPECT_INT(1, SSL_verify_client_post_handshake(e->pair.server));
  EXPECT_INT(1, SSL_do_handshake(e->pair.server));
  BIO_up_ref(aside);
  SSL_set0_wbio(e->pair.client, aside);
  BIO_up_ref(to_server);
  SSL_set0_rbio(e->pair.server, to_server);
  EXPECT_INT(-SSL_ERROR_WANT_READ, reads(e->pair.client));
  times_asked = 0;
  while (move_record(aside, to_server) > 0) {
    EXPECT_INT(-SSL_ERROR_WANT_READ, reads(e->pair.server));
    if (SSL_get0_peer_certificate(e->pair.server) != first) break;
    judged += times_asked;
    if (!abi_on_reprise()) continue;  // OpenSSL shows the candidate's chain and name at once
    expect_shown(e->pair.server, identity_client(), "client.test");
    EXPECT_PTR(lent, SSL_get_peer_cert_chain(e->pair.server));
  }
  expect_shown(e->pair.server, who, name);
  BIO_free(aside);
  BIO_free(to_server);
  return judged;
}

CASE(not_before_proof, "all getters show the peer that is known until the next one has proved to be it") {
  int judged = 0;
  // Long ones of all lengths, so that in some flights a record ends between Certificate and CertificateVerify.
  for (size_t length = 0; length < 512; length += 48) {
    struct identity next = new_long_identity(length);
    struct connected e = known_client(SSL_VERIFY_NONE);
    SSL_set_verify(e.pair.server, kRequired, count);
    SSL_set1_host(e.pair.server, "client.test");
    SSL_add1_host(e.pair.server, "long.test");
    ask_and_answer(&e);
    EXPECT_INT(1, reads(e.pair.server));
    expect_shown(e.pair.server, identity_client(), "client.test");
    judged += answer_slowly(&e, &next, "long.test");
    connected_free(&e);
    free_identity(&next);
  }
  EXPECT_TRUE(judged > 0 || !abi_on_reprise());
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

// --- When it may not be asked

CASE(once, "SSL_VERIFY_CLIENT_ONCE: who has been asked is not asked again, at whichever time it was") {
  struct connected e = known_client(kRequired | SSL_VERIFY_CLIENT_ONCE);
  EXPECT_INT(0, SSL_verify_client_post_handshake(e.pair.server));
  EXPECT_REASON(SSL_R_INVALID_CONFIG);
  connected_free(&e);
  e = known_client(kRequired | SSL_VERIFY_CLIENT_ONCE | SSL_VERIFY_POST_HANDSHAKE);
  ask_and_answer(&e);
  EXPECT_INT(1, reads(e.pair.server));
  EXPECT_INT(0, SSL_verify_client_post_handshake(e.pair.server));
  EXPECT_REASON(SSL_R_INVALID_CONFIG);
  connected_free(&e);
}

CASE(pending, "a client that has not answered is not asked again; one that has is") {
  struct connected e = known_client(kRequired | SSL_VERIFY_POST_HANDSHAKE);
  REQUIRE(SSL_verify_client_post_handshake(e.pair.server) == 1);
  EXPECT_INT(0, SSL_verify_client_post_handshake(e.pair.server));
  EXPECT_REASON(DIFFERS("the handshake is complete for us", SSL_R_STILL_IN_INIT, SSL_R_REQUEST_SENT));
  REQUIRE(SSL_do_handshake(e.pair.server) == 1);
  EXPECT_INT(0, SSL_verify_client_post_handshake(e.pair.server));
  EXPECT_REASON(SSL_R_REQUEST_SENT);
  EXPECT_INT(-SSL_ERROR_WANT_READ, reads(e.pair.client));
  EXPECT_INT(1, SSL_write(e.pair.client, "x", 1));
  EXPECT_INT(1, reads(e.pair.server));
  ask_and_answer(&e);
  EXPECT_INT(1, reads(e.pair.server));
  connected_free(&e);
}
