// SPDX-License-Identifier: Apache-2.0
// A cache of the program's own beside the library's or in its place: what it is asked, what becomes of its answers, and
// what is counted. It keeps DER, as caches do that are shared by machines.
#include "abi_test.h"
#include "pair.h"

enum { kMaxKept = 16, kMaxDer = 4096 };

static struct {
  unsigned char id[32], der[kMaxDer];
  unsigned int id_len;
  int der_len;
} kept[kMaxKept];
static int num_kept, get_calls, given, freed;

static int keep(SSL *ssl, SSL_SESSION *session) {
  unsigned char *out = kept[num_kept].der;
  (void)ssl;
  if (num_kept == kMaxKept || i2d_SSL_SESSION(session, NULL) > kMaxDer) return 0;
  const unsigned char *id = SSL_SESSION_get_id(session, &kept[num_kept].id_len);
  memcpy(kept[num_kept].id, id, kept[num_kept].id_len);
  kept[num_kept].der_len = i2d_SSL_SESSION(session, &out);
  num_kept++;
  return 0;
}

static SSL_SESSION *look_up(SSL *ssl, const unsigned char *id, int len, int *copy) {
  EXPECT_INT(1, SSL_is_server(ssl));
  get_calls++;
  for (int i = 0; i < num_kept; i++) {
    if ((int)kept[i].id_len != len || memcmp(kept[i].id, id, (size_t)len) != 0) continue;
    const unsigned char *in = kept[i].der;
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &in, kept[i].der_len);
    watch_session(session, &freed);
    given++;
    *copy = 0;
    return session;
  }
  return NULL;
}

static SSL_CTX *sharing_server(int version, long mode) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | mode);
  SSL_CTX_sess_set_new_cb(ctx, keep);
  SSL_CTX_sess_set_get_cb(ctx, look_up);
  return ctx;
}

static void reset(void) { num_kept = get_calls = given = freed = 0; }

CASE_EACH_VERSION(shared_by_servers,
                  "servers that share a cache of the program's resume each other's sessions, and free each answer") {
  reset();
  SSL_CTX *client = client_ctx(version);
  SSL_CTX *first = sharing_server(version, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX *second = sharing_server(version, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_SESSION *session = session_from(client, first);
  for (int i = 0; i < 3; i++) EXPECT_INT(1, resumes(client, i % 2 ? first : second, session));
  EXPECT_INT(3, get_calls);
  EXPECT_INT(3, given);
  EXPECT_INT(3, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(first);
  SSL_CTX_free(second);
}

CASE_EACH_VERSION(miss_and_hit,
                  "what only the program's cache has is a miss, a callback hit and a hit; then the library has it") {
  reset();
  SSL_CTX *client = client_ctx(version), *server = sharing_server(version, 0);
  SSL_SESSION *session = session_from(client, server);
  SSL_CTX_flush_sessions(server, 0);
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, SSL_CTX_sess_misses(server));
  EXPECT_INT(1, SSL_CTX_sess_cb_hits(server));
  EXPECT_INT(1, SSL_CTX_sess_hits(server));
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, get_calls);
  EXPECT_INT(1, SSL_CTX_sess_misses(server));
  EXPECT_INT(2, SSL_CTX_sess_hits(server));
  EXPECT_INT(0, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  EXPECT_INT(1, freed);
}

CASE_EACH_VERSION(unfit_answers, "an answer of another id context is a callback hit and no hit; it is freed") {
  reset();
  SSL_CTX *client = client_ctx(version), *server = sharing_server(version, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_SESSION *session = session_from(client, server);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"other", 5);
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, given);
  EXPECT_INT(1, freed);
  EXPECT_INT(1, SSL_CTX_sess_cb_hits(server));
  EXPECT_INT(0, SSL_CTX_sess_hits(server));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(expired_answers, "an answer that has expired counts as a timeout; it is freed") {
  reset();
  SSL_CTX *client = client_ctx(version), *server = sharing_server(version, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_SESSION *session = session_from(client, server);
  for (int i = 0; i < num_kept; i++) {
    const unsigned char *in = kept[i].der;
    unsigned char *out = kept[i].der;
    SSL_SESSION *old = d2i_SSL_SESSION(NULL, &in, kept[i].der_len);
    SSL_SESSION_set_time(old, 1000);
    kept[i].der_len = i2d_SSL_SESSION(old, &out);
    SSL_SESSION_free(old);
  }
  EXPECT_INT(0, resumes(client, server, session));
  EXPECT_INT(1, given);
  EXPECT_INT(1, freed);
  EXPECT_INT(1, SSL_CTX_sess_timeouts(server));
  EXPECT_INT(0, SSL_CTX_sess_hits(server));
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(not_asked, "a server is not asked by a client that offers nothing, and a client never asks") {
  reset();
  SSL_CTX *client = client_ctx(version), *server = sharing_server(version, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_get_cb(client, look_up);
  SSL_SESSION_free(session_from(client, server));
  EXPECT_INT(0, resumes(client, server, NULL));
  EXPECT_INT(0, get_calls);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(early_data_needs_our_cache,
     "with the program's cache alone early data is refused; OpenSSL refuses the session with it") {
  char buffer[16];
  size_t len = 0;
  reset();
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = sharing_server(TLS1_3_VERSION, SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_max_early_data(server, 1000);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(1000, SSL_SESSION_get_max_early_data(session));
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &len));
  EXPECT_INT(SSL_READ_EARLY_DATA_FINISH, SSL_read_early_data(pair.server, buffer, sizeof buffer, &len));
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(SSL_EARLY_DATA_REJECTED, SSL_get_early_data_status(pair.client));
  EXPECT_INT(DIFFERS("a resumption without early data cannot be replayed", 0, 1), SSL_session_reused(pair.client));
  EXPECT_INT(1, given);
  pair_shutdown(&pair);
  pair_free(&pair);
  EXPECT_INT(1, freed);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

// What became of early data with `session`: the bytes that the server was given, or -1 where the handshake failed.
static int early_bytes(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, int *reused) {
  char buffer[16];
  size_t len = 0, got = 0;
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  EXPECT_INT(1, SSL_write_early_data(pair.client, "early", 5, &len));
  if (SSL_read_early_data(pair.server, buffer, sizeof buffer, &len) == SSL_READ_EARLY_DATA_SUCCESS) got = len;
  const int good = pair_handshake(&pair);
  *reused = SSL_session_reused(pair.server);
  pair_shutdown(&pair);
  pair_free(&pair);
  return good ? (int)got : -1;
}

CASE(early_data_of_an_answer, "early data of a session that the callback brings is refused, however often it comes") {
  reset();
  int reused = 0;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = sharing_server(TLS1_3_VERSION, 0);
  SSL_CTX_set_max_early_data(server, 1000);
  SSL_SESSION *session = session_from(client, server);
  EXPECT_INT(5, early_bytes(client, server, session, &reused));
  for (int i = 1; i < 4; i++) {
    EXPECT_INT(DIFFERS("its early data was taken already", 5, 0), early_bytes(client, server, session, &reused));
    EXPECT_INT(1, reused);
    EXPECT_INT(i, given);
  }
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
