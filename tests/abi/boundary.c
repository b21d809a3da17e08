// SPDX-License-Identifier: Apache-2.0
// Arguments that no program should give: an answer, and never an abort.
#include "abi_test.h"
#include "pair.h"

#include <limits.h>
#include <openssl/lhash.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned char bytes[20000];

CASE(null_lists, "a list that is null is refused") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(0, SSL_CTX_set_cipher_list(ctx, NULL));
  EXPECT_INT(0, SSL_set_cipher_list(ssl, NULL));
  EXPECT_INT(0, SSL_CTX_set1_groups_list(ctx, NULL));
  EXPECT_INT(0, SSL_CTX_set1_sigalgs_list(ctx, NULL));
  EXPECT_INT(0, SSL_CTX_set1_client_sigalgs_list(ctx, NULL));
  EXPECT_INT(0, SSL_CTX_set1_sigalgs(ctx, NULL, 0));
  EXPECT_INT(0, SSL_CTX_set_ciphersuites(NULL, "none"));
  EXPECT_INT(0, SSL_CTX_add1_to_CA_list(NULL, NULL));
  EXPECT_INT(0, SSL_add_client_CA(ssl, NULL));
  EXPECT_INT(0, SSL_add_dir_cert_subjects_to_stack(NULL, NULL));
  EXPECT_INT(0, SSL_CTX_check_private_key(NULL));
  EXPECT_INT(0, SSL_check_private_key(NULL));
  EXPECT_INT(0, SSL_use_certificate(NULL, NULL));
  EXPECT_INT(0, SSL_use_PrivateKey_file(NULL, "/no/such/file", SSL_FILETYPE_PEM));
  EXPECT_NULL(SSL_get0_peer_certificate(NULL));
  EXPECT_NULL(SSL_get_peer_cert_chain(NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(huge_lengths, "a length that nothing can have is refused") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = SSL_SESSION_new();
  STACK_OF(SSL_CIPHER) *suites = NULL;
  EXPECT_INT(0, SSL_SESSION_set1_alpn_selected(session, bytes, SIZE_MAX));
  EXPECT_INT(0, SSL_SESSION_set1_ticket_appdata(session, bytes, SIZE_MAX));
  EXPECT_INT(0, SSL_SESSION_set1_ticket_appdata(session, bytes, SIZE_MAX / 2));
  EXPECT_INT(0, SSL_CTX_use_serverinfo(ctx, bytes, SIZE_MAX / 2));
  EXPECT_INT(0, SSL_bytes_to_cipher_list(ssl, bytes, SIZE_MAX, 1, &suites, NULL));
  EXPECT_INT(0, SSL_set_session_ticket_ext(ssl, bytes, INT_MIN));
  EXPECT_INT(1, SSL_set_tlsext_status_ocsp_resp(ssl, NULL, -1));
  SSL_SESSION_free(session);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(exporters, "an exporter fails on a label or an output that is too long, and takes the longest") {
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  const int tls13 = version == TLS1_3_VERSION;
  char label[300];
  memset(label, 'a', sizeof label);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_export_keying_material(pair.client, bytes, 80, label, 249, NULL, 0, 0));
  EXPECT_INT(!tls13, SSL_export_keying_material(pair.client, bytes, 80, label, 250, NULL, 0, 0));
  EXPECT_INT(1, SSL_export_keying_material(pair.client, bytes, 8160, label, 10, NULL, 0, 0));
  if (tls13) {
    EXPECT_INT(0, SSL_export_keying_material(pair.client, bytes, sizeof bytes, label, 10, NULL, 0, 0));
    EXPECT_INT(0, SSL_export_keying_material(pair.client, bytes, 16, label, SIZE_MAX, NULL, 0, 0));
    EXPECT_INT(0, SSL_export_keying_material(pair.client, bytes, SIZE_MAX, label, 10, NULL, 0, 0));
  }

  EXPECT_INT(tls13, SSL_export_keying_material(pair.client, bytes, 0, label, 10, NULL, 0, 0));
  ERR_clear_error();
  EXPECT_INT(0, SSL_export_keying_material_early(pair.client, bytes, 32, label, 10, bytes, 0));
  EXPECT_INT(0, ERR_peek_error());
  pair_free(&pair);
  ends_free(&ends);
}

CASE(looping_link, "a link to itself in a folder of certificates is an error") {
  char folder[] = "/tmp/boundary-XXXXXX", link[64];
  STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
  REQUIRE(mkdtemp(folder) != NULL);
  snprintf(link, sizeof link, "%s/loop.pem", folder);
  EXPECT_INT(0, symlink("loop.pem", link));
  EXPECT_INT(0, SSL_add_dir_cert_subjects_to_stack(names, folder));
  unlink(link);
  rmdir(folder);
  sk_X509_NAME_pop_free(names, X509_NAME_free);
}

static void fails_in_the_handshake(const SSL_METHOD *method) {
  SSL_CTX *ctx = SSL_CTX_new(method);
  REQUIRE(ctx != NULL);
  SSL *ssl = SSL_new(ctx);
  REQUIRE(ssl != NULL);
  if (abi_on_reprise()) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl);
    EXPECT_INT(-1, SSL_do_handshake(ssl));
    EXPECT_INT(SSL_R_NO_PROTOCOLS_AVAILABLE, ERR_GET_REASON(ERR_peek_error()));
    EXPECT_INT(0, BIO_ctrl_pending(SSL_get_wbio(ssl)));
  }
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(other_versions, "contexts are made for versions that only OpenSSL speaks; on Reprise their handshakes fail") {
  fails_in_the_handshake(TLSv1_method());
  fails_in_the_handshake(TLSv1_1_method());
  fails_in_the_handshake(DTLS_method());
  fails_in_the_handshake(DTLSv1_2_method());
  SSL_CTX *server = SSL_CTX_new(DTLS_server_method());
  EXPECT_TRUE(server != NULL);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(hello_lists, "a server tells the raw list of suites, each end the other's extensions") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_cipher_list(ends.client, "ECDHE-ECDSA-AES128-GCM-SHA256");
  SSL_CTX_set_ciphersuites(ends.client, "TLS_AES_128_GCM_SHA256");
  struct pair pair = pair_new(ends.client, ends.server);
  unsigned char *list = NULL;
  const char *formats = NULL;
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(2, SSL_get0_raw_cipherlist(pair.server, NULL));
  const long size = SSL_get0_raw_cipherlist(pair.server, &list);
  REQUIRE(size >= 2);
  EXPECT_INT(version == TLS1_3_VERSION ? 0x13 : 0xc0, list[0]);
  EXPECT_INT(version == TLS1_3_VERSION ? 0x01 : 0x2b, list[1]);
  EXPECT_INT(0, SSL_get0_raw_cipherlist(pair.client, &list));
  if (version == TLS1_2_VERSION) {
    EXPECT_INT(3, SSL_get0_ec_point_formats(pair.server, &formats));
    EXPECT_INT(3, SSL_get0_ec_point_formats(pair.client, &formats));
    EXPECT_INT(TLSEXT_ECPOINTFORMAT_uncompressed, formats[0]);
  }
  EVP_PKEY *own = NULL, *theirs = NULL;
  EXPECT_INT(version == TLS1_3_VERSION, SSL_get_tmp_key(pair.client, &own));
  EXPECT_INT(1, SSL_get_peer_tmp_key(pair.client, &theirs));
  EVP_PKEY_free(theirs);
  theirs = NULL;
  EXPECT_INT(version == TLS1_3_VERSION, SSL_get_peer_tmp_key(pair.server, &theirs));
  if (own != NULL && theirs != NULL) EXPECT_INT(1, EVP_PKEY_eq(own, theirs));
  EVP_PKEY_free(own);
  EVP_PKEY_free(theirs);
  pair_free(&pair);
  ends_free(&ends);
}

static int from_server, from_client, saw_name;

static void see_extension(SSL *ssl, int of_server, int type, const unsigned char *data, int size, void *arg) {
  (void)ssl, (void)data, (void)size;
  EXPECT_PTR(&saw_name, arg);
  if (of_server) from_server++;
  else from_client++;
  if (type == TLSEXT_TYPE_server_name && !of_server) saw_name++;
}

CASE_EACH_VERSION(extensions_told, "a debug callback is told of each extension that arrives") {
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  from_server = from_client = saw_name = 0;
  SSL_set_tlsext_host_name(pair.client, "server.test");
  EXPECT_INT(1, SSL_set_tlsext_debug_callback(pair.client, see_extension));
  EXPECT_INT(1, SSL_set_tlsext_debug_arg(pair.client, &saw_name));
  EXPECT_INT(1, SSL_set_tlsext_debug_callback(pair.server, see_extension));
  EXPECT_INT(1, SSL_set_tlsext_debug_arg(pair.server, &saw_name));
  REQUIRE(pair_handshake(&pair));
  EXPECT_TRUE(from_server > 1);
  EXPECT_TRUE(from_client > 4);
  EXPECT_INT(1, saw_name);
  pair_free(&pair);
  ends_free(&ends);
}

CASE(status_lists, "a status request has no extensions and no responders until they are set") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  void *given = ctx;
  EXPECT_INT(1, SSL_get_tlsext_status_exts(ssl, &given));
  EXPECT_NULL(given);
  given = ctx;
  EXPECT_INT(1, SSL_get_tlsext_status_ids(ssl, &given));
  EXPECT_NULL(given);
  EXPECT_INT(1, SSL_set_tlsext_status_exts(ssl, NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

static void *list_sessions(void *ctx) {
  unsigned long wrong = 0;
  for (int i = 0; i < 5000; i++) wrong += OPENSSL_LH_num_items((OPENSSL_LHASH *)SSL_CTX_sessions(ctx)) != 1;
  return (void *)wrong;
}

CASE(sessions_listed, "threads list the sessions of one context at the same time") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_SESSION *session = made_session("one", TLS1_2_VERSION);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, list_sessions, ctx);
  for (int i = 0; i < 4; i++) {
    void *wrong = NULL;
    pthread_join(threads[i], &wrong);
    EXPECT_NULL(wrong);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
}
