// SPDX-License-Identifier: Apache-2.0
// SSL and SSL_CTX as objects: methods, states, duplication, clearing, BIO ownership, the SSL BIO filter.
#include <openssl/evp.h>

#include "abi_test.h"
#include "pair.h"

CASE(methods, "a context gives its method back, and a client method refuses to accept") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_PTR(TLS_client_method(), SSL_CTX_get_ssl_method(ctx));
  EXPECT_INT(0, SSL_is_dtls(ssl));
  EXPECT_INT(0, SSL_is_server(ssl));
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  EXPECT_INT(0, SSL_accept(ssl));
  EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(ssl, -1));
  EXPECT_INT(1, SSL_is_server(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(new_without_method, "SSL_CTX_new(NULL) fails with NULL_SSL_METHOD_PASSED, SSL_new(NULL) with NULL_SSL_CTX") {
  EXPECT_NULL(SSL_CTX_new(NULL));
  EXPECT_REASON(SSL_R_NULL_SSL_METHOD_PASSED);
  EXPECT_NULL(SSL_new(NULL));
  EXPECT_REASON(SSL_R_NULL_SSL_CTX);
}

CASE(default_properties, "SSL_CTX_new sees default properties of libcrypto that were set since, and unset again") {
  SSL_CTX *before = SSL_CTX_new(TLS_method());
  EXPECT_INT(1, before != NULL);
  EXPECT_INT(1, EVP_set_default_properties(NULL, "fips=yes"));  // no provider has such algorithms here
  EXPECT_NULL(SSL_CTX_new(TLS_method()));
  ERR_clear_error();
  EXPECT_INT(1, EVP_set_default_properties(NULL, ""));
  SSL_CTX *after = SSL_CTX_new(TLS_method());
  EXPECT_INT(1, after != NULL);
  SSL_CTX_free(before);
  SSL_CTX_free(after);
}

CASE(fresh, "a fresh connection: before-handshake state, version of the method, no cipher, no peer") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(TLS_ST_BEFORE, SSL_get_state(ssl));
  EXPECT_STR("PINIT", SSL_state_string(ssl));
  EXPECT_STR("before SSL initialization", SSL_state_string_long(ssl));
  EXPECT_STR("RH", SSL_rstate_string(ssl));
  EXPECT_STR("read header", SSL_rstate_string_long(ssl));
  EXPECT_INT(1, SSL_in_before(ssl));
  EXPECT_INT(1, SSL_in_init(ssl));
  EXPECT_STR("TLSv1.3", SSL_get_version(ssl));
  EXPECT_INT(TLS1_3_VERSION, SSL_version(ssl));
  EXPECT_NULL(SSL_get_current_cipher(ssl));
  EXPECT_NULL(SSL_get_pending_cipher(ssl));
  EXPECT_STR("(NONE)", SSL_get_cipher(ssl));
  EXPECT_NULL(SSL_get1_peer_certificate(ssl));
  EXPECT_NULL(SSL_get_peer_cert_chain(ssl));
  EXPECT_INT(-1, SSL_get_fd(ssl));
  EXPECT_INT(-1, SSL_get_rfd(ssl));
  EXPECT_INT(-1, SSL_get_wfd(ssl));
  EXPECT_NULL(SSL_get_rbio(ssl));
  EXPECT_NULL(SSL_get_wbio(ssl));
  EXPECT_PTR(ctx, SSL_get_SSL_CTX(ssl));
  EXPECT_INT(1, SSL_is_server(ssl));
  EXPECT_INT(0, SSL_total_renegotiations(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(connected, "a finished handshake: state OK, version and cipher of both sides agree") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(TLS_ST_OK, SSL_get_state(pair.client));
  EXPECT_STR("SSLOK", SSL_state_string(pair.client));
  EXPECT_STR("SSL negotiation finished successfully", SSL_state_string_long(pair.server));
  EXPECT_STR(version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2", SSL_get_version(pair.client));
  EXPECT_INT(version, SSL_version(pair.server));
  EXPECT_INT(TLS1_2_VERSION, SSL_client_version(pair.server));
  EXPECT_INT(1, SSL_is_init_finished(pair.client));
  EXPECT_INT(0, SSL_in_before(pair.client));
  EXPECT_INT(0, SSL_is_server(pair.client));
  EXPECT_INT(1, SSL_is_server(pair.server));
  EXPECT_PTR(SSL_get_current_cipher(pair.client), SSL_get_current_cipher(pair.server));
  EXPECT_STR(version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2", SSL_get_cipher_version(pair.client));
  EXPECT_INT(256, SSL_get_cipher_bits(pair.client, NULL));
  EXPECT_INT(1, SSL_do_handshake(pair.client));
  EXPECT_INT(1, SSL_connect(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(waiting_states, "the state strings of ends that wait for the first flight") {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  struct pair pair = pair_new(client, server);
  SSL_do_handshake(pair.server);
  EXPECT_INT(TLS_ST_BEFORE, SSL_get_state(pair.server));
  SSL_do_handshake(pair.client);
  EXPECT_INT(TLS_ST_CW_CLNT_HELLO, SSL_get_state(pair.client));
  EXPECT_STR("TWCH", SSL_state_string(pair.client));
  EXPECT_STR("SSLv3/TLS write client hello", SSL_state_string_long(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(randoms, "client and server randoms: both sides see the same; a length of 0 asks for the size") {
  unsigned char one[32], two[32];
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(32, SSL_get_client_random(pair.client, NULL, 0));
  EXPECT_INT(32, SSL_get_client_random(pair.client, one, 32));
  EXPECT_INT(32, SSL_get_client_random(pair.server, two, 32));
  EXPECT_BYTES(one, 32, two, 32);
  EXPECT_INT(32, SSL_get_server_random(pair.client, one, 32));
  EXPECT_INT(8, SSL_get_server_random(pair.server, two, 8));
  EXPECT_BYTES(one, 8, two, 8);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(clear_and_reuse, "SSL_clear after a shutdown lets the same SSL connect again") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  pair_shutdown(&pair);
  EXPECT_INT(1, SSL_clear(pair.client));
  EXPECT_INT(1, SSL_clear(pair.server));
  EXPECT_INT(0, SSL_get_shutdown(pair.client));
  pair_join(pair.client, pair.server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, pair_exchange(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(connect_state_again, "SSL_set_connect_state after a shutdown offers the session again") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  SSL_set_shutdown(pair.client, SSL_RECEIVED_SHUTDOWN);
  EXPECT_INT(1, SSL_shutdown(pair.client));
  SSL_free(pair.server);
  pair.server = SSL_new(server);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  EXPECT_INT(0, SSL_get_shutdown(pair.client));
  EXPECT_PTR(session, SSL_get_session(pair.client));
  pair_join(pair.client, pair.server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  SSL_SESSION_free(session);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(dup_of_fresh,
     "SSL_dup of a fresh connection copies settings; once BIOs and a handshake are in play it is an up-ref") {
  SSL_CTX *ctx = client_ctx(0), *server = server_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_set_options(ssl, SSL_OP_NO_TICKET);
  SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
  SSL_set_tlsext_host_name(ssl, "dup.test");
  SSL *copy = SSL_dup(ssl);
  REQUIRE(copy != NULL);
  EXPECT_TRUE(copy != ssl);
  EXPECT_TRUE(SSL_get_options(copy) & SSL_OP_NO_TICKET);
  EXPECT_INT(TLS1_2_VERSION, SSL_get_max_proto_version(copy));
  EXPECT_NULL(SSL_get_servername(copy, TLSEXT_NAMETYPE_host_name));
  SSL_free(copy);
  SSL_free(ssl);
  struct pair pair = pair_new(ctx, server);
  REQUIRE(pair_handshake(&pair));
  copy = SSL_dup(pair.client);
  EXPECT_PTR(pair.client, copy);
  SSL_free(copy);
  EXPECT_INT(1, pair_exchange(&pair));
  pair_free(&pair);
  SSL_CTX_free(ctx);
  SSL_CTX_free(server);
}

static int bio_frees;

static long count_bio_frees(BIO* bio, int oper, const char* argp, size_t len, int argi, long argl, int ret,
                            size_t* processed) {
  (void)bio, (void)argp, (void)len, (void)argi, (void)argl, (void)processed;
  if (oper == BIO_CB_FREE) bio_frees++;
  return ret;
}

static BIO *counted_bio(void) {
  BIO *bio = BIO_new(BIO_s_mem());
  BIO_set_callback_ex(bio, count_bio_frees);
  return bio;
}

CASE(set_bio_rules, "SSL_set_bio takes one reference per distinct BIO and frees what it replaces") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  BIO *one = counted_bio(), *two = counted_bio(), *three = counted_bio();
  SSL_set_bio(ssl, one, one);
  EXPECT_PTR(one, SSL_get_rbio(ssl));
  EXPECT_PTR(one, SSL_get_wbio(ssl));
  SSL_set_bio(ssl, one, one);
  bio_frees = 0;
  SSL_set_bio(ssl, one, two);
  EXPECT_INT(0, bio_frees);
  SSL_set_bio(ssl, one, three);
  EXPECT_INT(1, bio_frees);
  BIO_up_ref(three);
  SSL_set_bio(ssl, three, three);
  EXPECT_INT(2, bio_frees);
  BIO_free(three);
  SSL_set_bio(ssl, NULL, NULL);
  EXPECT_INT(3, bio_frees);
  EXPECT_NULL(SSL_get_rbio(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(set0_bio_rules, "SSL_set0_rbio and SSL_set0_wbio each take a reference") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  BIO *one = counted_bio();
  bio_frees = 0;
  BIO_up_ref(one);
  SSL_set0_rbio(ssl, one);
  SSL_set0_wbio(ssl, one);
  EXPECT_PTR(one, SSL_get_rbio(ssl));
  SSL_set0_rbio(ssl, NULL);
  EXPECT_INT(0, bio_frees);
  EXPECT_PTR(one, SSL_get_wbio(ssl));
  SSL_free(ssl);
  EXPECT_INT(1, bio_frees);
  SSL_CTX_free(ctx);
}

CASE(fds, "SSL_set_fd makes a socket BIO; SSL_get_fd gives the number back") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_set_fd(ssl, 77));
  EXPECT_INT(77, SSL_get_fd(ssl));
  EXPECT_INT(77, SSL_get_rfd(ssl));
  EXPECT_INT(77, SSL_get_wfd(ssl));
  EXPECT_INT(BIO_TYPE_SOCKET, BIO_method_type(SSL_get_rbio(ssl)));
  EXPECT_PTR(SSL_get_rbio(ssl), SSL_get_wbio(ssl));
  EXPECT_INT(1, SSL_set_wfd(ssl, 78));
  EXPECT_INT(77, SSL_get_rfd(ssl));
  EXPECT_INT(78, SSL_get_wfd(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(bio_filter, "BIO_f_ssl: handshake, read and write through BIO calls") {
  char buffer[16];
  SSL *ssl = NULL;
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  BIO *near = NULL, *far = NULL, *filter = BIO_new_ssl(client, 1);
  BIO_new_bio_pair(&near, 1 << 16, &far, 1 << 16);
  BIO_push(filter, near);
  SSL *accepting = SSL_new(server);
  SSL_set_bio(accepting, far, far);
  SSL_set_accept_state(accepting);
  EXPECT_INT(1, BIO_get_ssl(filter, &ssl));
  EXPECT_PTR(near, SSL_get_rbio(ssl));
  EXPECT_INT(-1, BIO_do_handshake(filter));
  EXPECT_TRUE(BIO_should_retry(filter));
  for (int i = 0; i < 4; i++) {
    SSL_do_handshake(accepting);
    BIO_do_handshake(filter);
  }
  EXPECT_INT(1, BIO_do_handshake(filter));
  EXPECT_INT(5, BIO_write(filter, "hello", 5));
  EXPECT_INT(5, SSL_read(accepting, buffer, sizeof buffer));
  EXPECT_INT(3, BIO_puts(filter, "abc"));
  EXPECT_INT(3, SSL_read(accepting, buffer, sizeof buffer));
  EXPECT_INT(-1, BIO_read(filter, buffer, sizeof buffer));
  EXPECT_TRUE(BIO_should_read(filter) && BIO_should_retry(filter));
  SSL_write(accepting, "reply", 5);
  EXPECT_INT(2, BIO_read(filter, buffer, 2));
  EXPECT_INT(3, BIO_pending(filter));
  EXPECT_INT(3, BIO_read(filter, buffer, sizeof buffer));
  BIO_ssl_shutdown(filter);
  EXPECT_INT(0, SSL_read(accepting, buffer, sizeof buffer));
  EXPECT_INT(SSL_ERROR_ZERO_RETURN, SSL_get_error(accepting, 0));
  SSL_free(accepting);
  BIO_free_all(filter);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(bio_filter_ownership, "BIO_set_ssl with BIO_NOCLOSE leaves the SSL to its owner") {
  SSL *got = NULL;
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  BIO *filter = BIO_new(BIO_f_ssl());
  EXPECT_INT(1, BIO_set_ssl(filter, ssl, BIO_NOCLOSE));
  BIO_get_ssl(filter, &got);
  EXPECT_PTR(ssl, got);
  BIO_free(filter);
  EXPECT_INT(TLS_ST_BEFORE, SSL_get_state(ssl));
  SSL_free(ssl);
  filter = BIO_new_ssl(ctx, 1);
  EXPECT_STR("ssl", BIO_method_name(filter));
  EXPECT_INT(BIO_TYPE_SSL, BIO_method_type(filter));
  BIO_free(filter);
  SSL_CTX_free(ctx);
}

CASE(ssl_method_change, "SSL_set_ssl_method changes the method of a fresh connection") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_PTR(TLS_method(), SSL_get_ssl_method(ssl));
  EXPECT_INT(1, SSL_set_ssl_method(ssl, TLSv1_2_client_method()));
  EXPECT_PTR(TLSv1_2_client_method(), SSL_get_ssl_method(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}
