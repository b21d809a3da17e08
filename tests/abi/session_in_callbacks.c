// SPDX-License-Identifier: Apache-2.0
// In the callbacks of a full handshake a connection has the session that it is about to make.
#include "abi_test.h"
#include "pair.h"

static int index_of_tag, calls;
static SSL_SESSION *first_seen[2];  // the client's, the server's

// There is a session, the same every time; nothing can be resumed by it yet, and it names no peer that has not signed.
static void expect_unfinished(SSL *ssl) {
  SSL_SESSION *session = SSL_get_session(ssl);
  const int server = SSL_is_server(ssl);
  calls++;
  if (!EXPECT_TRUE(session != NULL)) return;
  if (first_seen[server] == NULL) {
    first_seen[server] = session;
    SSL_SESSION_set_ex_data(session, index_of_tag, "mine");
    SSL_SESSION_set_timeout(session, 77);
  }
  EXPECT_PTR(first_seen[server], session);
  EXPECT_INT(SSL_version(ssl), SSL_SESSION_get_protocol_version(session));
  EXPECT_INT(0, SSL_SESSION_has_ticket(session));
  EXPECT_INT(0, SSL_session_reused(ssl));
}

static int on_name(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  expect_unfinished(ssl);
  EXPECT_NULL(SSL_SESSION_get0_hostname(SSL_get_session(ssl)));
  return SSL_TLSEXT_ERR_OK;
}
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *in, unsigned in_len,
                   void *arg) {
  (void)in_len, (void)arg;
  expect_unfinished(ssl);
  EXPECT_STR("server.test", SSL_SESSION_get0_hostname(SSL_get_session(ssl)));
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}
static int on_certificate(SSL *ssl, void *arg) {
  (void)arg;
  expect_unfinished(ssl);
  return 1;
}
static int on_verify(X509_STORE_CTX *verification, void *arg) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
  (void)arg;
  expect_unfinished(ssl);
  EXPECT_NULL(SSL_SESSION_get0_peer(SSL_get_session(ssl)));
  return 1;
}
static int on_status(SSL *ssl, void *arg) {
  (void)arg;
  expect_unfinished(ssl);
  return SSL_is_server(ssl) ? SSL_TLSEXT_ERR_NOACK : 1;
}

CASE_EACH_VERSION(callbacks_see_the_session, "the callbacks of a full handshake see the session that it makes") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  index_of_tag = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  SSL_CTX_set_tlsext_servername_callback(server, on_name);
  SSL_CTX_set_alpn_select_cb(server, on_alpn, NULL);
  SSL_CTX_set_cert_cb(server, on_certificate, NULL);
  SSL_CTX_set_tlsext_status_cb(server, on_status);
  SSL_CTX_set_tlsext_status_cb(client, on_status);
  SSL_CTX_set_tlsext_status_type(client, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_alpn_protos(client, (const unsigned char *)"\2h2", 3);
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_cert_verify_callback(client, on_verify, NULL);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  EXPECT_NULL(SSL_get_session(pair.client));
  EXPECT_NULL(SSL_get_session(pair.server));
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(6, calls);
  EXPECT_PTR(first_seen[0], SSL_get_session(pair.client));
  SSL_SESSION *session = SSL_get_session(pair.server);
  EXPECT_STR("mine", SSL_SESSION_get_ex_data(session, index_of_tag));
  if (version == TLS1_2_VERSION) {
    EXPECT_PTR(first_seen[1], session);
    EXPECT_INT(77, SSL_SESSION_get_timeout(session));
  }
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
