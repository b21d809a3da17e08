// SPDX-License-Identifier: Apache-2.0
#include "wire/codes/cipher_suite.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

namespace reprise::wire {
namespace {

using V = ProtocolVersion;
constexpr std::uint16_t kUnranked = kNoPreferenceRank;

// Sorted by id; a new suite is a new row and nothing else. What OpenSSL 3.0 answers for each: name, standard name,
// key exchange, authentication, cipher, MAC, hash, versions, bits of strength and of the algorithm, class, FIPS,
// DEFAULT, and the place in its order of preference.
// clang-format off
constexpr CipherSuite kCipherSuites[] = {
    {0x0001, "NULL-MD5", "TLS_RSA_WITH_NULL_MD5", Kx::rsa, Auth::rsa, Enc::null, Mac::md5, PrfHash::legacy, V::ssl30, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 158, Implemented::no},
    {0x0002, "NULL-SHA", "TLS_RSA_WITH_NULL_SHA", Kx::rsa, Auth::rsa, Enc::null, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 157, Implemented::no},
    {0x0007, "IDEA-CBC-SHA", "TLS_RSA_WITH_IDEA_CBC_SHA", Kx::rsa, Auth::rsa, Enc::idea_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::medium, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0x002c, "PSK-NULL-SHA", "TLS_PSK_WITH_NULL_SHA", Kx::psk, Auth::psk, Enc::null, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 161, Implemented::no},
    {0x002d, "DHE-PSK-NULL-SHA", "TLS_DHE_PSK_WITH_NULL_SHA", Kx::dhe_psk, Auth::psk, Enc::null, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 156, Implemented::no},
    {0x002e, "RSA-PSK-NULL-SHA", "TLS_RSA_PSK_WITH_NULL_SHA", Kx::rsa_psk, Auth::rsa, Enc::null, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 155, Implemented::no},
    {0x002f, "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", Kx::rsa, Auth::rsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 142, Implemented::no},
    {0x0032, "DHE-DSS-AES128-SHA", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", Kx::dhe, Auth::dss, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 64, Implemented::no},
    {0x0033, "DHE-RSA-AES128-SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", Kx::dhe, Auth::rsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 63, Implemented::no},
    {0x0034, "ADH-AES128-SHA", "TLS_DH_anon_WITH_AES_128_CBC_SHA", Kx::dhe, Auth::null, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 70, Implemented::no},
    {0x0035, "AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", Kx::rsa, Auth::rsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 125, Implemented::no},
    {0x0038, "DHE-DSS-AES256-SHA", "TLS_DHE_DSS_WITH_AES_256_CBC_SHA", Kx::dhe, Auth::dss, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 55, Implemented::no},
    {0x0039, "DHE-RSA-AES256-SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", Kx::dhe, Auth::rsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 54, Implemented::no},
    {0x003a, "ADH-AES256-SHA", "TLS_DH_anon_WITH_AES_256_CBC_SHA", Kx::dhe, Auth::null, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 59, Implemented::no},
    {0x003b, "NULL-SHA256", "TLS_RSA_WITH_NULL_SHA256", Kx::rsa, Auth::rsa, Enc::null, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 114, Implemented::no},
    {0x003c, "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", Kx::rsa, Auth::rsa, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 110, Implemented::no},
    {0x003d, "AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256", Kx::rsa, Auth::rsa, Enc::aes_256_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 108, Implemented::no},
    {0x0040, "DHE-DSS-AES128-SHA256", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256", Kx::dhe, Auth::dss, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 45, Implemented::no},
    {0x0041, "CAMELLIA128-SHA", "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", Kx::rsa, Auth::rsa, Enc::camellia_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 144, Implemented::no},
    {0x0044, "DHE-DSS-CAMELLIA128-SHA", "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA", Kx::dhe, Auth::dss, Enc::camellia_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 68, Implemented::no},
    {0x0045, "DHE-RSA-CAMELLIA128-SHA", "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA", Kx::dhe, Auth::rsa, Enc::camellia_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 67, Implemented::no},
    {0x0046, "ADH-CAMELLIA128-SHA", "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA", Kx::dhe, Auth::null, Enc::camellia_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 72, Implemented::no},
    {0x0067, "DHE-RSA-AES128-SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", Kx::dhe, Auth::rsa, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 44, Implemented::no},
    {0x006a, "DHE-DSS-AES256-SHA256", "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256", Kx::dhe, Auth::dss, Enc::aes_256_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 35, Implemented::no},
    {0x006b, "DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", Kx::dhe, Auth::rsa, Enc::aes_256_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 34, Implemented::no},
    {0x006c, "ADH-AES128-SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA256", Kx::dhe, Auth::null, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 50, Implemented::no},
    {0x006d, "ADH-AES256-SHA256", "TLS_DH_anon_WITH_AES_256_CBC_SHA256", Kx::dhe, Auth::null, Enc::aes_256_cbc, Mac::sha256, PrfHash::legacy, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 40, Implemented::no},
    {0x0081, "GOST2001-GOST89-GOST89", "TLS_GOSTR341001_WITH_28147_CNT_IMIT", Kx::gost, Auth::gost01, Enc::gost89_cnt, Mac::gost89, PrfHash::gost94, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0x0083, "GOST2001-NULL-GOST94", "TLS_GOSTR341001_WITH_NULL_GOSTR3411", Kx::gost, Auth::gost01, Enc::null, Mac::gost94, PrfHash::gost94, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0x0084, "CAMELLIA256-SHA", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", Kx::rsa, Auth::rsa, Enc::camellia_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 126, Implemented::no},
    {0x0087, "DHE-DSS-CAMELLIA256-SHA", "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA", Kx::dhe, Auth::dss, Enc::camellia_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 57, Implemented::no},
    {0x0088, "DHE-RSA-CAMELLIA256-SHA", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", Kx::dhe, Auth::rsa, Enc::camellia_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 56, Implemented::no},
    {0x0089, "ADH-CAMELLIA256-SHA", "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA", Kx::dhe, Auth::null, Enc::camellia_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 60, Implemented::no},
    {0x008c, "PSK-AES128-CBC-SHA", "TLS_PSK_WITH_AES_128_CBC_SHA", Kx::psk, Auth::psk, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 146, Implemented::no},
    {0x008d, "PSK-AES256-CBC-SHA", "TLS_PSK_WITH_AES_256_CBC_SHA", Kx::psk, Auth::psk, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 128, Implemented::no},
    {0x0090, "DHE-PSK-AES128-CBC-SHA", "TLS_DHE_PSK_WITH_AES_128_CBC_SHA", Kx::dhe_psk, Auth::psk, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 138, Implemented::no},
    {0x0091, "DHE-PSK-AES256-CBC-SHA", "TLS_DHE_PSK_WITH_AES_256_CBC_SHA", Kx::dhe_psk, Auth::psk, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 121, Implemented::no},
    {0x0094, "RSA-PSK-AES128-CBC-SHA", "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", Kx::rsa_psk, Auth::rsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 137, Implemented::no},
    {0x0095, "RSA-PSK-AES256-CBC-SHA", "TLS_RSA_PSK_WITH_AES_256_CBC_SHA", Kx::rsa_psk, Auth::rsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 120, Implemented::no},
    {0x0096, "SEED-SHA", "TLS_RSA_WITH_SEED_CBC_SHA", Kx::rsa, Auth::rsa, Enc::seed_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::medium, Fips::no, InDefault::no, 143, Implemented::no},
    {0x0099, "DHE-DSS-SEED-SHA", "TLS_DHE_DSS_WITH_SEED_CBC_SHA", Kx::dhe, Auth::dss, Enc::seed_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::medium, Fips::no, InDefault::no, 66, Implemented::no},
    {0x009a, "DHE-RSA-SEED-SHA", "TLS_DHE_RSA_WITH_SEED_CBC_SHA", Kx::dhe, Auth::rsa, Enc::seed_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::medium, Fips::no, InDefault::no, 65, Implemented::no},
    {0x009b, "ADH-SEED-SHA", "TLS_DH_anon_WITH_SEED_CBC_SHA", Kx::dhe, Auth::null, Enc::seed_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::medium, Fips::no, InDefault::no, 71, Implemented::no},
    {0x009c, "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", Kx::rsa, Auth::rsa, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 100, Implemented::no},
    {0x009d, "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", Kx::rsa, Auth::rsa, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 85, Implemented::no},
    {0x009e, "DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", Kx::dhe, Auth::rsa, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 22, Implemented::no},
    {0x009f, "DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", Kx::dhe, Auth::rsa, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 6, Implemented::no},
    {0x00a2, "DHE-DSS-AES128-GCM-SHA256", "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", Kx::dhe, Auth::dss, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 21, Implemented::no},
    {0x00a3, "DHE-DSS-AES256-GCM-SHA384", "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384", Kx::dhe, Auth::dss, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 5, Implemented::no},
    {0x00a6, "ADH-AES128-GCM-SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256", Kx::dhe, Auth::null, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 31, Implemented::no},
    {0x00a7, "ADH-AES256-GCM-SHA384", "TLS_DH_anon_WITH_AES_256_GCM_SHA384", Kx::dhe, Auth::null, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 18, Implemented::no},
    {0x00a8, "PSK-AES128-GCM-SHA256", "TLS_PSK_WITH_AES_128_GCM_SHA256", Kx::psk, Auth::psk, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 104, Implemented::no},
    {0x00a9, "PSK-AES256-GCM-SHA384", "TLS_PSK_WITH_AES_256_GCM_SHA384", Kx::psk, Auth::psk, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 89, Implemented::no},
    {0x00aa, "DHE-PSK-AES128-GCM-SHA256", "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", Kx::dhe_psk, Auth::psk, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 95, Implemented::no},
    {0x00ab, "DHE-PSK-AES256-GCM-SHA384", "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384", Kx::dhe_psk, Auth::psk, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 77, Implemented::no},
    {0x00ac, "RSA-PSK-AES128-GCM-SHA256", "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", Kx::rsa_psk, Auth::rsa, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 94, Implemented::no},
    {0x00ad, "RSA-PSK-AES256-GCM-SHA384", "TLS_RSA_PSK_WITH_AES_256_GCM_SHA384", Kx::rsa_psk, Auth::rsa, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 76, Implemented::no},
    {0x00ae, "PSK-AES128-CBC-SHA256", "TLS_PSK_WITH_AES_128_CBC_SHA256", Kx::psk, Auth::psk, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 145, Implemented::no},
    {0x00af, "PSK-AES256-CBC-SHA384", "TLS_PSK_WITH_AES_256_CBC_SHA384", Kx::psk, Auth::psk, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 127, Implemented::no},
    {0x00b0, "PSK-NULL-SHA256", "TLS_PSK_WITH_NULL_SHA256", Kx::psk, Auth::psk, Enc::null, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 160, Implemented::no},
    {0x00b1, "PSK-NULL-SHA384", "TLS_PSK_WITH_NULL_SHA384", Kx::psk, Auth::psk, Enc::null, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 159, Implemented::no},
    {0x00b2, "DHE-PSK-AES128-CBC-SHA256", "TLS_DHE_PSK_WITH_AES_128_CBC_SHA256", Kx::dhe_psk, Auth::psk, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 136, Implemented::no},
    {0x00b3, "DHE-PSK-AES256-CBC-SHA384", "TLS_DHE_PSK_WITH_AES_256_CBC_SHA384", Kx::dhe_psk, Auth::psk, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 119, Implemented::no},
    {0x00b4, "DHE-PSK-NULL-SHA256", "TLS_DHE_PSK_WITH_NULL_SHA256", Kx::dhe_psk, Auth::psk, Enc::null, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 154, Implemented::no},
    {0x00b5, "DHE-PSK-NULL-SHA384", "TLS_DHE_PSK_WITH_NULL_SHA384", Kx::dhe_psk, Auth::psk, Enc::null, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 153, Implemented::no},
    {0x00b6, "RSA-PSK-AES128-CBC-SHA256", "TLS_RSA_PSK_WITH_AES_128_CBC_SHA256", Kx::rsa_psk, Auth::rsa, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 135, Implemented::no},
    {0x00b7, "RSA-PSK-AES256-CBC-SHA384", "TLS_RSA_PSK_WITH_AES_256_CBC_SHA384", Kx::rsa_psk, Auth::rsa, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 118, Implemented::no},
    {0x00b8, "RSA-PSK-NULL-SHA256", "TLS_RSA_PSK_WITH_NULL_SHA256", Kx::rsa_psk, Auth::rsa, Enc::null, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 152, Implemented::no},
    {0x00b9, "RSA-PSK-NULL-SHA384", "TLS_RSA_PSK_WITH_NULL_SHA384", Kx::rsa_psk, Auth::rsa, Enc::null, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 151, Implemented::no},
    {0x00ba, "CAMELLIA128-SHA256", "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256", Kx::rsa, Auth::rsa, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 111, Implemented::no},
    {0x00bd, "DHE-DSS-CAMELLIA128-SHA256", "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256", Kx::dhe, Auth::dss, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 49, Implemented::no},
    {0x00be, "DHE-RSA-CAMELLIA128-SHA256", "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", Kx::dhe, Auth::rsa, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 48, Implemented::no},
    {0x00bf, "ADH-CAMELLIA128-SHA256", "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256", Kx::dhe, Auth::null, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 51, Implemented::no},
    {0x00c0, "CAMELLIA256-SHA256", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256", Kx::rsa, Auth::rsa, Enc::camellia_256_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 109, Implemented::no},
    {0x00c3, "DHE-DSS-CAMELLIA256-SHA256", "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256", Kx::dhe, Auth::dss, Enc::camellia_256_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 39, Implemented::no},
    {0x00c4, "DHE-RSA-CAMELLIA256-SHA256", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256", Kx::dhe, Auth::rsa, Enc::camellia_256_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 38, Implemented::no},
    {0x00c5, "ADH-CAMELLIA256-SHA256", "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256", Kx::dhe, Auth::null, Enc::camellia_256_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 41, Implemented::no},
    {0x1301, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", Kx::any, Auth::any, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls13, V::tls13, 128, 128, Strength::high, Fips::yes, InDefault::yes, 2, Implemented::yes},
    {0x1302, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", Kx::any, Auth::any, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls13, V::tls13, 256, 256, Strength::high, Fips::yes, InDefault::yes, 0, Implemented::yes},
    {0x1303, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256", Kx::any, Auth::any, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls13, V::tls13, 256, 256, Strength::high, Fips::no, InDefault::yes, 1, Implemented::yes},
    {0x1304, "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_SHA256", Kx::any, Auth::any, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls13, V::tls13, 128, 128, Strength::high, Fips::yes, InDefault::yes, kUnranked, Implemented::yes},
    {0x1305, "TLS_AES_128_CCM_8_SHA256", "TLS_AES_128_CCM_8_SHA256", Kx::any, Auth::any, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls13, V::tls13, 128, 128, Strength::high, Fips::yes, InDefault::yes, kUnranked, Implemented::yes},
    {0xc006, "ECDHE-ECDSA-NULL-SHA", "TLS_ECDHE_ECDSA_WITH_NULL_SHA", Kx::ecdhe, Auth::ecdsa, Enc::null, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 73, Implemented::no},
    {0xc009, "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", Kx::ecdhe, Auth::ecdsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 61, Implemented::no},
    {0xc00a, "ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", Kx::ecdhe, Auth::ecdsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 52, Implemented::no},
    {0xc010, "ECDHE-RSA-NULL-SHA", "TLS_ECDHE_RSA_WITH_NULL_SHA", Kx::ecdhe, Auth::rsa, Enc::null, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 74, Implemented::no},
    {0xc013, "ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", Kx::ecdhe, Auth::rsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 62, Implemented::no},
    {0xc014, "ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", Kx::ecdhe, Auth::rsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 53, Implemented::no},
    {0xc015, "AECDH-NULL-SHA", "TLS_ECDH_anon_WITH_NULL_SHA", Kx::ecdhe, Auth::null, Enc::null, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 75, Implemented::no},
    {0xc018, "AECDH-AES128-SHA", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", Kx::ecdhe, Auth::null, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::no, 69, Implemented::no},
    {0xc019, "AECDH-AES256-SHA", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", Kx::ecdhe, Auth::null, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::no, 58, Implemented::no},
    {0xc01d, "SRP-AES-128-CBC-SHA", "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", Kx::srp, Auth::srp, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::yes, 134, Implemented::no},
    {0xc01e, "SRP-RSA-AES-128-CBC-SHA", "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", Kx::srp, Auth::rsa, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::yes, 133, Implemented::no},
    {0xc01f, "SRP-DSS-AES-128-CBC-SHA", "TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA", Kx::srp, Auth::dss, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 132, Implemented::no},
    {0xc020, "SRP-AES-256-CBC-SHA", "TLS_SRP_SHA_WITH_AES_256_CBC_SHA", Kx::srp, Auth::srp, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 117, Implemented::no},
    {0xc021, "SRP-RSA-AES-256-CBC-SHA", "TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA", Kx::srp, Auth::rsa, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 116, Implemented::no},
    {0xc022, "SRP-DSS-AES-256-CBC-SHA", "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA", Kx::srp, Auth::dss, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::ssl30, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 115, Implemented::no},
    {0xc023, "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", Kx::ecdhe, Auth::ecdsa, Enc::aes_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 42, Implemented::no},
    {0xc024, "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", Kx::ecdhe, Auth::ecdsa, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 32, Implemented::no},
    {0xc027, "ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", Kx::ecdhe, Auth::rsa, Enc::aes_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 43, Implemented::no},
    {0xc028, "ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", Kx::ecdhe, Auth::rsa, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 33, Implemented::no},
    {0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Kx::ecdhe, Auth::ecdsa, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 19, Implemented::yes},
    {0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", Kx::ecdhe, Auth::ecdsa, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 3, Implemented::yes},
    {0xc02f, "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", Kx::ecdhe, Auth::rsa, Enc::aes_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 20, Implemented::yes},
    {0xc030, "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", Kx::ecdhe, Auth::rsa, Enc::aes_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 4, Implemented::yes},
    {0xc035, "ECDHE-PSK-AES128-CBC-SHA", "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", Kx::ecdhe_psk, Auth::psk, Enc::aes_128_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 131, Implemented::no},
    {0xc036, "ECDHE-PSK-AES256-CBC-SHA", "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA", Kx::ecdhe_psk, Auth::psk, Enc::aes_256_cbc, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 113, Implemented::no},
    {0xc037, "ECDHE-PSK-AES128-CBC-SHA256", "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256", Kx::ecdhe_psk, Auth::psk, Enc::aes_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::yes, InDefault::yes, 130, Implemented::no},
    {0xc038, "ECDHE-PSK-AES256-CBC-SHA384", "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384", Kx::ecdhe_psk, Auth::psk, Enc::aes_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::yes, InDefault::yes, 112, Implemented::no},
    {0xc039, "ECDHE-PSK-NULL-SHA", "TLS_ECDHE_PSK_WITH_NULL_SHA", Kx::ecdhe_psk, Auth::psk, Enc::null, Mac::sha1, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 150, Implemented::no},
    {0xc03a, "ECDHE-PSK-NULL-SHA256", "TLS_ECDHE_PSK_WITH_NULL_SHA256", Kx::ecdhe_psk, Auth::psk, Enc::null, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 149, Implemented::no},
    {0xc03b, "ECDHE-PSK-NULL-SHA384", "TLS_ECDHE_PSK_WITH_NULL_SHA384", Kx::ecdhe_psk, Auth::psk, Enc::null, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, 148, Implemented::no},
    {0xc050, "ARIA128-GCM-SHA256", "TLS_RSA_WITH_ARIA_128_GCM_SHA256", Kx::rsa, Auth::rsa, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 103, Implemented::no},
    {0xc051, "ARIA256-GCM-SHA384", "TLS_RSA_WITH_ARIA_256_GCM_SHA384", Kx::rsa, Auth::rsa, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 88, Implemented::no},
    {0xc052, "DHE-RSA-ARIA128-GCM-SHA256", "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256", Kx::dhe, Auth::rsa, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 30, Implemented::no},
    {0xc053, "DHE-RSA-ARIA256-GCM-SHA384", "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384", Kx::dhe, Auth::rsa, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 17, Implemented::no},
    {0xc056, "DHE-DSS-ARIA128-GCM-SHA256", "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256", Kx::dhe, Auth::dss, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 29, Implemented::no},
    {0xc057, "DHE-DSS-ARIA256-GCM-SHA384", "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384", Kx::dhe, Auth::dss, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 16, Implemented::no},
    {0xc05c, "ECDHE-ECDSA-ARIA128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256", Kx::ecdhe, Auth::ecdsa, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 27, Implemented::no},
    {0xc05d, "ECDHE-ECDSA-ARIA256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384", Kx::ecdhe, Auth::ecdsa, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 14, Implemented::no},
    {0xc060, "ECDHE-ARIA128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256", Kx::ecdhe, Auth::rsa, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 28, Implemented::no},
    {0xc061, "ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", Kx::ecdhe, Auth::rsa, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 15, Implemented::no},
    {0xc06a, "PSK-ARIA128-GCM-SHA256", "TLS_PSK_WITH_ARIA_128_GCM_SHA256", Kx::psk, Auth::psk, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 107, Implemented::no},
    {0xc06b, "PSK-ARIA256-GCM-SHA384", "TLS_PSK_WITH_ARIA_256_GCM_SHA384", Kx::psk, Auth::psk, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 93, Implemented::no},
    {0xc06c, "DHE-PSK-ARIA128-GCM-SHA256", "TLS_DHE_PSK_WITH_ARIA_128_GCM_SHA256", Kx::dhe_psk, Auth::psk, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 99, Implemented::no},
    {0xc06d, "DHE-PSK-ARIA256-GCM-SHA384", "TLS_DHE_PSK_WITH_ARIA_256_GCM_SHA384", Kx::dhe_psk, Auth::psk, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 84, Implemented::no},
    {0xc06e, "RSA-PSK-ARIA128-GCM-SHA256", "TLS_RSA_PSK_WITH_ARIA_128_GCM_SHA256", Kx::rsa_psk, Auth::rsa, Enc::aria_128_gcm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 98, Implemented::no},
    {0xc06f, "RSA-PSK-ARIA256-GCM-SHA384", "TLS_RSA_PSK_WITH_ARIA_256_GCM_SHA384", Kx::rsa_psk, Auth::rsa, Enc::aria_256_gcm, Mac::aead, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 83, Implemented::no},
    {0xc072, "ECDHE-ECDSA-CAMELLIA128-SHA256", "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", Kx::ecdhe, Auth::ecdsa, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 46, Implemented::no},
    {0xc073, "ECDHE-ECDSA-CAMELLIA256-SHA384", "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384", Kx::ecdhe, Auth::ecdsa, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 36, Implemented::no},
    {0xc076, "ECDHE-RSA-CAMELLIA128-SHA256", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", Kx::ecdhe, Auth::rsa, Enc::camellia_128_cbc, Mac::sha256, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 47, Implemented::no},
    {0xc077, "ECDHE-RSA-CAMELLIA256-SHA384", "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", Kx::ecdhe, Auth::rsa, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 37, Implemented::no},
    {0xc094, "PSK-CAMELLIA128-SHA256", "TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256", Kx::psk, Auth::psk, Enc::camellia_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 147, Implemented::no},
    {0xc095, "PSK-CAMELLIA256-SHA384", "TLS_PSK_WITH_CAMELLIA_256_CBC_SHA384", Kx::psk, Auth::psk, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 129, Implemented::no},
    {0xc096, "DHE-PSK-CAMELLIA128-SHA256", "TLS_DHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", Kx::dhe_psk, Auth::psk, Enc::camellia_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 141, Implemented::no},
    {0xc097, "DHE-PSK-CAMELLIA256-SHA384", "TLS_DHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", Kx::dhe_psk, Auth::psk, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 124, Implemented::no},
    {0xc098, "RSA-PSK-CAMELLIA128-SHA256", "TLS_RSA_PSK_WITH_CAMELLIA_128_CBC_SHA256", Kx::rsa_psk, Auth::rsa, Enc::camellia_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 140, Implemented::no},
    {0xc099, "RSA-PSK-CAMELLIA256-SHA384", "TLS_RSA_PSK_WITH_CAMELLIA_256_CBC_SHA384", Kx::rsa_psk, Auth::rsa, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 123, Implemented::no},
    {0xc09a, "ECDHE-PSK-CAMELLIA128-SHA256", "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", Kx::ecdhe_psk, Auth::psk, Enc::camellia_128_cbc, Mac::sha256, PrfHash::legacy, V::tls10, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 139, Implemented::no},
    {0xc09b, "ECDHE-PSK-CAMELLIA256-SHA384", "TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", Kx::ecdhe_psk, Auth::psk, Enc::camellia_256_cbc, Mac::sha384, PrfHash::sha384, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 122, Implemented::no},
    {0xc09c, "AES128-CCM", "TLS_RSA_WITH_AES_128_CCM", Kx::rsa, Auth::rsa, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 102, Implemented::no},
    {0xc09d, "AES256-CCM", "TLS_RSA_WITH_AES_256_CCM", Kx::rsa, Auth::rsa, Enc::aes_256_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 87, Implemented::no},
    {0xc09e, "DHE-RSA-AES128-CCM", "TLS_DHE_RSA_WITH_AES_128_CCM", Kx::dhe, Auth::rsa, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 26, Implemented::no},
    {0xc09f, "DHE-RSA-AES256-CCM", "TLS_DHE_RSA_WITH_AES_256_CCM", Kx::dhe, Auth::rsa, Enc::aes_256_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 13, Implemented::no},
    {0xc0a0, "AES128-CCM8", "TLS_RSA_WITH_AES_128_CCM_8", Kx::rsa, Auth::rsa, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 101, Implemented::no},
    {0xc0a1, "AES256-CCM8", "TLS_RSA_WITH_AES_256_CCM_8", Kx::rsa, Auth::rsa, Enc::aes_256_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 86, Implemented::no},
    {0xc0a2, "DHE-RSA-AES128-CCM8", "TLS_DHE_RSA_WITH_AES_128_CCM_8", Kx::dhe, Auth::rsa, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 25, Implemented::no},
    {0xc0a3, "DHE-RSA-AES256-CCM8", "TLS_DHE_RSA_WITH_AES_256_CCM_8", Kx::dhe, Auth::rsa, Enc::aes_256_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 12, Implemented::no},
    {0xc0a4, "PSK-AES128-CCM", "TLS_PSK_WITH_AES_128_CCM", Kx::psk, Auth::psk, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 106, Implemented::no},
    {0xc0a5, "PSK-AES256-CCM", "TLS_PSK_WITH_AES_256_CCM", Kx::psk, Auth::psk, Enc::aes_256_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 92, Implemented::no},
    {0xc0a6, "DHE-PSK-AES128-CCM", "TLS_DHE_PSK_WITH_AES_128_CCM", Kx::dhe_psk, Auth::psk, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 97, Implemented::no},
    {0xc0a7, "DHE-PSK-AES256-CCM", "TLS_DHE_PSK_WITH_AES_256_CCM", Kx::dhe_psk, Auth::psk, Enc::aes_256_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 82, Implemented::no},
    {0xc0a8, "PSK-AES128-CCM8", "TLS_PSK_WITH_AES_128_CCM_8", Kx::psk, Auth::psk, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 105, Implemented::no},
    {0xc0a9, "PSK-AES256-CCM8", "TLS_PSK_WITH_AES_256_CCM_8", Kx::psk, Auth::psk, Enc::aes_256_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 91, Implemented::no},
    {0xc0aa, "DHE-PSK-AES128-CCM8", "TLS_PSK_DHE_WITH_AES_128_CCM_8", Kx::dhe_psk, Auth::psk, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 96, Implemented::no},
    {0xc0ab, "DHE-PSK-AES256-CCM8", "TLS_PSK_DHE_WITH_AES_256_CCM_8", Kx::dhe_psk, Auth::psk, Enc::aes_256_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 81, Implemented::no},
    {0xc0ac, "ECDHE-ECDSA-AES128-CCM", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", Kx::ecdhe, Auth::ecdsa, Enc::aes_128_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 24, Implemented::yes},
    {0xc0ad, "ECDHE-ECDSA-AES256-CCM", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", Kx::ecdhe, Auth::ecdsa, Enc::aes_256_ccm, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 11, Implemented::yes},
    {0xc0ae, "ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", Kx::ecdhe, Auth::ecdsa, Enc::aes_128_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 128, 128, Strength::high, Fips::no, InDefault::no, 23, Implemented::yes},
    {0xc0af, "ECDHE-ECDSA-AES256-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", Kx::ecdhe, Auth::ecdsa, Enc::aes_256_ccm_8, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, 10, Implemented::yes},
    {0xc100, "GOST2012-KUZNYECHIK-KUZNYECHIKOMAC", "", Kx::gost18, Auth::gost12, Enc::kuznyechik_ctr, Mac::kuznyechik_omac, PrfHash::gost12_256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0xc101, "GOST2012-MAGMA-MAGMAOMAC", "", Kx::gost18, Auth::gost12, Enc::magma_ctr, Mac::magma_omac, PrfHash::gost12_256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0xc102, "IANA-GOST2012-GOST8912-GOST8912", "", Kx::gost, Auth::gost12, Enc::gost89_cnt_12, Mac::gost89_12, PrfHash::gost12_256, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0xcca8, "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Kx::ecdhe, Auth::rsa, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 8, Implemented::yes},
    {0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", Kx::ecdhe, Auth::ecdsa, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 7, Implemented::yes},
    {0xccaa, "DHE-RSA-CHACHA20-POLY1305", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Kx::dhe, Auth::rsa, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 9, Implemented::no},
    {0xccab, "PSK-CHACHA20-POLY1305", "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256", Kx::psk, Auth::psk, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 90, Implemented::no},
    {0xccac, "ECDHE-PSK-CHACHA20-POLY1305", "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", Kx::ecdhe_psk, Auth::psk, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 80, Implemented::no},
    {0xccad, "DHE-PSK-CHACHA20-POLY1305", "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256", Kx::dhe_psk, Auth::psk, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 79, Implemented::no},
    {0xccae, "RSA-PSK-CHACHA20-POLY1305", "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256", Kx::rsa_psk, Auth::rsa, Enc::chacha20_poly1305, Mac::aead, PrfHash::sha256, V::tls12, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::yes, 78, Implemented::no},
    {0xff85, "LEGACY-GOST2012-GOST8912-GOST8912", "", Kx::gost, Auth::gost12, Enc::gost89_cnt_12, Mac::gost89_12, PrfHash::gost12_256, V::tls10, V::tls12, 256, 256, Strength::high, Fips::no, InDefault::no, kUnranked, Implemented::no},
    {0xff87, "GOST2012-NULL-GOST12", "", Kx::gost, Auth::gost12, Enc::null, Mac::gost12_256, PrfHash::gost12_256, V::tls10, V::tls12, 0, 0, Strength::none, Fips::no, InDefault::no, kUnranked, Implemented::no},
};
// clang-format on
static_assert(std::ranges::adjacent_find(kCipherSuites, std::greater_equal{}, &CipherSuite::id) ==
              std::end(kCipherSuites));

constexpr std::size_t kNumRanked =
    std::ranges::count_if(kCipherSuites, [](const CipherSuite& s) { return s.preference_rank != kUnranked; });

constexpr std::array<std::uint16_t, kNumRanked> ids_by_preference() {
  std::array<std::uint16_t, kNumRanked> ids{};
  for (const CipherSuite& suite : kCipherSuites) {
    if (suite.preference_rank != kUnranked) ids[suite.preference_rank] = suite.id;
  }
  return ids;
}
constexpr auto kByPreference = ids_by_preference();
static_assert(std::ranges::count(kByPreference, 0) == 0, "every rank is taken once");

}  // namespace

std::span<const CipherSuite> cipher_suites() { return kCipherSuites; }

std::span<const std::uint16_t> cipher_suites_by_preference() { return kByPreference; }

const CipherSuite* find_cipher_suite(std::uint16_t id) {
  const auto* found = std::ranges::lower_bound(kCipherSuites, id, {}, &CipherSuite::id);
  return found != std::end(kCipherSuites) && found->id == id ? found : nullptr;
}

const CipherSuite* find_cipher_suite_by_name(std::string_view name) {
  if (name.empty()) return nullptr;
  for (const CipherSuite& suite : kCipherSuites) {
    if (suite.name == name || suite.standard_name == name) return &suite;
  }
  return nullptr;
}

}  // namespace reprise::wire
