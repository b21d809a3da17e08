// SPDX-License-Identifier: Apache-2.0
// What the parts of libssl_bench share: clocks and heap, keys and certificates, SSL_CTX pairs, connections over a BIO
// pair. Only the public API of OpenSSL is used, so that one program measures every libssl of that interface.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <openssl/ssl.h>

enum { RECORD = 16384 };

// --- Measuring
uint64_t now_ns(void);  // wall time: for short intervals of which the median is taken, and for pauses
uint64_t cpu_ns(void);  // CPU time of this thread: for long loops, from which it keeps the machine's other work out
double median(uint64_t *values, size_t n);  // sorts them
double heap_bytes(void);                    // in use by the program, all arenas and mapped blocks
// One result: "NAME SUFFIX VALUE UNIT" as a line of its own.
void emit(const char *name, const char *suffix, double value, const char *unit);
// Divides the work: 1, or 10 with -q.
extern unsigned quick;

// Ends the program when a call fails: a measurement of failures is none.
void die(const char *what);
#define CHECK(x)       \
  do {                 \
    if (!(x)) die(#x); \
  } while (0)

// --- Both ends
struct config {
  int version;   // TLS1_2_VERSION or TLS1_3_VERSION
  int key_type;  // EVP_PKEY_EC (P-256) or EVP_PKEY_RSA (2048 bits)
  int no_ticket; // SSL_OP_NO_TICKET on both sides
  int chacha;    // ChaCha20-Poly1305 in place of AES-128-GCM
  int release;   // SSL_MODE_RELEASE_BUFFERS
};
extern const struct config tls13_ec, tls13_ec_nt, tls13_rsa, tls12_ec, tls12_ec_nt;

struct env {
  SSL_CTX *server, *client;
};
// The client verifies the server's certificate, signed by a CA of the same key type; X25519; one ticket a connection.
struct env new_env(const struct config *config);
void free_env(struct env *env);
extern SSL_SESSION *latest;  // the newest session that the client was given; owned by the harness

struct conn {
  SSL *s, *c;
  uint64_t server_ns, client_ns;  // in handshake calls
  uint64_t server_new_ns;         // in SSL_new and SSL_set_bio
};
// A handshake that must resume (or must not, with null), then one byte to the client, which brings it the tickets.
struct conn open_conn(struct env *env, SSL_SESSION *resume);
void close_conn(struct conn *conn);
void free_ssl(SSL *ssl);  // as after a proper shutdown: the session stays in the cache
void make_bios(void);
void free_bios(void);

// --- Sessions
void make_id(uint64_t i, unsigned char id[32]);  // a distinct one for each i, not secret
size_t encode(SSL_SESSION *session, unsigned char **out);
SSL_SESSION *decode(const unsigned char *der, size_t len);
// n copies of base, with the ids of first, first + 1, ... and a timeout of 10000 s: decoded ones or duplicates.
enum copies { DUPLICATED, DECODED };
SSL_SESSION **make_sessions(SSL_SESSION *base, size_t first, size_t n, enum copies how);
void free_sessions(SSL_SESSION **sessions, size_t n);
// The sessions of one full handshake: the server's and the client's (with the peer certificate).
void get_sessions(struct env *env, SSL_SESSION **server, SSL_SESSION **client);

// Runs fn(arg, thread, loops) in one or two threads at once; operations per second of all, the median of rounds.
double run_threads(int threads, void (*fn)(void *arg, int thread, size_t loops), void *arg);

// --- Operations to be counted
void list_operations(void);
int run_operation(const char *name, unsigned long times);  // 0: there is none of that name

// --- The parts
void bench_handshakes(const char *filter);   // full
void bench_resumptions(const char *filter);  // TLS 1.3 by ticket and stateful, TLS 1.2 by id and by ticket
void bench_bulk(void);
void bench_sessions(void);
void bench_cache(void);
void bench_memory(void);
void bench_primitives(void);  // what libcrypto needs at best for the handshakes and records above: no libssl takes less
