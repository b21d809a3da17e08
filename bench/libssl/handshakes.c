// SPDX-License-Identifier: Apache-2.0
// Handshakes, records and idle connections: time of each side, throughput, heap.
#include <string.h>

#include "harness.h"

static void bench_handshake(const char *name, const struct config *config, int resume, const char *filter) {
  enum { WARM = 20, MAX = 20000 };
  static uint64_t server[MAX], client[MAX], all[MAX], setup[MAX];
  if (!strstr(name, filter)) return;
  struct env e = new_env(config);
  size_t n = 0;
  for (int i = 0; i < WARM; i++) {
    struct conn k = open_conn(&e, resume ? latest : NULL);
    close_conn(&k);
  }
  for (uint64_t stop = now_ns() + 1000000000u / quick; n < MAX && now_ns() < stop; n++) {
    uint64_t t0 = now_ns();
    struct conn k = open_conn(&e, resume ? latest : NULL);
    uint64_t t1 = now_ns();
    free_ssl(k.s);
    setup[n] = k.server_new_ns + now_ns() - t1;
    free_ssl(k.c);
    server[n] = k.server_ns, client[n] = k.client_ns, all[n] = now_ns() - t0;
  }
  emit(name, ".both", 1e9 / median(all, n), "per_s");
  emit(name, ".server", median(server, n) / 1e3, "us");
  emit(name, ".client", median(client, n) / 1e3, "us");
  emit(name, ".server_new_free", median(setup, n) / 1e3, "us");
  free_env(&e);
}

void bench_handshakes(const char *filter) {
  bench_handshake("full_tls13_ecdsa", &tls13_ec, 0, filter);
  bench_handshake("full_tls13_rsa2048", &tls13_rsa, 0, filter);
  bench_handshake("full_tls12_ecdsa", &tls12_ec_nt, 0, filter);
}

void bench_resumptions(const char *filter) {
  bench_handshake("resume_tls13_ticket", &tls13_ec, 1, filter);
  bench_handshake("resume_tls13_stateful", &tls13_ec_nt, 1, filter);
  bench_handshake("resume_tls12_id", &tls12_ec_nt, 1, filter);
  bench_handshake("resume_tls12_ticket", &tls12_ec, 1, filter);
}

// Records of 16 KiB from the server to the client.
static void bench_records(const char *name, const struct config *config) {
  enum { BATCH = 4, MAX = 100000 };
  static unsigned char buffer[RECORD];
  static uint64_t writing[MAX], reading[MAX];
  struct env e = new_env(config);
  struct conn k = open_conn(&e, NULL);
  size_t n = 0;
  for (uint64_t stop = now_ns() + 500000000u / quick; n < MAX && now_ns() < stop; n++) {
    uint64_t t0 = now_ns();
    for (int i = 0; i < BATCH; i++) CHECK(SSL_write(k.s, buffer, RECORD) == RECORD);
    uint64_t t1 = now_ns();
    for (int got = 0, size; got < BATCH * RECORD; got += size) CHECK((size = SSL_read(k.c, buffer, RECORD)) > 0);
    reading[n] = now_ns() - t1;
    writing[n] = t1 - t0;
  }
  emit(name, ".write", BATCH * RECORD * 1e3 / median(writing, n), "MB_per_s");
  emit(name, ".read", BATCH * RECORD * 1e3 / median(reading, n), "MB_per_s");
  close_conn(&k);
  free_env(&e);
}

void bench_bulk(void) {
  struct config chacha = tls13_ec;
  chacha.chacha = 1;
  bench_records("bulk_aes128gcm", &tls13_ec);
  bench_records("bulk_chacha20poly1305", &chacha);
}

// The heap of one idle end (its BIO left out, its session included) after a handshake.
static void bench_idle(const char *name, const struct config *config, int keep_server) {
  enum { WARM = 10, N = 400 };
  SSL *kept[WARM + N];
  struct env e = new_env(config);
  double before = 0;
  for (int i = 0; i < WARM + N; i++) {
    if (i == WARM) before = heap_bytes();
    struct conn k = open_conn(&e, NULL);
    kept[i] = keep_server ? k.s : k.c;
    free_ssl(keep_server ? k.c : k.s);
    SSL_set_bio(kept[i], NULL, NULL);
  }
  emit(name, keep_server ? ".server" : ".client", (heap_bytes() - before) / N, "bytes");
  for (int i = 0; i < WARM + N; i++) free_ssl(kept[i]);
  free_env(&e);
}

void bench_memory(void) {
  struct config release13 = tls13_ec, release12 = tls12_ec_nt;
  release13.release = release12.release = 1;
  for (int keep_server = 1; keep_server >= 0; keep_server--) {
    bench_idle("idle_tls13", &tls13_ec, keep_server);
    bench_idle("idle_tls13_release_buffers", &release13, keep_server);
    bench_idle("idle_tls12", &tls12_ec_nt, keep_server);
    bench_idle("idle_tls12_release_buffers", &release12, keep_server);
  }
}
