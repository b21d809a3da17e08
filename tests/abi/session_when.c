// SPDX-License-Identifier: Apache-2.0
// When each callback of a session is called: the table in docs/sessions.md. Each side writes a letter for each call:
//   N new_cb   G get_cb   R remove_cb   s t  the ticket key callback, sealing and opening
//   g d  the callbacks of SSL_CTX_set_session_ticket_cb, generating and decrypting
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

enum { kMaxEvents = 64 };

static char events[2][kMaxEvents];  // client's, server's

static void note(int server, char letter) {
  const size_t len = strlen(events[server]);
  if (len + 1 < kMaxEvents) events[server][len] = letter;
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
  (void)session;
  note(SSL_is_server(ssl), 'N');
  return 0;
}

static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int len, int *copy) {
  (void)id, (void)len, (void)copy;
  note(SSL_is_server(ssl), 'G');
  return NULL;
}

static void removed_at_client(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx, (void)session;
  note(0, 'R');
}
static void removed_at_server(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx, (void)session;
  note(1, 'R');
}

static int on_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                  int enc) {
  (void)ssl;
  note(1, enc ? 's' : 't');
  const int set = set_fixed_ticket_key(name, iv, cipher, mac, enc);
  return set == 1 && !enc ? 2 : set;
}

static int on_generate(SSL *ssl, void *arg) {
  (void)ssl, (void)arg;
  note(1, 'g');
  return 1;
}

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name, size_t name_len,
                                    SSL_TICKET_STATUS status, void *arg) {
  (void)ssl, (void)name, (void)name_len, (void)arg;
  note(1, 'd');
  if (session == NULL) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS_RENEW ? SSL_TICKET_RETURN_USE_RENEW : SSL_TICKET_RETURN_USE;
}

enum keeps { KEEPS_NOTHING, KEEPS_SESSIONS, KEEPS_EARLY_DATA };  // the server

static SSL_CTX *watched(SSL_CTX *ctx, void (*removed)(SSL_CTX *, SSL_SESSION *)) {
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH);
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_sess_set_get_cb(ctx, on_get);
  SSL_CTX_sess_set_remove_cb(ctx, removed);
  return ctx;
}

static SSL_CTX *watched_server(int version, enum keeps keeps) {
  SSL_CTX *ctx = watched(server_ctx(version), removed_at_server);
  if (keeps == KEEPS_SESSIONS) SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  if (keeps == KEEPS_EARLY_DATA) SSL_CTX_set_max_early_data(ctx, 1000);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_key);
  SSL_CTX_set_session_ticket_cb(ctx, on_generate, on_decrypt, NULL);
  return ctx;
}

struct row {
  int version;
  enum keeps keeps;
  struct {
    const char *client, *server;
  } full, resumed, unknown, unclean;
};

static const struct row rows[] = {
    {TLS1_2_VERSION, KEEPS_NOTHING, {"N", "dgs"}, {"R", "tdgs"}, {"R", "tdgs"}, {"R", ""}},
    {TLS1_2_VERSION, KEEPS_SESSIONS, {"N", "N"}, {"", ""}, {"N", "GN"}, {"R", "R"}},
    {TLS1_3_VERSION, KEEPS_NOTHING, {"NN", "gsNgsN"}, {"RN", "tdgsN"}, {"RN", "tdgsN"}, {"R", "R"}},
    {TLS1_3_VERSION, KEEPS_SESSIONS, {"NN", "gNgN"}, {"RN", "gN"}, {"NN", "GgNgN"}, {"R", "R"}},
    {TLS1_3_VERSION, KEEPS_EARLY_DATA, {"NN", "gNgN"}, {"RN", "RgN"}, {"NN", "GgNgN"}, {"R", "R"}},
};

static void expect_events(const char *client, const char *server) {
  EXPECT_STR(client, events[0]);
  EXPECT_STR(server, events[1]);
  memset(events, 0, sizeof events);
}

// A full handshake, a resumption, one with a session that the server has forgotten (its tickets it still opens), and a
// connection that is freed without a shutdown.
static void expect_row(const struct row *row) {
  SSL_CTX *client = watched(client_ctx(row->version), removed_at_client);
  SSL_CTX *server = watched_server(row->version, row->keeps);
  memset(events, 0, sizeof events);
  SSL_SESSION *session = session_from(client, server);
  expect_events(row->full.client, row->full.server);
  EXPECT_INT(1, resumes(client, server, session));
  expect_events(row->resumed.client, row->resumed.server);
  SSL_SESSION_free(session);
  session = session_from(client, server);
  SSL_CTX_flush_sessions(server, 0);
  memset(events, 0, sizeof events);
  resumes(client, server, session);
  expect_events(row->unknown.client, row->unknown.server);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  memset(events, 0, sizeof events);
  pair_free(&pair);
  expect_events(row->unclean.client, row->unclean.server);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(tickets_12, "TLS 1.2 with tickets: when each callback is called") { expect_row(&rows[0]); }
CASE(ids_12, "TLS 1.2 with ids: when each callback is called") { expect_row(&rows[1]); }
CASE(stateless_13, "TLS 1.3 with stateless tickets: when each callback is called") { expect_row(&rows[2]); }
CASE(stateful_13, "TLS 1.3 with sessions that the server keeps: when each callback is called") { expect_row(&rows[3]); }
CASE(early_data_13, "TLS 1.3 with early data: when each callback is called") { expect_row(&rows[4]); }
