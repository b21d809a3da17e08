// SPDX-License-Identifier: Apache-2.0
// SSL_stateless: a server that forgets a client until it comes back with a cookie.
#include "abi_test.h"
#include "pair.h"

static int generated, verified, refuse_generating, refuse_verifying;
static size_t cookie_len = 8;

static int on_generate(SSL *ssl, unsigned char *cookie, size_t *length) {
  (void)ssl;
  generated++;
  memset(cookie, 'c', cookie_len);
  *length = cookie_len;
  return !refuse_generating;
}

static int on_verify(SSL *ssl, const unsigned char *cookie, size_t length) {
  (void)ssl;
  verified++;
  EXPECT_INT(cookie_len, length);
  EXPECT_TRUE(length > 0 && cookie[0] == 'c');
  return !refuse_verifying;
}

static SSL_CTX *cookie_server(void) {
  SSL_CTX *ctx = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_stateless_cookie_generate_cb(ctx, on_generate);
  SSL_CTX_set_stateless_cookie_verify_cb(ctx, on_verify);
  return ctx;
}

// As a program calls it: OpenSSL returns -1 once when all that
// it has read is the change_cipher_spec before a second hello.
static int stateless(SSL *ssl) {
  const int result = SSL_stateless(ssl);
  if (result >= 0 || ERR_peek_error() != 0 || BIO_pending(SSL_get_rbio(ssl)) == 0) return result;
  return SSL_stateless(ssl);
}

// A connection that knows nothing of the first, on the same transport; takes the place of pair->server.
static void forget_server(struct pair *pair, SSL_CTX *server) {
  SSL *fresh = SSL_new(server);
  BIO *read = SSL_get_rbio(pair->server), *write = SSL_get_wbio(pair->server);
  BIO_up_ref(read);
  BIO_up_ref(write);
  SSL_set0_rbio(fresh, read);
  SSL_set0_wbio(fresh, write);
  SSL_set_accept_state(fresh);
  SSL_free(pair->server);
  pair->server = fresh;
}

// Takes the pair as far as the client's second hello, which waits to be read by a server without memory.
static int first_flight(struct pair *pair, SSL_CTX *server) {
  EXPECT_INT(-1, SSL_do_handshake(pair->client));
  const int asked = EXPECT_INT(0, stateless(pair->server));
  EXPECT_INT(-1, SSL_do_handshake(pair->client));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair->client, -1));
  forget_server(pair, server);
  return asked;
}

CASE(other_object,
     "a client comes back with the cookie to an object that has never seen it, and the handshake goes on there") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  struct pair pair = pair_new(client, server);
  REQUIRE(first_flight(&pair, server));
  EXPECT_INT(1, generated);
  EXPECT_INT(0, verified);
  EXPECT_INT(1, stateless(pair.server));
  EXPECT_INT(1, generated);
  EXPECT_INT(1, verified);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, pair_exchange(&pair));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(same_object, "the same object can take the second hello, since SSL_stateless clears it") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  struct pair pair = pair_new(client, server);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(0, stateless(pair.server));
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(1, stateless(pair.server));
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, pair_exchange(&pair));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(other_group, "the cookie says which group a share was asked for") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  EXPECT_INT(1, SSL_CTX_set1_groups_list(server, "P-384"));
  struct pair pair = pair_new(client, server);
  REQUIRE(first_flight(&pair, server));
  EXPECT_INT(1, stateless(pair.server));
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(NID_secp384r1, SSL_get_negotiated_group(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(resumption, "a session is resumed by the second hello") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  REQUIRE(first_flight(&pair, server));
  EXPECT_INT(DIFFERS("OpenSSL finds the binder wrong", -1, 1), stateless(pair.server));
  if (abi_on_reprise()) {
    EXPECT_INT(1, pair_handshake(&pair));
    EXPECT_INT(1, SSL_session_reused(pair.server));
  }
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(early_data, "early data that was sent after the first hello is passed over") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  SSL_CTX_set_max_early_data(server, 1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  size_t written;
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &written));
  REQUIRE(first_flight(&pair, server));
  EXPECT_INT(DIFFERS("statelessness and early data go together", -1, 1), stateless(pair.server));
  if (abi_on_reprise()) {
    EXPECT_INT(1, pair_handshake(&pair));
    EXPECT_INT(1, SSL_session_reused(pair.server));
    EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
  }
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Inverts a bit of the cookie in the HelloRetryRequest that the client is about to read, `at` bytes before its end.
static void alter_cookie(SSL *client, int at) {
  static unsigned char bytes[20000];
  const int length = BIO_read(SSL_get_rbio(client), bytes, sizeof bytes);
  int found = 0;
  for (int i = 44; i + 4 < length && !found; i++) {
    found = bytes[i] == 0 && bytes[i + 1] == TLSEXT_TYPE_cookie;
    if (found) bytes[i + 3 + (bytes[i + 2] << 8 | bytes[i + 3]) - at] ^= 1;
  }
  EXPECT_TRUE(found);
  BIO *altered = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(altered, -1);
  BIO_write(altered, bytes, length);
  BIO *transport = SSL_get_rbio(client);
  BIO_up_ref(transport);
  SSL_set0_rbio(client, altered);
  EXPECT_INT(-1, SSL_do_handshake(client));
  SSL_set0_rbio(client, transport);
}

CASE(altered_cookie, "an altered cookie is answered with illegal_parameter") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  const int places[] = {0, 35, 50, 70};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    struct pair pair = pair_new(client, server);
    EXPECT_INT(-1, SSL_do_handshake(pair.client));
    EXPECT_INT(0, stateless(pair.server));
    alter_cookie(pair.client, places[i]);
    forget_server(&pair, server);
    EXPECT_INT(-1, stateless(pair.server));
    EXPECT_REASON(SSL_R_COOKIE_MISMATCH);
    EXPECT_INT(-1, SSL_do_handshake(pair.client));
    EXPECT_REASON(SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER);
    pair_free(&pair);
  }
  EXPECT_INT(0, verified);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(cookie_of_another_context, "a cookie of another context is not ours") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server(), *other = cookie_server();
  struct pair pair = pair_new(client, server);
  REQUIRE(first_flight(&pair, other));
  EXPECT_INT(-1, stateless(pair.server));
  EXPECT_REASON(SSL_R_COOKIE_MISMATCH);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(other);
}

CASE(refused_by_callback, "a cookie that the program refuses is answered with illegal_parameter") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  refuse_verifying = 1;
  struct pair pair = pair_new(client, server);
  REQUIRE(first_flight(&pair, server));
  EXPECT_INT(-1, stateless(pair.server));
  EXPECT_INT(1, verified);
  EXPECT_REASON(SSL_R_COOKIE_MISMATCH);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(no_cookie_made,
     "without a callback, with one that fails, and with a cookie of no or of too many bytes SSL_stateless fails") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  const struct {
    size_t len;
    int refuse, reason;
  } rows[] = {{8, 0, SSL_R_NO_COOKIE_CALLBACK_SET}, {8, 1, SSL_R_COOKIE_GEN_CALLBACK_FAILURE},
              {0, 0, ERR_R_INTERNAL_ERROR}, {256, 0, ERR_R_INTERNAL_ERROR}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    cookie_len = rows[i].len;
    refuse_generating = rows[i].refuse;
    struct pair pair = pair_new(client, server);
    EXPECT_INT(-1, SSL_do_handshake(pair.client));
    EXPECT_INT(-1, SSL_stateless(pair.server));
    EXPECT_REASON(rows[i].reason);
    EXPECT_INT(-1, SSL_do_handshake(pair.client));
    EXPECT_REASON(SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
    pair_free(&pair);
    SSL_CTX_set_stateless_cookie_generate_cb(server, on_generate);
    SSL_CTX_set_stateless_cookie_verify_cb(server, on_verify);
  }
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(nothing_to_read, "without a hello there is nothing to answer") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  struct pair pair = pair_new(client, server);
  EXPECT_INT(-1, SSL_stateless(pair.server));
  EXPECT_INT(0, generated);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tls12, "a client of TLS 1.2 gets its answer, and SSL_stateless says that it was not stateless") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(0);
  SSL_CTX_set_stateless_cookie_generate_cb(server, on_generate);
  SSL_CTX_set_stateless_cookie_verify_cb(server, on_verify);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_INT(-1, SSL_stateless(pair.server));
  EXPECT_INT(0, generated);
  EXPECT_INT(1, pair_handshake(&pair));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(ordinary_accept, "SSL_accept asks for no cookie, whatever callbacks there are") {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = cookie_server();
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(0, generated);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
