// SPDX-License-Identifier: Apache-2.0
// Who owns a session when: observed by its free callback, which runs exactly when the object dies.
#include "abi_test.h"
#include "pair.h"

// A connected pair whose tickets have been read; `freed` counts deaths of the client's session.
struct fixture {
  SSL_CTX *client_ctx, *server_ctx;
  struct pair pair;
  int freed;
};

static int connect_pair(struct fixture *f, int version) {
  f->freed = 0;
  f->client_ctx = client_ctx(version);
  f->server_ctx = server_ctx(version);
  f->pair = pair_new(f->client_ctx, f->server_ctx);
  if (!pair_handshake(&f->pair) || !pair_exchange(&f->pair)) return 0;
  watch_session(SSL_get_session(f->pair.client), &f->freed);
  return 1;
}

static void free_contexts(struct fixture *f) {
  SSL_CTX_free(f->client_ctx);
  SSL_CTX_free(f->server_ctx);
}

CASE_EACH_VERSION(get_session_borrows, "SSL_get_session gives no reference: SSL_free ends the session") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  EXPECT_PTR(SSL_get_session(f.pair.client), SSL_get0_session(f.pair.client));
  EXPECT_INT(0, f.freed);
  pair_free(&f.pair);
  EXPECT_INT(1, f.freed);
  free_contexts(&f);
}

CASE_EACH_VERSION(get1_session_owns, "SSL_get1_session gives a reference that outlives SSL and SSL_CTX") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  EXPECT_PTR(SSL_get_session(f.pair.client), session);
  pair_shutdown(&f.pair);
  pair_free(&f.pair);
  free_contexts(&f);
  EXPECT_INT(0, f.freed);
  EXPECT_INT(7200, SSL_SESSION_get_timeout(session));
  EXPECT_INT(0, X509_cmp(identity_ec()->cert, SSL_SESSION_get0_peer(session)));
  SSL_SESSION_free(session);
  EXPECT_INT(1, f.freed);
}

CASE(session_before_handshake, "before a handshake SSL_get_session and SSL_get1_session give NULL") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_NULL(SSL_get_session(ssl));
  EXPECT_NULL(SSL_get1_session(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(set_session_takes_its_own, "SSL_set_session takes a reference of its own and SSL_free drops it") {
  int freed = 0;
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = made_session("offered", TLS1_2_VERSION);
  watch_session(session, &freed);
  EXPECT_INT(1, SSL_set_session(ssl, session));
  EXPECT_PTR(session, SSL_get_session(ssl));
  SSL_SESSION_free(session);
  EXPECT_INT(0, freed);
  EXPECT_PTR(session, SSL_get_session(ssl));
  SSL_free(ssl);
  EXPECT_INT(1, freed);
  SSL_CTX_free(ctx);
}

CASE(set_session_replaces, "SSL_set_session drops the one set before; NULL clears") {
  int freed_first = 0, freed_second = 0;
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *first = made_session("first", TLS1_2_VERSION), *second = made_session("second", TLS1_2_VERSION);
  watch_session(first, &freed_first);
  watch_session(second, &freed_second);
  SSL_set_session(ssl, first);
  SSL_SESSION_free(first);
  EXPECT_INT(1, SSL_set_session(ssl, second));
  EXPECT_INT(1, freed_first);
  EXPECT_INT(1, SSL_set_session(ssl, second));
  SSL_SESSION_free(second);
  EXPECT_INT(0, freed_second);
  EXPECT_INT(1, SSL_set_session(ssl, NULL));
  EXPECT_INT(1, freed_second);
  EXPECT_NULL(SSL_get_session(ssl));
  EXPECT_INT(1, SSL_set_session(ssl, NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(set_session_same_again, "setting the same session twice holds one reference") {
  int freed = 0;
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = made_session("same", TLS1_2_VERSION);
  watch_session(session, &freed);
  SSL_set_session(ssl, session);
  SSL_set_session(ssl, session);
  SSL_SESSION_free(session);
  EXPECT_INT(0, freed);
  SSL_free(ssl);
  EXPECT_INT(1, freed);
  SSL_CTX_free(ctx);
}

CASE(set_session_accepts_any, "SSL_set_session accepts an empty and a not resumable session") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_INT(1, SSL_set_session(ssl, session));
  SSL_SESSION_free(session);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(set_session_copies_verify_result, "SSL_set_session carries the session's verify result to the connection") {
  SSL_CTX *client = SSL_CTX_new(TLS_client_method()), *server = server_ctx(TLS1_2_VERSION);
  SSL_SESSION *session = session_from(client, server);
  SSL *ssl = SSL_new(client);
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(ssl));
  EXPECT_INT(1, SSL_set_session(ssl, session));
  EXPECT_INT(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_get_verify_result(ssl));
  SSL_free(ssl);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(free_order_ctx_first, "an SSL keeps its SSL_CTX alive, with the cache in it") {
  int freed = 0;
  SSL_CTX *ctx = server_ctx(0);
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *session = made_session("cached", TLS1_2_VERSION);
  watch_session(session, &freed);
  SSL_CTX_add_session(ctx, session);
  SSL_SESSION_free(session);
  SSL_CTX_free(ctx);
  EXPECT_INT(0, freed);
  EXPECT_INT(1, SSL_CTX_sess_number(SSL_get_SSL_CTX(ssl)));
  SSL_free(ssl);
  EXPECT_INT(1, freed);
}

CASE(cache_holds_one, "the cache holds a reference of its own until removal") {
  int freed = 0;
  SSL_CTX *ctx = server_ctx(0);
  SSL_SESSION *session = made_session("cached", TLS1_2_VERSION);
  watch_session(session, &freed);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  EXPECT_INT(0, SSL_CTX_add_session(ctx, session));
  SSL_SESSION_free(session);
  EXPECT_INT(0, freed);
  EXPECT_INT(1, SSL_CTX_remove_session(ctx, session));
  EXPECT_INT(1, freed);
  SSL_CTX_free(ctx);
}

CASE(ctx_free_ends_cached, "SSL_CTX_free frees what only the cache holds and marks the rest not resumable") {
  int freed = 0;
  SSL_CTX *ctx = server_ctx(0);
  SSL_SESSION *alone = made_session("alone", TLS1_2_VERSION), *held = made_session("held", TLS1_2_VERSION);
  watch_session(alone, &freed);
  SSL_CTX_add_session(ctx, alone);
  SSL_CTX_add_session(ctx, held);
  SSL_SESSION_free(alone);
  EXPECT_INT(0, freed);
  SSL_CTX_free(ctx);
  EXPECT_INT(1, freed);
  EXPECT_INT(0, SSL_SESSION_is_resumable(held));
  SSL_SESSION_free(held);
}

CASE(ctx_up_ref, "SSL_CTX_up_ref and SSL_up_ref return 1 and ask for one free more") {
  int freed = 0;
  SSL_CTX *ctx = client_ctx(0);
  EXPECT_INT(1, SSL_CTX_up_ref(ctx));
  SSL_CTX_free(ctx);
  SSL *ssl = SSL_new(ctx);
  SSL_CTX_free(ctx);
  EXPECT_INT(1, SSL_up_ref(ssl));
  SSL_free(ssl);
  SSL_SESSION *session = made_session("s", TLS1_2_VERSION);
  watch_session(session, &freed);
  SSL_set_session(ssl, session);
  SSL_SESSION_free(session);
  EXPECT_INT(0, freed);
  SSL_free(ssl);
  EXPECT_INT(1, freed);
}

CASE(free_of_null, "SSL_free and SSL_CTX_free of NULL do nothing") {
  SSL_free(NULL);
  SSL_CTX_free(NULL);
  EXPECT_INT(0, ERR_peek_error());
}

CASE_EACH_VERSION(copy_session_id, "SSL_copy_session_id shares the session and takes a reference") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL *other = SSL_new(f.client_ctx);
  EXPECT_INT(1, SSL_set_session_id_context(f.pair.client, (const unsigned char *)"ctx", 3));
  EXPECT_INT(1, SSL_copy_session_id(other, f.pair.client));
  EXPECT_PTR(SSL_get_session(f.pair.client), SSL_get_session(other));
  pair_shutdown(&f.pair);
  pair_free(&f.pair);
  EXPECT_INT(0, f.freed);
  EXPECT_INT(7200, SSL_SESSION_get_timeout(SSL_get_session(other)));
  SSL_free(other);
  EXPECT_INT(1, f.freed);
  free_contexts(&f);
}

CASE(copy_of_no_session, "SSL_copy_session_id from a fresh connection clears") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *from = SSL_new(ctx), *to = SSL_new(ctx);
  SSL_SESSION *session = made_session("s", TLS1_2_VERSION);
  SSL_set_session(to, session);
  EXPECT_INT(1, SSL_copy_session_id(to, from));
  EXPECT_NULL(SSL_get_session(to));
  SSL_SESSION_free(session);
  SSL_free(from);
  SSL_free(to);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(shared_by_connections, "several connections may offer one session at the same time") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  SSL_SESSION *session = session_from(client, server);
  struct pair pairs[3];
  for (int i = 0; i < 3; i++) {
    pairs[i] = pair_new(client, server);
    SSL_set_session(pairs[i].client, session);
  }
  for (int i = 0; i < 3; i++) {
    EXPECT_INT(1, pair_handshake(&pairs[i]));
    EXPECT_INT(1, SSL_session_reused(pairs[i].client));
  }
  SSL_SESSION_free(session);
  for (int i = 0; i < 3; i++) {
    EXPECT_INT(1, pair_exchange(&pairs[i]));
    pair_shutdown(&pairs[i]);
    pair_free(&pairs[i]);
  }
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(resumed_object_12,
     "a TLS 1.2 client that resumes keeps the very session; with a new ticket it is another object") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"t", 1);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_PTR(session, SSL_get_session(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(refused_object, "a full handshake after an offer replaces the offered session by a new one") {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0), *other = server_ctx(0);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, other);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(0, SSL_session_reused(pair.client));
  EXPECT_TRUE(session != SSL_get_session(pair.client));
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(other);
}

CASE_EACH_VERSION(unclean_close,
                  "SSL_free without a shutdown marks the session not resumable, the caller's reference too") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  pair_free(&f.pair);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_INT(0, resumes(f.client_ctx, f.server_ctx, session));
  SSL_SESSION_free(session);
  free_contexts(&f);
}

CASE_EACH_VERSION(one_sided_close, "a sent close_notify is enough; the peer's need not have come") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  EXPECT_INT(0, SSL_shutdown(f.pair.client));
  pair_free(&f.pair);
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  free_contexts(&f);
}

CASE_EACH_VERSION(quiet_shutdown, "after a quiet shutdown or SSL_set_shutdown the session stays resumable") {
  for (int quiet = 0; quiet < 2; quiet++) {
    struct fixture f;
    REQUIRE(connect_pair(&f, version));
    SSL_SESSION *session = SSL_get1_session(f.pair.client);
    if (quiet) {
      SSL_set_quiet_shutdown(f.pair.client, 1);
      EXPECT_INT(1, SSL_shutdown(f.pair.client));
    } else {
      SSL_set_shutdown(f.pair.client, SSL_SENT_SHUTDOWN);
    }
    pair_free(&f.pair);
    EXPECT_INT(1, SSL_SESSION_is_resumable(session));
    SSL_SESSION_free(session);
    free_contexts(&f);
  }
}

CASE_EACH_VERSION(set_session_on_open, "SSL_set_session on an open connection marks the old session not resumable") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  EXPECT_INT(1, SSL_set_session(f.pair.client, NULL));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  pair_free(&f.pair);
  free_contexts(&f);
}

CASE_EACH_VERSION(clear_on_open, "SSL_clear on an open connection marks its session not resumable and drops it") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  EXPECT_INT(1, SSL_clear(f.pair.client));
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  EXPECT_NULL(SSL_get_session(f.pair.client));
  SSL_SESSION_free(session);
  pair_free(&f.pair);
  free_contexts(&f);
}

CASE_EACH_VERSION(clear_after_shutdown, "SSL_clear after a shutdown keeps the session for the next handshake") {
  struct fixture f;
  REQUIRE(connect_pair(&f, version));
  SSL_SESSION *session = SSL_get1_session(f.pair.client);
  pair_shutdown(&f.pair);
  EXPECT_INT(1, SSL_clear(f.pair.client));
  EXPECT_PTR(session, SSL_get_session(f.pair.client));
  EXPECT_INT(1, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  pair_free(&f.pair);
  free_contexts(&f);
}

CASE(failed_handshake_marks, "a fatal alert during the handshake marks the offered session not resumable") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION), *old = server_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  struct pair pair = pair_new(client, old);
  SSL_set_session(pair.client, session);
  EXPECT_INT(0, pair_handshake(&pair));
  pair_free(&pair);
  EXPECT_INT(0, SSL_SESSION_is_resumable(session));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  SSL_CTX_free(old);
}
