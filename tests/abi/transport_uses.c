// SPDX-License-Identifier: Apache-2.0
// What a transport may do to a connection: take nothing for a while, end, lie about what it took, call back.
#include "abi_test.h"
#include "pair.h"

CASE_EACH_VERSION(full_duplex, "a connection whose write is blocked reads on, at both ends at once") {
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  static char out[1 << 20], in[1 << 16];
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  SSL *end[2] = {pair.client, pair.server};
  size_t sent[2] = {0, 0}, got[2] = {0, 0};
  for (int idle = 0; idle < 3 && (got[0] < sizeof out || got[1] < sizeof out); idle++) {
    for (int i = 0; i < 2; i++) {
      int n = 1;
      while (sent[i] < sizeof out && n > 0) {
        n = SSL_write(end[i], out + sent[i], 16384);
        if (n > 0) sent[i] += (size_t)n, idle = 0;
      }
      if (n <= 0) EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(end[i], n));
    }
    for (int i = 0; i < 2; i++) {
      int n;
      while ((n = SSL_read(end[i], in, sizeof in)) > 0) got[i] += (size_t)n, idle = 0;
      EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(end[i], n));
    }
  }
  EXPECT_INT(sizeof out, got[0]);
  EXPECT_INT(sizeof out, got[1]);
  pair_free(&pair);
  ends_free(&ends);
}

// A filter that can be shut, lies about what it wrote, or calls its connection.
static struct {
  int full, claims_more, calls_back;
  SSL *ssl;
} valve;

static int valve_write(BIO *bio, const char *data, int size) {
  BIO_clear_retry_flags(bio);
  if (valve.full) {
    BIO_set_retry_write(bio);
    return -1;
  }
  if (valve.calls_back) {
    char byte;
    valve.calls_back = 0;
    SSL_do_handshake(valve.ssl);
    SSL_read(valve.ssl, &byte, 1);
  }
  const int result = BIO_write(BIO_next(bio), data, size);
  BIO_copy_next_retry(bio);
  return result > 0 && valve.claims_more ? result + valve.claims_more : result;
}

static int valve_read(BIO *bio, char *out, int size) {
  BIO_clear_retry_flags(bio);
  const int result = BIO_read(BIO_next(bio), out, size);
  BIO_copy_next_retry(bio);
  return result;
}

static long valve_ctrl(BIO *bio, int command, long number, void *pointer) {
  return BIO_next(bio) != NULL ? BIO_ctrl(BIO_next(bio), command, number, pointer) : 1;
}

static int valve_create(BIO *bio) {
  BIO_set_init(bio, 1);
  return 1;
}

static void put_valve_under(SSL *ssl) {
  static BIO_METHOD *method;
  if (method == NULL) {
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "valve");
    BIO_meth_set_write(method, valve_write);
    BIO_meth_set_read(method, valve_read);
    BIO_meth_set_ctrl(method, valve_ctrl);
    BIO_meth_set_create(method, valve_create);
  }
  BIO *below = SSL_get_rbio(ssl);
  BIO_up_ref(below);
  BIO *above = BIO_push(BIO_new(method), below);
  SSL_set_bio(ssl, above, above);
  valve.full = valve.claims_more = valve.calls_back = 0;
  valve.ssl = ssl;
}

CASE_EACH_VERSION(shutdown_blocked, "SSL_shutdown that could not send sends when repeated, and returns 0 then") {
  struct connected e;
  char byte;
  REQUIRE(connect_ends(&e, version));
  put_valve_under(e.pair.client);
  valve.full = 1;
  int result = SSL_shutdown(e.pair.client);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(e.pair.client, result));
  valve.full = 0;
  EXPECT_INT(0, SSL_shutdown(e.pair.client));
  result = SSL_read(e.pair.server, &byte, 1);
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.server, result));
  connected_free(&e);
}

CASE_EACH_VERSION(bio_calls_back, "a BIO that calls its connection from inside of a write does no harm") {
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  put_valve_under(pair.client);
  for (int i = 0; i < 10; i++) {
    valve.calls_back = i == 0 || abi_on_reprise();  // OpenSSL crashes
    SSL_do_handshake(pair.client);
    SSL_do_handshake(pair.server);
  }
  if (abi_on_reprise()) EXPECT_TRUE(SSL_is_init_finished(pair.client));  // OpenSSL may have sent a record twice
  pair_free(&pair);
  ends_free(&ends);
}

CASE_EACH_VERSION(bio_claims_more, "a BIO that claims to have written more than it was given does no harm") {
  for (int more = 1; more < 2000000000; more = more * 1000 + 7) {
    struct ends ends = ends_new(version);
    struct pair pair = pair_new(ends.client, ends.server);
    put_valve_under(pair.client);
    valve.claims_more = more;
    const int result = SSL_do_handshake(pair.client);
    EXPECT_INT(-1, result);
    if (abi_on_reprise()) EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.client, result));
    pair_free(&pair);
    ends_free(&ends);
    ERR_clear_error();
    if (more > 1000000) break;
  }
}

CASE_EACH_VERSION(no_auto_retry_in_handshake, "without auto-retry, a read that does the handshake waits for data") {
  for (int retry = 0; retry < 2; retry++) {
    struct connected e = connected_begin(version);
    char byte = 0;
    if (!retry) SSL_clear_mode(e.pair.server, SSL_MODE_AUTO_RETRY);
    SSL_do_handshake(e.pair.client);
    for (int i = 0; i < 3 && SSL_do_handshake(e.pair.client) != 1; i++) {
      EXPECT_INT(-1, SSL_read(e.pair.server, &byte, 1));
      if (i == 1 || version == TLS1_3_VERSION) SSL_write(e.pair.client, "x", 1);  // comes with the Finished
    }
    if (byte == 0) EXPECT_INT(1, SSL_read(e.pair.server, &byte, 1));
    EXPECT_INT('x', byte);
    connected_free(&e);
  }
}

CASE_EACH_VERSION(stale_queue, "an old error on the queue is no answer of a read or write that begins a handshake") {
  for (int call = 0; call < 3; call++) {
    struct connected e = connected_begin(version);
    char byte;
    ERR_raise(ERR_LIB_SSL, SSL_R_SHUTDOWN_WHILE_IN_INIT);
    const int result = call == 0   ? SSL_read(e.pair.client, &byte, 1)
                       : call == 1 ? SSL_write(e.pair.client, "x", 1)
                                   : SSL_peek(e.pair.client, &byte, 1);
    EXPECT_INT(-1, result);
    EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.client, result));
    connected_free(&e);
  }
}

CASE_EACH_VERSION(eof_in_handshake, "the transport's end in a handshake is -1, ZERO_RETURN where it is to be ignored") {
  struct connected e = connected_begin(version);
  SSL_set_options(e.pair.client, SSL_OP_IGNORE_UNEXPECTED_EOF);
  BIO_shutdown_wr(SSL_get_wbio(e.pair.server));
  for (int i = 0; i < 2; i++) {
    const int result = SSL_do_handshake(e.pair.client);
    EXPECT_INT(-1, result);
    EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.client, result));
  }
  connected_free(&e);
}

CASE_EACH_VERSION(want_after_eof, "an end of the transport that is ignored leaves SSL_want at reading") {
  struct connected e = connected_begin(version);
  char byte;
  SSL_set_options(e.pair.client, SSL_OP_IGNORE_UNEXPECTED_EOF);
  REQUIRE(pair_handshake(&e.pair));
  pair_settle(&e.pair);
  BIO_shutdown_wr(SSL_get_wbio(e.pair.server));
  const int result = SSL_read(e.pair.client, &byte, 1);
  EXPECT_INT(0, result);
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.client, result));
  EXPECT_INT(1, SSL_want_read(e.pair.client));
  connected_free(&e);
}

CASE_EACH_VERSION(eof_after_close, "an end of the transport after our close_notify leaves the session good") {
  for (int call = 0; call < 3; call++) {
    struct connected e;
    char byte;
    REQUIRE(connect_ends(&e, version));
    SSL_SESSION *session = SSL_get1_session(e.pair.client);
    SSL_shutdown(e.pair.client);
    BIO_shutdown_wr(SSL_get_wbio(e.pair.server));
    EXPECT_INT(call == 2 ? -1 : 0, call == 0   ? SSL_read(e.pair.client, &byte, 1)
                                   : call == 1 ? SSL_peek(e.pair.client, &byte, 1)
                                               : SSL_shutdown(e.pair.client));
    EXPECT_INT(1, SSL_SESSION_is_resumable(session));
    ERR_clear_error();
    EXPECT_INT(-1, SSL_write(e.pair.client, "x", 1));
    EXPECT_REASON(SSL_R_PROTOCOL_IS_SHUTDOWN);
    SSL_SESSION_free(session);
    connected_free(&e);
  }
}

CASE_EACH_VERSION(ssl_bio_freed, "an SSL BIO that is freed in its handshake leaves nothing on the queue") {
  SSL_CTX *ctx = client_ctx(version);
  BIO *bio = BIO_new_ssl(ctx, 1), *memory = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(memory, -1);
  BIO_push(bio, memory);
  EXPECT_INT(-1, BIO_write(bio, "x", 1));
  ERR_clear_error();
  BIO_free_all(bio);
  EXPECT_INT(0, ERR_peek_error());
  SSL_CTX_free(ctx);
}

CASE(refused_renegotiation, "a server whose SSL_renegotiate is refused hears it from its next call and never waits") {
  struct connected e;
  char byte;
  REQUIRE(connect_ends(&e, TLS1_2_VERSION));
  SSL_set_options(e.pair.server, SSL_OP_NO_RENEGOTIATION);  // Reprise refuses in any case
  EXPECT_INT(0, SSL_renegotiate(e.pair.server));
  EXPECT_REASON(SSL_R_NO_RENEGOTIATION);
  EXPECT_INT(DIFFERS("docs/decisions/0041", 1, -1), SSL_do_handshake(e.pair.server));
  EXPECT_INT(DIFFERS("docs/decisions/0041", 1, 0), SSL_is_init_finished(e.pair.server));
  EXPECT_INT(-1, SSL_peek(e.pair.server, &byte, 0));
  ERR_clear_error();
  const int result = SSL_read(e.pair.client, &byte, 1);
  EXPECT_INT(DIFFERS("docs/decisions/0041", SSL_ERROR_WANT_READ, SSL_ERROR_ZERO_RETURN),
             SSL_get_error(e.pair.client, result));
  // A client that asks keeps its connection.
  struct connected other;
  REQUIRE(connect_ends(&other, TLS1_2_VERSION));
  SSL_set_options(other.pair.client, SSL_OP_NO_RENEGOTIATION);
  EXPECT_INT(0, SSL_renegotiate(other.pair.client));
  EXPECT_REASON(SSL_R_NO_RENEGOTIATION);
  EXPECT_INT(1, pair_exchange(&other.pair));
  connected_free(&other);
  connected_free(&e);
}

CASE(ticket_in_blocked_write, "a ticket asked for while a write is blocked goes out after that write") {
  struct connected e;
  static char out[1 << 18], in[1 << 18];
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  put_valve_under(e.pair.server);
  valve.full = 1;
  EXPECT_INT(-1, SSL_write(e.pair.server, out, 16384));
  EXPECT_INT(1, SSL_new_session_ticket(e.pair.server));
  EXPECT_INT(1, SSL_is_init_finished(e.pair.server));
  valve.full = 0;
  EXPECT_INT(16384, SSL_write(e.pair.server, out, 16384));
  EXPECT_INT(1, SSL_write(e.pair.server, "x", 1));
  int got = 0;
  for (int n; (n = SSL_read(e.pair.client, in + got, (int)sizeof in - got)) > 0;) got += n;
  EXPECT_INT(16385, got);
  connected_free(&e);
}
