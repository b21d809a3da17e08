// SPDX-License-Identifier: Apache-2.0
// Early data (0-RTT): limits, writing and reading, the status on both sides, what refuses it.
#include "abi_test.h"
#include "pair.h"

enum { kVersion = TLS1_3_VERSION };

static SSL_CTX *early_server(uint32_t limit) {
  SSL_CTX *ctx = server_ctx(kVersion);
  EXPECT_INT(1, SSL_CTX_set_max_early_data(ctx, limit));
  return ctx;
}

// A pair whose client offers `session` and has written `early` before the handshake.
static struct pair with_early(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, const char *early) {
  size_t written = 0;
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, early, strlen(early), &written));
  EXPECT_INT(strlen(early), written);
  return pair;
}

static void finish(struct pair *pair, SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session) {
  pair_shutdown(pair);
  pair_free(pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(limits, "max_early_data is 0 and recv_max_early_data 16384 by default; both are copied to connections") {
  SSL_CTX *ctx = server_ctx(0);
  EXPECT_INT(0, SSL_CTX_get_max_early_data(ctx));
  EXPECT_INT(16384, SSL_CTX_get_recv_max_early_data(ctx));
  EXPECT_INT(1, SSL_CTX_set_max_early_data(ctx, 1234));
  EXPECT_INT(1, SSL_CTX_set_recv_max_early_data(ctx, 4321));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1234, SSL_get_max_early_data(ssl));
  EXPECT_INT(4321, SSL_get_recv_max_early_data(ssl));
  EXPECT_INT(1, SSL_set_max_early_data(ssl, 0xFFFFFFFFu));
  EXPECT_INT(1, SSL_set_recv_max_early_data(ssl, 7));
  EXPECT_INT(0xFFFFFFFFu, SSL_get_max_early_data(ssl));
  EXPECT_INT(7, SSL_get_recv_max_early_data(ssl));
  EXPECT_INT(1234, SSL_CTX_get_max_early_data(ctx));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(accepted, "early data is read before the handshake ends, and both sides say ACCEPTED") {
  char buffer[32];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = with_early(client, server, session, "early!");
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_BYTES("early!", 6, buffer, len);
  EXPECT_INT(SSL_EARLY_DATA_ACCEPTED, SSL_get_early_data_status(pair.server));
  EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.server, 0));
  EXPECT_INT(1, SSL_do_handshake(pair.client));
  EXPECT_INT(SSL_EARLY_DATA_ACCEPTED, SSL_get_early_data_status(pair.client));
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(0, len);
  EXPECT_INT(1, SSL_do_handshake(pair.server));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  EXPECT_INT(1, pair_exchange(&pair));
  finish(&pair, client, server, session);
}

CASE(several_writes, "early data may come in several writes and be read in pieces") {
  char buffer[4];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = with_early(client, server, session, "abcdef");
  EXPECT_INT(1, SSL_write_early_data(pair.client, "gh", 2, &len));
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_BYTES("abcd", 4, buffer, len);
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_BYTES("ef", 2, buffer, len);
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_BYTES("gh", 2, buffer, len);
  EXPECT_INT(1, SSL_do_handshake(pair.client));
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_INT(1, SSL_do_handshake(pair.server));
  finish(&pair, client, server, session);
}

CASE(server_writes_early, "after reading early data the server may answer before the handshake ends") {
  char buffer[16];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = with_early(client, server, session, "GET");
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(1, SSL_write_early_data(pair.server, "answer", 6, &len));
  EXPECT_INT(6, len);
  EXPECT_INT(6, SSL_read(pair.client, buffer, sizeof buffer));
  EXPECT_BYTES("answer", 6, buffer, 6);
  EXPECT_INT(1, SSL_do_handshake(pair.client));
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(1, SSL_do_handshake(pair.server));
  EXPECT_INT(1, pair_exchange(&pair));
  finish(&pair, client, server, session);
}

CASE(single_use, "the same session's early data is accepted once; then it is rejected with a full handshake") {
  char buffer[16];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  for (int use = 0; use < 2; use++) {
    struct pair pair = with_early(client, server, session, "once");
    EXPECT_INT(use == 0 ? SSL_READ_EARLY_DATA_SUCCESS : SSL_READ_EARLY_DATA_FINISH,
               SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_INT(use == 0 ? SSL_EARLY_DATA_ACCEPTED : SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.server));
    EXPECT_INT(1, SSL_do_handshake(pair.client));
    if (use == 0) EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_INT(1, SSL_do_handshake(pair.server));
    EXPECT_INT(use == 0 ? SSL_EARLY_DATA_ACCEPTED : SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
    EXPECT_INT(use == 0, SSL_session_reused(pair.client));
    EXPECT_INT(1, pair_exchange(&pair));
    pair_shutdown(&pair);
    pair_free(&pair);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

enum { kMaxFlight = 4096 };

// What a client sends first: its hello, with `session` and early data.
static int first_flight(SSL_CTX *ctx, SSL_SESSION *session, unsigned char flight[kMaxFlight]) {
  size_t written = 0;
  SSL *client = SSL_new(ctx);
  BIO *out = BIO_new(BIO_s_mem());
  SSL_set_bio(client, BIO_new(BIO_s_mem()), out);
  SSL_set_connect_state(client);
  SSL_set_session(client, session);
  EXPECT_INT(1, SSL_write_early_data(client, "once", 4, &written));
  const int len = BIO_read(out, flight, kMaxFlight);
  SSL_set_shutdown(client, SSL_SENT_SHUTDOWN);
  SSL_free(client);
  return len;
}

// What a server makes of such bytes.
static int status_for(SSL_CTX *ctx, const unsigned char *flight, int len) {
  char buffer[16];
  size_t size = 0;
  SSL *server = SSL_new(ctx);
  BIO *in = BIO_new(BIO_s_mem());
  BIO_write(in, flight, len);
  SSL_set_bio(server, in, BIO_new(BIO_s_mem()));
  SSL_set_accept_state(server);
  SSL_read_early_data(server, buffer, sizeof buffer, &size);
  ERR_clear_error();
  const int status = SSL_get_early_data_status(server);
  EXPECT_INT(status == SSL_EARLY_DATA_ACCEPTED ? 4 : 0, size);
  SSL_free(server);
  return status;
}

CASE(replayed, "of two copies of one flight the first brings its early data, though neither handshake ends") {
  unsigned char flight[kMaxFlight];
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  const int len = first_flight(client, session, flight);
  EXPECT_INT(SSL_EARLY_DATA_ACCEPTED, status_for(server, flight, len));
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, status_for(server, flight, len));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(spent_by_others, "who knows the ticket and not its key: spends it on OpenSSL, and not on Reprise") {
  enum { kRecordHeader = 5 };
  unsigned char flight[kMaxFlight], wrong[kMaxFlight];
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  const int len = first_flight(client, session, flight);
  REQUIRE(len > kRecordHeader);
  memcpy(wrong, flight, (size_t)len);
  wrong[kRecordHeader + (flight[3] << 8 | flight[4]) - 1] ^= 1;  // the end of the hello, and of the binder
  EXPECT_TRUE(status_for(server, wrong, len) != SSL_EARLY_DATA_ACCEPTED);
  EXPECT_INT(DIFFERS("an onlooker cannot spend it", SSL_EARLY_DATA_REJECTED, SSL_EARLY_DATA_ACCEPTED),
             status_for(server, flight, len));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(no_anti_replay, "with SSL_OP_NO_ANTI_REPLAY the same session's early data is accepted again") {
  char buffer[16];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_CTX_set_options(server, SSL_OP_NO_ANTI_REPLAY);
  SSL_SESSION *session = session_from(client, server);
  for (int use = 0; use < 2; use++) {
    struct pair pair = with_early(client, server, session, "again");
    EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_BYTES("again", 5, buffer, len);
    EXPECT_INT(1, SSL_do_handshake(pair.client));
    EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_INT(1, SSL_do_handshake(pair.server));
    pair_shutdown(&pair);
    pair_free(&pair);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(not_allowed, "a session without early data refuses SSL_write_early_data") {
  size_t written = 9;
  SSL_CTX *client = client_ctx(kVersion), *server = server_ctx(kVersion);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(0, SSL_SESSION_get_max_early_data(session));
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(0, SSL_write_early_data(pair.client, "x", 1, &written));
  EXPECT_REASON(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
  EXPECT_INT(SSL_EARLY_DATA_NOT_SENT, SSL_get_early_data_status(pair.client));
  EXPECT_INT(SSL_EARLY_DATA_NOT_SENT, SSL_get_early_data_status(pair.server));
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(no_session, "without a session SSL_write_early_data is refused") {
  size_t written = 9;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(0, SSL_write_early_data(pair.client, "x", 1, &written));
  EXPECT_REASON(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(too_much, "writing more early data than the session allows is refused with TOO_MUCH_EARLY_DATA") {
  size_t written = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(4);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(4, SSL_SESSION_get_max_early_data(session));
  struct pair pair = with_early(client, server, session, "four");
  EXPECT_INT(0, SSL_write_early_data(pair.client, "x", 1, &written));
  EXPECT_REASON(SSL_R_TOO_MUCH_EARLY_DATA);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(too_much_at_once, "of one write of more early data than the session allows nothing is sent") {
  static char data[100000];
  size_t written = 1, got = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(80000);
  SSL_CTX_set_recv_max_early_data(server, 80000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(0, SSL_write_early_data(pair.client, data, sizeof data, &written));
  EXPECT_REASON(SSL_R_TOO_MUCH_EARLY_DATA);
  SSL_read_early_data(pair.server, data, sizeof data, &got);
  EXPECT_INT(0, got);
  if (abi_on_reprise()) {  // OpenSSL can do nothing more with this connection
    EXPECT_INT(1, SSL_write_early_data(pair.client, data, 80000 / 2, &written));
    EXPECT_INT(80000 / 2, written);
    EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, data, sizeof data, &got));
    EXPECT_TRUE(got > 0);
  }
  finish(&pair, client, server, session);
}

static int allow;

static int allow_early(SSL *ssl, void *arg) {
  (void)ssl;
  EXPECT_STR("argument", (const char *)arg);
  return allow;
}

CASE(allow_callback, "the allow callback decides: 0 rejects early data, the session still resumes") {
  char buffer[16];
  size_t len = 0;
  for (allow = 0; allow < 2; allow++) {
    SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
    SSL_CTX_set_allow_early_data_cb(server, allow_early, (void *)"argument");
    SSL_SESSION *session = session_from(client, server);
    struct pair pair = with_early(client, server, session, "maybe");
    EXPECT_INT(allow ? SSL_READ_EARLY_DATA_SUCCESS : SSL_READ_EARLY_DATA_FINISH,
               SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_INT(1, SSL_do_handshake(pair.client));
    if (allow) EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
    EXPECT_INT(1, SSL_do_handshake(pair.server));
    EXPECT_INT(allow ? SSL_EARLY_DATA_ACCEPTED : SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
    EXPECT_INT(1, SSL_session_reused(pair.client));
    finish(&pair, client, server, session);
  }
}

CASE(skipped_by_plain_accept, "a server that just accepts skips early data and says REJECTED") {
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = with_early(client, server, session, "skipped");
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.server));
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_INT(1, pair_exchange(&pair));
  EXPECT_INT(0, SSL_write_early_data(pair.client, "x", 1, &len));
  ERR_clear_error();
  finish(&pair, client, server, session);
}

CASE(after_restart, "a server that has forgotten the session skips early data in a full handshake") {
  char buffer[16];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  SSL_CTX_flush_sessions(server, 0);
  struct pair pair = with_early(client, server, session, "lost");
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(1, SSL_do_handshake(pair.client));
  EXPECT_INT(1, SSL_do_handshake(pair.server));
  EXPECT_INT(0, SSL_session_reused(pair.client));
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
  EXPECT_INT(1, pair_exchange(&pair));
  finish(&pair, client, server, session);
}

CASE(wrong_ends, "SSL_read_early_data on a client is refused, and on a server after the handshake") {
  char buffer[4];
  size_t len = 0;
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.client, buffer, 4, &len));
  EXPECT_REASON(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_REASON(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
  finish(&pair, client, server, NULL);
}

CASE(not_sent_12, "in TLS 1.2 the status is NOT_SENT and SSL_read_early_data finishes at once") {
  char buffer[4];
  size_t len = 9;
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  SSL_do_handshake(pair.client);
  EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.server, buffer, 4, &len));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.server, 0));
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(SSL_EARLY_DATA_NOT_SENT, SSL_get_early_data_status(pair.server));
  EXPECT_INT(SSL_EARLY_DATA_NOT_SENT, SSL_get_early_data_status(pair.client));
  finish(&pair, client, server, NULL);
}

CASE(early_data_begun, "a server that has begun to read early data ends the handshake by SSL_accept") {
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  char bytes[20];
  size_t size = 0;
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &size));
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, bytes, sizeof bytes, &size));
  EXPECT_BYTES("early", 5, bytes, size);
  EXPECT_INT(1, SSL_connect(pair.client));
  EXPECT_INT(1, SSL_accept(pair.server));
  EXPECT_INT(SSL_EARLY_DATA_ACCEPTED, SSL_get_early_data_status(pair.server));
  EXPECT_INT(SSL_READ_EARLY_DATA_ERROR, SSL_read_early_data(pair.server, bytes, sizeof bytes, &size));
  ERR_clear_error();
  EXPECT_INT(1, pair_exchange(&pair));
  finish(&pair, client, server, session);
}

CASE(early_data_left_out, "early data that nobody reads any more ends the connection in the handshake") {
  SSL_CTX *client = client_ctx(kVersion), *server = early_server(1000);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  char bytes[20];
  size_t size = 0;
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "one", 3, &size));
  EXPECT_INT(1, SSL_write_early_data(pair.client, "two", 3, &size));
  EXPECT_INT(SSL_READ_EARLY_DATA_SUCCESS, SSL_read_early_data(pair.server, bytes, sizeof bytes, &size));
  EXPECT_INT(-1, SSL_accept(pair.server));
  ERR_clear_error();
  EXPECT_INT(0, SSL_is_init_finished(pair.server));
  finish(&pair, client, server, session);
}
