// SPDX-License-Identifier: Apache-2.0
// Sessions that leave the cache while a handshake goes by them: evicted, flushed, removed, and their context freed.
#include "abi_test.h"
#include "pair.h"

static SSL_CTX *keeping_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(ctx, 1);
  return ctx;
}

struct flight {
  SSL_CTX *client, *server;
  SSL_SESSION *session;
  struct pair pair;
};

// A resumption half way: the server has found the session and answered, the client has not.
static int begin(struct flight *f, int version, long cache_size) {
  f->client = client_ctx(version);
  f->server = keeping_server(version);
  SSL_CTX_sess_set_cache_size(f->server, cache_size);
  f->session = session_from(f->client, f->server);
  f->pair = pair_new(f->client, f->server);
  SSL_set_session(f->pair.client, f->session);
  SSL_do_handshake(f->pair.client);
  SSL_do_handshake(f->pair.server);
  return SSL_session_reused(f->pair.server);
}

// 1 when it ends as a resumption at both ends.
static int ends_well(struct flight *f) {
  const int done = pair_handshake(&f->pair) && pair_exchange(&f->pair);
  const int resumed = SSL_session_reused(f->pair.client) && SSL_session_reused(f->pair.server);
  pair_shutdown(&f->pair);
  return done && resumed;
}

static void finish(struct flight *f) {
  pair_free(&f->pair);
  SSL_SESSION_free(f->session);
  SSL_CTX_free(f->client);
  SSL_CTX_free(f->server);
}

CASE_EACH_VERSION(evicted, "a cache of one: what makes room for another session resumes to the end") {
  struct flight f;
  REQUIRE(begin(&f, version, 1));
  SSL_SESSION_free(session_from(f.client, f.server));
  SSL_SESSION *in_use = SSL_get1_session(f.pair.server);
  EXPECT_INT(1, ends_well(&f));
  EXPECT_INT(DIFFERS("eviction is about memory", 0, 1), SSL_SESSION_is_resumable(in_use));
  SSL_SESSION_free(in_use);
  finish(&f);
}

CASE_EACH_VERSION(evicted_by_older,
                  "a cache of one, and the other session is soonest to expire: the newest is kept all the same") {
  struct flight f;
  REQUIRE(begin(&f, version, 1));
  SSL_SESSION *brief = made_session("brief", version);
  SSL_SESSION_set_timeout(brief, 1);
  SSL_CTX_add_session(f.server, brief);
  EXPECT_INT(1, ends_well(&f));
  SSL_SESSION_free(brief);
  finish(&f);
}

CASE_EACH_VERSION(flushed, "what is flushed resumes to the end") {
  struct flight f;
  REQUIRE(begin(&f, version, 0));
  SSL_CTX_flush_sessions(f.server, 0);
  EXPECT_INT(1, ends_well(&f));
  finish(&f);
}

CASE_EACH_VERSION(removed, "what is removed resumes to the end") {
  struct flight f;
  REQUIRE(begin(&f, version, 0));
  SSL_CTX_remove_session(f.server, SSL_get_session(f.pair.server));
  EXPECT_INT(1, ends_well(&f));
  finish(&f);
}

CASE_EACH_VERSION(replaced, "what is replaced by another session of its id resumes to the end") {
  struct flight f;
  unsigned int len = 0;
  REQUIRE(begin(&f, version, 0));
  SSL_SESSION *other = made_session("other", version);
  const unsigned char *id = SSL_SESSION_get_id(SSL_get_session(f.pair.server), &len);
  if (len != 0) SSL_SESSION_set1_id(other, id, len);
  SSL_CTX_add_session(f.server, other);
  SSL_SESSION_free(other);
  EXPECT_INT(1, ends_well(&f));
  finish(&f);
}

CASE_EACH_VERSION(client_lets_go, "a client's session may go from its cache and from its program meanwhile") {
  struct flight f;
  REQUIRE(begin(&f, version, 0));
  SSL_CTX_remove_session(f.client, f.session);
  SSL_CTX_flush_sessions(f.client, 0);
  SSL_SESSION_free(f.session);
  f.session = NULL;
  EXPECT_INT(1, ends_well(&f));
  finish(&f);
}

CASE_EACH_VERSION(contexts_freed, "the program may let go of both contexts meanwhile") {
  struct flight f;
  REQUIRE(begin(&f, version, 0));
  SSL_CTX_free(f.client);
  SSL_CTX_free(f.server);
  f.client = f.server = NULL;
  EXPECT_INT(1, ends_well(&f));
  finish(&f);
}
