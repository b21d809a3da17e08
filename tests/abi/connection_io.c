// SPDX-License-Identifier: Apache-2.0
// Bytes through a connection: what SSL_read, SSL_write, SSL_peek,
// SSL_pending, SSL_shutdown and SSL_get_error say in each state.
#include "abi_test.h"
#include "pair.h"

#include <errno.h>

CASE_EACH_VERSION(want_read, "a handshake that waits for the peer gives -1 and WANT_READ; SSL_want agrees") {
  struct connected e = connected_begin(version);
  const int result = SSL_connect(e.pair.client);
  EXPECT_INT(-1, result);
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.client, result));
  EXPECT_INT(SSL_READING, SSL_want(e.pair.client));
  EXPECT_TRUE(SSL_want_read(e.pair.client));
  EXPECT_INT(1, SSL_in_init(e.pair.client));
  EXPECT_INT(0, SSL_is_init_finished(e.pair.client));
  EXPECT_INT(SSL_NOTHING, SSL_want(e.pair.server));
  EXPECT_INT(0, ERR_peek_error());
  connected_free(&e);
}

CASE(want_write, "a handshake whose bytes do not fit gives WANT_WRITE") {
  SSL_CTX *client = client_ctx(0);
  SSL *ssl = SSL_new(client);
  BIO *near = NULL, *far = NULL;
  char drain[32];
  BIO_new_bio_pair(&near, 16, &far, 16);
  SSL_set_bio(ssl, near, near);
  SSL_set_connect_state(ssl);
  EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(ssl, SSL_do_handshake(ssl)));
  EXPECT_INT(SSL_WRITING, SSL_want(ssl));
  EXPECT_INT(16, BIO_read(far, drain, sizeof drain));
  EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(ssl, SSL_do_handshake(ssl)));
  EXPECT_INT(16, BIO_read(far, drain, sizeof drain));
  BIO_free(far);
  SSL_free(ssl);
  SSL_CTX_free(client);
}

CASE_EACH_VERSION(told_by_program, "an end of the data that the program itself has declared is ZERO_RETURN") {
  for (int quiet = 0; quiet < 2; quiet++) {
    struct connected e;
    char byte;
    REQUIRE(connect_ends(&e, version));
    SSL_set_quiet_shutdown(e.pair.client, quiet);
    if (quiet) {
      EXPECT_INT(1, SSL_shutdown(e.pair.client));
    } else {
      SSL_set_shutdown(e.pair.client, SSL_RECEIVED_SHUTDOWN);
    }
    EXPECT_INT(0, SSL_read(e.pair.client, &byte, 1));
    EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.client, 0));
    EXPECT_INT(0, SSL_peek(e.pair.client, &byte, 1));
    EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.client, 0));
    connected_free(&e);
  }
}

CASE_EACH_VERSION(told_too_early, "what SSL_set_shutdown says before a handshake counts no more when that begins") {
  for (int at_server = 0; at_server < 2; at_server++) {
    struct connected e = connected_begin(version);
    SSL *ssl = at_server ? e.pair.server : e.pair.client;
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    EXPECT_INT(1, pair_handshake(&e.pair));
    EXPECT_INT(0, SSL_get_shutdown(ssl));
    EXPECT_INT(1, pair_exchange(&e.pair));
    connected_free(&e);
  }
}

CASE(no_role, "an SSL that is neither client nor server refuses with CONNECTION_TYPE_NOT_SET") {
  char byte;
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(-1, SSL_do_handshake(ssl));
  EXPECT_REASON(SSL_R_CONNECTION_TYPE_NOT_SET);
  EXPECT_INT(-1, SSL_read(ssl, &byte, 1));
  EXPECT_REASON(SSL_R_UNINITIALIZED);
  EXPECT_INT(-1, SSL_write(ssl, "x", 1));
  EXPECT_REASON(SSL_R_UNINITIALIZED);
  EXPECT_INT(-1, SSL_shutdown(ssl));
  EXPECT_REASON(SSL_R_UNINITIALIZED);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(no_bio, "a handshake without a BIO gives -1 and SSL_ERROR_SYSCALL, with nothing on the queue") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_set_connect_state(ssl);
  EXPECT_INT(-1, SSL_do_handshake(ssl));
  EXPECT_INT(0, ERR_peek_error());
  EXPECT_INT(SSL_ERROR_SYSCALL, SSL_get_error(ssl, -1));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(read_and_write, "reads and writes: whole records, parts, WANT_READ when nothing is there") {
  char buffer[16];
  size_t len = 99;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(-1, SSL_read(e.pair.server, buffer, sizeof buffer));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.server, -1));
  EXPECT_INT(5, SSL_write(e.pair.client, "hello", 5));
  EXPECT_INT(3, SSL_read(e.pair.server, buffer, 3));
  EXPECT_BYTES("hel", 3, buffer, 3);
  EXPECT_INT(2, SSL_pending(e.pair.server));
  EXPECT_INT(1, SSL_has_pending(e.pair.server));
  EXPECT_INT(2, SSL_read(e.pair.server, buffer, sizeof buffer));
  EXPECT_INT(0, SSL_pending(e.pair.server));
  EXPECT_INT(0, SSL_has_pending(e.pair.server));
  EXPECT_INT(1, SSL_write_ex(e.pair.client, "ab", 2, &len));
  EXPECT_INT(2, len);
  EXPECT_INT(1, SSL_read_ex(e.pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(2, len);
  EXPECT_INT(0, SSL_read_ex(e.pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.server, 0));
  connected_free(&e);
}

CASE_EACH_VERSION(two_records, "one read gives at most one record") {
  char buffer[16];
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_write(e.pair.client, "ab", 2);
  SSL_write(e.pair.client, "cd", 2);
  EXPECT_INT(2, SSL_read(e.pair.server, buffer, sizeof buffer));
  EXPECT_INT(2, SSL_read(e.pair.server, buffer, sizeof buffer));
  EXPECT_BYTES("cd", 2, buffer, 2);
  connected_free(&e);
}

CASE_EACH_VERSION(peek, "SSL_peek reads without taking") {
  char buffer[16];
  size_t len = 0;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_write(e.pair.client, "peek", 4);
  EXPECT_INT(0, SSL_pending(e.pair.server));
  EXPECT_INT(4, SSL_peek(e.pair.server, buffer, sizeof buffer));
  EXPECT_INT(4, SSL_pending(e.pair.server));
  EXPECT_INT(1, SSL_peek_ex(e.pair.server, buffer, 2, &len));
  EXPECT_INT(2, len);
  EXPECT_INT(4, SSL_read(e.pair.server, buffer, sizeof buffer));
  EXPECT_BYTES("peek", 4, buffer, 4);
  EXPECT_INT(-1, SSL_peek(e.pair.server, buffer, sizeof buffer));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.server, -1));
  connected_free(&e);
}

CASE_EACH_VERSION(odd_lengths,
                  "negative lengths are refused with BAD_LENGTH; writing nothing gives 0 by SSL_write, 1 by SSL_write_ex") {
  char buffer[4];
  size_t len = 99;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(-1, SSL_read(e.pair.client, buffer, -1));
  EXPECT_REASON(SSL_R_BAD_LENGTH);
  EXPECT_INT(-1, SSL_write(e.pair.client, buffer, -1));
  EXPECT_REASON(SSL_R_BAD_LENGTH);
  EXPECT_INT(-1, SSL_peek(e.pair.client, buffer, -1));
  EXPECT_REASON(SSL_R_BAD_LENGTH);
  EXPECT_INT(0, SSL_write(e.pair.client, "", 0));
  EXPECT_INT(1, SSL_write_ex(e.pair.client, "", 0, &len));
  EXPECT_INT(0, len);
  connected_free(&e);
}

CASE_EACH_VERSION(large_write, "a large write is cut into records of 16384; one read gives one") {
  static char out[40000], in[40000];
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  memset(out, 'L', sizeof out);
  EXPECT_INT(sizeof out, SSL_write(e.pair.client, out, sizeof out));
  EXPECT_INT(16384, SSL_read(e.pair.server, in, sizeof in));
  EXPECT_INT(16384, SSL_read(e.pair.server, in + 16384, sizeof in - 16384));
  EXPECT_INT(7232, SSL_read(e.pair.server, in + 32768, sizeof in - 32768));
  EXPECT_INT(0, memcmp(in, out, sizeof out));
  connected_free(&e);
}

CASE_EACH_VERSION(partial_write,
                  "a write that does not fit: WANT_WRITE, or with ENABLE_PARTIAL_WRITE the first record's length") {
  static char out[200000];
  for (int partial = 0; partial < 2; partial++) {
    struct connected e;
    REQUIRE(connect_ends(&e, version));
    if (partial) SSL_set_mode(e.pair.client, SSL_MODE_ENABLE_PARTIAL_WRITE);
    const int written = SSL_write(e.pair.client, out, sizeof out);
    EXPECT_INT(partial ? 16384 : -1, written);
    EXPECT_INT(partial ? SSL_ERROR_NONE : SSL_ERROR_WANT_WRITE, SSL_get_error(e.pair.client, written));
    connected_free(&e);
  }
}

CASE_EACH_VERSION(bad_retry, "the retry of a write must be from the same address, and not shorter") {
  static char out[200000];
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(-1, SSL_write(e.pair.client, out, sizeof out - 1));
  EXPECT_INT(-1, SSL_write(e.pair.client, out + 1, sizeof out - 1));
  EXPECT_REASON(SSL_R_BAD_WRITE_RETRY);
  connected_free(&e);
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(-1, SSL_write(e.pair.client, out, sizeof out));
  EXPECT_INT(-1, SSL_write(e.pair.client, out, 10));
  EXPECT_REASON(SSL_R_BAD_LENGTH);
  connected_free(&e);
}

CASE_EACH_VERSION(moving_buffer, "with ACCEPT_MOVING_WRITE_BUFFER the retry may come from another address") {
  static char out[100000], same[100000], in[20000];
  int got = 0;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_set_mode(e.pair.client, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  EXPECT_INT(-1, SSL_write(e.pair.client, out, sizeof out));
  while (got < 60000) {
    const int n = SSL_read(e.pair.server, in, sizeof in);
    if (n <= 0) break;
    got += n;
  }
  EXPECT_INT(SSL_ERROR_WANT_READ, got < 60000 ? SSL_get_error(e.pair.server, -1) : SSL_ERROR_WANT_READ);
  EXPECT_INT(sizeof same, SSL_write(e.pair.client, same, sizeof same));
  connected_free(&e);
}

CASE_EACH_VERSION(shutdown_sequence,
                  "SSL_shutdown: 0 when only ours is sent, 1 when both are; the other side reads ZERO_RETURN") {
  char byte;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(0, SSL_get_shutdown(e.pair.client));
  EXPECT_INT(0, SSL_shutdown(e.pair.client));
  EXPECT_INT(SSL_SENT_SHUTDOWN, SSL_get_shutdown(e.pair.client));
  EXPECT_INT(-1, SSL_shutdown(e.pair.client));
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.client, -1));
  EXPECT_INT(0, SSL_read(e.pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.server, 0));
  EXPECT_INT(SSL_RECEIVED_SHUTDOWN, SSL_get_shutdown(e.pair.server));
  EXPECT_INT(1, SSL_shutdown(e.pair.server));
  EXPECT_INT(3, SSL_get_shutdown(e.pair.server));
  EXPECT_INT(1, SSL_shutdown(e.pair.client));
  EXPECT_INT(3, SSL_get_shutdown(e.pair.client));
  EXPECT_INT(1, SSL_shutdown(e.pair.client));
  connected_free(&e);
}

CASE_EACH_VERSION(write_after_shutdown,
                  "writing after SSL_shutdown is refused with PROTOCOL_IS_SHUTDOWN; reading goes on") {
  char buffer[8];
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_shutdown(e.pair.client);
  EXPECT_INT(-1, SSL_write(e.pair.client, "x", 1));
  EXPECT_REASON(SSL_R_PROTOCOL_IS_SHUTDOWN);
  EXPECT_INT(0, SSL_read(e.pair.server, buffer, 8));
  EXPECT_INT(4, SSL_write(e.pair.server, "late", 4));
  EXPECT_INT(4, SSL_read(e.pair.client, buffer, 8));
  connected_free(&e);
}

CASE_EACH_VERSION(shutdown_over_data,
                  "SSL_shutdown that meets application data: -1 with APPLICATION_DATA_AFTER_CLOSE_NOTIFY") {
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_write(e.pair.server, "data", 4);
  EXPECT_INT(0, SSL_shutdown(e.pair.client));
  EXPECT_INT(-1, SSL_shutdown(e.pair.client));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(e.pair.client, -1));
  EXPECT_REASON(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
  connected_free(&e);
}

CASE(shutdown_in_handshake, "SSL_shutdown during the handshake is refused with SHUTDOWN_WHILE_IN_INIT") {
  struct connected e = {client_ctx(0), server_ctx(0)};
  e.pair = pair_new(e.client, e.server);
  SSL_do_handshake(e.pair.client);
  EXPECT_INT(-1, SSL_shutdown(e.pair.client));
  EXPECT_REASON(SSL_R_SHUTDOWN_WHILE_IN_INIT);
  connected_free(&e);
}

// Closes the transport under the client without a close_notify.
static void cut(struct connected *e) { BIO_shutdown_wr(SSL_get_wbio(e->pair.server)); }

CASE_EACH_VERSION(unexpected_eof,
                  "end of the transport without close_notify is UNEXPECTED_EOF_WHILE_READING and SSL_ERROR_SSL") {
  char byte;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  cut(&e);
  EXPECT_INT(0, SSL_read(e.pair.client, &byte, 1));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(e.pair.client, 0));
  EXPECT_REASON(SSL_R_UNEXPECTED_EOF_WHILE_READING);
  EXPECT_INT(0, SSL_SESSION_is_resumable(SSL_get_session(e.pair.client)));
  connected_free(&e);
}

CASE_EACH_VERSION(ignored_eof, "with SSL_OP_IGNORE_UNEXPECTED_EOF it reads as a close_notify") {
  char byte;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  SSL_set_options(e.pair.client, SSL_OP_IGNORE_UNEXPECTED_EOF);
  cut(&e);
  EXPECT_INT(0, SSL_read(e.pair.client, &byte, 1));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.client, 0));
  EXPECT_INT(SSL_RECEIVED_SHUTDOWN, SSL_get_shutdown(e.pair.client));
  EXPECT_INT(0, ERR_peek_error());
  connected_free(&e);
}

CASE_EACH_VERSION(altered_record,
                  "a changed byte is DECRYPTION_FAILED_OR_BAD_RECORD_MAC; the connection is then dead") {
  char buffer[256], byte;
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  BIO *mem = BIO_new(BIO_s_mem());
  BIO_up_ref(mem);
  SSL_set0_wbio(e.pair.client, mem);
  SSL_write(e.pair.client, "x", 1);
  const int len = BIO_read(mem, buffer, sizeof buffer);
  REQUIRE(len > 20);
  buffer[len - 1] ^= 1;
  BIO_write(mem, buffer, len);
  SSL_set0_rbio(e.pair.server, mem);
  EXPECT_INT(-1, SSL_read(e.pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(e.pair.server, -1));
  EXPECT_INT(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, ERR_GET_REASON(ERR_peek_last_error()));
  ERR_clear_error();
  EXPECT_INT(-1, SSL_read(e.pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_SYSCALL, SSL_get_error(e.pair.server, -1));
  EXPECT_INT(-1, SSL_write(e.pair.server, "x", 1));
  connected_free(&e);
}

CASE(plain_http, "a server that meets HTTP says HTTP_REQUEST; other bytes are WRONG_VERSION_NUMBER") {
  static const struct {
    const char *bytes;
    int reason;
  } rows[] = {{"GET / HTTP/1.0\r\n\r\n", SSL_R_HTTP_REQUEST},
              {"CONNECT a:443 HTTP/1.0\r\n\r\n", SSL_R_HTTPS_PROXY_REQUEST},
              {"SSH-2.0-OpenSSH_9.2\r\n", SSL_R_WRONG_VERSION_NUMBER}};
  for (int i = 0; i < 3; i++) {
    SSL_CTX *server = server_ctx(0);
    SSL *ssl = SSL_new(server);
    SSL_set_bio(ssl, BIO_new_mem_buf(rows[i].bytes, -1), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl);
    EXPECT_INT(-1, SSL_do_handshake(ssl));
    EXPECT_REASON(rows[i].reason);
    SSL_free(ssl);
    SSL_CTX_free(server);
  }
}

CASE(renegotiation_12,
     "TLS 1.2: a client's renegotiation is done by OpenSSL's server unless NO_RENEGOTIATION, which warns") {
  char byte;
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_2_VERSION));
  EXPECT_INT(1, SSL_get_secure_renegotiation_support(e.pair.client));
  SSL_set_options(e.pair.server, SSL_OP_NO_RENEGOTIATION);
  EXPECT_INT(0, SSL_renegotiate(e.pair.server));
  EXPECT_REASON(SSL_R_NO_RENEGOTIATION);
  EXPECT_INT(0, SSL_renegotiate_pending(e.pair.server));
  EXPECT_INT(-1, SSL_read(e.pair.server, &byte, 1));
  EXPECT_INT(0, SSL_num_renegotiations(e.pair.server));
  connected_free(&e);
}

CASE(renegotiation_13, "TLS 1.3: SSL_renegotiate is refused with WRONG_SSL_VERSION") {
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  EXPECT_INT(0, SSL_renegotiate(e.pair.client));
  EXPECT_REASON(SSL_R_WRONG_SSL_VERSION);
  EXPECT_INT(0, SSL_renegotiate_abbreviated(e.pair.client));
  EXPECT_REASON(SSL_R_WRONG_SSL_VERSION);
  connected_free(&e);
}

CASE(key_update, "SSL_key_update is sent with the next write, answered when requested, refused in TLS 1.2") {
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  EXPECT_INT(SSL_KEY_UPDATE_NONE, SSL_get_key_update_type(e.pair.client));
  EXPECT_INT(1, SSL_key_update(e.pair.client, SSL_KEY_UPDATE_REQUESTED));
  EXPECT_INT(SSL_KEY_UPDATE_REQUESTED, SSL_get_key_update_type(e.pair.client));
  EXPECT_INT(1, pair_exchange(&e.pair));
  EXPECT_INT(SSL_KEY_UPDATE_NONE, SSL_get_key_update_type(e.pair.client));
  EXPECT_INT(1, pair_exchange(&e.pair));
  EXPECT_INT(1, SSL_key_update(e.pair.server, SSL_KEY_UPDATE_NOT_REQUESTED));
  EXPECT_INT(1, pair_exchange(&e.pair));
  EXPECT_INT(0, SSL_key_update(e.pair.server, 5));
  EXPECT_REASON(SSL_R_INVALID_KEY_UPDATE_TYPE);
  connected_free(&e);
  REQUIRE(connect_ends(&e, TLS1_2_VERSION));
  EXPECT_INT(0, SSL_key_update(e.pair.client, SSL_KEY_UPDATE_REQUESTED));
  EXPECT_REASON(SSL_R_WRONG_SSL_VERSION);
  connected_free(&e);
}

CASE(key_update_is_owed, "a KeyUpdate that the peer asked for is due, as the getter says, until something is written") {
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  EXPECT_INT(SSL_KEY_UPDATE_NONE, SSL_get_key_update_type(e.pair.server));
  EXPECT_INT(1, SSL_key_update(e.pair.client, SSL_KEY_UPDATE_REQUESTED));
  EXPECT_INT(1, SSL_do_handshake(e.pair.client));
  pair_settle(&e.pair);
  EXPECT_INT(SSL_KEY_UPDATE_NOT_REQUESTED, SSL_get_key_update_type(e.pair.server));
  EXPECT_INT(0, BIO_ctrl_pending(SSL_get_rbio(e.pair.client)));
  EXPECT_INT(1, SSL_do_handshake(e.pair.server));
  EXPECT_INT(0, BIO_ctrl_pending(SSL_get_rbio(e.pair.client)));
  EXPECT_INT(1, pair_exchange(&e.pair));
  EXPECT_INT(SSL_KEY_UPDATE_NONE, SSL_get_key_update_type(e.pair.server));
  EXPECT_INT(1, pair_exchange(&e.pair));
  connected_free(&e);
}

CASE(key_update_answered_first, "a KeyUpdate that was asked for goes out before the next data") {
  enum { kHeader = 5, kKeyUpdateRecord = kHeader + 5 + 1 + 16, kByteRecord = kHeader + 1 + 1 + 16 };
  unsigned char record[64];
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  BIO *mem = BIO_new(BIO_s_mem());
  EXPECT_INT(1, SSL_key_update(e.pair.client, SSL_KEY_UPDATE_REQUESTED));
  EXPECT_INT(1, SSL_write(e.pair.client, "c", 1));
  SSL_set0_wbio(e.pair.server, mem);
  EXPECT_INT(1, SSL_read(e.pair.server, record, 1));
  EXPECT_INT(1, SSL_write(e.pair.server, "s", 1));
  EXPECT_INT(kKeyUpdateRecord + kByteRecord, BIO_ctrl_pending(mem));
  EXPECT_INT(kKeyUpdateRecord, BIO_read(mem, record, kKeyUpdateRecord));
  EXPECT_INT(kKeyUpdateRecord - kHeader, record[4]);
  EXPECT_INT(kByteRecord, BIO_read(mem, record, sizeof record));
  EXPECT_INT(kByteRecord - kHeader, record[4]);
  connected_free(&e);
}

CASE(max_send_fragment, "max_send_fragment is 512 to 16384, and cuts records") {
  static char out[2000], in[2000];
  struct connected e;
  REQUIRE(connect_ends(&e, TLS1_3_VERSION));
  EXPECT_INT(0, SSL_set_max_send_fragment(e.pair.client, 511));
  EXPECT_INT(0, SSL_set_max_send_fragment(e.pair.client, 16385));
  EXPECT_INT(1, SSL_set_max_send_fragment(e.pair.client, 512));
  EXPECT_INT(sizeof out, SSL_write(e.pair.client, out, sizeof out));
  EXPECT_INT(512, SSL_read(e.pair.server, in, sizeof in));
  connected_free(&e);
}

CASE_EACH_VERSION(closed_amid_write, "SSL_shutdown amid a write that is to be repeated tells the peer no end") {
  static char sent[300000], read[sizeof sent];
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(-1, SSL_write(e.pair.client, sent, sizeof sent));
  EXPECT_INT(-1, SSL_shutdown(e.pair.client));
  EXPECT_INT(SSL_ERROR_WANT_WRITE, SSL_get_error(e.pair.client, -1));
  EXPECT_INT(SSL_SENT_SHUTDOWN, SSL_get_shutdown(e.pair.client));
  EXPECT_INT(-1, SSL_shutdown(e.pair.client));
  EXPECT_INT(SSL_R_BAD_WRITE_RETRY, ERR_GET_REASON(ERR_get_error()));
  EXPECT_INT(-1, SSL_write(e.pair.client, sent, sizeof sent));
  EXPECT_INT(SSL_R_PROTOCOL_IS_SHUTDOWN, ERR_GET_REASON(ERR_get_error()));
  int result;
  do {
    result = SSL_read(e.pair.server, read, sizeof read);
  } while (result > 0);
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.server, result));
  SSL_shutdown(e.pair.client);
  ERR_clear_error();
  for (result = SSL_read(e.pair.server, read, sizeof read); result > 0;) {
    result = SSL_read(e.pair.server, read, sizeof read);
  }
  EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(e.pair.server, result));
  EXPECT_INT(0, SSL_get_shutdown(e.pair.server));
  connected_free(&e);
}
