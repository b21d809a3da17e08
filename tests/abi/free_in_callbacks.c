// SPDX-License-Identifier: Apache-2.0
// What a program may let go of while one of its callbacks runs: its references to the context, to the connection and to
// the session, and the callback itself. The objects live on for as long as the library needs them.
#include "abi_test.h"
#include "pair.h"

#include <stdlib.h>
#include <string.h>

// What a callback does when it is called for the first time; all are called again afterwards.
static SSL_CTX *ctx_to_free;
static int calls;

static void let_go(SSL *ssl) {
  calls++;
  SSL_CTX_free(ctx_to_free);  // the connection has another reference
  ctx_to_free = NULL;
  SSL_up_ref(ssl);
  SSL_free(ssl);
  SSL_SESSION *session = SSL_get1_session(ssl);
  SSL_SESSION_free(session);
}

static void on_info(const SSL *ssl, int where, int value) {
  (void)where, (void)value;
  let_go((SSL *)ssl);
}

static void on_message(int write_p, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  (void)write_p, (void)version, (void)type, (void)bytes, (void)len, (void)arg;
  let_go(ssl);
}

static void on_key(const SSL *ssl, const char *line) {
  (void)line;
  let_go((SSL *)ssl);
}

static int on_verify(int good, X509_STORE_CTX *store) {
  let_go(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return good;
}

static int on_alpn(SSL* ssl, const unsigned char** out, unsigned char* outlen, const unsigned char* in, unsigned inlen,
                   void* arg) {
  (void)inlen, (void)arg;
  let_go(ssl);
  *out = in + 1;
  *outlen = in[0];
  return SSL_TLSEXT_ERR_OK;
}

static int on_server_name(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  let_go(ssl);
  return SSL_TLSEXT_ERR_OK;
}

static int on_client_hello(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  let_go(ssl);
  return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_new_session(SSL *ssl, SSL_SESSION *session) {
  (void)session;
  let_go(ssl);
  return 0;
}

static int on_certificate(SSL *ssl, void *arg) {
  (void)arg;
  let_go(ssl);
  return 1;
}

static int on_ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                         int sealing) {
  (void)name, (void)iv, (void)cipher, (void)mac, (void)sealing;
  let_go(ssl);
  return 0;  // no ticket
}

static int on_ticket(SSL *ssl, void *arg) {
  (void)arg;
  let_go(ssl);
  return 1;
}

// Both ends, of which one has the program's last reference to its context taken away by `set`'s callback.
static void run(int version, int on_client, void (*set)(SSL_CTX *ctx)) {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  static const unsigned char alpn[] = "\2h2";
  SSL_CTX_set_alpn_protos(client, alpn, 3);
  set(on_client ? client : server);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  calls = 0;
  ctx_to_free = on_client ? client : server;
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_TRUE(pair_exchange(&pair));
  EXPECT_TRUE(calls > 0);
  EXPECT_NULL(ctx_to_free);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(on_client ? server : client);
}

static void set_info(SSL_CTX *ctx) { SSL_CTX_set_info_callback(ctx, on_info); }
static void set_message(SSL_CTX *ctx) { SSL_CTX_set_msg_callback(ctx, on_message); }
static void set_key_log(SSL_CTX *ctx) { SSL_CTX_set_keylog_callback(ctx, on_key); }
static void set_verify(SSL_CTX *ctx) { SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify); }
static void set_alpn(SSL_CTX *ctx) { SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL); }
static void set_server_name(SSL_CTX *ctx) { SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name); }
static void set_client_hello(SSL_CTX *ctx) { SSL_CTX_set_client_hello_cb(ctx, on_client_hello, NULL); }
static void set_certificate(SSL_CTX *ctx) { SSL_CTX_set_cert_cb(ctx, on_certificate, NULL); }
static void set_ticket_key(SSL_CTX *ctx) { SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket_key); }
static void set_ticket(SSL_CTX *ctx) { SSL_CTX_set_session_ticket_cb(ctx, on_ticket, NULL, NULL); }
static void set_new_session(SSL_CTX *ctx) {
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);  // TLS 1.2: a server that sends a ticket makes no session
  SSL_CTX_sess_set_new_cb(ctx, on_new_session);
}

CASE_EACH_VERSION(context_in_info, "the info callback may free the program's reference to the context") {
  run(version, 1, set_info);
  run(version, 0, set_info);
}
CASE_EACH_VERSION(context_in_message, "the message callback may free the program's reference to the context") {
  run(version, 1, set_message);
  run(version, 0, set_message);
}
CASE_EACH_VERSION(context_in_key_log, "the key log callback may free the program's reference to the context") {
  run(version, 1, set_key_log);
  run(version, 0, set_key_log);
}
CASE_EACH_VERSION(context_in_verify, "the verify callback may free the program's reference to the context") {
  run(version, 1, set_verify);
}
CASE_EACH_VERSION(context_in_alpn, "the ALPN callback may free the program's reference to the context") {
  run(version, 0, set_alpn);
}
CASE_EACH_VERSION(context_in_server_name, "the server name callback may free the program's reference to the context") {
  run(version, 0, set_server_name);
}
CASE_EACH_VERSION(context_in_client_hello,
                  "the client-hello callback may free the program's reference to the context") {
  run(version, 0, set_client_hello);
}
CASE_EACH_VERSION(context_in_certificate, "the certificate callback may free the program's reference to the context") {
  run(version, 0, set_certificate);
}
CASE_EACH_VERSION(context_in_ticket_key, "the ticket key callback may free the program's reference to the context") {
  run(version, 0, set_ticket_key);
}
CASE_EACH_VERSION(context_in_ticket, "the ticket callback may free the program's reference to the context") {
  run(version, 0, set_ticket);
}
CASE_EACH_VERSION(context_in_new_session, "the new-session callback may free the program's reference to the context") {
  run(version, 1, set_new_session);
  run(version, 0, set_new_session);
}

// --- Callbacks that take themselves away

static void info_once(const SSL *ssl, int where, int value) {
  (void)where, (void)value;
  calls++;
  SSL_set_info_callback((SSL *)ssl, NULL);
}

static void message_once(int write_p, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg) {
  (void)write_p, (void)version, (void)type, (void)bytes, (void)len, (void)arg;
  calls++;
  SSL_set_msg_callback(ssl, NULL);
}

CASE_EACH_VERSION(callbacks_that_go, "callbacks of a connection may take themselves away") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  SSL_set_msg_callback(pair.client, message_once);
  calls = 0;
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_INT(1, calls);
  calls = 0;
  SSL_set_info_callback(pair.server, info_once);
  pair_shutdown(&pair);
  EXPECT_INT(1, calls);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// --- Another context

static SSL_CTX *other;
static int change_context(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  SSL_CTX_free(ctx_to_free);
  ctx_to_free = NULL;
  SSL_set_SSL_CTX(ssl, other);
  SSL_CTX_free(other);
  other = NULL;
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(both_contexts, "the server name callback may free the old context and the one it changes to") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  other = server_ctx(version);
  ctx_to_free = server;
  SSL_CTX_set_tlsext_servername_callback(server, change_context);
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  EXPECT_TRUE(pair_handshake(&pair));
  EXPECT_TRUE(pair_exchange(&pair));
  EXPECT_NULL(other);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
}

// --- Settings that a callback changes while a hello is written by them

static int security_calls, changes_at;

// Fills what has been freed, so that what still reads it does not find it whole.
static void use_up_memory(void) {
  enum { SIZES = 64, EACH = 8 };
  static void *taken[SIZES * EACH];
  for (size_t i = 0; i < SIZES * EACH; i++) free(taken[i]);
  for (size_t i = 0; i < SIZES * EACH; i++) {
    const size_t size = 16 * (1 + i / EACH) - 8;
    taken[i] = malloc(size);
    if (taken[i] != NULL) memset(taken[i], 0x55, size);
  }
}

static int change_settings(const SSL *ssl, const SSL_CTX *ctx, int operation, int bits, int nid, void *other,
                           void *arg) {
  (void)ctx, (void)operation, (void)bits, (void)nid, (void)other, (void)arg;
  if (ssl == NULL || SSL_is_server(ssl)) return 1;
  if (++security_calls == changes_at) SSL_set_verify((SSL *)ssl, SSL_VERIFY_PEER, NULL);
  if (security_calls > changes_at) use_up_memory();
  return 1;
}

CASE_EACH_VERSION(settings_in_security, "a client's security callback may change the settings, whichever call it is") {
  for (changes_at = 1; changes_at <= 60; changes_at++) {
    struct ends ends = ends_new(version);
    SSL_CTX_set_security_callback(ends.client, change_settings);
    struct pair pair = pair_new(ends.client, ends.server);
    SSL_set_options(pair.client, SSL_OP_NO_RENEGOTIATION);  // from here on its settings are its own
    security_calls = 0;
    EXPECT_TRUE(pair_handshake(&pair));
    pair_free(&pair);
    ends_free(&ends);
  }
}

// --- A connection that its info callback begins anew when a call returns

static void (*begin_anew)(SSL *);
static int begun;
static void anew_by_clear(SSL *ssl) { SSL_clear(ssl); }
static void anew_after_call(SSL *ssl) {
  SSL_do_handshake(ssl);
  SSL_clear(ssl);
}

static void begin_at_exit(const SSL *ssl, int where, int value) {
  (void)value;
  if ((where & SSL_CB_EXIT) == 0 || begun++ != 0) return;
  begin_anew((SSL *)ssl);
  ERR_clear_error();
}

CASE_EACH_VERSION(anew_at_exit, "a connection outlives an info callback that begins it anew at an EXIT event") {
  void (*const ways[])(SSL *) = {anew_by_clear, SSL_set_accept_state, SSL_set_connect_state, anew_after_call};
  for (int i = 0; i < 8; i++) {
    struct connected e = connected_begin(version);
    begin_anew = ways[i / 2];
    begun = 0;
    SSL_set_info_callback(i % 2 == 0 ? e.pair.client : e.pair.server, begin_at_exit);
    pair_handshake(&e.pair);
    EXPECT_TRUE(begun > 0);
    ERR_clear_error();
    connected_free(&e);
  }
}
