// SPDX-License-Identifier: Apache-2.0
// Functions that OpenSSL added after 3.0 and that have a meaning for TLS. Reprise has them on every system; an OpenSSL
// that is older skips the case. They are looked up by name: not all headers declare them.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include "abi_test.h"
#include "pair.h"

// Declares NAME as the library's function of that name, or leaves the case.
#define LATER(result, name, ...)                                        \
  result (*name##_)(__VA_ARGS__);                                       \
  *(void **)&name##_ = dlsym(RTLD_DEFAULT, #name);                      \
  if (name##_ == NULL && !abi_on_reprise()) {                           \
    abi_skip("this OpenSSL has no " #name);                             \
    return;                                                             \
  }                                                                     \
  REQUIRE(name##_ != NULL)

CASE(kinds, "a connection is one of TLS, and none of QUIC's objects") {
  LATER(int, SSL_is_quic, const SSL *);
  LATER(int, SSL_is_tls, const SSL *);
  LATER(int, SSL_is_connection, SSL *);
  LATER(int, SSL_is_listener, SSL *);
  LATER(int, SSL_is_domain, SSL *);
  LATER(SSL *, SSL_get0_connection, SSL *);
  LATER(SSL *, SSL_get0_listener, SSL *);
  LATER(SSL *, SSL_get0_domain, SSL *);
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(0, SSL_is_quic_(ssl));
  EXPECT_INT(1, SSL_is_tls_(ssl));
  EXPECT_INT(1, SSL_is_connection_(ssl));
  EXPECT_INT(0, SSL_is_listener_(ssl));
  EXPECT_INT(0, SSL_is_domain_(ssl));
  EXPECT_PTR(ssl, SSL_get0_connection_(ssl));
  EXPECT_NULL(SSL_get0_listener_(ssl));
  EXPECT_NULL(SSL_get0_domain_(ssl));
  EXPECT_INT(0, SSL_is_quic_(NULL));
  EXPECT_INT(0, SSL_is_tls_(NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  EXPECT_INT(0, ERR_peek_error());
}

CASE(streams, "what is asked of a stream, a connection of TLS answers as one in two directions without a number") {
  LATER(int, SSL_is_stream_local, SSL *);
  LATER(uint64_t, SSL_get_stream_id, SSL *);
  LATER(int, SSL_get_stream_type, SSL *);
  LATER(int, SSL_get_stream_read_state, SSL *);
  LATER(int, SSL_get_stream_write_state, SSL *);
  LATER(size_t, SSL_get_accept_stream_queue_len, SSL *);
  LATER(size_t, SSL_get_accept_connection_queue_len, SSL *);
  struct connected e;
  REQUIRE(connect_ends(&e, 0));
  EXPECT_INT(-1, SSL_is_stream_local_(e.pair.client));
  EXPECT_TRUE(SSL_get_stream_id_(e.pair.client) == UINT64_MAX);
  EXPECT_INT(3, SSL_get_stream_type_(e.pair.client));
  EXPECT_INT(0, SSL_get_stream_read_state_(e.pair.client));
  EXPECT_INT(0, SSL_get_stream_write_state_(e.pair.client));
  EXPECT_INT(0, SSL_get_accept_stream_queue_len_(e.pair.server));
  EXPECT_INT(0, SSL_get_accept_connection_queue_len_(e.pair.server));
  connected_free(&e);
  EXPECT_INT(0, ERR_peek_error());
}

CASE(events, "a connection of TLS has no events to be handled and none to wait for") {
  LATER(int, SSL_get_blocking_mode, SSL *);
  LATER(int, SSL_handle_events, SSL *);
  LATER(int, SSL_get_event_timeout, SSL *, struct timeval *, int *);
  LATER(int, SSL_net_read_desired, SSL *);
  LATER(int, SSL_net_write_desired, SSL *);
  struct connected e = connected_begin(0);
  struct timeval timeout = {7, 7};
  int forever = 7;
  EXPECT_INT(-1, SSL_get_blocking_mode_(e.pair.client));
  EXPECT_INT(1, SSL_handle_events_(e.pair.client));
  EXPECT_INT(1, SSL_get_event_timeout_(e.pair.client, &timeout, &forever));
  EXPECT_INT(1000000, timeout.tv_sec);
  EXPECT_INT(0, timeout.tv_usec);
  EXPECT_INT(1, forever);
  EXPECT_INT(0, SSL_net_read_desired_(e.pair.client));
  EXPECT_INT(0, SSL_net_write_desired_(e.pair.client));
  connected_free(&e);
  EXPECT_INT(0, ERR_peek_error());
}

CASE_EACH_VERSION(write_with_flags, "SSL_write_ex2 writes without flags, and with one of QUIC's writes nothing") {
  LATER(int, SSL_write_ex2, SSL *, const void *, size_t, uint64_t, size_t *);
  struct connected e;
  size_t n = 9;
  char got[8] = "";
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(1, SSL_write_ex2_(e.pair.client, "hi", 2, 0, &n));
  EXPECT_INT(2, n);
  n = 9;
  for (uint64_t bit = 0; bit < 64; bit += 21) {
    EXPECT_INT(0, SSL_write_ex2_(e.pair.client, "no", 2, (uint64_t)1 << bit, &n));
    EXPECT_INT(9, n);
    EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(e.pair.client, 0));
    EXPECT_TRUE(ERR_get_error() != 0);
    EXPECT_INT(0, ERR_peek_error());
  }
  EXPECT_INT(1, SSL_write_ex2_(e.pair.client, "", 0, 0, &n));
  EXPECT_INT(0, n);
  EXPECT_INT(2, SSL_read(e.pair.server, got, sizeof got));
  EXPECT_STR("hi", got);
  EXPECT_INT(-1, SSL_read(e.pair.server, got, sizeof got));
  connected_free(&e);
  ERR_clear_error();
}

CASE_EACH_VERSION(shutdown_with_flags, "SSL_shutdown_ex closes as SSL_shutdown does, whatever its flags") {
  LATER(int, SSL_shutdown_ex, SSL *, uint64_t, const void *, size_t);
  struct connected e;
  REQUIRE(connect_ends(&e, version));
  EXPECT_INT(0, SSL_shutdown_ex_(e.pair.client, 1, NULL, 0));
  EXPECT_INT(SSL_SENT_SHUTDOWN, SSL_get_shutdown(e.pair.client));
  char byte;
  EXPECT_INT(0, SSL_read(e.pair.server, &byte, 1));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(e.pair.server, 0));
  EXPECT_INT(1, SSL_shutdown_ex_(e.pair.server, 0, NULL, 0));
  EXPECT_INT(1, SSL_shutdown_ex_(e.pair.client, 0, NULL, 0));
  connected_free(&e);
}

CASE_EACH_VERSION(group_names, "SSL_get0_group_name names the group of the handshake, and none before there is one") {
  LATER(const char *, SSL_get0_group_name, SSL *);
  struct ends ends = ends_new(version);
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.client, "P-384:X25519:P-256"));
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.server, "X25519"));
  struct pair pair = pair_new(ends.client, ends.server);
  if (abi_on_reprise()) {  // OpenSSL reads a session that is not there yet
    EXPECT_NULL(SSL_get0_group_name_(pair.client));
    EXPECT_NULL(SSL_get0_group_name_(pair.server));
    EXPECT_NULL(SSL_get0_group_name_(NULL));
  }
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_STR("x25519", SSL_get0_group_name_(pair.client));
  EXPECT_STR("x25519", SSL_get0_group_name_(pair.server));
  pair_free(&pair);
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.server, "P-384"));
  pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_STR("secp384r1", SSL_get0_group_name_(pair.client));
  EXPECT_STR("secp384r1", SSL_get0_group_name_(pair.server));
  pair_free(&pair);
  ends_free(&ends);
}

CASE_EACH_VERSION(group_name_of_a_resumption, "a resumption has the name of its own group, or of its session's") {
  LATER(const char *, SSL_get0_group_name, SSL *);
  struct ends ends = ends_new(version);
  SSL_CTX_set1_groups_list(ends.client, "X25519:P-256");
  SSL_CTX_set1_groups_list(ends.server, "X25519:P-256");
  SSL_SESSION *session = session_from(ends.client, ends.server);
  SSL_CTX_set1_groups_list(ends.client, "P-256");
  struct pair pair = pair_new(ends.client, ends.server);
  SSL_set_session(pair.client, session);
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  const char *name = version == TLS1_2_VERSION ? "x25519" : "secp256r1";
  EXPECT_STR(name, SSL_get0_group_name_(pair.client));
  EXPECT_STR(name, SSL_get0_group_name_(pair.server));
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

static int (*extension_order)(SSL *, uint16_t *, size_t *);
static uint16_t order[40];
static size_t order_size;
static int present_size;

static int note_order(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  size_t few, count = 0;
  EXPECT_INT(0, extension_order(ssl, NULL, NULL));
  EXPECT_INT(1, extension_order(ssl, NULL, &order_size));
  few = order_size - 1;
  EXPECT_INT(0, extension_order(ssl, order, &few));
  EXPECT_INT(order_size - 1, few);
  count = sizeof order / sizeof *order;
  EXPECT_INT(1, extension_order(ssl, order, &count));
  EXPECT_INT(order_size, count);
  int *present = NULL;
  EXPECT_INT(1, SSL_client_hello_get1_extensions_present(ssl, &present, &count));
  present_size = (int)count;
  for (size_t i = 0; i < count && i < order_size; i++) EXPECT_INT(present[i], order[i]);
  OPENSSL_free(present);
  return SSL_CLIENT_HELLO_SUCCESS;
}

CASE_EACH_VERSION(extension_orders, "SSL_client_hello_get_extension_order has what the hello has, in its order") {
  LATER(int, SSL_client_hello_get_extension_order, SSL *, uint16_t *, size_t *);
  struct ends ends = ends_new(version);
  extension_order = SSL_client_hello_get_extension_order_;
  SSL_CTX_set_client_hello_cb(ends.server, note_order, NULL);
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_TRUE(order_size > 4);
  EXPECT_INT(order_size, present_size);
  size_t count = 5;
  EXPECT_INT(0, extension_order(pair.server, NULL, &count));
  pair_free(&pair);
  ends_free(&ends);
  ERR_clear_error();
}

CASE(times, "a session's time may pass what 32 bits hold, and what ended is flushed") {
  LATER(time_t, SSL_SESSION_get_time_ex, const SSL_SESSION *);
  LATER(time_t, SSL_SESSION_set_time_ex, SSL_SESSION *, time_t);
  LATER(void, SSL_CTX_flush_sessions_ex, SSL_CTX *, time_t);
  const time_t far = (time_t)1 << 33;  // OpenSSL counts in nanoseconds, and has no room for much more
  SSL_CTX *ctx = server_ctx(TLS1_2_VERSION);
  SSL_SESSION *session = made_session("far", TLS1_2_VERSION);
  EXPECT_TRUE(SSL_SESSION_set_time_ex_(session, far) == far);
  EXPECT_TRUE(SSL_SESSION_get_time_ex_(session) == far);
  EXPECT_INT(0, SSL_SESSION_get_time_ex_(NULL));
  EXPECT_INT(0, SSL_SESSION_set_time_ex_(NULL, far));
  SSL_SESSION_set_timeout(session, 10);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  SSL_CTX_flush_sessions_ex_(ctx, far + 9);
  EXPECT_INT(1, SSL_CTX_sess_number(ctx));
  SSL_CTX_flush_sessions_ex_(ctx, far + 11);
  EXPECT_INT(0, SSL_CTX_sess_number(ctx));
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}

CASE(bytes, "d2i_SSL_SESSION_ex reads what i2d_SSL_SESSION wrote, and no session has a raw key") {
  LATER(SSL_SESSION *, d2i_SSL_SESSION_ex, SSL_SESSION **, const unsigned char **, long, OSSL_LIB_CTX *, const char *);
  LATER(EVP_PKEY *, SSL_SESSION_get0_peer_rpk, SSL_SESSION *);
  SSL_SESSION *session = made_session("bytes", TLS1_3_VERSION);
  unsigned char *der = NULL;
  const int length = i2d_SSL_SESSION(session, &der);
  REQUIRE(length > 0);
  const unsigned char *at = der;
  SSL_SESSION *read = d2i_SSL_SESSION_ex_(NULL, &at, length, NULL, NULL);
  REQUIRE(read != NULL);
  EXPECT_PTR(der + length, at);
  EXPECT_NULL(SSL_SESSION_get0_peer_rpk_(read));
  unsigned char *again = NULL;
  EXPECT_INT(length, i2d_SSL_SESSION(read, &again));
  EXPECT_BYTES(der, length, again, length);
  OPENSSL_free(der);
  OPENSSL_free(again);
  SSL_SESSION_free(session);
  SSL_SESSION_free(read);
}

CASE_EACH_VERSION(raw_keys, "a connection with certificates has no raw public keys, and saying so is no error") {
  LATER(EVP_PKEY *, SSL_get0_peer_rpk, const SSL *);
  LATER(int, SSL_get_negotiated_client_cert_type, const SSL *);
  LATER(int, SSL_get_negotiated_server_cert_type, const SSL *);
  LATER(int, SSL_get0_server_cert_type, const SSL *, unsigned char **, size_t *);
  LATER(int, SSL_CTX_get0_client_cert_type, const SSL_CTX *, unsigned char **, size_t *);
  struct connected e;
  unsigned char byte, *types = &byte;
  size_t count = 7;
  REQUIRE(connect_ends(&e, version));
  EXPECT_NULL(SSL_get0_peer_rpk_(e.pair.client));
  EXPECT_INT(0, SSL_get_negotiated_client_cert_type_(e.pair.client));
  EXPECT_INT(0, SSL_get_negotiated_server_cert_type_(e.pair.client));
  EXPECT_INT(1, SSL_get0_server_cert_type_(e.pair.client, &types, &count));
  EXPECT_NULL(types);
  EXPECT_INT(0, count);
  types = &byte, count = 7;
  EXPECT_INT(1, SSL_CTX_get0_client_cert_type_(e.client, &types, &count));
  EXPECT_NULL(types);
  EXPECT_INT(0, count);
  EXPECT_INT(0, ERR_peek_error());
  connected_free(&e);
}

CASE(ends, "how a stream of QUIC ended, a connection of TLS does not know, and saying so is no error") {
  LATER(int, SSL_get_conn_close_info, SSL *, void *, size_t);
  LATER(int, SSL_get_stream_read_error_code, SSL *, uint64_t *);
  LATER(int, SSL_get_stream_write_error_code, SSL *, uint64_t *);
  struct connected e;
  uint64_t info[8] = {0};
  REQUIRE(connect_ends(&e, 0));
  EXPECT_INT(-1, SSL_get_conn_close_info_(e.pair.client, info, 32));
  EXPECT_INT(-1, SSL_get_stream_read_error_code_(e.pair.client, info));
  EXPECT_INT(-1, SSL_get_stream_write_error_code_(e.pair.client, info));
  EXPECT_INT(0, ERR_peek_error());
  connected_free(&e);
}
