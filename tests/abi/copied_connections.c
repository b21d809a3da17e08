// SPDX-License-Identifier: Apache-2.0
// What SSL_dup and SSL_copy_session_id take from a connection, and what from its context.
#include "abi_test.h"
#include "pair.h"

#include <openssl/x509v3.h>

static int refuse(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 0;
}
static int pass(int ok, X509_STORE_CTX *store) {
  (void)store;
  return ok;
}

// What a client that `ssl` becomes by SSL_dup thinks of the server: its verify result, or -1 when it lets it in.
static long verdict_of_copy(SSL *ssl) {
  SSL_CTX *server = server_ctx(0);
  struct pair pair = {SSL_dup(ssl), SSL_new(server)};
  pair_join(pair.client, pair.server);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  const int good = pair_handshake(&pair);
  const long result = good ? -1 : SSL_get_verify_result(pair.client);
  pair_free(&pair);
  SSL_CTX_free(server);
  return result;
}

static SSL_CTX *verifying_client(void) {
  SSL_CTX *ctx = client_ctx(0);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
  return ctx;
}

CASE(demands_of_context, "a copy demands what its context has come to demand since the connection was made") {
  SSL_CTX *ctx = verifying_client();
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(-1, verdict_of_copy(ssl));
  X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(ctx), "other.test", 0);
  EXPECT_INT(X509_V_ERR_HOSTNAME_MISMATCH, verdict_of_copy(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);

  ctx = verifying_client();
  ssl = SSL_new(ctx);
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_CRL_CHECK);
  EXPECT_INT(X509_V_ERR_UNABLE_TO_GET_CRL, verdict_of_copy(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);

  ctx = verifying_client();
  ssl = SSL_new(ctx);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, refuse);
  EXPECT_TRUE(verdict_of_copy(ssl) != -1);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(demands_of_connection, "and what the connection demands beside it") {
  SSL_CTX *ctx = verifying_client();
  SSL *ssl = SSL_new(ctx);
  SSL_set1_host(ssl, "other.test");
  EXPECT_INT(X509_V_ERR_HOSTNAME_MISMATCH, verdict_of_copy(ssl));
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_CRL_CHECK);
  SSL *copy = SSL_dup(ssl);
  EXPECT_STR("other.test", X509_VERIFY_PARAM_get0_host(SSL_get0_param(copy), 0));
  EXPECT_INT(X509_V_FLAG_CRL_CHECK, X509_VERIFY_PARAM_get_flags(SSL_get0_param(copy)));
  SSL_free(copy);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

static void set_all_of_context(SSL_CTX *ctx) {
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, pass);
  SSL_CTX_set_verify_depth(ctx, 3);
  SSL_CTX_set_security_level(ctx, 3);
  SSL_CTX_set_quiet_shutdown(ctx, 1);
  SSL_CTX_set_num_tickets(ctx, 6);
  SSL_CTX_set_max_early_data(ctx, 77);
  SSL_CTX_set_max_cert_list(ctx, 6000);
  SSL_CTX_set_read_ahead(ctx, 1);
}

static int times_told;
static void told(const SSL *ssl, int where, int value) { (void)ssl, (void)where, (void)value, times_told++; }

CASE(info_callback, "a copy tells the connection's own info callback, and no copy has its context's") {
  struct ends ends = ends_new(0);
  SSL_CTX_set_info_callback(ends.client, told);
  SSL *ssl = SSL_new(ends.client);
  EXPECT_TRUE(SSL_get_info_callback(ssl) == NULL);
  SSL *copy = SSL_dup(ssl);
  EXPECT_TRUE(SSL_get_info_callback(copy) == NULL);
  SSL_free(copy);
  SSL_CTX_set_info_callback(ends.client, NULL);
  SSL_set_info_callback(ssl, told);
  struct pair pair = {SSL_dup(ssl), SSL_new(ends.server)};
  EXPECT_TRUE(SSL_get_info_callback(pair.client) == told);
  pair_join(pair.client, pair.server);
  SSL_set_connect_state(pair.client);
  SSL_set_accept_state(pair.server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_TRUE(times_told > 0);
  pair_free(&pair);
  SSL_free(ssl);
  ends_free(&ends);
}

CASE(newer_context, "of a context that has changed, a copy takes what SSL_dup does not copy") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  set_all_of_context(ctx);
  SSL *copy = SSL_dup(ssl);
  EXPECT_INT(SSL_get_options(ssl), SSL_get_options(copy));
  EXPECT_INT(SSL_get_mode(ssl), SSL_get_mode(copy));
  EXPECT_INT(SSL_VERIFY_NONE, SSL_get_verify_mode(copy));
  EXPECT_TRUE(SSL_get_verify_callback(copy) == pass);
  EXPECT_INT(-1, SSL_get_verify_depth(copy));
  EXPECT_INT(2, SSL_get_security_level(copy));
  EXPECT_INT(1, SSL_get_quiet_shutdown(copy));
  EXPECT_INT(6, SSL_get_num_tickets(copy));
  EXPECT_INT(77, SSL_get_max_early_data(copy));
  EXPECT_INT(SSL_get_max_cert_list(ssl), SSL_get_max_cert_list(copy));
  EXPECT_INT(0, SSL_get_read_ahead(copy));
  SSL_free(copy);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(changed_connection, "of a connection that has changed, a copy takes what SSL_dup(3) names") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_set_options(ssl, SSL_OP_NO_TICKET);
  SSL_set_min_proto_version(ssl, TLS1_2_VERSION);
  SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
  SSL_set_verify(ssl, SSL_VERIFY_PEER, pass);
  SSL_set_verify_depth(ssl, 7);
  SSL_set_security_level(ssl, 1);
  SSL_set_read_ahead(ssl, 1);
  SSL_set_max_cert_list(ssl, 5000);
  SSL_set_cipher_list(ssl, "ECDHE-RSA-AES128-GCM-SHA256");
  SSL_set_quiet_shutdown(ssl, 1);
  SSL_set_num_tickets(ssl, 5);
  SSL *copy = SSL_dup(ssl);
  EXPECT_INT(SSL_get_options(ssl), SSL_get_options(copy));
  EXPECT_INT(TLS1_2_VERSION, SSL_get_min_proto_version(copy));
  EXPECT_INT(TLS1_2_VERSION, SSL_get_max_proto_version(copy));
  EXPECT_INT(SSL_VERIFY_PEER, SSL_get_verify_mode(copy));
  EXPECT_TRUE(SSL_get_verify_callback(copy) == pass);
  EXPECT_INT(7, SSL_get_verify_depth(copy));
  EXPECT_INT(1, SSL_get_security_level(copy));
  EXPECT_INT(1, SSL_get_read_ahead(copy));
  EXPECT_INT(5000, SSL_get_max_cert_list(copy));
  EXPECT_INT(sk_SSL_CIPHER_num(SSL_get_ciphers(ssl)), sk_SSL_CIPHER_num(SSL_get_ciphers(copy)));
  EXPECT_INT(0, SSL_get_quiet_shutdown(copy));
  EXPECT_INT(2, SSL_get_num_tickets(copy));
  SSL_free(copy);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

// --- SSL_copy_session_id

static int allow_all(const SSL *ssl, const SSL_CTX *ctx, int operation, int bits, int nid, void *other, void *ex) {
  (void)ssl, (void)ctx, (void)operation, (void)bits, (void)nid, (void)other, (void)ex;
  return 1;
}

CASE(with_certificates, "SSL_copy_session_id copies what goes with certificates: security level, callback and data") {
  SSL_CTX *ctx = server_ctx(0), *other = client_ctx(0);
  SSL *from = SSL_new(ctx), *to = SSL_new(other);
  SSL_set_security_level(from, 4);
  SSL_set_security_callback(from, allow_all);
  SSL_set0_security_ex_data(from, ctx);
  EXPECT_INT(1, SSL_copy_session_id(to, from));
  EXPECT_INT(4, SSL_get_security_level(to));
  EXPECT_TRUE(SSL_get_security_callback(to) == allow_all);
  EXPECT_PTR(ctx, SSL_get0_security_ex_data(to));
  EXPECT_PTR(identity_ec()->cert, SSL_get_certificate(to));
  SSL_free(from);
  SSL_free(to);
  SSL_CTX_free(ctx);
  SSL_CTX_free(other);
}
