// SPDX-License-Identifier: Apache-2.0
// What libcrypto itself takes, called in the cheapest ways that its public API has: keys made before, contexts kept. A
// handshake's limit is the sum of its parts; it holds no parsing, no state machine and no heap.
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "harness.h"

static EVP_PKEY *x25519_key, *x25519_peer, *p256_key, *rsa_key;
static EVP_PKEY_CTX *generating, *deriving, *signing, *verifying, *rsa_signing, *rsa_verifying;
static EVP_CIPHER_CTX *gcm, *chacha;
static EVP_MD_CTX *midstate, *working;
static unsigned char digest[32] = {1}, out[512], signature[512], rsa_signature[512], text[RECORD + 32], iv[12], key[32];
static size_t signature_len, rsa_signature_len;

static EVP_PKEY_CTX *context_of(EVP_PKEY *pkey, int (*init)(EVP_PKEY_CTX *)) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
  CHECK(context && init(context) > 0);
  return context;
}

static void use_pss(EVP_PKEY_CTX *context) {
  CHECK(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0);
  CHECK(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) > 0);
  CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0);
}

static EVP_CIPHER_CTX *sealing(const char *name) {
  EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  CHECK(cipher && context && EVP_EncryptInit_ex2(context, cipher, key, iv, NULL));
  EVP_CIPHER_free(cipher);
  return context;
}

static void set_up(void) {
  CHECK((x25519_key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519")) &&
        (x25519_peer = EVP_PKEY_Q_keygen(NULL, NULL, "X25519")));
  CHECK((p256_key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")));
  CHECK((rsa_key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048)));
  generating = context_of(x25519_key, EVP_PKEY_keygen_init);
  deriving = context_of(x25519_key, EVP_PKEY_derive_init);
  CHECK(EVP_PKEY_derive_set_peer_ex(deriving, x25519_peer, 0) > 0);
  signing = context_of(p256_key, EVP_PKEY_sign_init);
  verifying = context_of(p256_key, EVP_PKEY_verify_init);
  rsa_signing = context_of(rsa_key, EVP_PKEY_sign_init);
  rsa_verifying = context_of(rsa_key, EVP_PKEY_verify_init);
  use_pss(rsa_signing);
  use_pss(rsa_verifying);
  gcm = sealing("AES-128-GCM");
  chacha = sealing("ChaCha20-Poly1305");
  CHECK((midstate = EVP_MD_CTX_new()) && (working = EVP_MD_CTX_new()) &&
        EVP_DigestInit_ex(midstate, EVP_sha256(), NULL));
  CHECK(EVP_DigestUpdate(midstate, text, 64));
}

static void tear_down(void) {
  EVP_PKEY_CTX *contexts[] = {generating, deriving, signing, verifying, rsa_signing, rsa_verifying};
  EVP_PKEY *keys[] = {x25519_key, x25519_peer, p256_key, rsa_key};
  for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) EVP_PKEY_CTX_free(contexts[i]);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) EVP_PKEY_free(keys[i]);
  EVP_CIPHER_CTX_free(gcm);
  EVP_CIPHER_CTX_free(chacha);
  EVP_MD_CTX_free(midstate);
  EVP_MD_CTX_free(working);
}

static void generate(void) {
  EVP_PKEY *made = NULL;
  CHECK(EVP_PKEY_generate(generating, &made) > 0);
  EVP_PKEY_free(made);
}
static void derive(void) {
  size_t size = sizeof out;
  CHECK(EVP_PKEY_derive(deriving, out, &size) > 0);
}
static void sign_p256(void) {
  signature_len = sizeof signature;
  CHECK(EVP_PKEY_sign(signing, signature, &signature_len, digest, sizeof digest) > 0);
}
static void verify_p256(void) {
  CHECK(EVP_PKEY_verify(verifying, signature, signature_len, digest, sizeof digest) == 1);
}
static void sign_rsa(void) {
  rsa_signature_len = sizeof rsa_signature;
  CHECK(EVP_PKEY_sign(rsa_signing, rsa_signature, &rsa_signature_len, digest, sizeof digest) > 0);
}
static void verify_rsa(void) {
  CHECK(EVP_PKEY_verify(rsa_verifying, rsa_signature, rsa_signature_len, digest, sizeof digest) == 1);
}
// One HKDF-Expand-Label of 32 bytes: two hashes from midstates.
static void expand(void) {
  for (int i = 0; i < 2; i++) {
    CHECK(EVP_MD_CTX_copy_ex(working, midstate) && EVP_DigestUpdate(working, digest, sizeof digest) &&
          EVP_DigestFinal_ex(working, out, NULL));
  }
}
static void seal(EVP_CIPHER_CTX *context, int size) {
  unsigned char header[5] = {23, 3, 3, 0, 0};
  int n;
  iv[0]++;
  CHECK(EVP_EncryptInit_ex2(context, NULL, NULL, iv, NULL) &&
        EVP_EncryptUpdate(context, NULL, &n, header, sizeof header) &&
        EVP_EncryptUpdate(context, text, &n, text, size) && EVP_EncryptFinal_ex(context, out, &n) &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out));
}
static void seal_small(void) { seal(gcm, 64); }
static void seal_gcm(void) { seal(gcm, RECORD + 1); }
static void seal_chacha(void) { seal(chacha, RECORD + 1); }
static void rekey(void) { CHECK(EVP_EncryptInit_ex2(gcm, NULL, key, iv, NULL)); }

// Microseconds of CPU time that one call takes.
static double cost(void (*call)(void)) {
  enum { ROUNDS = 15 };
  uint64_t t[ROUNDS];
  size_t loops = 1;
  for (uint64_t took = 0; took < 2000000; loops *= 2) {
    uint64_t from = cpu_ns();
    for (size_t i = 0; i < loops; i++) call();
    took = cpu_ns() - from;
  }
  for (int r = 0; r < ROUNDS; r++) {
    uint64_t from = cpu_ns();
    for (size_t i = 0; i < loops; i++) call();
    t[r] = (cpu_ns() - from) * 1000 / loops;
  }
  return median(t, ROUNDS) / 1e6;
}

void bench_primitives(void) {
  set_up();
  const double exchange = cost(generate) + cost(derive), p256_sign = cost(sign_p256), p256_verify = cost(verify_p256);
  const double rsa_sign = cost(sign_rsa), rsa_verify = cost(verify_rsa), hash = cost(expand);
  // TLS 1.3: some 26 derivations and MACs, 4 keys, 5 records a side. TLS 1.2: 12, 2 and 2.
  const double frame13 = 26 * hash + 4 * cost(rekey) + 5 * cost(seal_small);
  const double frame12 = 12 * hash + 2 * cost(rekey) + 2 * cost(seal_small);
  emit("full_tls13_ecdsa", ".server", exchange + p256_sign + frame13, "us");
  emit("full_tls13_ecdsa", ".client", exchange + 2 * p256_verify + frame13, "us");
  emit("full_tls13_rsa2048", ".server", exchange + rsa_sign + frame13, "us");
  emit("full_tls13_rsa2048", ".client", exchange + 2 * rsa_verify + frame13, "us");
  emit("full_tls12_ecdsa", ".server", exchange + p256_sign + frame12, "us");
  emit("full_tls12_ecdsa", ".client", exchange + 2 * p256_verify + frame12, "us");
  emit("full_tls13_ecdsa", ".both", 1e6 / (2 * exchange + p256_sign + 2 * p256_verify + 2 * frame13), "per_s");
  emit("full_tls13_rsa2048", ".both", 1e6 / (2 * exchange + rsa_sign + 2 * rsa_verify + 2 * frame13), "per_s");
  emit("full_tls12_ecdsa", ".both", 1e6 / (2 * exchange + p256_sign + 2 * p256_verify + 2 * frame12), "per_s");
  for (int stateful = 0; stateful < 2; stateful++) {
    const char *name = stateful ? "resume_tls13_stateful" : "resume_tls13_ticket";
    emit(name, ".server", exchange + frame13, "us");
    emit(name, ".client", exchange + frame13, "us");
    emit(name, ".both", 1e6 / (2 * exchange + 2 * frame13), "per_s");
  }
  for (int ticket = 0; ticket < 2; ticket++) {
    const char *name = ticket ? "resume_tls12_ticket" : "resume_tls12_id";
    emit(name, ".server", frame12, "us");
    emit(name, ".client", frame12, "us");
    emit(name, ".both", 1e6 / (2 * frame12), "per_s");
  }
  const double gcm_record = cost(seal_gcm), chacha_record = cost(seal_chacha);
  emit("bulk_aes128gcm", ".write", RECORD / gcm_record, "MB_per_s");
  emit("bulk_aes128gcm", ".read", RECORD / gcm_record, "MB_per_s");
  emit("bulk_chacha20poly1305", ".write", RECORD / chacha_record, "MB_per_s");
  emit("bulk_chacha20poly1305", ".read", RECORD / chacha_record, "MB_per_s");
  tear_down();
}
