// SPDX-License-Identifier: Apache-2.0
// Decisions that must not let anybody in for want of an answer.
#include "abi_test.h"
#include "pair.h"

// --- Verify modes

CASE_EACH_VERSION(any_mode_verifies, "a client verifies with any bit of the verify mode set") {
  for (int mode = 0; mode < 8; mode++) {
    struct ends e = {SSL_CTX_new(TLS_client_method()), server_ctx(version)};
    SSL_CTX_set_verify(e.client, mode, NULL);
    struct pair pair = pair_new(e.client, e.server);
    EXPECT_INT(mode == 0, pair_handshake(&pair));
    pair_free(&pair);
    ends_free(&e);
  }
}

CASE_EACH_VERSION(any_mode_looks_again, "... and verifies the peer of a session that was made without") {
  for (int mode = 1; mode < 8; mode++) {
    struct ends e = {SSL_CTX_new(TLS_client_method()), server_ctx(version)};
    SSL_SESSION *session = session_from(e.client, e.server);
    REQUIRE(session != NULL);
    SSL_CTX_set_verify(e.client, mode, NULL);
    EXPECT_INT(DIFFERS("nobody is taken for verified who was not", 1, -1), resumes(e.client, e.server, session));
    ERR_clear_error();
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}

static int forget_mode(int ok, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
  return ok;
}

CASE_EACH_VERSION(server_mode_changes, "a server that has asked refuses a stranger, whatever its mode becomes") {
  struct ends e = ends_new(version);
  use_identity(e.client, identity_stranger());
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, forget_mode);
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(0, pair_handshake(&pair));
  EXPECT_INT(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SSL_get_verify_result(pair.server));
  EXPECT_NULL(SSL_get0_peer_certificate(pair.server));
  pair_free(&pair);
  ends_free(&e);
}

// --- SSL_set_retry_verify

static int calls, second_answer;

static int retry_then_answer(X509_STORE_CTX *store, void *arg) {
  (void)arg;
  if (calls++ == 0) {
    SSL_set_retry_verify(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return 1;
  }
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return second_answer;
}

CASE_EACH_VERSION(retry_verify, "a verification that is put off has not accepted anybody: the second answer counts") {
  for (second_answer = 0; second_answer < 2; second_answer++) {
    int result = 0, pauses = 0;
    struct ends e = ends_new(version);
    calls = 0;
    SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(e.client, retry_then_answer, NULL);
    struct pair pair = pair_new(e.client, e.server);
    for (int i = 0; i < 10 && result != 1; i++) {
      result = SSL_do_handshake(pair.client);
      const int error = SSL_get_error(pair.client, result);
      pauses += error == SSL_ERROR_WANT_RETRY_VERIFY;
      if (error == SSL_ERROR_SSL) break;
      SSL_do_handshake(pair.server);
    }
    EXPECT_INT(second_answer, result == 1);
    EXPECT_INT(1, pauses);
    EXPECT_INT(2, calls);
    ERR_clear_error();
    pair_free(&pair);
    ends_free(&e);
  }
}

// --- Protocols and names

static int empty_choice(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in,
                        unsigned int in_length, void *arg) {
  (void)ssl, (void)in_length, (void)arg;
  *out = in;
  *length = 0;
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(empty_protocol, "a protocol without a name is no choice: the handshake ends") {
  struct ends e = ends_new(version);
  SSL_CTX_set_alpn_protos(e.client, (const unsigned char *)"\2h2", 3);
  SSL_CTX_set_alpn_select_cb(e.server, empty_choice, NULL);
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(0, pair_handshake(&pair));
  pair_free(&pair);
  ends_free(&e);
}

static int name_answer, warnings;

static int answer_name(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)arg;
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return name_answer;
}

static void count_warnings(const SSL *ssl, int where, int value) {
  (void)ssl;
  if (where == SSL_CB_READ_ALERT && value == (SSL3_AL_WARNING << 8 | SSL_AD_UNRECOGNIZED_NAME)) warnings++;
}

CASE_EACH_VERSION(name_warning, "a server name callback's warning is sent in TLS 1.2, and the handshake goes on") {
  struct ends e = ends_new(version);
  warnings = 0;
  name_answer = SSL_TLSEXT_ERR_ALERT_WARNING;
  SSL_CTX_set_tlsext_servername_callback(e.server, answer_name);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set_info_callback(pair.client, count_warnings);
  SSL_set_tlsext_host_name(pair.client, "some.test");
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(version == TLS1_2_VERSION, warnings);
  pair_shutdown(&pair);
  pair_free(&pair);
  ends_free(&e);
}

// --- Security level

CASE_EACH_VERSION(level_raised, "a certificate that the level of now does not allow is not sent") {
  for (int level = 2; level <= 3; level++) {
    struct ends e = {client_ctx(version), SSL_CTX_new(TLS_server_method())};
    use_identity(e.server, identity_rsa());
    SSL_CTX_set_security_level(e.server, level);
    struct pair pair = pair_new(e.client, e.server);
    SSL *failed = pair_first_failure(&pair);
    EXPECT_PTR(level == 2 ? NULL : pair.server, failed);
    if (failed != NULL) EXPECT_REASON(SSL_R_EE_KEY_TOO_SMALL);
    pair_free(&pair);
    ends_free(&e);
  }
}
