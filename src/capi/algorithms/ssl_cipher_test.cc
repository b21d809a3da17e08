// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/ssl_cipher.h"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include <gtest/gtest.h>

#include <string>

namespace reprise::capi {
namespace {

std::string description(std::uint16_t id) {
  char buffer[128];
  const char* text = SSL_CIPHER_description(find_cipher(id), buffer, sizeof buffer);
  return text == nullptr ? "null" : text;
}

TEST(SslCipher, IsDescribedInTheLayoutThatProgramsParse) {
  EXPECT_EQ(description(0x1303),
            "TLS_CHACHA20_POLY1305_SHA256   TLSv1.3 Kx=any      Au=any   Enc=CHACHA20/POLY1305(256) Mac=AEAD\n");
  EXPECT_EQ(description(0xc02f),
            "ECDHE-RSA-AES128-GCM-SHA256    TLSv1.2 Kx=ECDH     Au=RSA   Enc=AESGCM(128)            Mac=AEAD\n");
  EXPECT_EQ(description(0x0081),
            "GOST2001-GOST89-GOST89         TLSv1   Kx=GOST     Au=GOST01 Enc=GOST89(256)            Mac=GOST89\n");
  EXPECT_EQ(description(0x00ff),
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV unknown Kx=any      Au=any   Enc=unknown                Mac=unknown\n");
}

TEST(SslCipher, IsDescribedOnlyIntoEnoughRoom) {
  char buffer[127];
  EXPECT_EQ(SSL_CIPHER_description(find_cipher(0xc02f), buffer, sizeof buffer), nullptr);
  char* text = SSL_CIPHER_description(find_cipher(0xc02f), nullptr, 0);
  ASSERT_NE(text, nullptr);
  OPENSSL_free(text);
}

TEST(SslCipher, IsFoundByItsCode) {
  const unsigned char code[] = {0x00, 0x2f};
  const SSL_CIPHER* cipher = SSL_CIPHER_find(nullptr, code);
  ASSERT_NE(cipher, nullptr);
  EXPECT_STREQ(SSL_CIPHER_get_name(cipher), "AES128-SHA");
  EXPECT_STREQ(SSL_CIPHER_standard_name(cipher), "TLS_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(SSL_CIPHER_get_id(cipher), 0x0300002fu);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(cipher), 0x2f);
  EXPECT_STREQ(SSL_CIPHER_get_version(cipher), "SSLv3");
  EXPECT_EQ(SSL_CIPHER_get_kx_nid(cipher), NID_kx_rsa);
  EXPECT_EQ(SSL_CIPHER_get_auth_nid(cipher), NID_auth_rsa);
  EXPECT_EQ(SSL_CIPHER_get_cipher_nid(cipher), NID_aes_128_cbc);
  EXPECT_EQ(SSL_CIPHER_get_digest_nid(cipher), NID_sha1);
  EXPECT_EQ(SSL_CIPHER_is_aead(cipher), 0);
  EXPECT_EQ(SSL_CIPHER_get_handshake_digest(cipher), EVP_md5_sha1());
  int alg_bits = 0;
  EXPECT_EQ(SSL_CIPHER_get_bits(cipher, &alg_bits), 128);
  EXPECT_EQ(alg_bits, 128);
  const unsigned char unknown[] = {0x7a, 0x7a};
  EXPECT_EQ(SSL_CIPHER_find(nullptr, unknown), nullptr);
}

TEST(SslCipher, NullHasNoName) {
  EXPECT_STREQ(SSL_CIPHER_get_name(nullptr), "(NONE)");
  EXPECT_STREQ(SSL_CIPHER_get_version(nullptr), "(NONE)");
  EXPECT_STREQ(SSL_CIPHER_standard_name(nullptr), "(NONE)");
  EXPECT_EQ(SSL_CIPHER_get_bits(nullptr, nullptr), 0);
  EXPECT_STREQ(OPENSSL_cipher_name(nullptr), "(NONE)");
  EXPECT_STREQ(OPENSSL_cipher_name("unknown"), "(NONE)");
  EXPECT_STREQ(OPENSSL_cipher_name("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), "ECDHE-RSA-AES128-GCM-SHA256");
}

TEST(SslCipher, StacksKeepTheOrder) {
  const std::uint16_t ids[] = {0x1302, 0xc02f, 0x7a7a};
  const CipherStack stack = make_cipher_stack(ids);
  ASSERT_EQ(sk_SSL_CIPHER_num(stack.get()), 2);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(stack.get(), 0)), 0x1302);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(stack.get(), 1)), 0xc02f);
}

TEST(SslAlert, HasTheTextsOfOpenssl) {
  EXPECT_STREQ(SSL_alert_type_string(SSL3_AL_FATAL << 8 | 40), "F");
  EXPECT_STREQ(SSL_alert_type_string_long(SSL3_AL_WARNING << 8), "warning");
  EXPECT_STREQ(SSL_alert_type_string_long(0x300), "unknown");
  EXPECT_STREQ(SSL_alert_desc_string(SSL3_AL_FATAL << 8 | 40), "HF");
  EXPECT_STREQ(SSL_alert_desc_string_long(SSL3_AL_FATAL << 8 | 10), "unexpected_message");
  EXPECT_STREQ(SSL_alert_desc_string_long(48), "unknown CA");
  EXPECT_STREQ(SSL_alert_desc_string_long(120), "no application protocol");
  EXPECT_STREQ(SSL_alert_desc_string_long(116), "unknown");
}

}  // namespace
}  // namespace reprise::capi
