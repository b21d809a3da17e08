// SPDX-License-Identifier: Apache-2.0
// Groups beyond those that everybody has: which there are is what libcrypto's providers say.
#include <stdlib.h>

#include <openssl/provider.h>

#include "abi_test.h"
#include "pair.h"

static const char *const provided[] = {"P-224", "secp224r1", "secp256k1", "brainpoolP256r1", "brainpoolP384r1",
                                       "brainpoolP512r1"};

CASE(names_of_the_providers, "a list takes every group that the providers offer, by each of its names") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  for (size_t i = 0; i < sizeof provided / sizeof *provided; i++) {
    EXPECT_INT(1, SSL_CTX_set1_groups_list(ctx, provided[i]));
  }
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ctx, "B-571:sect163k1:X25519"));
  EXPECT_INT(0, SSL_CTX_set1_groups_list(ctx, "secp224r1:P-224"));
  EXPECT_INT(0, SSL_CTX_set1_groups_list(ctx, "P-256:nosuch"));
  EXPECT_INT(0, SSL_CTX_set1_groups_list(ctx, "brainpoolp256r1"));
  const int nids[] = {NID_brainpoolP256r1, NID_secp224r1, NID_X25519};
  EXPECT_INT(1, SSL_CTX_set1_groups(ctx, nids, 3));
  SSL_CTX_free(ctx);
  ERR_clear_error();
}

// A handshake in which both ends have these groups. Returns the NID of the one that was chosen, or 0.
static int agreed(int version, const char *client_groups, const char *server_groups) {
  struct ends ends = ends_new(version);
  int nid = 0;
  if (SSL_CTX_set1_groups_list(ends.client, client_groups) && SSL_CTX_set1_groups_list(ends.server, server_groups)) {
    struct pair pair = pair_new(ends.client, ends.server);
    if (pair_handshake(&pair) && pair_exchange(&pair) &&
        SSL_get_negotiated_group(pair.client) == SSL_get_negotiated_group(pair.server)) {
      nid = (int)SSL_get_negotiated_group(pair.client);
    }
    pair_free(&pair);
  }
  ends_free(&ends);
  ERR_clear_error();
  return nid;
}

CASE(tls12_with_provided_groups, "TLS 1.2 agrees on such a group, whose security level allows it") {
  EXPECT_INT(NID_secp224r1, agreed(TLS1_2_VERSION, "P-224:P-256", "P-256:P-224"));
  EXPECT_INT(NID_secp256k1, agreed(TLS1_2_VERSION, "secp256k1:P-256", "secp256k1:P-256"));
  EXPECT_INT(NID_brainpoolP256r1, agreed(TLS1_2_VERSION, "brainpoolP256r1:P-256", "brainpoolP256r1:P-256"));
  EXPECT_INT(NID_brainpoolP384r1, agreed(TLS1_2_VERSION, "brainpoolP384r1:P-256", "brainpoolP384r1:P-256"));
  EXPECT_INT(NID_brainpoolP512r1, agreed(TLS1_2_VERSION, "brainpoolP512r1:P-256", "brainpoolP512r1:P-256"));
  EXPECT_INT(NID_sect571r1, agreed(TLS1_2_VERSION, "B-571:P-256", "B-571:P-256"));
  EXPECT_INT(NID_X9_62_prime256v1, agreed(TLS1_2_VERSION, "sect163k1:P-256", "sect163k1:P-256"));
}

CASE(tls13_without_them, "TLS 1.3 neither offers nor takes a group that ends with TLS 1.2") {
  EXPECT_INT(NID_X9_62_prime256v1, agreed(TLS1_3_VERSION, "brainpoolP256r1:P-256", "brainpoolP256r1:P-256"));
  EXPECT_INT(NID_X9_62_prime256v1, agreed(0, "brainpoolP256r1:P-256", "brainpoolP256r1:P-256"));
  EXPECT_INT(0, agreed(TLS1_3_VERSION, "brainpoolP256r1", "brainpoolP256r1"));
  EXPECT_INT(0, agreed(0, "brainpoolP256r1", "brainpoolP256r1:P-256"));
}

static unsigned char offered[100];
static size_t offered_size;

static int note_groups(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  const unsigned char *body = NULL;
  offered_size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_supported_groups, &body, &offered_size) && offered_size <= 100) {
    memcpy(offered, body, offered_size);
  }
  return SSL_CLIENT_HELLO_SUCCESS;
}

static void note_offer(int lowest, int highest, const char *groups) {
  struct ends ends = ends_new(0);
  SSL_CTX_set_min_proto_version(ends.client, lowest);
  SSL_CTX_set_max_proto_version(ends.client, highest);
  if (groups != NULL) EXPECT_INT(1, SSL_CTX_set1_groups_list(ends.client, groups));
  SSL_CTX_set_client_hello_cb(ends.server, note_groups, NULL);
  struct pair pair = pair_new(ends.client, ends.server);
  pair_handshake(&pair);
  pair_free(&pair);
  ends_free(&ends);
  ERR_clear_error();
}

CASE(offers_by_version, "a hello offers the groups that one of its versions may use") {
  note_offer(TLS1_2_VERSION, TLS1_2_VERSION, "brainpoolP256r1:P-256:ffdhe2048");
  EXPECT_BYTES("\0\4\0\x1a\0\x17", 6, offered, offered_size);
  note_offer(TLS1_3_VERSION, TLS1_3_VERSION, "brainpoolP256r1:P-256:ffdhe2048");
  EXPECT_BYTES("\0\4\0\x17\1\0", 6, offered, offered_size);
  note_offer(TLS1_2_VERSION, TLS1_3_VERSION, "brainpoolP256r1:P-256:ffdhe2048");
  EXPECT_BYTES("\0\6\0\x1a\0\x17\1\0", 8, offered, offered_size);
  note_offer(TLS1_2_VERSION, TLS1_2_VERSION, NULL);
  EXPECT_BYTES("\0\x0a\0\x1d\0\x17\0\x1e\0\x19\0\x18", 12, offered, offered_size);
}

CASE(names_of_numbers, "SSL_group_to_name and the lists of groups know them") {
  struct ends ends = ends_new(TLS1_2_VERSION);
  SSL_CTX_set1_groups_list(ends.client, "brainpoolP512r1:P-224:P-256:X25519");
  SSL_CTX_set1_groups_list(ends.server, "P-224:brainpoolP512r1");
  struct pair pair = pair_new(ends.client, ends.server);
  EXPECT_TRUE(pair_handshake(&pair));
  int list[10] = {0};
  EXPECT_INT(4, SSL_get1_groups(pair.server, list));
  EXPECT_INT(NID_brainpoolP512r1, list[0]);
  EXPECT_INT(NID_secp224r1, list[1]);
  EXPECT_INT(2, SSL_get_shared_group(pair.server, -1));
  EXPECT_INT(NID_brainpoolP512r1, SSL_get_shared_group(pair.server, 0));
  EXPECT_INT(NID_secp224r1, SSL_get_shared_group(pair.server, 1));
  EXPECT_STR("brainpoolP512r1", SSL_group_to_name(pair.server, NID_brainpoolP512r1));
  EXPECT_STR("secp224r1", SSL_group_to_name(pair.server, NID_secp224r1));
  EXPECT_STR("secp256r1", SSL_group_to_name(pair.server, NID_X9_62_prime256v1));
  EXPECT_STR("x25519", SSL_group_to_name(pair.server, NID_X25519));
  EXPECT_STR("brainpoolP256r1", SSL_group_to_name(pair.server, 0x1000000 | 26));
  EXPECT_NULL(SSL_group_to_name(pair.server, 0x1000000 | 0x5a5a));
  pair_free(&pair);
  ends_free(&ends);
}

static void give(EVP_PKEY *key, X509 *cert, SSL_CTX *ctx) {
  SSL_CTX_use_certificate(ctx, cert);
  SSL_CTX_use_PrivateKey(ctx, key);
}

CASE(certificates_on_provided_curves, "TLS 1.2: a certificate on such a curve serves clients that list the curve") {
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "brainpoolP256r1");
  X509 *cert = X509_dup(identity_ec()->cert);
  REQUIRE(key != NULL && cert != NULL);
  X509_set_pubkey(cert, key);
  X509_sign(cert, identity_ca()->key, EVP_sha256());
  for (int knows = 0; knows < 2; knows++) {
    struct ends ends = ends_new(TLS1_2_VERSION);
    give(key, cert, ends.server);
    SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set1_groups_list(ends.client, knows ? "P-256:brainpoolP256r1" : "P-256");
    struct pair pair = pair_new(ends.client, ends.server);
    EXPECT_INT(knows, pair_handshake(&pair));
    pair_free(&pair);
    ends_free(&ends);
    ERR_clear_error();
  }
  X509_free(cert);
  EVP_PKEY_free(key);
}

CASE(own_library_context, "a library context of the program's own is asked for its own providers") {
  OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
  OSSL_PROVIDER *provider = OSSL_PROVIDER_load(library, "default");
  SSL_CTX *ctx = SSL_CTX_new_ex(library, NULL, TLS_method());
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ctx, "brainpoolP256r1"));
  SSL_CTX_free(ctx);
  OSSL_PROVIDER_unload(provider);
  OSSL_LIB_CTX_free(library);
}
