// SPDX-License-Identifier: Apache-2.0
// What calls say of a connection that has failed: SSL_get_error(3) at the call that failed, and at all that follow.
#include "abi_test.h"
#include "pair.h"

static char byte;
static int reads(SSL *ssl) { return SSL_read(ssl, &byte, 1); }
static int peeks(SSL *ssl) { return SSL_peek(ssl, &byte, 1); }
static int writes(SSL *ssl) { return SSL_write(ssl, "x", 1); }

static void expect_end(SSL *ssl, int (*call)(SSL *), int result, int error) {
  ERR_clear_error();
  EXPECT_INT(result, call(ssl));
  EXPECT_INT(error, SSL_get_error(ssl, result));
  EXPECT_INT(error != SSL_ERROR_SSL, ERR_peek_error() == 0);
}

static void expect_told(SSL *ssl) {
  for (int i = 0; i < 2; ++i) {
    expect_end(ssl, reads, 0, SSL_ERROR_ZERO_RETURN);
    expect_end(ssl, peeks, 0, SSL_ERROR_ZERO_RETURN);
    expect_end(ssl, writes, -1, SSL_ERROR_ZERO_RETURN);
    expect_end(ssl, SSL_do_handshake, -1, SSL_ERROR_ZERO_RETURN);
    expect_end(ssl, SSL_shutdown, -1, SSL_ERROR_SSL);
    EXPECT_INT(SSL_RECEIVED_SHUTDOWN, SSL_get_shutdown(ssl));
  }
}

static void expect_failed(SSL *ssl) {
  for (int i = 0; i < 2; ++i) {
    expect_end(ssl, reads, -1, SSL_ERROR_SYSCALL);
    expect_end(ssl, writes, -1, SSL_ERROR_SYSCALL);
    expect_end(ssl, SSL_do_handshake, -1, SSL_ERROR_SYSCALL);
    expect_end(ssl, SSL_shutdown, -1, SSL_ERROR_SSL);
    EXPECT_INT(0, SSL_get_shutdown(ssl));
  }
}

CASE_EACH_VERSION(alert_after_handshake,
                  "an alert ends the data for who reads; later calls say that the peer has ended it") {
  static const char record[5 + 32] = "\x17\x03\x03\x00\x20";
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  BIO_write(SSL_get_wbio(e.pair.client), record, sizeof record);
  expect_end(e.pair.server, reads, -1, SSL_ERROR_SSL);
  expect_failed(e.pair.server);
  expect_end(e.pair.client, reads, 0, SSL_ERROR_SSL);
  expect_told(e.pair.client);
  connected_free(&e);
}

CASE_EACH_VERSION(alert_in_handshake, "... and one in a handshake fails it, before they say so") {
  struct ends e = ends_new(version);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_cipher_list(pair.server, "ECDHE-RSA-AES256-GCM-SHA384");
  SSL_set_ciphersuites(pair.server, "TLS_AES_128_CCM_SHA256");
  expect_end(pair.client, SSL_do_handshake, -1, SSL_ERROR_WANT_READ);
  expect_end(pair.server, SSL_do_handshake, -1, SSL_ERROR_SSL);
  expect_failed(pair.server);
  expect_end(pair.client, reads, -1, SSL_ERROR_SSL);
  expect_told(pair.client);
  pair_free(&pair);
  ends_free(&e);
}
