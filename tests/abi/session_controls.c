// SPDX-License-Identifier: Apache-2.0
// The numbers behind the macros of sessions: programs have them compiled in, so each must mean what it does in OpenSSL.
#include "abi_test.h"
#include "pair.h"

typedef void (*callback)(void);

static int refuse(SSL *ssl, int is_forward_secure) { return (void)ssl, (void)is_forward_secure, 1; }

static void one_of_each(SSL_CTX *client, SSL_CTX *server) {
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1, resumes(client, server, session));
  SSL_CTX_flush_sessions(server, 0);
  EXPECT_INT(0, resumes(client, server, session));
  SSL_SESSION_free(session);
}

CASE(counters, "20 to 31: number, connects, accepts, hits, callback hits, misses, timeouts, full") {
  static const struct {
    int number, client, server;
  } rows[] = {
      {20, 0, 1},  // SESS_NUMBER
      {21, 3, 0}, {22, 3, 0}, {23, 0, 0},  // CONNECT, _GOOD, _RENEGOTIATE
      {24, 0, 3}, {25, 0, 3}, {26, 0, 0},  // ACCEPT, _GOOD, _RENEGOTIATE
      {27, 1, 1}, {28, 0, 0}, {29, 1, 1}, {30, 0, 0}, {31, 0, 0},  // HIT, CB_HIT, MISSES, TIMEOUTS, CACHE_FULL
  };
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  one_of_each(client, server);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (!EXPECT_INT(rows[i].client, SSL_CTX_ctrl(client, rows[i].number, 0, NULL)) ||
        !EXPECT_INT(rows[i].server, SSL_CTX_ctrl(server, rows[i].number, 0, NULL)))
      printf("  number %d\n", rows[i].number);
  }
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(settings, "42 to 45: cache size and mode") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(20480, SSL_CTX_ctrl(ctx, 43, 0, NULL));
  EXPECT_INT(20480, SSL_CTX_ctrl(ctx, 42, 7, NULL));
  EXPECT_INT(7, SSL_CTX_ctrl(ctx, 43, 0, NULL));
  EXPECT_INT(SSL_SESS_CACHE_SERVER, SSL_CTX_ctrl(ctx, 45, 0, NULL));
  EXPECT_INT(SSL_SESS_CACHE_SERVER, SSL_CTX_ctrl(ctx, 44, SSL_SESS_CACHE_OFF, NULL));
  EXPECT_INT(SSL_SESS_CACHE_OFF, SSL_CTX_ctrl(ctx, 45, 0, NULL));
  SSL_CTX_free(ctx);
}

CASE(ticket_keys, "58 and 59: ticket keys") {
  unsigned char keys[80] = {1, 2, 3}, got[80];
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(1, SSL_CTX_ctrl(ctx, 59, sizeof keys, keys));
  EXPECT_INT(1, SSL_CTX_ctrl(ctx, 58, sizeof got, got));
  EXPECT_BYTES(keys, sizeof keys, got, sizeof got);
  SSL_CTX_free(ctx);
}

CASE(not_resumable, "79: the not-resumable callback, of a context and of a connection") {
  for (int of_context = 0; of_context < 2; of_context++) {
    SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
    if (of_context) EXPECT_INT(1, SSL_CTX_callback_ctrl(server, 79, (callback)refuse));
    struct pair pair = pair_new(client, server);
    if (!of_context) EXPECT_INT(1, SSL_callback_ctrl(pair.server, 79, (callback)refuse));
    REQUIRE(pair_handshake(&pair));
    EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(pair.client)));
    pair_shutdown(&pair);
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(unknown, "a number that means nothing gives 0") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(0, SSL_CTX_ctrl(ctx, 9999, 0, NULL));
  EXPECT_INT(0, SSL_ctrl(ssl, 9999, 0, NULL));
  EXPECT_INT(0, SSL_CTX_callback_ctrl(ctx, 9999, NULL));
  EXPECT_INT(0, SSL_callback_ctrl(ssl, 9999, NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}
