// SPDX-License-Identifier: Apache-2.0
// The session cache of an SSL_CTX: adding, finding, removing, flushing; what flushing costs other threads.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"

enum { IDS = 65536, POOL = 64 };

// --- Finding, among more ids than the processor's caches hold
struct find {
  SSL *ssl[2];  // one for each thread; connected, for the version is compared too
  size_t next[2];
  unsigned char id[IDS][32];
};

static void find_loop(void *arg, int thread, size_t loops) {
  struct find *f = arg;
  f->next[thread] += loops;
  for (size_t i = 0; i < loops; i++) {
    CHECK(SSL_has_matching_session_id(f->ssl[thread], f->id[(f->next[thread] + i) % IDS], 32));
  }
}

static void bench_find(struct env *e, const char *name, size_t n) {
  static struct find f;
  struct conn k[2] = {open_conn(e, NULL), open_conn(e, NULL)};
  for (size_t i = 0; i < IDS; i++) make_id((i * 2654435761u) % n, f.id[i]);
  for (int i = 0; i < 2; i++) f.ssl[i] = k[i].s, f.next[i] = (size_t)i * IDS / 2;
  emit(name, ".find_1thread", run_threads(1, find_loop, &f), "per_s");
  emit(name, ".find_2threads", run_threads(2, find_loop, &f), "per_s");
  close_conn(&k[0]);
  close_conn(&k[1]);
}

// --- Adding and removing in a cache that holds n others
struct churn {
  SSL_CTX *ctx;
  SSL_SESSION **sessions[2];  // POOL for each thread
};

static void churn_loop(void *arg, int thread, size_t loops) {
  struct churn *c = arg;
  for (size_t i = 0; i < loops; i++) {
    CHECK(SSL_CTX_add_session(c->ctx, c->sessions[thread][i % POOL]));
    CHECK(SSL_CTX_remove_session(c->ctx, c->sessions[thread][i % POOL]));
  }
}

static void bench_churn(struct env *e, const char *name, SSL_SESSION *base, size_t n) {
  struct churn c = {.ctx = e->server};
  for (int i = 0; i < 2; i++) c.sessions[i] = make_sessions(base, n + (size_t)i * POOL, POOL, DUPLICATED);
  emit(name, ".add_remove_1thread", run_threads(1, churn_loop, &c), "per_s");
  emit(name, ".add_remove_2threads", run_threads(2, churn_loop, &c), "per_s");
  for (int i = 0; i < 2; i++) free_sessions(c.sessions[i], POOL);
}

// TLS 1.2 resumptions by id of random members of the cache: the server's real look-up.
static void bench_resume(struct env *e, const char *name, SSL_SESSION *client, size_t n) {
  enum { LOOPS = 1500 };
  uint64_t t[LOOPS];
  for (size_t i = 0; i < LOOPS; i++) {
    SSL_SESSION **offered = make_sessions(client, (i * 2654435761u) % n, 1, DUPLICATED);
    struct conn k = open_conn(e, offered[0]);
    t[i] = k.server_ns;
    close_conn(&k);
    free_sessions(offered, 1);
  }
  emit(name, ".resume_server", median(t, LOOPS) / 1e3, "us");
}

// An empty cache filled with n sessions and emptied again, one call a session. A large one once in a process: a second
// one would find memory that the first left, which no server does.
static void bench_fill(size_t n) {
  enum { ROUNDS = 9 };
  const int rounds = n > 1000 ? 1 : ROUNDS;
  uint64_t adding[ROUNDS], removing[ROUNDS];
  char name[64];
  snprintf(name, sizeof name, "cache_%zu", n);
  for (int r = 0; r < rounds; r++) {
    struct env e = new_env(&tls12_ec_nt);
    SSL_SESSION *server, *client;
    get_sessions(&e, &server, &client);
    SSL_CTX_sess_set_cache_size(e.server, 0);
    SSL_SESSION **sessions = make_sessions(server, 0, n, DUPLICATED);
    uint64_t t = cpu_ns();
    for (size_t i = 0; i < n; i++) CHECK(SSL_CTX_add_session(e.server, sessions[i]));
    adding[r] = cpu_ns() - t;
    if (r == 0) {
      bench_find(&e, name, n);
      bench_churn(&e, name, server, n);
      bench_resume(&e, name, client, n);
    }
    t = cpu_ns();
    for (size_t i = 0; i < n; i++) CHECK(SSL_CTX_remove_session(e.server, sessions[i]));
    removing[r] = cpu_ns() - t;
    free_sessions(sessions, n);
    SSL_SESSION_free(server);
    SSL_SESSION_free(client);
    free_env(&e);
  }
  emit(name, ".add", (double)n * 1e9 / median(adding, (size_t)rounds), "per_s");
  emit(name, ".remove", (double)n * 1e9 / median(removing, (size_t)rounds), "per_s");
}

// --- What is hard for an ordered list and for a hash of the id's first bytes
// A session that expires neither first nor last.
static void bench_mixed(SSL_SESSION *base, size_t n) {
  enum { EXTRA = 100 };
  uint64_t t[EXTRA];
  char name[64];
  struct env e = new_env(&tls12_ec_nt);
  SSL_CTX_sess_set_cache_size(e.server, 0);
  SSL_SESSION **all = make_sessions(base, 0, n, DUPLICATED), **extra = make_sessions(base, n, EXTRA, DUPLICATED);
  for (size_t i = 0; i < n; i++) {
    SSL_SESSION_set_timeout(all[i], i < n / 2 ? 5000 : 20000);
    CHECK(SSL_CTX_add_session(e.server, all[i]));
  }
  for (size_t i = 0; i < EXTRA; i++) {
    uint64_t t0 = now_ns();
    CHECK(SSL_CTX_add_session(e.server, extra[i]));
    t[i] = now_ns() - t0;
  }
  snprintf(name, sizeof name, "cache_%zu.add_mixed_timeouts", n);
  emit(name, "", median(t, EXTRA), "ns");
  free_sessions(all, n);
  free_sessions(extra, EXTRA);
  free_env(&e);
}

// Ids that begin alike, as the manual page of SSL_CTX_set_generate_session_id proposes.
static void bench_prefix(SSL_SESSION *base, size_t n) {
  char name[64];
  unsigned char id[32];
  struct env e = new_env(&tls12_ec_nt);
  SSL_CTX_sess_set_cache_size(e.server, 0);
  SSL_SESSION **sessions = make_sessions(base, 0, n, DUPLICATED);
  for (size_t i = 0; i < n; i++) {
    make_id(i, id);
    memcpy(id, "www-18", 6);
    CHECK(SSL_SESSION_set1_id(sessions[i], id, sizeof id));
  }
  uint64_t t = cpu_ns();
  for (size_t i = 0; i < n; i++) CHECK(SSL_CTX_add_session(e.server, sessions[i]));
  t = cpu_ns() - t;
  snprintf(name, sizeof name, "cache_%zu.add_common_prefix", n);
  emit(name, "", (double)t / (double)n, "ns");
  free_sessions(sessions, n);
  free_env(&e);
}

// --- Flushing
// A thread that adds and removes without pause, and keeps the longest of these calls.
struct adder {
  SSL_CTX *ctx;
  SSL_SESSION **pool;
  atomic_int stop;
  atomic_uint_fast64_t worst, adds;
};

static void *adder_main(void *arg) {
  struct adder *a = arg;
  for (size_t i = 0; !a->stop; i++) {
    uint64_t t0 = now_ns();
    SSL_CTX_add_session(a->ctx, a->pool[i % POOL]);
    uint64_t t1 = now_ns();
    SSL_CTX_remove_session(a->ctx, a->pool[i % POOL]);
    uint64_t t2 = now_ns(), t = t1 - t0 > t2 - t1 ? t1 - t0 : t2 - t1;
    if (t > a->worst) a->worst = t;
    a->adds++;
  }
  return NULL;
}

static uint64_t flush(SSL_CTX *ctx) {
  uint64_t t = cpu_ns();
  SSL_CTX_flush_sessions(ctx, (long)time(NULL) + 5000);
  return cpu_ns() - t;
}

// The longest pause of an adder before the flush is what the machine alone makes of it.
static void flush_beside_adder(const char *name, struct adder *a) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, adder_main, a) == 0);
  while (a->adds < 1000) {
  }
  a->worst = 0;
  nanosleep(&(struct timespec){0, 100000000}, NULL);
  emit(name, ".pause_without", (double)a->worst / 1e3, "us");
  a->worst = 0;
  flush(a->ctx);
  a->stop = 1;
  pthread_join(thread, NULL);
  emit(name, ".pause", (double)a->worst / 1e3, "us");
}

// One flush of a cache of n sessions of which some have expired: alone, and beside a thread that adds.
static void bench_flush(SSL_SESSION *base, size_t n, size_t expired, const char *what) {
  char name[64];
  snprintf(name, sizeof name, "cache_%zu.flush_%s", n, what);
  for (int with_adder = 0; with_adder < 2; with_adder++) {
    struct env e = new_env(&tls12_ec_nt);
    struct adder a = {.ctx = e.server, .pool = make_sessions(base, n, POOL, DUPLICATED)};
    SSL_SESSION **sessions = make_sessions(base, 0, n, DUPLICATED);
    SSL_CTX_sess_set_cache_size(e.server, 0);
    for (size_t i = 0; i < n; i++) {  // those that expire first come first: no search in an ordered list
      if (i < expired) SSL_SESSION_set_timeout(sessions[i], 1000);
      CHECK(SSL_CTX_add_session(e.server, sessions[i]));
    }
    free_sessions(sessions, n);
    if (with_adder) {
      flush_beside_adder(name, &a);
    } else {
      emit(name, "", (double)flush(e.server) / 1e3, "us");
    }
    CHECK((size_t)SSL_CTX_sess_number(e.server) <= n - expired + POOL);
    free_sessions(a.pool, POOL);
    free_env(&e);
  }
}

// A cache of n sessions emptied by one call, expired or not.
static void bench_clear(SSL_SESSION *base, size_t n) {
  char name[64];
  struct env e = new_env(&tls12_ec_nt);
  SSL_SESSION **sessions = make_sessions(base, 0, n, DUPLICATED);
  SSL_CTX_sess_set_cache_size(e.server, 0);
  for (size_t i = 0; i < n; i++) CHECK(SSL_CTX_add_session(e.server, sessions[i]));
  free_sessions(sessions, n);
  const uint64_t from = cpu_ns();
  SSL_CTX_flush_sessions(e.server, 0);
  snprintf(name, sizeof name, "cache_%zu.clear", n);
  emit(name, "", (double)(cpu_ns() - from) / 1e3, "us");
  CHECK(SSL_CTX_sess_number(e.server) == 0);
  free_env(&e);
}

void bench_cache(void) {
  struct env e = new_env(&tls12_ec_nt);
  SSL_SESSION *server, *client;
  get_sessions(&e, &server, &client);
  bench_fill(1000000 / quick);
  bench_fill(100000 / quick);
  bench_fill(1000);
  bench_mixed(server, 1000);
  bench_mixed(server, 40000 / quick);
  bench_prefix(server, 10000 / quick);
  bench_flush(server, 1000000 / quick, 10000 / quick, "1pct");
  bench_flush(server, 1000000 / quick, 1000000 / quick, "all");
  bench_clear(server, 1000000 / quick);
  SSL_SESSION_free(server);
  SSL_SESSION_free(client);
  free_env(&e);
}
