// SPDX-License-Identifier: Apache-2.0
// A ticket that has been used is followed by another, so that a client that comes back does not run out of them; and
// what a client does with the session that the new ticket replaces.
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

static int answer_open, new_calls, removed_calls;
static SSL_SESSION *removed_last;

// One fixed key; how a ticket under it is answered is the case's choice.
static int on_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                  int enc) {
  (void)ssl;
  const int set = set_fixed_ticket_key(name, iv, cipher, mac, enc);
  return set == 1 && !enc ? answer_open : set;
}

static SSL_CTX *callback_server(int version, int answer) {
  SSL_CTX *ctx = server_ctx(version);
  EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_key));
  answer_open = answer;
  return ctx;
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
  (void)ssl, (void)session;
  new_calls++;
  return 0;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx;
  removed_calls++;
  removed_last = session;
}

static SSL_CTX *caching_client(int version) {
  SSL_CTX *ctx = client_ctx(version);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
  SSL_CTX_sess_set_new_cb(ctx, on_new);
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
  new_calls = removed_calls = 0;
  return ctx;
}

// How often a client that goes on with the newest session it has can resume, of `times`.
static int resumptions(SSL_CTX *client, SSL_CTX *server, int times) {
  int resumed = 0;
  SSL_SESSION *session = session_from(client, server), *next = NULL;
  for (int i = 0; i < times; i++) {
    if (resumes_next(client, server, session, &next) == 1) resumed++;
    SSL_SESSION_free(session);
    session = next;
  }
  SSL_SESSION_free(session);
  return resumed;
}

CASE_EACH_VERSION(own_keys_never_run_out,
                  "with the library's own keys a client that uses each ticket once never runs out") {
  SSL_CTX *client = caching_client(version), *server = server_ctx(version);
  EXPECT_INT(12, resumptions(client, server, 12));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(kept_sessions_never_run_out, "nor when the server keeps the sessions") {
  SSL_CTX *client = caching_client(version), *server = server_ctx(version);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  EXPECT_INT(12, resumptions(client, server, 12));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(early_data_never_runs_out, "nor with early data, where a session is good for one resumption") {
  SSL_CTX *client = caching_client(version), *server = server_ctx(version);
  SSL_CTX_set_max_early_data(server, 1000);
  EXPECT_INT(12, resumptions(client, server, 12));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(renewing_callback_never_runs_out, "nor with a key callback that answers 2") {
  SSL_CTX *client = caching_client(version), *server = callback_server(version, 2);
  EXPECT_INT(12, resumptions(client, server, 12));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(plain_callback,
                  "answer 1 in TLS 1.3: OpenSSL's clients resume every other time, Reprise's always") {
  SSL_CTX *client = caching_client(version), *server = callback_server(version, 1);
  const int every_other = DIFFERS("a ticket of TLS 1.3 is for one use: another must follow", 6, 12);
  EXPECT_INT(version == TLS1_3_VERSION ? every_other : 12, resumptions(client, server, 12));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(one_more_each_time, "a client with two tickets still has two after it has used one") {
  SSL_CTX *client = caching_client(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(2, SSL_CTX_sess_number(client));
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, removed_calls);
  EXPECT_PTR(session, removed_last);
  EXPECT_INT(2, SSL_CTX_sess_number(client));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(renewed_12,
     "a new ticket in a TLS 1.2 resumption: the session in use leaves the client's cache, with remove_cb, marked") {
  unsigned char before[48], after[48];
  SSL_CTX *client = caching_client(TLS1_2_VERSION), *server = callback_server(TLS1_2_VERSION, 2);
  SSL_SESSION *session = session_from(client, server), *next = NULL;
  EXPECT_INT(1, new_calls);
  EXPECT_INT(1, SSL_CTX_sess_number(client));
  EXPECT_INT(1, resumes_next(client, server, session, &next));
  EXPECT_TRUE(next != session);
  EXPECT_INT(1, removed_calls);
  EXPECT_PTR(session, removed_last);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_INT(1, SSL_SESSION_is_resumable(next));
  EXPECT_INT(1, new_calls);
  EXPECT_INT(0, SSL_CTX_sess_number(client));
  EXPECT_INT(48, SSL_SESSION_get_master_key(session, before, 48));
  EXPECT_INT(48, SSL_SESSION_get_master_key(next, after, 48));
  EXPECT_BYTES(before, 48, after, 48);
  EXPECT_INT(1, resumes(client, server, next));
  SSL_SESSION_free(session);
  SSL_SESSION_free(next);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(renewed_12_uncached, "a client that keeps no sessions leaves the one whose ticket was renewed as good as it was") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = callback_server(TLS1_2_VERSION, 2);
  SSL_SESSION *session = session_from(client, server), *next = NULL;
  EXPECT_INT(1, resumes_next(client, server, session, &next));
  EXPECT_TRUE(next != session);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  EXPECT_INT(1, resumes(client, server, session));
  SSL_SESSION_free(session);
  SSL_SESSION_free(next);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
