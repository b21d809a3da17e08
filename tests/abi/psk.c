// SPDX-License-Identifier: Apache-2.0
// External pre-shared keys: the TLS 1.2 style callbacks in both versions, and the session callbacks of TLS 1.3.
#include "abi_test.h"
#include "pair.h"

static const unsigned char key[32] = {1, 2, 3, 4, 5, 6, 7, 8};
static int client_calls, server_calls, server_knows;
static char hint_seen[32], identity_seen[32];

static unsigned int on_client(SSL *ssl, const char *hint, char *identity, unsigned int identity_len, unsigned char *psk,
                              unsigned int psk_len) {
  (void)ssl;
  client_calls++;
  EXPECT_TRUE(identity_len >= 128 && psk_len >= 256);
  strcpy(hint_seen, hint != NULL ? hint : "(null)");
  strcpy(identity, "someone");
  memcpy(psk, key, sizeof key);
  return sizeof key;
}

static unsigned int on_server(SSL *ssl, const char *identity, unsigned char *psk, unsigned int psk_len) {
  (void)ssl;
  server_calls++;
  EXPECT_TRUE(psk_len >= 256);
  strcpy(identity_seen, identity);
  memcpy(psk, key, sizeof key);
  return server_knows ? sizeof key : 0;
}

static SSL_CTX *psk_client(int version) {
  SSL_CTX *ctx = client_ctx(version);
  client_calls = server_calls = 0;
  server_knows = 1;
  SSL_CTX_set_psk_client_callback(ctx, on_client);
  if (version == TLS1_2_VERSION) SSL_CTX_set_cipher_list(ctx, "PSK");
  return ctx;
}

static SSL_CTX *psk_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_psk_server_callback(ctx, on_server);
  return ctx;
}

CASE(tls12, "TLS 1.2: hint and identity reach the callbacks, no certificate is needed") {
  AWAITS("PSK suites of TLS 1.2");
  SSL_CTX *client = psk_client(TLS1_2_VERSION), *server = psk_server(TLS1_2_VERSION);
  EXPECT_INT(1, SSL_CTX_use_psk_identity_hint(server, "a hint"));
  SSL_CTX_set_cipher_list(server, "ALL");
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, client_calls);
  EXPECT_INT(1, server_calls);
  EXPECT_STR("a hint", hint_seen);
  EXPECT_STR("someone", identity_seen);
  EXPECT_STR("someone", SSL_get_psk_identity(pair.client));
  EXPECT_STR("someone", SSL_get_psk_identity(pair.server));
  EXPECT_STR("a hint", SSL_get_psk_identity_hint(pair.client));
  EXPECT_NULL(SSL_get0_peer_certificate(pair.client));
  EXPECT_INT(1, pair_exchange(&pair));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tls12_unknown, "TLS 1.2: an identity the server does not know is fatal: unknown_psk_identity") {
  AWAITS("PSK suites of TLS 1.2");
  SSL_CTX *client = psk_client(TLS1_2_VERSION), *server = psk_server(TLS1_2_VERSION);
  server_knows = 0;
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_PSK_IDENTITY_NOT_FOUND);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(SSL_R_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY, ERR_GET_REASON(ERR_peek_error()));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tls12_resumes, "TLS 1.2: a PSK session resumes without asking for the key again") {
  AWAITS("PSK suites of TLS 1.2");
  SSL_CTX *client = psk_client(TLS1_2_VERSION), *server = psk_server(TLS1_2_VERSION);
  SSL_SESSION *session = session_from(client, server);
  client_calls = server_calls = 0;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(0, client_calls);
  EXPECT_INT(0, server_calls);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tls13_old_style, "TLS 1.3 takes the TLS 1.2 style callbacks: the hint is NULL, it counts as reused") {
  SSL_CTX *client = psk_client(TLS1_3_VERSION), *server = psk_server(TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(client, "TLS_AES_128_GCM_SHA256");
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR("(null)", hint_seen);
  EXPECT_STR("someone", identity_seen);
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  EXPECT_INT(1, pair_exchange(&pair));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tls13_unknown, "TLS 1.3: an identity the server does not know is a full handshake") {
  SSL_CTX *client = psk_client(TLS1_3_VERSION), *server = psk_server(TLS1_3_VERSION);
  server_knows = 0;
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(0, SSL_session_reused(pair.client));
  EXPECT_INT(1, server_calls);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(hint_limits, "an identity hint may have 256 characters; 257 are refused; NULL clears") {
  char hint[258];
  memset(hint, 'h', sizeof hint);
  hint[257] = 0;
  SSL_CTX *ctx = server_ctx(0);
  EXPECT_INT(0, SSL_CTX_use_psk_identity_hint(ctx, hint));
  EXPECT_REASON(SSL_R_DATA_LENGTH_TOO_LONG);
  EXPECT_INT(1, SSL_CTX_use_psk_identity_hint(ctx, hint + 1));
  EXPECT_INT(1, SSL_CTX_use_psk_identity_hint(ctx, NULL));
  SSL *ssl = SSL_new(ctx);
  EXPECT_NULL(SSL_get_psk_identity(ssl));
  EXPECT_NULL(SSL_get_psk_identity_hint(ssl));
  EXPECT_INT(1, SSL_use_psk_identity_hint(ssl, "x"));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}


static int find_answer, use_answer;

static SSL_SESSION *psk_session(SSL *ssl) {
  static const unsigned char aes128[2] = {0x13, 0x01};
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set1_master_key(session, key, sizeof key);
  SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, aes128));
  SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION);
  return session;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session) {
  client_calls++;
  if (md != NULL && !EVP_MD_is_a(md, "SHA256")) return use_answer;
  *session = use_answer ? psk_session(ssl) : NULL;
  *id = (const unsigned char *)"identity";
  *id_len = 8;
  return use_answer;
}

static int find_session(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **session) {
  server_calls++;
  EXPECT_BYTES("identity", 8, identity, len);
  *session = find_answer == 1 ? psk_session(ssl) : NULL;
  return find_answer >= 0;
}

static struct pair session_pair(SSL_CTX *client, SSL_CTX *server) {
  client_calls = server_calls = 0;
  SSL_CTX_set_ciphersuites(client, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_psk_use_session_callback(client, use_session);
  SSL_CTX_set_psk_find_session_callback(server, find_session);
  return pair_new(client, server);
}

CASE(session_callbacks, "use_session and find_session give both sides the same key: reused, no certificate") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  find_answer = use_answer = 1;
  struct pair pair = session_pair(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, client_calls);
  EXPECT_INT(1, server_calls);
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  EXPECT_NULL(SSL_get0_peer_certificate(pair.client));
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.client));  // no certificate was found to be bad
  EXPECT_STR("TLS_AES_128_GCM_SHA256", SSL_get_cipher(pair.client));
  EXPECT_INT(1, pair_exchange(&pair));
  EXPECT_INT(1, SSL_SESSION_is_resumable(SSL_get_session(pair.client)));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int no_key(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session) {
  (void)ssl, (void)md, (void)id, (void)id_len;
  *session = NULL;
  return 1;
}

CASE(use_session_of_ssl, "the connection's use_session comes before the context's; one without a key offers none") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  find_answer = use_answer = 1;
  struct pair pair = session_pair(client, server);
  SSL_set_psk_use_session_callback(pair.client, no_key);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, client_calls);
  EXPECT_INT(0, server_calls);
  EXPECT_INT(0, SSL_session_reused(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(session_callbacks_unknown, "find_session without a session is a full handshake, a 0 is fatal") {
  for (find_answer = -1; find_answer < 1; find_answer++) {
    SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
    use_answer = 1;
    struct pair pair = session_pair(client, server);
    if (find_answer == 0) {
      EXPECT_INT(1, pair_handshake(&pair));
      EXPECT_INT(0, SSL_session_reused(pair.client));
      pair_shutdown(&pair);
    } else {
      EXPECT_PTR(pair.server, pair_first_failure(&pair));
      EXPECT_REASON(SSL_R_BAD_EXTENSION);
    }
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(use_session_fails, "use_session that returns 0 is fatal at the client") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  find_answer = 1;
  use_answer = 0;
  struct pair pair = session_pair(client, server);
  EXPECT_PTR(pair.client, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_BAD_PSK);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int other_key(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **session) {
  (void)identity, (void)len;
  unsigned char wrong[32] = {9};
  *session = psk_session(ssl);
  return SSL_SESSION_set1_master_key(*session, wrong, sizeof wrong);
}

CASE(binder_mismatch, "a PSK whose key differs fails the binder check") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  use_answer = 1;
  struct pair pair = session_pair(client, server);
  SSL_set_psk_find_session_callback(pair.server, other_key);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_BINDER_DOES_NOT_VERIFY);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// --- One object for all connections, as a program that has one key keeps it

static SSL_SESSION *shared_psk;
static const char *user;  // what the server notes of the client; null: nothing
static char user_in_ticket[16];
static int shown_another;

static int use_shared(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session) {
  (void)ssl, (void)md;
  SSL_SESSION_up_ref(shared_psk);
  *session = shared_psk;
  *id = (const unsigned char *)"id";
  *id_len = 2;
  return 1;
}

static int find_shared(SSL *ssl, const unsigned char *identity, size_t len, SSL_SESSION **session) {
  (void)ssl, (void)identity;
  *session = NULL;
  if (len != 2) return 1;  // a ticket
  SSL_SESSION_up_ref(shared_psk);
  *session = shared_psk;
  return 1;
}

static int note_user(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  SSL_SESSION *session = SSL_get_session(ssl);
  shown_another = session != shared_psk;
  if (user == NULL || session == NULL) return SSL_TLSEXT_ERR_NOACK;
  SSL_SESSION_set1_ticket_appdata(session, user, strlen(user));
  SSL_SESSION_set_timeout(session, 77);
  return SSL_TLSEXT_ERR_NOACK;
}

static int any_ticket(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  return 1;
}

static SSL_TICKET_RETURN read_user(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t name_len,
                                   SSL_TICKET_STATUS status, void *arg) {
  (void)ssl, (void)name, (void)name_len, (void)status, (void)arg;
  void *data = NULL;
  size_t length = 0;
  if (session == NULL) return SSL_TICKET_RETURN_IGNORE_RENEW;
  SSL_SESSION_get0_ticket_appdata(session, &data, &length);
  EXPECT_TRUE(length < sizeof user_in_ticket);
  if (length != 0) memcpy(user_in_ticket, data, length);
  user_in_ticket[length] = 0;
  return SSL_TICKET_RETURN_USE_RENEW;
}

// The client's session of a connection by the key that all share, of the client that `who` names.
static SSL_SESSION *session_of(SSL_CTX *client, SSL_CTX *server, const char *who) {
  user = who;
  SSL_CTX_set_psk_use_session_callback(client, use_shared);
  SSL_SESSION *session = session_from(client, server);
  SSL_CTX_set_psk_use_session_callback(client, NULL);
  user = NULL;
  return session;
}

CASE(shared_object, "what a connection sets on the session of a PSK is neither the program's nor the next one's") {
  int freed = 0;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(client, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_psk_find_session_callback(server, find_shared);
  SSL_CTX_set_tlsext_servername_callback(server, note_user);
  SSL_CTX_set_session_ticket_cb(server, any_ticket, read_user, NULL);
  SSL *ssl = SSL_new(client);
  shared_psk = psk_session(ssl);
  SSL_free(ssl);
  SSL_SESSION_set_timeout(shared_psk, 1000);
  watch_session(shared_psk, &freed);

  SSL_SESSION *first = session_of(client, server, "alice");
  EXPECT_INT(1, shown_another);
  SSL_SESSION *second = session_of(client, server, NULL);
  EXPECT_INT(1, resumes(client, server, second));
  EXPECT_STR("", user_in_ticket);
  EXPECT_INT(1, resumes(client, server, first));
  EXPECT_STR("alice", user_in_ticket);
  EXPECT_INT(1000, SSL_SESSION_get_timeout(shared_psk));
  SSL_SESSION_free(first);
  SSL_SESSION_free(second);
  SSL_SESSION_free(shared_psk);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int saw_the_object, saw_its_data;

static void see_session(const SSL *ssl, int where, int value) {
  void *data = NULL;
  size_t length = 0;
  SSL_SESSION *session = SSL_get_session(ssl);
  (void)where, (void)value;
  if (session == NULL) return;
  SSL_SESSION_get0_ticket_appdata(session, &data, &length);
  if (session == shared_psk) saw_the_object = 1;
  if (length == 7 && memcmp(data, "program", 7) == 0) saw_its_data = 1;
}

CASE(shared_by_clients, "... on clients too, whose copy has what the program has hung on its own") {
  saw_the_object = saw_its_data = 0;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(client, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_num_tickets(server, 0);
  SSL_CTX_set_psk_find_session_callback(server, find_shared);
  SSL_CTX_set_psk_use_session_callback(client, use_shared);
  SSL_CTX_set_info_callback(client, see_session);
  struct pair pair = pair_new(client, server);
  shared_psk = psk_session(pair.client);
  SSL_SESSION_set1_ticket_appdata(shared_psk, "program", 7);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, saw_the_object);
  EXPECT_INT(1, saw_its_data);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(shared_psk);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
