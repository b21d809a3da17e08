// SPDX-License-Identifier: Apache-2.0
// Operations on one SSL_SESSION, and what one costs in bytes.
#include <stdlib.h>

#include "harness.h"

size_t encode(SSL_SESSION *session, unsigned char **out) {
  int size = i2d_SSL_SESSION(session, NULL);
  CHECK(size > 0 && (*out = malloc((size_t)size)) != NULL);
  unsigned char *p = *out;
  CHECK(i2d_SSL_SESSION(session, &p) == size);
  return (size_t)size;
}

SSL_SESSION *decode(const unsigned char *der, size_t len) {
  SSL_SESSION *session = d2i_SSL_SESSION(NULL, &der, (long)len);
  CHECK(session);
  return session;
}

SSL_SESSION **make_sessions(SSL_SESSION *base, size_t first, size_t n, enum copies how) {
  SSL_SESSION **sessions = malloc(n * sizeof *sessions);
  unsigned char id[32], *der;
  size_t len = encode(base, &der);
  CHECK(sessions);
  for (size_t i = 0; i < n; i++) {
    sessions[i] = how == DECODED ? decode(der, len) : SSL_SESSION_dup(base);
    CHECK(sessions[i]);
    make_id(first + i, id);
    CHECK(SSL_SESSION_set1_id(sessions[i], id, sizeof id));
    SSL_SESSION_set_timeout(sessions[i], 10000);
  }
  free(der);
  return sessions;
}

void free_sessions(SSL_SESSION **sessions, size_t n) {
  for (size_t i = 0; i < n; i++) SSL_SESSION_free(sessions[i]);
  free(sessions);
}

void get_sessions(struct env *env, SSL_SESSION **server, SSL_SESSION **client) {
  struct conn k = open_conn(env, NULL);
  CHECK((*server = SSL_get1_session(k.s)) != NULL);
  CHECK((*client = latest) != NULL);
  SSL_SESSION_up_ref(latest);
  close_conn(&k);
}

static void bench_heap(const char *name, const char *suffix, SSL_SESSION *base, enum copies how) {
  const size_t n = 100000 / quick;
  double before = heap_bytes();
  SSL_SESSION **sessions = make_sessions(base, 0, n, how);
  emit(name, suffix, (heap_bytes() - before) / (double)n - sizeof *sessions, "bytes");
  free_sessions(sessions, n);
}

static void bench_session(const char *name, SSL_SESSION *base) {
  enum { ROUNDS = 15 };
  uint64_t encoding[ROUNDS], decoding[ROUNDS], copying[ROUNDS];
  unsigned char *der, *out = malloc(65536);
  size_t len = encode(base, &der), loops = 4000 / quick;
  for (int r = 0; r < ROUNDS; r++) {
    uint64_t t0 = cpu_ns();
    for (size_t i = 0; i < loops; i++) {
      unsigned char *p = out;
      CHECK(i2d_SSL_SESSION(base, &p) > 0);
    }
    uint64_t t1 = cpu_ns();
    for (size_t i = 0; i < loops; i++) SSL_SESSION_free(decode(der, len));
    uint64_t t2 = cpu_ns();
    for (size_t i = 0; i < loops; i++) SSL_SESSION_free(SSL_SESSION_dup(base));
    encoding[r] = (t1 - t0) * 10 / loops;
    decoding[r] = (t2 - t1) * 10 / loops;
    copying[r] = (cpu_ns() - t2) * 10 / loops;
  }
  emit(name, ".i2d", median(encoding, ROUNDS) / 10, "ns");
  emit(name, ".d2i_free", median(decoding, ROUNDS) / 10, "ns");
  emit(name, ".dup_free", median(copying, ROUNDS) / 10, "ns");
  bench_heap(name, ".heap_d2i", base, DECODED);
  bench_heap(name, ".heap_dup", base, DUPLICATED);
  free(der);
  free(out);
}

static void reference_loop(void *session, int thread, size_t loops) {
  (void)thread;
  while (loops--) {
    SSL_SESSION_up_ref(session);
    SSL_SESSION_free(session);
  }
}

// What SSL_SESSION_new gives.
static void bench_bare(void) {
  const size_t n = 100000 / quick;
  SSL_SESSION **sessions = malloc(n * sizeof *sessions);
  CHECK(sessions);
  double before = heap_bytes();
  for (size_t i = 0; i < n; i++) CHECK((sessions[i] = SSL_SESSION_new()) != NULL);
  emit("session_bare", ".heap", (heap_bytes() - before) / (double)n, "bytes");
  free_sessions(sessions, n);
}

void bench_sessions(void) {
  SSL_SESSION *server, *client;
  bench_bare();
  struct env e = new_env(&tls12_ec_nt);
  get_sessions(&e, &server, &client);
  emit("session_upref_free", ".1thread", 1e9 / run_threads(1, reference_loop, server), "ns");
  emit("session_upref_free", ".2threads", 2e9 / run_threads(2, reference_loop, server), "ns");
  bench_session("session_tls12_server", server);
  bench_session("session_tls12_client", client);
  SSL_SESSION_free(server);
  SSL_SESSION_free(client);
  free_env(&e);
  e = new_env(&tls13_ec);
  get_sessions(&e, &server, &client);
  bench_session("session_tls13_client", client);
  SSL_SESSION_free(server);
  SSL_SESSION_free(client);
  free_env(&e);
}
