// SPDX-License-Identifier: Apache-2.0
#include "seal.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

#include "credentials.h"

enum { kTag = 16, kHeader = 5, kExplicitNonce = 8 };

void add(struct bytes *out, const void *bytes, size_t len) {
  must(out->len + len <= sizeof out->at, "room");
  memcpy(out->at + out->len, bytes, len);
  out->len += len;
}

void sha256(const void *data, size_t len, unsigned char digest[kHashLen]) {
  must(EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) == 1, "SHA-256");
}

// RFC 8446, 7.1, for outputs of one hash at most: HKDF-Expand is one HMAC then.
static void expand_label(const unsigned char secret[kHashLen], const char *label, unsigned char *out, size_t len) {
  unsigned char info[64] = {0, (unsigned char)len, (unsigned char)(6 + strlen(label))}, mac[kHashLen];
  const int text = snprintf((char *)info + 3, sizeof info - 5, "tls13 %s", label);
  const size_t info_len = 3 + (size_t)text + 1;  // no context: a length of 0
  info[info_len] = 1;
  must(HMAC(EVP_sha256(), secret, kHashLen, info, info_len + 1, mac, NULL) != NULL, label);
  memcpy(out, mac, len);
}

struct write_keys tls13_keys(const unsigned char secret[kHashLen]) {
  struct write_keys keys = {.version = TLS1_3_VERSION};
  expand_label(secret, "key", keys.key, sizeof keys.key);
  expand_label(secret, "iv", keys.iv, sizeof keys.iv);
  return keys;
}

void tls13_finished(const unsigned char secret[kHashLen], const struct bytes *transcript, unsigned char mac[kHashLen]) {
  unsigned char key[kHashLen], digest[kHashLen];
  expand_label(secret, "finished", key, sizeof key);
  sha256(transcript->at, transcript->len, digest);
  must(HMAC(EVP_sha256(), key, kHashLen, digest, kHashLen, mac, NULL) != NULL, "finished");
}

// RFC 5246, 5.
static void prf(const unsigned char *master, const char *label, const void *seed, size_t seed_len, unsigned char *out,
                size_t len) {
  EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
  EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, (void *)master, kTls12SecretLen),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, (void *)label, strlen(label)),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, (void *)seed, seed_len),
      OSSL_PARAM_construct_end(),
  };
  must(ctx != NULL && EVP_KDF_derive(ctx, out, len, params) == 1, label);
  EVP_KDF_CTX_free(ctx);
  EVP_KDF_free(kdf);
}

struct write_keys tls12_client_keys(const unsigned char *master, const unsigned char *client,
                                    const unsigned char *server) {
  struct write_keys keys = {.version = TLS1_2_VERSION};
  unsigned char seed[64], block[40];
  memcpy(seed, server, 32);
  memcpy(seed + 32, client, 32);
  prf(master, "key expansion", seed, sizeof seed, block, sizeof block);
  memcpy(keys.key, block, sizeof keys.key);
  memcpy(keys.iv, block + 32, 4);
  return keys;
}

void tls12_client_finished(const unsigned char *master, const struct bytes *transcript, unsigned char *verify_data) {
  unsigned char digest[kHashLen];
  sha256(transcript->at, transcript->len, digest);
  prf(master, "client finished", digest, sizeof digest, verify_data, kTls12FinishedLen);
}

void add_plain(struct bytes *out, int type, const void *body, size_t len) {
  const unsigned char header[kHeader] = {(unsigned char)type, 3, 3, (unsigned char)(len >> 8), (unsigned char)len};
  add(out, header, sizeof header);
  add(out, body, len);
}

static void seal(const struct write_keys *keys, const unsigned char *nonce, const void *aad, int aad_len,
                 struct bytes *text) {
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
  unsigned char tag[kTag];
  int n = 0;
  must(ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, keys->key, nonce) == 1 &&
           EVP_EncryptUpdate(ctx, NULL, &n, aad, aad_len) == 1 &&
           EVP_EncryptUpdate(ctx, text->at, &n, text->at, (int)text->len) == 1 &&
           EVP_EncryptFinal_ex(ctx, text->at + n, &n) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, kTag, tag) == 1,
       "seal");
  EVP_CIPHER_CTX_free(ctx);
  add(text, tag, sizeof tag);
}

void add_sealed(struct bytes *out, struct write_keys *keys, int type, const void *body, size_t len) {
  struct bytes text = {.len = 0};
  unsigned char nonce[12];
  memcpy(nonce, keys->iv, sizeof nonce);
  add(&text, body, len);
  if (keys->version == TLS1_3_VERSION) {
    const unsigned char inner = (unsigned char)type;
    const size_t whole = len + 1 + kTag;
    const unsigned char header[kHeader] = {23, 3, 3, (unsigned char)(whole >> 8), (unsigned char)whole};
    nonce[11] ^= keys->sequence++;
    add(&text, &inner, 1);
    seal(keys, nonce, header, sizeof header, &text);
    add_plain(out, SSL3_RT_APPLICATION_DATA, text.at, text.len);
    return;
  }
  unsigned char aad[13] = {0}, whole[1 << 14] = {0};
  memset(nonce + 4, 0, kExplicitNonce);
  nonce[11] = aad[7] = keys->sequence++;
  aad[8] = (unsigned char)type, aad[9] = aad[10] = 3, aad[11] = (unsigned char)(len >> 8), aad[12] = (unsigned char)len;
  seal(keys, nonce, aad, sizeof aad, &text);
  must(text.len + kExplicitNonce <= sizeof whole, "room");
  memcpy(whole, nonce + 4, kExplicitNonce);
  memcpy(whole + kExplicitNonce, text.at, text.len);
  add_plain(out, type, whole, kExplicitNonce + text.len);
}
