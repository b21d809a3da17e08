// SPDX-License-Identifier: Apache-2.0
// One session in several threads, one cache under several threads.
// The sanitizers are the judges; the counts are the sanity check.
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { kThreads = 4, kRounds = 25, kCacheRounds = 400 };

struct shared {
  SSL_CTX *client, *server;
  SSL_SESSION *session;
  atomic_int resumed, failed;
};

static void in_threads(void *(*body)(void *), void *arg) {
  pthread_t threads[kThreads];
  int started = 0;
  for (; started < kThreads; started++)
    if (pthread_create(&threads[started], NULL, body, arg) != 0) break;
  EXPECT_INT(kThreads, started);
  for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
}

static void *resume_often(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kRounds; i++) {
    const int result = resumes(shared->client, shared->server, shared->session);
    atomic_fetch_add(result == 1 ? &shared->resumed : &shared->failed, 1);
  }
  return NULL;
}

static void begin_sharing(struct shared *shared, int version, uint64_t server_options) {
  shared->client = client_ctx(version);
  shared->server = server_ctx(version);
  SSL_CTX_set_options(shared->server, server_options);
  shared->session = session_from(shared->client, shared->server);
  atomic_init(&shared->resumed, 0);
  atomic_init(&shared->failed, 0);
}

static void end_sharing(struct shared *shared) {
  SSL_SESSION_free(shared->session);
  SSL_CTX_free(shared->client);
  SSL_CTX_free(shared->server);
}

CASE_EACH_VERSION(one_session_by_ticket, "threads resume one session by ticket at the same time") {
  struct shared shared;
  begin_sharing(&shared, version, 0);
  in_threads(resume_often, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  end_sharing(&shared);
}

CASE_EACH_VERSION(one_session_by_id, "threads resume one session that the server keeps at the same time") {
  struct shared shared;
  begin_sharing(&shared, version, SSL_OP_NO_TICKET);
  in_threads(resume_often, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  end_sharing(&shared);
}

static void *take_and_drop(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kCacheRounds; i++) {
    if (SSL_SESSION_up_ref(shared->session) != 1) atomic_fetch_add(&shared->failed, 1);
    SSL_SESSION *copy = SSL_SESSION_dup(shared->session);
    if (copy == NULL || SSL_SESSION_get_timeout(copy) != 7200) atomic_fetch_add(&shared->failed, 1);
    if (i2d_SSL_SESSION(shared->session, NULL) <= 0) atomic_fetch_add(&shared->failed, 1);
    SSL_SESSION_free(copy);
    SSL_SESSION_free(shared->session);
  }
  return NULL;
}

CASE_EACH_VERSION(references_from_threads, "threads take, copy, write and drop one session at the same time") {
  struct shared shared;
  begin_sharing(&shared, version, 0);
  in_threads(take_and_drop, &shared);
  EXPECT_INT(0, shared.failed);
  EXPECT_INT(1, SSL_SESSION_is_resumable(shared.session));
  end_sharing(&shared);
}

static void *add_and_remove(void *arg) {
  static atomic_int next_thread;
  struct shared *shared = arg;
  const int self = atomic_fetch_add(&next_thread, 1);
  for (int i = 0; i < kCacheRounds; i++) {
    char name[32];
    snprintf(name, sizeof name, "%d-%d", self, i);
    SSL_SESSION *session = made_session(name, TLS1_2_VERSION);
    SSL_SESSION_set_time(session, i % 3 ? 4000000000L : 1000);
    if (SSL_CTX_add_session(shared->server, session) != 1) atomic_fetch_add(&shared->failed, 1);
    if (i % 4 == 0) SSL_CTX_remove_session(shared->server, session);
    if (i % 50 == 0) SSL_CTX_flush_sessions(shared->server, 5000);
    SSL_SESSION_free(session);
  }
  return NULL;
}

CASE(cache_from_threads, "threads add, remove and flush in one cache at the same time") {
  struct shared shared;
  begin_sharing(&shared, TLS1_2_VERSION, 0);
  SSL_CTX_sess_set_cache_size(shared.server, 100);
  in_threads(add_and_remove, &shared);
  EXPECT_INT(0, shared.failed);
  EXPECT_TRUE(SSL_CTX_sess_number(shared.server) <= 100);
  SSL_CTX_flush_sessions(shared.server, 0);
  EXPECT_INT(0, SSL_CTX_sess_number(shared.server));
  end_sharing(&shared);
}

static void *flush_often(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kRounds; i++) {
    SSL_SESSION *session = session_from(shared->client, shared->server);
    if (i % 5 == 0) SSL_CTX_flush_sessions(shared->server, 0);
    const int result = resumes(shared->client, shared->server, session);
    atomic_fetch_add(result >= 0 ? &shared->resumed : &shared->failed, 1);
    SSL_SESSION_free(session);
  }
  return NULL;
}

CASE_EACH_VERSION(handshakes_while_flushing, "flushing a cache in use costs full handshakes, never a failure") {
  struct shared shared;
  begin_sharing(&shared, version, SSL_OP_NO_TICKET);
  in_threads(flush_often, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  end_sharing(&shared);
}

// A key callback under which each resumption brings a new ticket, on a session that other threads are using.
static int renew_always(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                        int enc) {
  (void)ssl;
  const int set = set_fixed_ticket_key(name, iv, cipher, mac, enc);
  return set == 1 && !enc ? 2 : set;
}

CASE_EACH_VERSION(renewed_for_all, "threads resume one session by ticket, and each gets a new ticket for it") {
  struct shared shared;
  begin_sharing(&shared, version, 0);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(shared.server, renew_always);
  SSL_SESSION_free(shared.session);
  shared.session = session_from(shared.client, shared.server);
  in_threads(resume_often, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  EXPECT_INT(1, SSL_SESSION_is_resumable(shared.session));
  end_sharing(&shared);
}

static void *resume_and_cache(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kRounds; i++) {
    SSL_SESSION *next = NULL;
    const int result = resumes_next(shared->client, shared->server, shared->session, &next);
    atomic_fetch_add(result >= 0 ? &shared->resumed : &shared->failed, 1);
    SSL_SESSION_free(next);
  }
  return NULL;
}

CASE_EACH_VERSION(client_cache_in_use,
                  "threads resume one session with a client's cache that stores and drops what they get (Reprise)") {
  if (!abi_on_reprise()) return;  // OpenSSL 3.0 copies a session's links while another thread changes them: issue 24629
  struct shared shared;
  begin_sharing(&shared, version, 0);
  SSL_CTX_set_session_cache_mode(shared.client, SSL_SESS_CACHE_BOTH);
  SSL_CTX_sess_set_cache_size(shared.client, 3);
  in_threads(resume_and_cache, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  end_sharing(&shared);
}

// Everything that a program may do to one session, each thread beginning elsewhere in the list.
static void *do_everything(void *arg) {
  static atomic_int next_thread;
  struct shared *shared = arg;
  for (int i = atomic_fetch_add(&next_thread, 1), end = i + 10 * kRounds; i < end; i++) {
    SSL_CTX *ctx = i % 3 ? shared->server : shared->client;
    switch (i % 10) {
      case 0: SSL_CTX_remove_session(ctx, shared->session); break;
      case 1: SSL_CTX_flush_sessions(ctx, i % 4 ? 2000000000L : 0); break;
      case 2: SSL_SESSION_set_time(shared->session, 1000000000L + i); break;
      case 3: SSL_SESSION_set_timeout(shared->session, 1000000000L + i); break;
      case 4: SSL_SESSION_free(SSL_SESSION_dup(shared->session)); break;
      case 5: i2d_SSL_SESSION(shared->session, NULL); break;
      case 6: {
        const int result = resumes(shared->client, shared->server, shared->session);
        atomic_fetch_add(result >= 0 ? &shared->resumed : &shared->failed, 1);
        break;
      }
      default: SSL_CTX_add_session(ctx, shared->session); break;
    }
  }
  return NULL;
}

CASE_EACH_VERSION(everything_at_once,
                  "threads use, retime, flush, remove and add again one session in two contexts (Reprise)") {
  if (!abi_on_reprise()) return;  // OpenSSL allows it one context, and its setters one thread
  int freed = 0;
  struct shared shared;
  begin_sharing(&shared, version, SSL_OP_NO_TICKET);
  watch_session(shared.session, &freed);
  in_threads(do_everything, &shared);
  EXPECT_INT(kThreads * kRounds, shared.resumed);
  EXPECT_INT(0, shared.failed);
  SSL_CTX_flush_sessions(shared.client, 0);
  SSL_CTX_flush_sessions(shared.server, 0);
  EXPECT_INT(0, SSL_CTX_sess_number(shared.client));
  EXPECT_INT(0, freed);
  end_sharing(&shared);
  EXPECT_INT(1, freed);
}

static void *new_connections(void *arg) {
  struct shared *shared = arg;
  for (int i = 0; i < kRounds; i++) {
    SSL *ssl = SSL_new(shared->client);
    SSL_set_session(ssl, shared->session);
    if (SSL_get_session(ssl) != shared->session) atomic_fetch_add(&shared->failed, 1);
    SSL_CTX_up_ref(shared->client);
    SSL_CTX_free(shared->client);
    SSL_free(ssl);
  }
  return NULL;
}

CASE(connections_from_threads, "threads make connections from one context and set one session in them") {
  struct shared shared;
  begin_sharing(&shared, TLS1_3_VERSION, 0);
  in_threads(new_connections, &shared);
  EXPECT_INT(0, shared.failed);
  EXPECT_INT(1, SSL_SESSION_is_resumable(shared.session));
  end_sharing(&shared);
}
