// SPDX-License-Identifier: Apache-2.0
// What is set on contexts and connections: options, modes, versions, ciphers, groups, SSL_CONF.
#include "abi_test.h"
#include "pair.h"

#include <stdio.h>
#include <string.h>

#define TLS13_ALL "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"

static const char *names(const STACK_OF(SSL_CIPHER) *ciphers) {
  static char text[8192];
  size_t used = 0;
  text[0] = 0;
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ":" : "",
                             SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
  return text;
}

// Reprise has the suites of TLS 1.3 and, of TLS 1.2, ECDHE with an
// AEAD; the lists it gives are OpenSSL's with the rest left out.
static int reprise_has(const char *name) {
  const int aead = strstr(name, "GCM") || strstr(name, "CCM") || strstr(name, "CHACHA20");
  if (strncmp(name, "TLS_", 4) == 0) return 1;
  return aead && (strncmp(name, "ECDHE-ECDSA-", 12) == 0 || strncmp(name, "ECDHE-RSA-", 10) == 0) &&
         !strstr(name, "ARIA");
}

// `list` as the library under test can give it.
static const char *within_reach(const char *list) {
  static char kept[8192];
  char copy[8192], *at = NULL;
  if (!abi_on_reprise()) return list;
  kept[0] = 0;
  snprintf(copy, sizeof copy, "%s", list);
  for (char *name = strtok_r(copy, ":", &at); name; name = strtok_r(NULL, ":", &at)) {
    if (!reprise_has(name)) continue;
    if (kept[0]) strcat(kept, ":");
    strcat(kept, name);
  }
  return kept;
}

static void expect_list(const char *rule, const char *expected) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  const char *here = within_reach(expected);
  const int any_tls12 = strlen(here) > strlen(TLS13_ALL) || strncmp(here, TLS13_ALL, strlen(here)) != 0;
  EXPECT_INT(any_tls12, SSL_CTX_set_cipher_list(ctx, rule));
  EXPECT_STR(here, names(SSL_CTX_get_ciphers(ctx)));
  SSL_CTX_free(ctx);
}

CASE(default_options, "a new context has ENABLE_MIDDLEBOX_COMPAT, NO_COMPRESSION and AUTO_RETRY") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(SSL_OP_ENABLE_MIDDLEBOX_COMPAT | SSL_OP_NO_COMPRESSION, SSL_CTX_get_options(ctx));
  EXPECT_INT(SSL_MODE_AUTO_RETRY, SSL_CTX_get_mode(ctx));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(SSL_OP_ENABLE_MIDDLEBOX_COMPAT | SSL_OP_NO_COMPRESSION, SSL_get_options(ssl));
  EXPECT_INT(SSL_MODE_AUTO_RETRY, SSL_get_mode(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(options_return_all, "setting and clearing options returns all options as they are then") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  const uint64_t base = SSL_CTX_get_options(ctx);
  EXPECT_INT(base | SSL_OP_NO_TICKET, SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET));
  EXPECT_INT(base | SSL_OP_NO_TICKET | SSL_OP_NO_TLSv1_3, SSL_CTX_set_options(ctx, SSL_OP_NO_TLSv1_3));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(base | SSL_OP_NO_TLSv1_3, SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET));
  EXPECT_INT(base | SSL_OP_NO_TICKET | SSL_OP_NO_TLSv1_3, SSL_get_options(ssl));
  EXPECT_INT(base | SSL_OP_NO_TLSv1_3, SSL_clear_options(ssl, SSL_OP_NO_TICKET));
  EXPECT_INT(base | SSL_OP_NO_TLSv1_3 | SSL_OP_NO_RENEGOTIATION, SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(mode_returns_all, "setting and clearing modes returns all modes as they are then") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(5, SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE));
  EXPECT_INT(1, SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_get_mode(ssl));
  EXPECT_INT(0x11, SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS));
  EXPECT_INT(0x10, SSL_clear_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE));
  EXPECT_INT(1, SSL_CTX_get_mode(ctx));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(versions, "protocol bounds: 0 by default, set gives 1, unknown versions 0, connections have their own") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(0, SSL_CTX_get_min_proto_version(ctx));
  EXPECT_INT(0, SSL_CTX_get_max_proto_version(ctx));
  EXPECT_INT(1, SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION));
  EXPECT_INT(1, SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION));
  EXPECT_INT(TLS1_2_VERSION, SSL_CTX_get_min_proto_version(ctx));
  EXPECT_INT(TLS1_3_VERSION, SSL_CTX_get_max_proto_version(ctx));
  EXPECT_INT(0, SSL_CTX_set_min_proto_version(ctx, 0x0305));
  EXPECT_INT(0, SSL_CTX_set_max_proto_version(ctx, DTLS1_2_VERSION));
  EXPECT_INT(TLS1_2_VERSION, SSL_CTX_get_min_proto_version(ctx));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_set_max_proto_version(ssl, TLS1_2_VERSION));
  EXPECT_INT(TLS1_2_VERSION, SSL_get_max_proto_version(ssl));
  EXPECT_INT(TLS1_2_VERSION, SSL_get_min_proto_version(ssl));
  EXPECT_INT(TLS1_3_VERSION, SSL_CTX_get_max_proto_version(ctx));
  EXPECT_INT(1, SSL_set_max_proto_version(ssl, 0));
  EXPECT_INT(0, SSL_get_max_proto_version(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(version_disagreement, "ends without a common version: the server refuses with UNSUPPORTED_PROTOCOL") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_3_VERSION);
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_UNSUPPORTED_PROTOCOL);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(version_options, "SSL_OP_NO_TLSv1_3 makes TLS 1.2") {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  SSL_CTX_set_options(client, SSL_OP_NO_TLSv1_3);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR("TLSv1.2", SSL_get_version(pair.client));
  EXPECT_STR("TLSv1.2", SSL_get_version(pair.server));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(cipher_rules, "cipher strings give the lists that OpenSSL gives, TLS 1.3 suites first") {
  expect_list("AES128-SHA", TLS13_ALL ":AES128-SHA");
  expect_list("ECDHE+AESGCM", TLS13_ALL ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
  expect_list("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
              TLS13_ALL ":ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384");
  expect_list("ECDHE+CHACHA20:!aECDSA", TLS13_ALL ":ECDHE-RSA-CHACHA20-POLY1305");
  expect_list("ECDHE+AESGCM:+AES256", TLS13_ALL ":ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                                "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384");
  expect_list("AES128-SHA:ECDHE+AESGCM:-AES128:AES128-SHA", TLS13_ALL ":ECDHE-ECDSA-AES256-GCM-SHA384:"
                                                                      "ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA");
  expect_list("ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:@STRENGTH", TLS13_ALL ":AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256");
  expect_list("ECDHE-RSA-AES128-GCM-SHA256,AES256-SHA AES128-SHA",
              TLS13_ALL ":ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:AES128-SHA");
  expect_list("AES128-SHA:nonsense", TLS13_ALL ":AES128-SHA");
}

CASE(cipher_rules_refused, "a cipher string that selects nothing returns 0 with NO_CIPHER_MATCH") {
  static const char *const rules[] = {"nonsense", "", "ECDHE-RSA-AES128-GCM-SHA256:!aRSA"};
  for (int i = 0; i < 3; i++) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    EXPECT_INT(0, SSL_CTX_set_cipher_list(ctx, rules[i]));
    EXPECT_REASON(SSL_R_NO_CIPHER_MATCH);
    SSL_CTX_free(ctx);
  }
}

CASE(cipher_level, "@SECLEVEL in a cipher string sets the security level") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(2, SSL_CTX_get_security_level(ctx));
  EXPECT_INT(1, SSL_CTX_set_cipher_list(ctx, "DEFAULT@SECLEVEL=0"));
  EXPECT_INT(0, SSL_CTX_get_security_level(ctx));
  SSL_CTX_set_security_level(ctx, 3);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(3, SSL_get_security_level(ssl));
  SSL_set_security_level(ssl, 1);
  EXPECT_INT(1, SSL_get_security_level(ssl));
  EXPECT_INT(3, SSL_CTX_get_security_level(ctx));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(default_security_callback, "a wrapped default callback counts the bits that it is given") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  int (*allows)(const SSL *, const SSL_CTX *, int, int, int, void *, void *) = SSL_get_security_callback(ssl);
  const SSL_CIPHER *forward = SSL_CIPHER_find(ssl, (const unsigned char *)"\xc0\x2f");  // ECDHE, 128 bits
  const SSL_CIPHER *fixed = SSL_CIPHER_find(ssl, (const unsigned char *)"\x00\x9d");    // RSA, 256 bits
  REQUIRE(allows != NULL && forward != NULL && fixed != NULL);
  for (int level = 0; level <= 5; level++) {
    SSL_set_security_level(ssl, level);
    EXPECT_INT(level <= 3, allows(ssl, NULL, SSL_SECOP_CIPHER_SUPPORTED, 128, 0, (void *)forward, NULL));
    EXPECT_INT(1, allows(ssl, NULL, SSL_SECOP_CIPHER_SUPPORTED, 256, 0, (void *)forward, NULL));
    EXPECT_INT(level == 0, allows(ssl, NULL, SSL_SECOP_CIPHER_SUPPORTED, 64, 0, (void *)forward, NULL));
    EXPECT_INT(level <= 2, allows(ssl, NULL, SSL_SECOP_CIPHER_SUPPORTED, 256, 0, (void *)fixed, NULL));
    EXPECT_INT(level <= 2, allows(ssl, NULL, SSL_SECOP_TICKET, 0, 0, NULL, NULL));
    EXPECT_INT(level <= 4, allows(ssl, NULL, SSL_SECOP_EE_KEY, 192, 0, NULL, NULL));
  }
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(supported_ciphers, "by default a client offers these suites") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  SSL *ssl = SSL_new(ctx);
  STACK_OF(SSL_CIPHER) *ciphers = SSL_get1_supported_ciphers(ssl);
  EXPECT_STR(within_reach(TLS13_ALL
             ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
             "ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
             "DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:"
             "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:"
             "DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:AES256-GCM-SHA384:"
             "AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA"),
             names(ciphers));
  sk_SSL_CIPHER_free(ciphers);
  EXPECT_STR("TLS_AES_256_GCM_SHA384", SSL_get_cipher_list(ssl, 0));
  EXPECT_NULL(SSL_get_cipher_list(ssl, 1000));
  EXPECT_NULL(SSL_get_cipher_list(ssl, -1));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(ciphersuites, "TLS 1.3 suites are set apart: order kept, empty allowed, unknown names refused") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_CTX_set_cipher_list(ctx, "ECDHE-RSA-AES128-GCM-SHA256");
  EXPECT_INT(1, SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"));
  EXPECT_STR("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES128-GCM-SHA256",
             names(SSL_CTX_get_ciphers(ctx)));
  EXPECT_INT(0, SSL_CTX_set_ciphersuites(ctx, "nonsense"));
  EXPECT_REASON(SSL_R_NO_CIPHER_MATCH);
  EXPECT_INT(1, SSL_CTX_set_ciphersuites(ctx, ""));
  EXPECT_STR("ECDHE-RSA-AES128-GCM-SHA256", names(SSL_CTX_get_ciphers(ctx)));
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_set_ciphersuites(ssl, "TLS_AES_128_CCM_SHA256"));
  EXPECT_INT(1, SSL_set_cipher_list(ssl, "ECDHE-RSA-AES256-GCM-SHA384"));
  EXPECT_STR("TLS_AES_128_CCM_SHA256:ECDHE-RSA-AES256-GCM-SHA384", names(SSL_get_ciphers(ssl)));
  EXPECT_STR("ECDHE-RSA-AES128-GCM-SHA256", names(SSL_CTX_get_ciphers(ctx)));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

static const struct {
  unsigned char code[2];
  const char *name, *standard, *version, *description;
  int bits, cipher, digest, kx, auth, aead;
} suites[] = {
    {{0x13, 0x02}, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", "TLSv1.3",
     "TLS_AES_256_GCM_SHA384         TLSv1.3 Kx=any      Au=any   Enc=AESGCM(256)            Mac=AEAD\n", 256, NID_aes_256_gcm, NID_undef,
     NID_kx_any, NID_auth_any, 1},
    {{0xCC, 0xA8}, "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLSv1.2",
     "ECDHE-RSA-CHACHA20-POLY1305    TLSv1.2 Kx=ECDH     Au=RSA   Enc=CHACHA20/POLY1305(256) Mac=AEAD\n", 256, NID_chacha20_poly1305,
     NID_undef, NID_kx_ecdhe, NID_auth_rsa, 1},
    {{0x00, 0x6B}, "DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", "TLSv1.2",
     "DHE-RSA-AES256-SHA256          TLSv1.2 Kx=DH       Au=RSA   Enc=AES(256)               Mac=SHA256\n", 256, NID_aes_256_cbc, NID_sha256,
     NID_kx_dhe, NID_auth_rsa, 0},
    {{0xC0, 0x09}, "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLSv1.0",
     "ECDHE-ECDSA-AES128-SHA         TLSv1   Kx=ECDH     Au=ECDSA Enc=AES(128)               Mac=SHA1\n", 128, NID_aes_128_cbc, NID_sha1,
     NID_kx_ecdhe, NID_auth_ecdsa, 0},
    {{0x00, 0xA8}, "PSK-AES128-GCM-SHA256", "TLS_PSK_WITH_AES_128_GCM_SHA256", "TLSv1.2",
     "PSK-AES128-GCM-SHA256          TLSv1.2 Kx=PSK      Au=PSK   Enc=AESGCM(128)            Mac=AEAD\n", 128, NID_aes_128_gcm, NID_undef,
     NID_kx_psk, NID_auth_psk, 1},
};

CASE(cipher_getters, "what the SSL_CIPHER getters say of five suites") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
    char text[256];
    int bits = 0;
    const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, suites[i].code);
    REQUIRE(cipher != NULL);
    EXPECT_STR(suites[i].name, SSL_CIPHER_get_name(cipher));
    EXPECT_STR(suites[i].standard, SSL_CIPHER_standard_name(cipher));
    EXPECT_STR(suites[i].version, SSL_CIPHER_get_version(cipher));
    EXPECT_STR(suites[i].description, SSL_CIPHER_description(cipher, text, sizeof text));
    EXPECT_INT(suites[i].bits, SSL_CIPHER_get_bits(cipher, &bits));
    EXPECT_INT(suites[i].bits, bits);
    EXPECT_INT(suites[i].cipher, SSL_CIPHER_get_cipher_nid(cipher));
    EXPECT_INT(suites[i].digest, SSL_CIPHER_get_digest_nid(cipher));
    EXPECT_INT(suites[i].kx, SSL_CIPHER_get_kx_nid(cipher));
    EXPECT_INT(suites[i].auth, SSL_CIPHER_get_auth_nid(cipher));
    EXPECT_INT(suites[i].aead, SSL_CIPHER_is_aead(cipher));
    EXPECT_INT(0x03000000 | suites[i].code[0] << 8 | suites[i].code[1], SSL_CIPHER_get_id(cipher));
    EXPECT_INT(suites[i].code[0] << 8 | suites[i].code[1], SSL_CIPHER_get_protocol_id(cipher));
    EXPECT_STR(suites[i].name, OPENSSL_cipher_name(suites[i].standard));
  }
  static const unsigned char unknown[2] = {0xFF, 0xFE};
  EXPECT_NULL(SSL_CIPHER_find(ssl, unknown));
  EXPECT_STR("(NONE)", SSL_CIPHER_get_name(NULL));
  EXPECT_STR("(NONE)", SSL_CIPHER_get_version(NULL));
  EXPECT_STR("(NONE)", SSL_CIPHER_standard_name(NULL));
  EXPECT_STR("(NONE)", OPENSSL_cipher_name(NULL));
  EXPECT_INT(0, SSL_CIPHER_get_bits(NULL, NULL));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(description_buffer, "SSL_CIPHER_description allocates when given no buffer and refuses one under 128 bytes") {
  char small[127];
  static const unsigned char code[2] = {0x13, 0x01};
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, code);
  EXPECT_NULL(SSL_CIPHER_description(cipher, small, sizeof small));
  char *text = SSL_CIPHER_description(cipher, NULL, 0);
  EXPECT_TRUE(text != NULL && strncmp(text, "TLS_AES_128_GCM_SHA256 ", 23) == 0);
  OPENSSL_free(text);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(no_shared_cipher, "ends without a common suite: the server refuses with NO_SHARED_CIPHER") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(client, "ECDHE-ECDSA-AES128-GCM-SHA256");
  SSL_CTX_set_cipher_list(server, "ECDHE-ECDSA-AES256-GCM-SHA384");
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_NO_SHARED_CIPHER);
  EXPECT_INT(-1, SSL_do_handshake(pair.client));
  EXPECT_REASON(SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE_EACH_VERSION(server_preference, "the server follows the client's order unless CIPHER_SERVER_PREFERENCE") {
  for (int prefer = 0; prefer < 2; prefer++) {
    SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
    SSL_CTX_set_cipher_list(client, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384");
    SSL_CTX_set_cipher_list(server, "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(client, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    SSL_CTX_set_ciphersuites(server, "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    if (prefer) SSL_CTX_set_options(server, SSL_OP_CIPHER_SERVER_PREFERENCE);
    struct pair pair = pair_new(client, server);
    REQUIRE(pair_handshake(&pair));
    EXPECT_INT(prefer ? 256 : 128, SSL_get_cipher_bits(pair.client, NULL));
    EXPECT_STR(SSL_get_cipher(pair.client), SSL_get_cipher(pair.server));
    pair_free(&pair);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
  }
}

CASE_EACH_VERSION(groups, "a common group is found by the client's order; a HelloRetryRequest asks by the server's") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  EXPECT_INT(1, SSL_CTX_set1_groups_list(client, "X25519:P-384:P-256"));
  EXPECT_INT(1, SSL_CTX_set1_groups_list(server, "P-256:P-384"));
  EXPECT_INT(0, SSL_CTX_set1_groups_list(client, "nonsense"));
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(version == TLS1_3_VERSION ? NID_X9_62_prime256v1 : NID_secp384r1, SSL_get_negotiated_group(pair.client));
  EXPECT_INT(NID_secp384r1, SSL_get_shared_group(pair.server, 0));
  EXPECT_INT(2, SSL_get_shared_group(pair.server, -1));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(conf_commands, "SSL_CONF_cmd: 2 with a value used, 1 without, 0 bad value, -2 unknown, -3 value missing") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  EXPECT_INT(SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER,
             SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "MinProtocol", "TLSv1.2"));
  EXPECT_INT(TLS1_2_VERSION, SSL_CTX_get_min_proto_version(ctx));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "MaxProtocol", "TLSv1.3"));
  EXPECT_INT(TLS1_3_VERSION, SSL_CTX_get_max_proto_version(ctx));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "CipherString", "ECDHE-RSA-AES128-GCM-SHA256"));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "Ciphersuites", "TLS_AES_128_GCM_SHA256"));
  EXPECT_STR("TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256", names(SSL_CTX_get_ciphers(ctx)));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "Options", "-SessionTicket,ServerPreference"));
  EXPECT_TRUE(SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET);
  EXPECT_TRUE(SSL_CTX_get_options(ctx) & SSL_OP_CIPHER_SERVER_PREFERENCE);
  EXPECT_INT(2, SSL_CONF_cmd(conf, "Groups", "X25519:P-256"));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "SignatureAlgorithms", "ECDSA+SHA256:RSA-PSS+SHA256"));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "VerifyMode", "Peer"));
  EXPECT_INT(SSL_VERIFY_PEER, SSL_CTX_get_verify_mode(ctx));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "NumTickets", "4"));
  EXPECT_INT(4, SSL_CTX_get_num_tickets(ctx));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "minprotocol", "TLSv1.3"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "MinProtocol", "nonsense"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "Options", "nonsense"));
  EXPECT_INT(-2, SSL_CONF_cmd(conf, "Nonsense", "x"));
  EXPECT_INT(-3, SSL_CONF_cmd(conf, "CipherString", NULL));
  EXPECT_INT(1, SSL_CONF_CTX_finish(conf));
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
}

CASE(conf_without_target, "SSL_CONF_cmd without a context: lists are read and judged, what can be set nowhere fails") {
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
  EXPECT_INT(2, SSL_CONF_cmd(conf, "SignatureAlgorithms", "ECDSA+SHA256"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "SignatureAlgorithms", "nonsense"));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "ClientSignatureAlgorithms", "ECDSA+SHA256"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "ClientSignatureAlgorithms", ""));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "Groups", ""));
  EXPECT_INT(0, DIFFERS("OpenSSL 3.0 crashes", 0, SSL_CONF_cmd(conf, "Groups", "nonsense")));
  EXPECT_INT(2, DIFFERS("OpenSSL 3.0 crashes", 2, SSL_CONF_cmd(conf, "Groups", "P-256")));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "MinProtocol", "TLSv1.2"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "MaxProtocol", "TLSv1.3"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "RecordPadding", "16"));
  EXPECT_INT(0, SSL_CONF_cmd(conf, "NumTickets", "4"));
  SSL_CONF_CTX_free(conf);
}

CASE(conf_command_line, "SSL_CONF_cmd with CMDLINE takes -names; switches take no value") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
  EXPECT_INT(1, SSL_CONF_cmd(conf, "-no_ticket", NULL));
  EXPECT_TRUE(SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET);
  EXPECT_INT(2, SSL_CONF_cmd(conf, "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"));
  EXPECT_INT(2, SSL_CONF_cmd(conf, "-min_protocol", "TLSv1.2"));
  EXPECT_INT(-2, SSL_CONF_cmd(conf, "cipher", "ECDHE-RSA-AES256-GCM-SHA384"));
  EXPECT_INT(SSL_CONF_TYPE_STRING, SSL_CONF_cmd_value_type(conf, "-cipher"));
  EXPECT_INT(SSL_CONF_TYPE_NONE, SSL_CONF_cmd_value_type(conf, "-no_ticket"));
  EXPECT_INT(SSL_CONF_TYPE_UNKNOWN, SSL_CONF_cmd_value_type(conf, "-nonsense"));
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
}

CASE(other_defaults,
     "other defaults: certificate list 102400 bytes, verify none, depth -1, no quiet shutdown, no read-ahead") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(102400, SSL_CTX_get_max_cert_list(ctx));
  EXPECT_INT(102400, SSL_CTX_set_max_cert_list(ctx, 5000));
  EXPECT_INT(5000, SSL_CTX_get_max_cert_list(ctx));
  EXPECT_INT(SSL_VERIFY_NONE, SSL_CTX_get_verify_mode(ctx));
  EXPECT_INT(-1, SSL_CTX_get_verify_depth(ctx));
  EXPECT_INT(0, SSL_CTX_get_quiet_shutdown(ctx));
  EXPECT_INT(0, SSL_CTX_get_read_ahead(ctx));
  EXPECT_INT(0, SSL_CTX_set_read_ahead(ctx, 1));
  EXPECT_INT(1, SSL_CTX_get_read_ahead(ctx));
  SSL_CTX_set_quiet_shutdown(ctx, 1);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_get_quiet_shutdown(ssl));
  EXPECT_INT(1, SSL_get_read_ahead(ssl));
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

static int level_after(const char *rules, int expected_result) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  EXPECT_INT(expected_result, SSL_CTX_set_cipher_list(ctx, rules));
  ERR_clear_error();
  const int level = SSL_CTX_get_security_level(ctx);
  SSL_CTX_free(ctx);
  return level;
}

CASE(level_in_rules, "@SECLEVEL counts from where it stands, also when the rules fail later") {
  EXPECT_INT(3, level_after("DEFAULT:@SECLEVEL=3", 1));
  EXPECT_INT(1, level_after("DEFAULT@SECLEVEL=1", 1));
  EXPECT_INT(2, level_after("DEFAULT:@SECLEVEL=9", 0));
  EXPECT_INT(2, level_after("DEFAULT:@SECLEVEL=12", 0));
  EXPECT_INT(2, level_after("DEFAULT:@SECLEVEL=", 0));
  EXPECT_INT(0, level_after("NOSUCH:@SECLEVEL=0", 0));
  EXPECT_INT(3, level_after("@SECLEVEL=3:NOSUCH", 0));
  EXPECT_INT(1, level_after("DEFAULT:@SECLEVEL=1:@SECLEVEL=9", 0));
  EXPECT_INT(1, level_after("DEFAULT:@SECLEVEL=1:@NOSUCH", 0));
  EXPECT_INT(2, level_after("SUITEB128:@SECLEVEL=1", 1));
}

// The extensions of a hello, as two lists of codes in hexadecimal.
struct hello_lists {
  char groups[40], schemes[40];
};

static void note_hello(int write, int version, int type, const void *data, size_t length, SSL *ssl, void *arg) {
  const unsigned char *bytes = data;
  struct hello_lists *lists = arg;
  (void)version, (void)ssl;
  if (!write || type != SSL3_RT_HANDSHAKE || bytes[0] != SSL3_MT_CLIENT_HELLO) return;
  size_t at = 4 + 2 + 32;
  at += 1 + bytes[at];
  at += 2 + (bytes[at] << 8 | bytes[at + 1]);
  at += 1 + bytes[at] + 2;
  while (at + 4 <= length) {
    const int code = bytes[at] << 8 | bytes[at + 1];
    const size_t len = (size_t)(bytes[at + 2] << 8 | bytes[at + 3]);
    char *out = code == TLSEXT_TYPE_supported_groups       ? lists->groups
                : code == TLSEXT_TYPE_signature_algorithms ? lists->schemes
                                                           : NULL;
    for (size_t i = 2; out != NULL && i < len && i < 18; i++) out += sprintf(out, "%02x", bytes[at + 4 + i]);
    at += 4 + len;
  }
}

static void expect_lists(const char *groups, const char *schemes, SSL_CTX *ctx) {
  struct hello_lists lists = {"", ""};
  SSL *ssl = SSL_new(ctx);
  BIO *transport = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(transport, -1);
  SSL_set0_rbio(ssl, transport);
  SSL_set0_wbio(ssl, BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl);
  SSL_set_msg_callback(ssl, note_hello);
  SSL_set_msg_callback_arg(ssl, &lists);
  EXPECT_INT(-1, SSL_do_handshake(ssl));
  EXPECT_STR(groups, lists.groups);
  EXPECT_STR(schemes, lists.schemes);
  ERR_clear_error();
  SSL_free(ssl);
}

CASE_EACH_VERSION(suite_b,
                  "a profile of Suite B binds groups and signature algorithms, and no later list leads out of it") {
  SSL_CTX *ctx = client_ctx(version);
  EXPECT_INT(1, SSL_CTX_set_cipher_list(ctx, "SUITEB128ONLY"));
  expect_lists("0017", "0403", ctx);
  EXPECT_INT(1, SSL_CTX_set_cipher_list(ctx, "SUITEB192"));
  expect_lists("0018", "0503", ctx);
  EXPECT_INT(1, SSL_CTX_set_cipher_list(ctx, "SUITEB128"));
  expect_lists("00170018", "04030503", ctx);
  EXPECT_INT(1, SSL_CTX_set1_groups_list(ctx, "X25519"));
  EXPECT_INT(1, SSL_CTX_set1_sigalgs_list(ctx, "ECDSA+SHA512"));
  EXPECT_INT(1, SSL_CTX_set_cipher_list(ctx, "DEFAULT"));
  expect_lists("00170018", "04030503", ctx);
  EXPECT_INT(SSL_CERT_FLAG_SUITEB_128_LOS, SSL_CTX_set_cert_flags(ctx, 0));
  SSL_CTX_clear_cert_flags(ctx, SSL_CERT_FLAG_SUITEB_128_LOS);
  expect_lists("001d", "0603", ctx);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(suite_b_handshake, "a P-256 certificate does for Suite B with 128 bits and not for 192") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  EXPECT_INT(1, SSL_CTX_set_cipher_list(client, "SUITEB128"));
  struct pair pair = pair_new(client, server);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(NID_X9_62_prime256v1, SSL_get_negotiated_group(pair.client));
  pair_free(&pair);
  EXPECT_INT(1, SSL_CTX_set_cipher_list(client, "SUITEB192"));
  pair = pair_new(client, server);
  EXPECT_INT(0, pair_handshake(&pair));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}
