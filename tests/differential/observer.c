// SPDX-License-Identifier: Apache-2.0
// What a program sees of a connection's session in every callback: each getter, both ends, full and resumed handshakes
// of each kind. One line a callback; the same on every library, but for the table of differences below.
#include <stdio.h>

#include "pair.h"

static SSL_SESSION *offered;     // by the client
static SSL_SESSION *seen[2];     // the session that each end has shown last
static int tag_index;            // of ex_data, set when a session is first seen and looked for ever after

// --- Differences on purpose. A field that is told by `-` on both libraries there.

// An unfinished session has no name: nobody shall resume by it. OpenSSL's of TLS 1.2 has its id from the start.
static int is_nameless(SSL *ssl, SSL_SESSION *session) {
  return session != offered && SSL_SESSION_get_protocol_version(session) == TLS1_2_VERSION &&
         !SSL_session_reused(ssl) && !SSL_is_init_finished(ssl);
}

static void show_number(const char *name, long value, int hidden) {
  if (hidden)
    printf(" %s=-", name);
  else
    printf(" %s=%ld", name, value);
}

static void show_session(SSL *ssl, SSL_SESSION *session) {
  unsigned id_len, context_len;
  const unsigned char *alpn, *ticket;
  size_t alpn_len, ticket_len;
  const SSL_CIPHER *cipher = SSL_SESSION_get0_cipher(session);
  const char *host = SSL_SESSION_get0_hostname(session);
  SSL_SESSION_get_id(session, &id_len);
  SSL_SESSION_get0_id_context(session, &context_len);
  SSL_SESSION_get0_alpn_selected(session, &alpn, &alpn_len);
  SSL_SESSION_get0_ticket(session, &ticket, &ticket_len);
  const int nameless = is_nameless(ssl, session);
  show_number("version", SSL_SESSION_get_protocol_version(session), 0);
  show_number("id", id_len, nameless);
  show_number("context", context_len, 0);
  show_number("key", (long)SSL_SESSION_get_master_key(session, NULL, 0), 0);
  show_number("alpn", (long)alpn_len, 0);
  show_number("ticket", ticket_len > 0, 0);
  show_number("has", SSL_SESSION_has_ticket(session), 0);
  show_number("hint", (long)SSL_SESSION_get_ticket_lifetime_hint(session), 0);
  show_number("resumable", SSL_SESSION_is_resumable(session), nameless);
  show_number("peer", SSL_SESSION_get0_peer(session) != NULL, 0);
  show_number("timeout", SSL_SESSION_get_timeout(session), 0);
  show_number("early", SSL_SESSION_get_max_early_data(session), 0);
  show_number("fragment", SSL_SESSION_get_max_fragment_length(session), 0);
  show_number("compress", SSL_SESSION_get_compress_id(session), 0);
  printf(" cipher=%s host=%s", cipher != NULL ? SSL_CIPHER_get_name(cipher) : "none", host != NULL ? host : "none");
}

// What the program set on the session before is still there.
static void show_tag(SSL_SESSION *session) {
  const char *tag = SSL_SESSION_get_ex_data(session, tag_index);
  printf(" tag=%s", tag != NULL ? tag : "none");
  if (tag == NULL) SSL_SESSION_set_ex_data(session, tag_index, "set");
}

static void look(SSL *ssl, const char *where) {
  SSL_SESSION *session = SSL_get_session(ssl);
  const int server = SSL_is_server(ssl);
  const SSL_CIPHER *current = SSL_get_current_cipher(ssl);
  printf("  %s %s:", server ? "server" : "client", where);
  if (session == NULL) {
    printf(" none\n");
    return;
  }
  printf(" %s%s", session == offered ? "offered " : "", session == seen[server] ? "same" : "new");
  seen[server] = session;
  show_session(ssl, session);
  show_tag(session);
  printf(" reused=%d current=%s\n", SSL_session_reused(ssl), current != NULL ? SSL_CIPHER_get_name(current) : "none");
}

// --- The callbacks

static int on_hello(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  look(ssl, "client hello");
  return SSL_CLIENT_HELLO_SUCCESS;
}
static int on_name(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  look(ssl, "server name");
  return SSL_TLSEXT_ERR_OK;
}
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *size, const unsigned char *in, unsigned in_len,
                   void *arg) {
  (void)in_len, (void)arg;
  look(ssl, "alpn");
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}
static int on_certificate(SSL *ssl, void *arg) {
  (void)arg;
  look(ssl, "certificate");
  return 1;
}
static int on_verify(X509_STORE_CTX *verification, void *arg) {
  (void)arg;
  look(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()), "verify");
  X509_STORE_CTX_set_error(verification, X509_V_OK);
  return 1;
}
static int on_status(SSL *ssl, void *arg) {
  (void)arg;
  look(ssl, "status");
  return SSL_is_server(ssl) ? SSL_TLSEXT_ERR_NOACK : 1;
}
static int on_client_certificate(SSL *ssl, X509 **certificate, EVP_PKEY **key) {
  const struct identity *who = identity_client();
  look(ssl, "client certificate");
  X509_up_ref(who->cert);
  EVP_PKEY_up_ref(who->key);
  *certificate = who->cert;
  *key = who->key;
  return 1;
}
static int on_add(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *out_len, X509 *x,
                  size_t index, int *alert, void *arg) {
  (void)type, (void)context, (void)x, (void)index, (void)alert, (void)arg;
  look(ssl, "extension written");
  *out = (const unsigned char *)"x";
  *out_len = 1;
  return 1;
}
static int on_parse(SSL *ssl, unsigned type, unsigned context, const unsigned char *in, size_t in_len, X509 *x,
                    size_t index, int *alert, void *arg) {
  (void)type, (void)context, (void)in, (void)in_len, (void)x, (void)index, (void)alert, (void)arg;
  look(ssl, "extension read");
  return 1;
}
static int on_new(SSL *ssl, SSL_SESSION *session) {
  look(ssl, session == SSL_get_session(ssl) ? "new session" : "new session, another");
  return 0;
}
static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int id_len, int *copy) {
  (void)id, (void)id_len, (void)copy;
  look(ssl, "get session");
  return NULL;
}
static int on_generate(SSL *ssl, void *arg) {
  (void)arg;
  look(ssl, "ticket made");
  return 1;
}
static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t name_len,
                                    SSL_TICKET_STATUS status, void *arg) {
  (void)session, (void)name, (void)name_len, (void)arg;
  look(ssl, "ticket read");
  if (status == SSL_TICKET_SUCCESS_RENEW) return SSL_TICKET_RETURN_USE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_IGNORE_RENEW;
}
static int on_not_resumable(SSL *ssl, int is_forward_secure) {
  (void)is_forward_secure;
  look(ssl, "not resumable");
  return 0;
}
static int on_psk_use(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session) {
  (void)md;
  look(ssl, "psk use");
  *id = NULL;
  *id_len = 0;
  *session = NULL;
  return 1;
}
static int on_psk_find(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **session) {
  (void)id, (void)id_len;
  look(ssl, "psk find");
  *session = NULL;
  return 1;
}

// --- The scenarios

struct scenario {
  const char *name;
  int client_certificate, retry, stateful, one_ticket;
};

static const struct scenario scenarios[] = {
    {"plain", 0, 0, 0, 0},
    {"client certificate", 1, 0, 0, 0},
    {"HelloRetryRequest", 0, 1, 0, 0},
    {"sessions kept by the server", 0, 0, 1, 1},
};

static void watch_both(SSL_CTX *ctx) {
  SSL_CTX_set_cert_cb(ctx, on_certificate, NULL);
  SSL_CTX_set_cert_verify_callback(ctx, on_verify, NULL);
  SSL_CTX_set_tlsext_status_cb(ctx, on_status);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH);
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_add_custom_ext(ctx, 1234,
                         SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS,
                         on_add, NULL, NULL, on_parse, NULL);
}

static SSL_CTX *watched_client(int version, const struct scenario *scenario) {
  SSL_CTX *ctx = client_ctx(version);
  watch_both(ctx);
  SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_client_cert_cb(ctx, on_client_certificate);
  SSL_CTX_set_psk_use_session_callback(ctx, on_psk_use);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2", 3);
  if (scenario->retry) SSL_CTX_set1_groups_list(ctx, "X25519:P-384");
  return ctx;
}

static SSL_CTX *watched_server(int version, const struct scenario *scenario) {
  SSL_CTX *ctx = server_ctx(version);
  watch_both(ctx);
  SSL_CTX_set_client_hello_cb(ctx, on_hello, NULL);
  SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
  SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
  SSL_CTX_set_session_ticket_cb(ctx, on_generate, on_decrypt, NULL);
  SSL_CTX_sess_set_get_cb(ctx, on_get);
  SSL_CTX_set_psk_find_session_callback(ctx, on_psk_find);
  SSL_CTX_set_not_resumable_session_callback(ctx, on_not_resumable);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"observer", 8);
  if (scenario->client_certificate) SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
  if (scenario->retry) SSL_CTX_set1_groups_list(ctx, "P-384");
  if (scenario->stateful) SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  if (scenario->one_ticket) SSL_CTX_set_num_tickets(ctx, 1);
  return ctx;
}

static SSL_SESSION *visit(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session) {
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  seen[0] = seen[1] = NULL;
  offered = session;
  if (session != NULL) SSL_set_session(pair.client, session);
  look(pair.client, "before");
  look(pair.server, "before");
  printf("  handshake %d\n", pair_handshake(&pair));
  look(pair.client, "after");
  look(pair.server, "after");
  pair_settle(&pair);
  look(pair.client, "in the end");
  look(pair.server, "in the end");
  SSL_SESSION *next = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  return next;
}

static void observe(const struct scenario *scenario, int version) {
  SSL_CTX *client = watched_client(version, scenario), *server = watched_server(version, scenario);
  SSL_SESSION *session = NULL;
  for (int i = 0; i < 2; i++) {
    printf("%s, TLS 1.%d, %s\n", scenario->name, version - TLS1_VERSION, i == 0 ? "full" : "resumed");
    session = visit(client, server, session);
  }
  printf("%s, TLS 1.%d, refused\n", scenario->name, version - TLS1_VERSION);
  SSL_CTX *stranger = watched_server(version, scenario);
  session = visit(client, stranger, session);
  SSL_SESSION_free(session);
  SSL_CTX_free(stranger);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

int main(void) {
  tag_index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
    observe(&scenarios[i], TLS1_2_VERSION);
    observe(&scenarios[i], TLS1_3_VERSION);
  }
  return 0;
}
