// SPDX-License-Identifier: Apache-2.0
// Certificates, keys, verification and client CA lists.
#include "abi_test.h"
#include "pair.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

CASE(check_private_key,
     "check_private_key: 1 for a match, 0 with the reason otherwise; a key that does not fit is refused") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(0, SSL_CTX_check_private_key(ctx));
  EXPECT_REASON(SSL_R_NO_CERTIFICATE_ASSIGNED);
  EXPECT_INT(1, SSL_CTX_use_certificate(ctx, identity_ec()->cert));
  EXPECT_INT(0, SSL_CTX_check_private_key(ctx));
  EXPECT_REASON(SSL_R_NO_PRIVATE_KEY_ASSIGNED);
  EXPECT_INT(0, SSL_CTX_use_PrivateKey(ctx, identity_client()->key));
  EXPECT_INT(X509_R_KEY_VALUES_MISMATCH, ERR_GET_REASON(ERR_peek_error()));
  ERR_clear_error();
  EXPECT_INT(1, SSL_CTX_use_PrivateKey(ctx, identity_ec()->key));
  EXPECT_INT(1, SSL_CTX_check_private_key(ctx));
  EXPECT_PTR(identity_ec()->cert, SSL_CTX_get0_certificate(ctx));
  EXPECT_PTR(identity_ec()->key, SSL_CTX_get0_privatekey(ctx));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_check_private_key(ssl));
  EXPECT_PTR(identity_ec()->cert, SSL_get_certificate(ssl));
  EXPECT_PTR(identity_ec()->key, SSL_get_privatekey(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(other_certificate_drops_key, "a certificate that does not fit the key set before drops that key") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  use_identity(ctx, identity_ec());
  EXPECT_INT(1, SSL_CTX_use_certificate(ctx, identity_client()->cert));
  EXPECT_INT(0, SSL_CTX_check_private_key(ctx));
  EXPECT_REASON(SSL_R_NO_PRIVATE_KEY_ASSIGNED);
  SSL_CTX_free(ctx);
}

CASE(null_arguments, "NULL certificates and keys are refused with PASSED_NULL_PARAMETER") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(0, SSL_CTX_use_certificate(ctx, NULL));
  EXPECT_INT(ERR_R_PASSED_NULL_PARAMETER, ERR_GET_REASON(ERR_peek_error()));
  ERR_clear_error();
  EXPECT_INT(0, SSL_CTX_use_PrivateKey(ctx, NULL));
  EXPECT_INT(ERR_R_PASSED_NULL_PARAMETER, ERR_GET_REASON(ERR_peek_error()));
  SSL_CTX_free(ctx);
}

// Writes a chain and a key as PEM into temporary files.
struct files {
  char chain[32], key[32];
};

static int write_files(struct files *files) {
  strcpy(files->chain, "/tmp/abi-chain-XXXXXX");
  strcpy(files->key, "/tmp/abi-key-XXXXXX");
  FILE *chain = fdopen(mkstemp(files->chain), "w"), *key = fdopen(mkstemp(files->key), "w");
  if (chain == NULL || key == NULL) return 0;
  PEM_write_X509(chain, identity_ec()->cert);
  PEM_write_X509(chain, identity_ca()->cert);
  PEM_write_PrivateKey(key, identity_ec()->key, NULL, NULL, 0, NULL, NULL);
  return fclose(chain) == 0 && fclose(key) == 0;
}

CASE(from_files, "chain and key files: 1 when read, and the error codes when not") {
  STACK_OF(X509) *extra = NULL;
  struct files files;
  REQUIRE(write_files(&files));
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(1, SSL_CTX_use_certificate_chain_file(ctx, files.chain));
  EXPECT_INT(1, SSL_CTX_get0_chain_certs(ctx, &extra));
  EXPECT_INT(1, sk_X509_num(extra));
  EXPECT_INT(1, SSL_CTX_use_PrivateKey_file(ctx, files.key, SSL_FILETYPE_PEM));
  EXPECT_INT(1, SSL_CTX_check_private_key(ctx));
  EXPECT_INT(0, SSL_CTX_use_certificate_chain_file(ctx, "/nonexistent"));
  EXPECT_INT(ERR_LIB_SYS, ERR_GET_LIB(ERR_peek_error()));
  EXPECT_INT(ERR_R_SYS_LIB, ERR_GET_REASON(ERR_peek_last_error()));
  ERR_clear_error();
  EXPECT_INT(0, SSL_CTX_use_certificate_chain_file(ctx, files.key));
  EXPECT_INT(PEM_R_NO_START_LINE, ERR_GET_REASON(ERR_peek_error()));
  EXPECT_INT(ERR_LIB_SSL, ERR_GET_LIB(ERR_peek_last_error()));
  EXPECT_INT(ERR_R_PEM_LIB, ERR_GET_REASON(ERR_peek_last_error()));
  ERR_clear_error();
  EXPECT_INT(0, SSL_CTX_use_PrivateKey_file(ctx, files.chain, SSL_FILETYPE_PEM));
  EXPECT_INT(ERR_R_PEM_LIB, ERR_GET_REASON(ERR_peek_last_error()));
  ERR_clear_error();
  EXPECT_INT(0, SSL_CTX_use_PrivateKey_file(ctx, files.key, 99));
  EXPECT_REASON(SSL_R_BAD_SSL_FILETYPE);
  EXPECT_INT(0, SSL_CTX_use_certificate_file(ctx, files.chain, 99));
  EXPECT_REASON(SSL_R_BAD_SSL_FILETYPE);
  EXPECT_INT(1, SSL_CTX_use_certificate_file(ctx, files.chain, SSL_FILETYPE_PEM));
  EXPECT_INT(1, SSL_CTX_load_verify_locations(ctx, files.chain, NULL));
  EXPECT_INT(0, SSL_CTX_load_verify_locations(ctx, "/nonexistent", NULL));
  STACK_OF(X509_NAME) *list = SSL_load_client_CA_file(files.chain);
  EXPECT_INT(2, sk_X509_NAME_num(list));
  sk_X509_NAME_pop_free(list, X509_NAME_free);
  EXPECT_NULL(SSL_load_client_CA_file("/nonexistent"));
  unlink(files.chain);
  unlink(files.key);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(verification_fails,
                  "a client that verifies and does not trust fails with CERTIFICATE_VERIFY_FAILED; the server hears unknown_ca") {
  SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = server_ctx(version);
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.client, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_CERTIFICATE_VERIFY_FAILED);
  EXPECT_INT(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_get_verify_result(pair.client));
  EXPECT_TRUE(SSL_do_handshake(pair.server) <= 0);
  EXPECT_REASON(SSL_R_TLSV1_ALERT_UNKNOWN_CA);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(verification_not_asked, "without VERIFY_PEER the handshake goes on and the verify result tells") {
  SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_get_verify_result(pair.client));
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
  SSL_set_verify_result(pair.client, X509_V_ERR_CERT_REVOKED);
  EXPECT_INT(X509_V_ERR_CERT_REVOKED, SSL_get_verify_result(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

static int verify_calls, verify_answer, verify_saw_ssl;

static int on_verify(int ok, X509_STORE_CTX *store) {
  (void)ok;
  verify_calls++;
  verify_saw_ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()) != NULL;
  return verify_answer;
}

CASE_EACH_VERSION(verify_callback,
                  "the verify callback finds the SSL and decides; the result stays what the check found") {
  for (verify_answer = 0; verify_answer < 2; verify_answer++) {
    SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = server_ctx(version);
    SSL_CTX_set_verify(client, SSL_VERIFY_PEER, on_verify);
    EXPECT_TRUE(SSL_CTX_get_verify_callback(client) == on_verify);
    verify_calls = verify_saw_ssl = 0;
    struct pair pair = pair_new(client, server);
    EXPECT_INT(SSL_VERIFY_PEER, SSL_get_verify_mode(pair.client));
    EXPECT_INT(verify_answer, pair_handshake(&pair));
    EXPECT_INT(verify_answer ? 3 : 1, verify_calls);
    EXPECT_INT(1, verify_saw_ssl);
    EXPECT_INT(
        verify_answer ? X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE : X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        SSL_get_verify_result(pair.client));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

static int on_cert_verify(X509_STORE_CTX *store, void *arg) {
  (void)arg;
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

CASE_EACH_VERSION(cert_verify_callback, "the certificate verify callback replaces the whole check") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_cert_verify_callback(client, on_cert_verify, NULL);
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.client, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_CERTIFICATE_VERIFY_FAILED);
  EXPECT_INT(X509_V_ERR_APPLICATION_VERIFICATION, SSL_get_verify_result(pair.client));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(host_check, "SSL_set1_host checks the name: match, mismatch, more names") {
  static const struct {
    const char *name;
    int good;
  } rows[] = {{"server.test", 1}, {"other.test", 0}};
  for (int i = 0; i < 2; i++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
    struct pair pair = pair_new(client, server);
    EXPECT_INT(1, SSL_set1_host(pair.client, rows[i].name));
    EXPECT_INT(rows[i].good, pair_handshake(&pair));
    EXPECT_INT(rows[i].good ? X509_V_OK : X509_V_ERR_HOSTNAME_MISMATCH, SSL_get_verify_result(pair.client));
    if (rows[i].good) EXPECT_STR("server.test", SSL_get0_peername(pair.client));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE_EACH_VERSION(peer_getters,
                  "the client's chain has the leaf first; the server's has it not; get1 gives a reference") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  use_identity(client, identity_client());
  trust_ca(server);
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_add1_chain_cert(server, identity_ca()->cert);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(2, sk_X509_num(SSL_get_peer_cert_chain(pair.client)));
  EXPECT_INT(0, X509_cmp(identity_ec()->cert, sk_X509_value(SSL_get_peer_cert_chain(pair.client), 0)));
  EXPECT_PTR(SSL_get0_peer_certificate(pair.client), sk_X509_value(SSL_get_peer_cert_chain(pair.client), 0));
  EXPECT_INT(1, sk_X509_num(SSL_get_peer_cert_chain(pair.server)));
  EXPECT_INT(0, X509_cmp(identity_ca()->cert, sk_X509_value(SSL_get_peer_cert_chain(pair.server), 0)));
  EXPECT_INT(0, X509_cmp(identity_client()->cert, SSL_get0_peer_certificate(pair.server)));
  X509 *peer = SSL_get1_peer_certificate(pair.server);
  EXPECT_INT(2, sk_X509_num(SSL_get0_verified_chain(pair.server)));
  EXPECT_INT(0, X509_cmp(identity_client()->cert, SSL_get_certificate(pair.client)));
  pair_free(&pair);
  EXPECT_INT(0, X509_cmp(identity_client()->cert, peer));
  X509_free(peer);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(no_client_certificate,
                  "FAIL_IF_NO_PEER_CERT: PEER_DID_NOT_RETURN_A_CERTIFICATE; without it the handshake goes on") {
  for (int fatal = 0; fatal < 2; fatal++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    SSL_CTX_set_verify(server, SSL_VERIFY_PEER | (fatal ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    struct pair pair = pair_new(client, server);
    EXPECT_PTR(fatal ? pair.server : NULL, pair_first_failure(&pair));
    if (fatal) EXPECT_REASON(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
    EXPECT_NULL(SSL_get0_peer_certificate(pair.server));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

// Exchanges a byte each way until the server has the answer to what it asked for.
static X509 *later_certificate(struct pair *pair) {
  for (int i = 0; i < 3 && SSL_get0_peer_certificate(pair->server) == NULL; i++) EXPECT_TRUE(pair_exchange(pair));
  return SSL_get0_peer_certificate(pair->server);
}

CASE(asked_for_later,
     "VERIFY_POST_HANDSHAKE in TLS 1.3: no certificate in the handshake, one when asked; in 1.2 it changes nothing") {
  for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    use_identity(client, identity_client());
    SSL_CTX_set_post_handshake_auth(client, 1);
    trust_ca(server);
    SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT | SSL_VERIFY_POST_HANDSHAKE, NULL);
    struct pair pair = pair_new(client, server);
    REQUIRE(pair_handshake(&pair));
    if (version == TLS1_3_VERSION) {
      EXPECT_NULL(SSL_get0_peer_certificate(pair.server));
      EXPECT_INT(1, SSL_verify_client_post_handshake(pair.server));
      EXPECT_TRUE(later_certificate(&pair) != NULL);
    } else {
      EXPECT_TRUE(SSL_get0_peer_certificate(pair.server) != NULL);
    }
    EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE(asked_for_later_at_once,
     "without auto-retry one read takes all messages of a certificate that was asked for later") {
  // Lengths at which a record ends here and there between and in the messages.
  for (int i = 0; i < 16; i++) {
    struct ends e = ends_new(TLS1_3_VERSION);
    char byte;
    struct identity identity = new_long_identity((size_t)(3000 + i * 32));
    use_identity(e.client, &identity);
    SSL_CTX_set_post_handshake_auth(e.client, 1);
    trust_ca(e.server);
    SSL_CTX_clear_mode(e.server, SSL_MODE_AUTO_RETRY);
    struct pair pair = pair_new(e.client, e.server);
    REQUIRE(pair_handshake(&pair));
    pair_settle(&pair);
    SSL_set_verify(pair.server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    EXPECT_INT(1, SSL_verify_client_post_handshake(pair.server));
    EXPECT_INT(1, SSL_do_handshake(pair.server));
    SSL_set_max_send_fragment(pair.client, 512);  // the answer is more than one record
    EXPECT_INT(-1, SSL_read(pair.client, &byte, 1));
    const int result = i % 2 == 0 ? SSL_peek(pair.server, &byte, 0) : SSL_read(pair.server, &byte, 1);
    EXPECT_INT(-1, result);
    EXPECT_INT(SSL_ERROR_WANT_READ, SSL_get_error(pair.server, result));
    EXPECT_TRUE(SSL_get0_peer_certificate(pair.server) != NULL);
    EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
    EXPECT_TRUE(pair_exchange(&pair));
    pair_free(&pair);
    ends_free(&e);
    X509_free(identity.cert);
    EVP_PKEY_free(identity.key);
  }
}

CASE_EACH_VERSION(client_ca_list, "the server's client CA list reaches the client") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  EXPECT_INT(0, sk_X509_NAME_num(SSL_CTX_get_client_CA_list(server)));
  EXPECT_INT(1, SSL_CTX_add_client_CA(server, identity_ca()->cert));
  EXPECT_INT(1, sk_X509_NAME_num(SSL_CTX_get_client_CA_list(server)));
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  STACK_OF(X509_NAME) *list = SSL_get_client_CA_list(pair.client);
  EXPECT_INT(1, sk_X509_NAME_num(list));
  EXPECT_INT(0, X509_NAME_cmp(X509_get_subject_name(identity_ca()->cert), sk_X509_NAME_value(list, 0)));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(two_certificates, "a server with an EC and an RSA certificate picks by what the client accepts") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  use_identity(server, identity_rsa());
  EXPECT_INT(1, SSL_CTX_set1_sigalgs_list(client, "RSA-PSS+SHA256:RSA+SHA256"));
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, X509_cmp(identity_rsa()->cert, SSL_get0_peer_certificate(pair.client)));
  int nid = 0;
  EXPECT_INT(1, SSL_get_peer_signature_type_nid(pair.client, &nid));
  EXPECT_INT(EVP_PKEY_RSA_PSS, nid);
  EXPECT_INT(1, SSL_get_peer_signature_nid(pair.client, &nid));
  EXPECT_INT(NID_sha256, nid);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(server_without_certificate,
     "a server without a certificate refuses with NO_SHARED_CIPHER (1.2) or UNSUPPORTED_PROTOCOL (1.3)") {
  static const int versions[2] = {TLS1_2_VERSION, TLS1_3_VERSION};
  for (int i = 0; i < 2; i++) {
    SSL_CTX *client = client_ctx(versions[i]), *server = SSL_CTX_new(TLS_server_method());
    struct pair pair = pair_new(client, server);
    EXPECT_PTR(pair.server, pair_first_failure(&pair));
    EXPECT_REASON(i == 0 ? SSL_R_NO_SHARED_CIPHER
                         : DIFFERS("it says what is missing", SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_CERTIFICATE_SET));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

static int cert_cb_calls, cert_cb_answer;

static int on_cert(SSL *ssl, void *arg) {
  cert_cb_calls++;
  if (cert_cb_answer == 1) {
    SSL_use_certificate(ssl, ((const struct identity *)arg)->cert);
    SSL_use_PrivateKey(ssl, ((const struct identity *)arg)->key);
  }
  return cert_cb_answer;
}

CASE_EACH_VERSION(cert_callback, "the certificate callback may set, fail, or ask to be called again") {
  for (cert_cb_answer = -1; cert_cb_answer < 2; cert_cb_answer++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    SSL_CTX_set_cert_cb(server, on_cert, (void *)identity_client());
    cert_cb_calls = 0;
    struct pair pair = pair_new(client, server);
    SSL_do_handshake(pair.client);
    const int result = SSL_do_handshake(pair.server);
    EXPECT_INT(1, cert_cb_calls);
    EXPECT_INT(-1, result);
    if (cert_cb_answer == 0) EXPECT_REASON(SSL_R_CERT_CB_ERROR);
    if (cert_cb_answer < 0) {
      EXPECT_INT(SSL_ERROR_WANT_X509_LOOKUP, SSL_get_error(pair.server, result));
      EXPECT_INT(SSL_X509_LOOKUP, SSL_want(pair.server));
      cert_cb_answer = 1;
      EXPECT_INT(1, pair_handshake(&pair));
      EXPECT_INT(2, cert_cb_calls);
      cert_cb_answer = -1;
    }
    if (cert_cb_answer == 1) EXPECT_INT(1, pair_handshake(&pair));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}
