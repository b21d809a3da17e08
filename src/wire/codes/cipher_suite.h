// SPDX-License-Identifier: Apache-2.0
// Every cipher suite that programs can name, and what each is made of (IANA's registry; ciphers(1)).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wire/codes/enums.h"

namespace reprise::wire {

enum class Kx : std::uint8_t { any, rsa, dhe, ecdhe, psk, rsa_psk, dhe_psk, ecdhe_psk, srp, gost, gost18 };

enum class Auth : std::uint8_t { any, rsa, dss, null, ecdsa, psk, srp, gost01, gost12 };

enum class Enc : std::uint8_t {
  null,
  aes_128_cbc,
  aes_256_cbc,
  aes_128_gcm,
  aes_256_gcm,
  aes_128_ccm,
  aes_256_ccm,
  aes_128_ccm_8,
  aes_256_ccm_8,
  chacha20_poly1305,
  camellia_128_cbc,
  camellia_256_cbc,
  aria_128_gcm,
  aria_256_gcm,
  seed_cbc,
  idea_cbc,
  gost89_cnt,
  gost89_cnt_12,
  kuznyechik_ctr,
  magma_ctr,
};

enum class Mac : std::uint8_t {
  aead,
  md5,
  sha1,
  sha256,
  sha384,
  gost94,
  gost89,
  gost89_12,
  gost12_256,
  kuznyechik_omac,
  magma_omac,
};

// The hash of the PRF, of HKDF and of the transcript. `legacy` is MD5 with SHA-1 up to TLS 1.1, SHA-256 in TLS 1.2.
enum class PrfHash : std::uint8_t { legacy, sha256, sha384, gost94, gost12_256 };

// The classes of the cipher-string language.
enum class Strength : std::uint8_t { none, low, medium, high };

enum class Fips : std::uint8_t { no, yes };
enum class InDefault : std::uint8_t { no, yes };
enum class Implemented : std::uint8_t { no, yes };

inline constexpr std::uint16_t kNoPreferenceRank = 0xffff;

struct CipherSuite {
  std::uint16_t id;
  std::string_view name;           // OpenSSL's, as in cipher strings
  std::string_view standard_name;  // IANA's; empty where OpenSSL knows none
  Kx kx;
  Auth auth;
  Enc enc;
  Mac mac;
  PrfHash prf;
  ProtocolVersion min_version;
  ProtocolVersion max_version;
  std::uint16_t strength_bits;  // of the key as used
  std::uint16_t alg_bits;       // of the algorithm's key
  Strength strength;
  Fips fips;                      // in the class FIPS of cipher strings
  InDefault in_default;           // in DEFAULT, at security level 0
  std::uint16_t preference_rank;  // place in OpenSSL's own order, best first; kNoPreferenceRank where it has none
  Implemented implemented;        // our engine can negotiate it

  constexpr bool is_aead() const { return mac == Mac::aead; }
  constexpr bool is_tls13() const { return min_version == ProtocolVersion::tls13; }
};

// The whole table, sorted by id. The signalling values (SCSV) are not in it.
std::span<const CipherSuite> cipher_suites();

// The ids of those that have a preference_rank, best first: the order that cipher strings start from, which is
// not yet that of `ALL:COMPLEMENTOFALL` (suites without encryption have their place among the others). The SEED suites
// are among them although OpenSSL shows them only with its legacy provider loaded.
std::span<const std::uint16_t> cipher_suites_by_preference();

// Null when there is none.
const CipherSuite* find_cipher_suite(std::uint16_t id);
// By OpenSSL's name or the standard one, in exact case. Null when there is none.
const CipherSuite* find_cipher_suite_by_name(std::string_view name);

}  // namespace reprise::wire
