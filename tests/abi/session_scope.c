// SPDX-License-Identifier: Apache-2.0
// Where clients are verified, a session serves the name that it was made for: however the server keeps its sessions,
// and wherever it chooses its settings by the name.
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

static int ticket_keys(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                       int enc) {
  (void)ssl;
  return set_fixed_ticket_key(name, iv, cipher, mac, enc);
}

// How a server keeps sessions.
enum way { kRing, kFixedKeys, kKeyCallback, kCache, kWays };

static void keep_sessions(SSL_CTX *server, enum way way) {
  unsigned char keys[80] = {1};
  if (way == kFixedKeys) SSL_CTX_set_tlsext_ticket_keys(server, keys, sizeof keys);
  if (way == kKeyCallback) SSL_CTX_set_tlsext_ticket_key_evp_cb(server, ticket_keys);
  if (way == kCache) SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
}

// The client's session of a visit to `name`; *reused: 1, 0, or -1 for a handshake that failed.
static SSL_SESSION *visit(struct ends *e, const char *name, SSL_SESSION *offer, int *reused) {
  SSL_SESSION *session = NULL;
  struct pair pair = pair_new(e->client, e->server);
  SSL_set_tlsext_host_name(pair.client, name);
  if (offer != NULL) SSL_set_session(pair.client, offer);
  *reused = -1;
  if (pair_handshake(&pair)) {
    pair_settle(&pair);
    *reused = SSL_session_reused(pair.server);
    session = SSL_get1_session(pair.client);
    pair_shutdown(&pair);
  }
  pair_free(&pair);
  return session;
}

// What becomes of a session of `from` at `to`.
static int carried(struct ends *e, const char *from, const char *to) {
  int reused = 0;
  SSL_SESSION *session = visit(e, from, NULL, &reused);
  SSL_SESSION_free(visit(e, to, session, &reused));
  SSL_SESSION_free(session);
  return reused;
}

static struct ends with_certificates(int version, enum way way) {
  struct ends e = ends_new(version);
  use_identity(e.client, identity_client());
  trust_ca(e.server);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"app", 3);
  keep_sessions(e.server, way);
  return e;
}

CASE_EACH_VERSION(verified_everywhere, "where all names verify clients, a session serves its own name and no other") {
  for (int way = 0; way < kWays; way++) {
    struct ends e = with_certificates(version, way);
    SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
    EXPECT_INT(1, carried(&e, "first.test", "first.test"));
    EXPECT_INT(DIFFERS("a client must be verified where it goes in", 1, 0), carried(&e, "first.test", "other.test"));
    ends_free(&e);
  }
}

// "strict.test" verifies clients.
static void choose(SSL *ssl, int strict) {
  SSL_set_verify(ssl, strict ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, NULL);
}

static int by_name(SSL *ssl, int *alert, void *arg) {
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  (void)alert, (void)arg;
  choose(ssl, name != NULL && strcmp(name, "strict.test") == 0);
  return SSL_TLSEXT_ERR_OK;
}

static int by_hello(SSL *ssl, int *alert, void *arg) {
  static const char kStrict[] = "strict.test";
  const unsigned char *body = NULL;
  size_t length = 0;
  const size_t name_length = sizeof kStrict - 1;
  (void)alert, (void)arg;
  choose(ssl, SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &body, &length) == 1 &&
                  length == 5 + name_length && memcmp(body + 5, kStrict, name_length) == 0);
  return SSL_CLIENT_HELLO_SUCCESS;
}

static void expect_scopes(struct ends *e) {
  EXPECT_INT(1, carried(e, "strict.test", "strict.test"));
  EXPECT_INT(1, carried(e, "open.test", "open.test"));
  EXPECT_INT(DIFFERS("a client must be verified where it goes in", 1, 0), carried(e, "open.test", "strict.test"));
  ends_free(e);
}

CASE_EACH_VERSION(chosen_by_name, "a name that verifies clients by the server name callback resumes its own sessions") {
  for (int way = 0; way < kWays; way++) {
    struct ends e = with_certificates(version, way);
    SSL_CTX_set_tlsext_servername_callback(e.server, by_name);
    expect_scopes(&e);
  }
}

CASE_EACH_VERSION(chosen_by_hello, "a name that verifies clients by the hello callback resumes its own sessions") {
  for (int way = 0; way < kWays; way++) {
    struct ends e = with_certificates(version, way);
    SSL_CTX_set_client_hello_cb(e.server, by_hello, NULL);
    expect_scopes(&e);
  }
}

static int become_strict(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in,
                         unsigned int in_length, void *arg) {
  (void)in_length;
  if (*(int *)arg) choose(ssl, 1);
  *out = in + 1;
  *length = in[0];
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(chosen_late, "a session that the protocol callback leaves without a right to serve does not") {
  for (int way = 0; way < kWays; way++) {
    int reused = 0, strict = 0;
    struct ends e = ends_new(version);
    keep_sessions(e.server, way);
    SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"app", 3);
    SSL_CTX_set_alpn_protos(e.client, (const unsigned char *)"\2h2", 3);
    SSL_CTX_set_alpn_select_cb(e.server, become_strict, &strict);
    SSL_SESSION *session = visit(&e, "open.test", NULL, &reused);
    strict = 1;
    SSL_SESSION_free(visit(&e, "open.test", session, &reused));
    EXPECT_INT(DIFFERS("a decision counts whenever it is made", 1, -1), reused);
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

// --- Id contexts that are set while a session is looked for

static SSL_TICKET_RETURN decrypts(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t length,
                                  SSL_TICKET_STATUS status, void *arg) {
  (void)name, (void)length, (void)arg;
  SSL_set_session_id_context(ssl, (const unsigned char *)"later", 5);
  if (session == NULL) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

static int finds_no_key(SSL *ssl, const unsigned char *identity, size_t length, SSL_SESSION **session) {
  (void)identity, (void)length;
  SSL_set_session_id_context(ssl, (const unsigned char *)"later", 5);
  *session = NULL;
  return 1;
}

// The third visit resumes: what the second brought was of the first context, and its own session of the later one.
static void visit_three_times(struct ends *e) {
  int reused = 0;
  SSL_SESSION *first = visit(e, "name.test", NULL, &reused);
  SSL_SESSION *second = visit(e, "name.test", first, &reused);
  EXPECT_TRUE(reused >= 0);
  SSL_SESSION_free(visit(e, "name.test", second, &reused));
  EXPECT_INT(1, reused);
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  ends_free(e);
}

CASE_EACH_VERSION(context_by_ticket, "a ticket callback that sets the id context sets that of the session to be made") {
  struct ends e = with_certificates(version, kRing);
  SSL_CTX_set_session_ticket_cb(e.server, NULL, decrypts, NULL);
  visit_three_times(&e);
}

CASE(context_by_key, "... and so does a callback that looks for a key agreed on beforehand") {
  struct ends e = with_certificates(TLS1_3_VERSION, kRing);
  SSL_CTX_set_psk_find_session_callback(e.server, finds_no_key);
  visit_three_times(&e);
}
