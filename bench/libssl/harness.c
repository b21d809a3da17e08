// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "harness.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

unsigned quick = 1;
SSL_SESSION *latest;

static BIO *server_bio, *client_bio;  // one pair for all connections: each leaves it empty

static uint64_t read_clock(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t now_ns(void) { return read_clock(CLOCK_MONOTONIC); }

uint64_t cpu_ns(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

void emit(const char *name, const char *suffix, double v, const char *unit) {
  printf("%s%s %.6g %s\n", name, suffix, v, unit);
  fflush(stdout);
}

void die(const char *what) {
  fprintf(stderr, "libssl_bench: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static int cmp_u64(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

double median(uint64_t *v, size_t n) {
  qsort(v, n, sizeof *v, cmp_u64);
  return (double)v[n / 2];
}

double heap_bytes(void) {
  struct mallinfo2 m = mallinfo2();
  return (double)m.uordblks + (double)m.hblkhd;
}

// splitmix64
void make_id(uint64_t i, unsigned char id[32]) {
  for (int k = 0; k < 4; k++) {
    uint64_t z = (i * 4 + (uint64_t)k + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    memcpy(id + 8 * k, &z, 8);
  }
}

// --- keys and certificates

static EVP_PKEY *new_key(int type) {
  EVP_PKEY *k = NULL;
  EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(type, NULL);
  CHECK(c && EVP_PKEY_keygen_init(c) > 0);
  if (type == EVP_PKEY_RSA)
    CHECK(EVP_PKEY_CTX_set_rsa_keygen_bits(c, 2048) > 0);
  else
    CHECK(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, NID_X9_62_prime256v1) > 0);
  CHECK(EVP_PKEY_keygen(c, &k) > 0);
  EVP_PKEY_CTX_free(c);
  return k;
}

// A certificate for `key` named cn, signed by ca_key (itself when ca is NULL).
static X509 *new_cert(EVP_PKEY *key, const char *cn, X509 *ca, EVP_PKEY *ca_key) {
  X509 *x = X509_new();
  BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
  CHECK(x && bc && X509_set_version(x, 2));
  ASN1_INTEGER_set(X509_get_serialNumber(x), ca ? 2 : 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x), 86400 * 30);
  CHECK(X509_set_pubkey(x, key));
  X509_NAME *n = X509_NAME_new();
  CHECK(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0));
  X509_set_subject_name(x, n);
  X509_set_issuer_name(x, ca ? X509_get_subject_name(ca) : n);
  X509_NAME_free(n);
  bc->ca = ca ? 0 : 0xff;
  CHECK(X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, 0) > 0);
  BASIC_CONSTRAINTS_free(bc);
  CHECK(X509_sign(x, ca_key, EVP_sha256()));
  return x;
}

// --- SSL contexts

static int on_new_session(SSL *ssl, SSL_SESSION *s) {
  (void)ssl;
  SSL_SESSION_free(latest);
  latest = s;
  return 1;
}

static void set_common(SSL_CTX *c, const struct config *cfg) {
  const char *c12 = cfg->key_type == EVP_PKEY_RSA ? "ECDHE-RSA-AES128-GCM-SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256";
  CHECK(SSL_CTX_set_min_proto_version(c, (uint16_t)cfg->version));
  CHECK(SSL_CTX_set_max_proto_version(c, (uint16_t)cfg->version));
  CHECK(SSL_CTX_set1_groups_list(c, "X25519:P-256")); // P-256 for TLS 1.2 certificates
  CHECK(SSL_CTX_set_cipher_list(c, cfg->chacha ? "ECDHE-ECDSA-CHACHA20-POLY1305" : c12));
  CHECK(SSL_CTX_set_ciphersuites(c, cfg->chacha ? "TLS_CHACHA20_POLY1305_SHA256" : "TLS_AES_128_GCM_SHA256"));
  if (cfg->no_ticket) SSL_CTX_set_options(c, SSL_OP_NO_TICKET);
  if (cfg->release) SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
}

struct env new_env(const struct config *cfg) {
  static EVP_PKEY *key[2], *ca_key[2];
  static X509 *cert[2], *ca[2];
  int k = cfg->key_type == EVP_PKEY_RSA;
  if (!key[k]) {
    ca_key[k] = new_key(cfg->key_type);
    key[k] = new_key(cfg->key_type);
    ca[k] = new_cert(ca_key[k], "libssl_bench CA", NULL, ca_key[k]);
    cert[k] = new_cert(key[k], "libssl_bench server", ca[k], ca_key[k]);
  }
  struct env e = {SSL_CTX_new(TLS_method()), SSL_CTX_new(TLS_method())};
  CHECK(e.server && e.client);
  set_common(e.server, cfg);
  set_common(e.client, cfg);
  CHECK(SSL_CTX_use_certificate(e.server, cert[k]));
  CHECK(SSL_CTX_use_PrivateKey(e.server, key[k]));
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"libssl_bench", 8);
  SSL_CTX_set_session_cache_mode(e.server, SSL_SESS_CACHE_SERVER);
  SSL_CTX_set_num_tickets(e.server, 1);
  CHECK(X509_STORE_add_cert(SSL_CTX_get_cert_store(e.client), ca[k]));
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(e.client, on_new_session);
  return e;
}

void free_env(struct env *e) {
  SSL_CTX_free(e->server);
  SSL_CTX_free(e->client);
  SSL_SESSION_free(latest);
  latest = NULL;
}

const struct config tls13_ec = {.version = TLS1_3_VERSION, .key_type = EVP_PKEY_EC};
const struct config tls13_rsa = {.version = TLS1_3_VERSION, .key_type = EVP_PKEY_RSA};
const struct config tls12_ec = {.version = TLS1_2_VERSION, .key_type = EVP_PKEY_EC};
const struct config tls12_ec_nt = {.version = TLS1_2_VERSION, .key_type = EVP_PKEY_EC, .no_ticket = 1};
const struct config tls13_ec_nt = {.version = TLS1_3_VERSION, .key_type = EVP_PKEY_EC, .no_ticket = 1};

// --- connections

static SSL *new_ssl(SSL_CTX *ctx, BIO *b, int server) {
  SSL *s = SSL_new(ctx);
  CHECK(s);
  BIO_up_ref(b);
  SSL_set_bio(s, b, b);
  if (server) SSL_set_accept_state(s);
  else SSL_set_connect_state(s);
  return s;
}

void free_ssl(SSL *s) {
  SSL_set_shutdown(s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); // keeps the session in the cache
  SSL_free(s);
}

static int step(SSL *s, uint64_t *acc) {
  uint64_t t = now_ns();
  int r = SSL_do_handshake(s);
  *acc += now_ns() - t;
  if (r != 1 && SSL_get_error(s, r) != SSL_ERROR_WANT_READ) die("SSL_do_handshake");
  return r == 1;
}

struct conn open_conn(struct env *e, SSL_SESSION *resume) {
  struct conn k = {0};
  unsigned char byte = 1;
  uint64_t t = now_ns();
  k.s = new_ssl(e->server, server_bio, 1);
  k.server_new_ns = now_ns() - t;
  k.c = new_ssl(e->client, client_bio, 0);
  if (resume) CHECK(SSL_set_session(k.c, resume));
  for (int s = 0, c = 0; !s || !c;) {
    if (!c) c = step(k.c, &k.client_ns);
    if (!s) s = step(k.s, &k.server_ns);
  }
  t = now_ns();
  CHECK(SSL_write(k.s, &byte, 1) == 1);
  k.server_ns += now_ns() - t;
  t = now_ns();
  CHECK(SSL_read(k.c, &byte, 1) == 1);
  k.client_ns += now_ns() - t;
  CHECK(SSL_session_reused(k.c) == (resume != NULL) && SSL_session_reused(k.s) == (resume != NULL));
  return k;
}

void close_conn(struct conn *k) {
  free_ssl(k->s);
  free_ssl(k->c);
}

void make_bios(void) {
  const size_t size = 5 * (RECORD + 512);
  CHECK(BIO_new_bio_pair(&server_bio, size, &client_bio, size));
}

void free_bios(void) {
  BIO_free(server_bio);
  BIO_free(client_bio);
}
