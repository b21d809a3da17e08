// SPDX-License-Identifier: Apache-2.0
// Sessions across contexts and roles: server-name switches, the
// cache that belongs to the first context, client certificates.
#include "abi_test.h"
#include "pair.h"

static SSL_CTX *second_ctx;
static int servername_answer, servername_calls;

static int on_servername(SSL *ssl, int *alert, void *arg) {
  (void)alert;
  servername_calls++;
  EXPECT_STR("argument", (const char *)arg);
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name != NULL && strcmp(name, "second.test") == 0) EXPECT_PTR(second_ctx, SSL_set_SSL_CTX(ssl, second_ctx));
  if (name != NULL && strcmp(name, "alert.test") == 0) *alert = SSL_AD_ACCESS_DENIED;
  return servername_answer;
}

static SSL_CTX *switching_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_tlsext_servername_callback(ctx, on_servername);
  SSL_CTX_set_tlsext_servername_arg(ctx, (void *)"argument");
  servername_answer = SSL_TLSEXT_ERR_OK;
  servername_calls = 0;
  return ctx;
}

static int handshake_for(struct pair *pair, const char *name, SSL_SESSION *session) {
  EXPECT_INT(1, SSL_set_tlsext_host_name(pair->client, name));
  if (session != NULL) SSL_set_session(pair->client, session);
  return pair_handshake(pair);
}

CASE_EACH_VERSION(switch_uses_certificate, "SSL_set_SSL_CTX in the server-name callback switches the certificate") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  second_ctx = server_ctx(version);
  use_identity(second_ctx, identity_client());
  struct pair pair = pair_new(client, server);
  REQUIRE(handshake_for(&pair, "second.test", NULL));
  EXPECT_INT(1, servername_calls);
  EXPECT_PTR(second_ctx, SSL_get_SSL_CTX(pair.server));
  EXPECT_INT(0, X509_cmp(identity_client()->cert, SSL_get0_peer_certificate(pair.client)));
  EXPECT_STR("second.test", SSL_SESSION_get0_hostname(SSL_get_session(pair.client)));
  EXPECT_STR("second.test", SSL_SESSION_get0_hostname(SSL_get_session(pair.server)));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(second_ctx);
}

CASE_EACH_VERSION(cache_of_first, "the session cache is the first context's, also after a switch") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  second_ctx = server_ctx(version);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  SSL_CTX_set_options(second_ctx, SSL_OP_NO_TICKET);
  struct pair pair = pair_new(client, server);
  REQUIRE(handshake_for(&pair, "second.test", NULL));
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(version == TLS1_3_VERSION ? 2 : 1, SSL_CTX_sess_number(server));
  EXPECT_INT(0, SSL_CTX_sess_number(second_ctx));
  pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "second.test", session));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(second_ctx);
}

CASE_EACH_VERSION(other_name, "within one server context a session made for one server name resumes for another") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  second_ctx = server_ctx(version);
  struct pair pair = pair_new(client, server);
  REQUIRE(handshake_for(&pair, "first.test", NULL));
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  EXPECT_STR("first.test", SSL_SESSION_get0_hostname(session));
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "other.test", session));
  const int for_other_name = DIFFERS("RFC 6066, 3: MUST NOT resume under another name", 1, version == TLS1_3_VERSION);
  EXPECT_INT(for_other_name, SSL_session_reused(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "first.test", session));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(second_ctx);
}

CASE_EACH_VERSION(servername_answers,
                  "server-name callback: NOACK does not acknowledge, ALERT_FATAL sends the alert it chose, WARNING goes on") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  servername_answer = SSL_TLSEXT_ERR_NOACK;
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "any.test", NULL));
  EXPECT_NULL(SSL_SESSION_get0_hostname(SSL_get_session(pair.client)));
  pair_shutdown(&pair);
  pair_free(&pair);
  servername_answer = SSL_TLSEXT_ERR_ALERT_FATAL;
  pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "alert.test");
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_CALLBACK_FAILED);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_TLSV1_ALERT_ACCESS_DENIED);
  pair_free(&pair);
  pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "any.test");
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_TLSV1_UNRECOGNIZED_NAME);
  pair_free(&pair);
  servername_answer = SSL_TLSEXT_ERR_ALERT_WARNING;
  pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "any.test", NULL));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(no_name, "without a name the callback is called all the same; the name is NULL and its type -1") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, servername_calls);
  EXPECT_NULL(SSL_get_servername(pair.server, TLSEXT_NAMETYPE_host_name));
  EXPECT_INT(-1, SSL_get_servername_type(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(set_ssl_ctx, "SSL_set_SSL_CTX takes a reference; NULL goes back to the first context") {
  SSL_CTX *first = server_ctx(0), *second = server_ctx(0);
  SSL *ssl = SSL_new(first);
  EXPECT_PTR(second, SSL_set_SSL_CTX(ssl, second));
  EXPECT_PTR(second, SSL_get_SSL_CTX(ssl));
  SSL_CTX_free(second);
  EXPECT_PTR(second, SSL_set_SSL_CTX(ssl, second));
  EXPECT_PTR(first, SSL_set_SSL_CTX(ssl, NULL));
  EXPECT_PTR(first, SSL_get_SSL_CTX(ssl));
  SSL_free(ssl);
  SSL_CTX_free(first);
}

CASE(host_name_limits, "a host name may have 255 bytes; longer or empty ones are refused; NULL clears") {
  char name[257];
  memset(name, 'a', sizeof name);
  name[256] = 0;
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(0, SSL_set_tlsext_host_name(ssl, name));
  EXPECT_REASON(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
  EXPECT_INT(1, SSL_set_tlsext_host_name(ssl, name + 1));
  EXPECT_STR(name + 1, SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
  EXPECT_INT(0, SSL_set_tlsext_host_name(ssl, ""));
  EXPECT_REASON(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
  EXPECT_INT(1, SSL_set_tlsext_host_name(ssl, NULL));
  EXPECT_NULL(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
  EXPECT_NULL(SSL_get_servername(ssl, 7));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(client_certificate_in_session, "a resumed session carries the client's certificate to the server") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  use_identity(client, identity_client());
  trust_ca(server);
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"app", 3);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  X509 *peer = SSL_get0_peer_certificate(pair.server);
  EXPECT_TRUE(peer != NULL && X509_cmp(peer, identity_client()->cert) == 0);
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// Whether `session` resumes when the client asks for `name`.
static int resumes_for(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, const char *name) {
  struct pair pair = pair_new(client, server);
  const int done = handshake_for(&pair, name, session);
  const int reused = done ? SSL_session_reused(pair.client) : -1;
  pair_shutdown(&pair);
  pair_free(&pair);
  return reused;
}

CASE_EACH_VERSION(ticket_of_a_verifying_server,
                  "a ticket of a server that verifies clients: OpenSSL takes it for any name, Reprise for its own") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  use_identity(client, identity_client());
  trust_ca(server);
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"app", 3);
  struct pair pair = pair_new(client, server);
  REQUIRE(handshake_for(&pair, "first.test", NULL));
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(1, resumes_for(client, server, session, "first.test"));
  EXPECT_INT(DIFFERS("a client must be verified where it goes in", 1, 0),
             resumes_for(client, server, session, "other.test"));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(ex_data_of_server_session, "server application data stays with a cached session object") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  SSL_SESSION_set_ex_data(SSL_get_session(pair.server), index, (void *)"mine");
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  EXPECT_STR("mine", (const char *)SSL_SESSION_get_ex_data(SSL_get_session(pair.server), index));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(two_clients_contexts, "a session made under one client context is usable in another") {
  SSL_CTX *first = client_ctx(version), *second = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(first, server);
  SSL_CTX_free(first);
  EXPECT_INT(1, resumes(second, server, session));
  SSL_SESSION_free(session);
  SSL_CTX_free(second);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(bio_copy_session, "BIO_ssl_copy_session_id shares the session between two BIO chains") {
  SSL_CTX *client = client_ctx(version);
  BIO *from = BIO_new_ssl(client, 1), *to = BIO_new_ssl(client, 1);
  SSL *ssl_from = NULL, *ssl_to = NULL;
  SSL_SESSION *session = made_session("bio", version);
  BIO_get_ssl(from, &ssl_from);
  BIO_get_ssl(to, &ssl_to);
  SSL_set_session(ssl_from, session);
  EXPECT_INT(1, BIO_ssl_copy_session_id(to, from));
  EXPECT_PTR(session, SSL_get_session(ssl_to));
  SSL_SESSION_free(session);
  BIO_free_all(from);
  BIO_free_all(to);
  SSL_CTX_free(client);
}

static int on_strict_name(SSL *ssl, int *alert, void *arg) {
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  (void)alert, (void)arg;
  if (name != NULL && strcmp(name, "strict.test") == 0)
    SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  return SSL_TLSEXT_ERR_OK;
}

// A session made for open.test, where clients are not verified; it is a ticket or, without tickets, an id.
static SSL_SESSION *session_for_open(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = pair_new(client, server);
  handshake_for(&pair, "open.test", NULL);
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  return session;
}

static void expect_closed_to_older_sessions(int version, uint64_t server_options) {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_CTX_set_options(server, server_options);
  SSL_CTX_set_tlsext_servername_callback(server, on_strict_name);
  SSL_SESSION *session = session_for_open(client, server);
  struct pair pair = pair_new(client, server);
  handshake_for(&pair, "strict.test", session);
  EXPECT_INT(DIFFERS("the name's wish counts, whatever the lookup found", 1, 0), SSL_is_init_finished(pair.server));
  pair_free(&pair);
  SSL_SESSION_free(session);
  session = session_for_open(client, server);
  // A client that has a certificate makes a full handshake.
  use_identity(client, identity_client());
  trust_ca(server);
  pair = pair_new(client, server);
  EXPECT_INT(1, handshake_for(&pair, "strict.test", session));
  EXPECT_INT(DIFFERS("the name's wish counts, whatever the lookup found", 1, 0), SSL_session_reused(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(stricter_name, "a ticket from before does not open a name that demands a client certificate") {
  expect_closed_to_older_sessions(version, 0);
}

CASE_EACH_VERSION(stricter_name_by_id,
                  "a cached session from before does not open a name that demands a client certificate") {
  expect_closed_to_older_sessions(version, SSL_OP_NO_TICKET);
}

CASE_EACH_VERSION(id_context_of_first,
                  "after a switch sessions bear the id context of the first context, which looks for them") {
  SSL_CTX *client = client_ctx(version), *server = switching_server(version);
  second_ctx = server_ctx(version);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"first", 5);
  SSL_CTX_set_session_id_context(second_ctx, (const unsigned char *)"second", 6);
  struct pair pair = pair_new(client, server);
  REQUIRE(handshake_for(&pair, "second.test", NULL));
  pair_settle(&pair);
  unsigned int length = 0;
  const unsigned char *context = SSL_SESSION_get0_id_context(SSL_get_session(pair.server), &length);
  EXPECT_BYTES("first", 5, context, length);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(1, resumes_for(client, server, session, "second.test"));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(second_ctx);
}
