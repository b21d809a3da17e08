// SPDX-License-Identifier: Apache-2.0
// What callbacks hand back and no program should: pointers to nothing, keys without a key, alerts that are none; and
// sessions of another id context.
#include "abi_test.h"
#include "pair.h"

static int refused(struct pair *pair) {
  const int done = pair_handshake(pair);
  ERR_clear_error();
  return !done;
}

// --- Pointers

static int alpn_to_nothing(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *in,
                           unsigned in_len, void *arg) {
  (void)ssl, (void)in, (void)in_len, (void)arg;
  *out = NULL;
  *size = 10;
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(alpn, "an ALPN callback that chooses ten bytes at null ends the handshake") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_alpn_select_cb(ends.server, alpn_to_nothing, NULL);
  SSL_CTX_set_alpn_protos(ends.client, (const unsigned char *)"\3one", 4);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(refused(&pair));
  pair_free(&pair);
  ends_free(&ends);
}

// --- Keys agreed on beforehand

static struct {
  const char *identity;
  size_t identity_len, key_len;
  int version, cipher;
} gives;

static SSL_SESSION *key_of(SSL *ssl) {
  static const unsigned char key[32] = "0123456789abcdef0123456789abcde";
  const unsigned char id[2] = {(unsigned char)(gives.cipher >> 8), (unsigned char)gives.cipher};
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set1_master_key(session, key, gives.key_len);
  SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, id));
  SSL_SESSION_set_protocol_version(session, gives.version);
  return session;
}
static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session) {
  (void)md;
  *id = (const unsigned char *)gives.identity;
  *id_len = gives.identity_len;
  *session = key_of(ssl);
  return 1;
}
static int find_session(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **session) {
  (void)id, (void)id_len;
  *session = key_of(ssl);
  return 1;
}

// Whether a client fails at once on what its callback gives, having told its server.
static int client_fails(const char *identity, size_t identity_len, size_t key_len) {
  struct ends ends = ends_new(TLS1_3_VERSION);
  gives.identity = identity, gives.identity_len = identity_len, gives.key_len = key_len;
  gives.version = TLS1_3_VERSION, gives.cipher = 0x1301;
  SSL_CTX_set_psk_use_session_callback(ends.client, use_session);
  struct pair pair = pair_new(ends.client, ends.server);
  const int result = SSL_do_handshake(pair.client);
  const int failed = result != 1 && SSL_get_error(pair.client, result) == SSL_ERROR_SSL;
  ERR_clear_error();
  pair_free(&pair);
  ends_free(&ends);
  return failed;
}

CASE(identity, "a key with an identity at null, or with an empty one, is not offered: the handshake fails") {
  EXPECT_TRUE(client_fails(NULL, 5, 32));
  EXPECT_TRUE(client_fails("", 0, 32));
  EXPECT_FALSE(client_fails("me", 2, 32));
}

CASE(empty_key, "a key of no length is no key: the handshake fails, and not the process") {
  const int failed = client_fails("me", 2, 0);
  EXPECT_TRUE(DIFFERS("OpenSSL offers it, which anybody could answer", 1, failed));
}

// Whether a server resumes with what its callback finds; the client has the key that is meant.
static int server_takes(int version, int cipher) {
  struct ends ends = ends_new(TLS1_3_VERSION);
  gives.identity = "me", gives.identity_len = 2, gives.key_len = 32;
  gives.version = TLS1_3_VERSION, gives.cipher = 0x1301;
  SSL_CTX_set_ciphersuites(ends.client, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_psk_use_session_callback(ends.client, use_session);
  SSL_CTX_set_psk_find_session_callback(ends.server, find_session);
  struct pair pair = pair_new(ends.client, ends.server);
  SSL_do_handshake(pair.client);
  gives.version = version, gives.cipher = cipher;
  const int done = pair_handshake(&pair);
  const int resumed = done && SSL_session_reused(pair.server);
  ERR_clear_error();
  pair_free(&pair);
  ends_free(&ends);
  return !done ? -1 : resumed;
}

CASE(found_key, "a server goes on without a key whose session is of another version") {
  EXPECT_INT(1, server_takes(TLS1_3_VERSION, 0x1301));
  EXPECT_INT(0, server_takes(TLS1_2_VERSION, 0x1301));
  EXPECT_INT(0, server_takes(0x0305, 0x1301));
}

static unsigned old_client_key(SSL *ssl, const char *hint, char *identity, unsigned room, unsigned char *key,
                               unsigned key_room) {
  (void)ssl, (void)hint, (void)key_room;
  BIO_snprintf(identity, room, "me");
  memset(key, 'k', 32);
  return 32;
}
static unsigned old_server_key(SSL *ssl, const char *identity, unsigned char *key, unsigned room) {
  (void)ssl, (void)identity, (void)room;
  memset(key, 'k', 32);
  return 32;
}

CASE(nobody_verified, "a server says of a client with a key of the older callbacks that nobody was verified") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(ends.client, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_psk_client_callback(ends.client, old_client_key);
  SSL_CTX_set_psk_server_callback(ends.server, old_server_key);
  SSL_CTX_set_verify(ends.server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_id_context(ends.server, (const unsigned char *)"s", 1);
  struct pair pair = pair_new(ends.client, ends.server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_NULL(SSL_get0_peer_certificate(pair.server));
  EXPECT_INT(X509_V_ERR_UNSPECIFIED, SSL_get_verify_result(pair.server));
  pair_free(&pair);
  ends_free(&ends);
}

// --- Certificates and alerts

static int give_and_say_many(SSL *ssl, X509 **certificate, EVP_PKEY **key) {
  const struct identity *who = identity_client();
  (void)ssl;
  X509_up_ref(who->cert);
  EVP_PKEY_up_ref(who->key);
  *certificate = who->cert;
  *key = who->key;
  return 55;
}

CASE_EACH_VERSION(client_certificate, "a certificate is shown when its callback says 1, and nothing else") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_client_cert_cb(ends.client, give_and_say_many);
  SSL_CTX_set_verify(ends.server, SSL_VERIFY_PEER, NULL);
  trust_ca(ends.server);
  struct pair pair = pair_new(ends.client, ends.server);
  pair_handshake(&pair);
  EXPECT_NULL(SSL_get0_peer_certificate(pair.server));
  pair_free(&pair);
  ends_free(&ends);
}

static int refuse_with_256(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)arg;
  *alert = 256;
  return SSL_CLIENT_HELLO_ERROR;
}

CASE_EACH_VERSION(alert, "an alert that is none is not cut to close_notify") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_client_hello_cb(ends.server, refuse_with_256, NULL);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  ERR_clear_error();
  SSL_do_handshake(pair.client);
  EXPECT_INT(DIFFERS("OpenSSL sends none, and its client waits", 0, SSL_R_TLSV1_ALERT_INTERNAL_ERROR),
             ERR_GET_REASON(ERR_peek_error()));
  ERR_clear_error();
  pair_free(&pair);
  ends_free(&ends);
}

// --- Sessions of another context

CASE_EACH_VERSION(other_context, "a client takes up no session of another id context, whoever vouched for its server") {
  struct ends ends = ends_new(version);
  SSL_CTX *strict = client_ctx(version);
  SSL_CTX_set_session_id_context(ends.client, (const unsigned char *)"A", 1);
  SSL_CTX_set_session_id_context(strict, (const unsigned char *)"B", 1);
  SSL_CTX_set_cert_store(strict, X509_STORE_new());  // trusts nobody
  SSL_CTX_set_verify(strict, SSL_VERIFY_PEER, NULL);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  REQUIRE(session != NULL);
  EXPECT_INT(-1, resumes(strict, ends.server, session));
  ERR_clear_error();
  SSL_SESSION_free(session);
  session = session_from(ends.client, ends.server);
  EXPECT_INT(1, resumes(ends.client, ends.server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(strict);
  ends_free(&ends);
}

CASE_EACH_VERSION(moved_context, "a client whose id context changes under way takes up no session of the one before") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_session_id_context(ends.client, (const unsigned char *)"A", 1);
  SSL_SESSION *session = session_from(ends.client, ends.server);
  REQUIRE(session != NULL);
  struct pair pair = pair_new(ends.client, ends.server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.client, -1));
  SSL_set_session_id_context(pair.client, (const unsigned char *)"B", 1);
  EXPECT_PTR(pair.client, pair_first_failure(&pair));
  EXPECT_INT(SSL_R_ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT, ERR_GET_REASON(ERR_peek_error()));
  ERR_clear_error();
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&ends);
}
