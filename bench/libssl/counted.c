// SPDX-License-Identifier: Apache-2.0
// A given number of operations and nothing else, for instruction counts (bench/counts.py).
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static void connections(const struct config *config, int resume, unsigned long n) {
  struct env e = new_env(config);
  struct conn first = open_conn(&e, NULL);
  close_conn(&first);
  for (unsigned long i = 0; i < n; i++) {
    struct conn k = open_conn(&e, resume ? latest : NULL);
    close_conn(&k);
  }
  free_env(&e);
}

static void full_tls13(unsigned long n) { connections(&tls13_ec, 0, n); }
static void full_tls12(unsigned long n) { connections(&tls12_ec_nt, 0, n); }
static void resume_tls13_ticket(unsigned long n) { connections(&tls13_ec, 1, n); }
static void resume_tls13_stateful(unsigned long n) { connections(&tls13_ec_nt, 1, n); }
static void resume_tls12_id(unsigned long n) { connections(&tls12_ec_nt, 1, n); }
static void resume_tls12_ticket(unsigned long n) { connections(&tls12_ec, 1, n); }

static void records(int size, unsigned long n) {
  static unsigned char buffer[RECORD];
  struct env e = new_env(&tls13_ec);
  struct conn k = open_conn(&e, NULL);
  for (unsigned long i = 0; i < n; i++) {
    CHECK(SSL_write(k.s, buffer, size) == size);
    CHECK(SSL_read(k.c, buffer, size) == size);
  }
  close_conn(&k);
  free_env(&e);
}

static void records_16k(unsigned long n) { records(RECORD, n); }
static void records_64(unsigned long n) { records(64, n); }

// The client's session of a full handshake, to be used again and again.
static SSL_SESSION *client_session(void) {
  struct env e = new_env(&tls13_ec);
  SSL_SESSION *server, *client;
  get_sessions(&e, &server, &client);
  SSL_SESSION_free(server);
  free_env(&e);
  return client;
}

static void session_codec(unsigned long n) {
  SSL_SESSION *session = client_session();
  for (unsigned long i = 0; i < n; i++) {
    unsigned char *der;
    size_t len = encode(session, &der);
    SSL_SESSION_free(decode(der, len));
    free(der);
  }
  SSL_SESSION_free(session);
}

static void session_references(unsigned long n) {
  SSL_SESSION *session = client_session();
  for (unsigned long i = 0; i < n; i++) {
    CHECK(SSL_SESSION_up_ref(session));
    SSL_SESSION_free(session);
    SSL_SESSION_free(SSL_SESSION_dup(session));
  }
  SSL_SESSION_free(session);
}

static void cache_add_remove(unsigned long n) {
  enum { POOL = 64 };
  struct env e = new_env(&tls12_ec_nt);
  SSL_SESSION *server, *client;
  get_sessions(&e, &server, &client);
  SSL_SESSION **pool = make_sessions(server, 0, POOL, DUPLICATED);
  for (unsigned long i = 0; i < n; i++) {
    CHECK(SSL_CTX_add_session(e.server, pool[i % POOL]));
    CHECK(SSL_CTX_remove_session(e.server, pool[i % POOL]));
  }
  free_sessions(pool, POOL);
  SSL_SESSION_free(server);
  SSL_SESSION_free(client);
  free_env(&e);
}

static const struct {
  const char *name;
  void (*run)(unsigned long n);
} operations[] = {
    {"full_tls13", full_tls13},
    {"full_tls12", full_tls12},
    {"resume_tls13_ticket", resume_tls13_ticket},
    {"resume_tls13_stateful", resume_tls13_stateful},
    {"resume_tls12_id", resume_tls12_id},
    {"resume_tls12_ticket", resume_tls12_ticket},
    {"records_16k", records_16k},
    {"records_64", records_64},
    {"session_codec", session_codec},
    {"session_references", session_references},
    {"cache_add_remove", cache_add_remove},
};

void list_operations(void) {
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) puts(operations[i].name);
}

int run_operation(const char *name, unsigned long times) {
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
    if (strcmp(name, operations[i].name) != 0) continue;
    operations[i].run(times);
    return 1;
  }
  return 0;
}
