// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature_scheme.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include <openssl/obj_mac.h>

namespace reprise::crypto {
namespace {

using Scheme = SignatureScheme;
using Hash = HashAlgorithm;
using enum KeyType;

constexpr int kRsa = NID_rsaEncryption;
constexpr int kPss = NID_rsassaPss;
constexpr int kEc = NID_X9_62_id_ecPublicKey;
constexpr auto kPkcs1 = RsaPadding::pkcs1;
constexpr auto kPssPad = RsaPadding::pss;
constexpr auto kNoPad = RsaPadding::none;
constexpr NamedGroup kAny{};
constexpr auto kP256 = NamedGroup::secp256r1;
constexpr auto kP384 = NamedGroup::secp384r1;
constexpr auto kP521 = NamedGroup::secp521r1;

// Security bits of SHA-1 are those that libcrypto's levels count with: 64 for a signature. RSA-PSS has no combined nid.
// clang-format off
constexpr SchemeInfo kSchemes[] = {  // sorted by id
    {Scheme::rsa_pkcs1_sha1, "rsa_pkcs1_sha1", "RSA+SHA1", true, rsa, Hash::sha1, kPkcs1, false, kAny, 64, kRsa, NID_sha1, NID_sha1WithRSAEncryption},
    {Scheme::dsa_sha1, "dsa_sha1", "DSA+SHA1", false, dsa, Hash::sha1, kNoPad, false, kAny, 64, NID_dsa, NID_sha1, NID_dsaWithSHA1},
    {Scheme::ecdsa_sha1, "ecdsa_sha1", "ECDSA+SHA1", false, ec, Hash::sha1, kNoPad, false, kAny, 64, kEc, NID_sha1, NID_ecdsa_with_SHA1},
    {Scheme::rsa_pkcs1_sha224, "rsa_pkcs1_sha224", "RSA+SHA224", true, rsa, Hash::sha224, kPkcs1, false, kAny, 112, kRsa, NID_sha224, NID_sha224WithRSAEncryption},
    {Scheme::dsa_sha224, "dsa_sha224", "DSA+SHA224", false, dsa, Hash::sha224, kNoPad, false, kAny, 112, NID_dsa, NID_sha224, NID_dsa_with_SHA224},
    {Scheme::ecdsa_sha224, "ecdsa_sha224", "ECDSA+SHA224", false, ec, Hash::sha224, kNoPad, false, kAny, 112, kEc, NID_sha224, NID_ecdsa_with_SHA224},
    {Scheme::rsa_pkcs1_sha256, "rsa_pkcs1_sha256", "RSA+SHA256", true, rsa, Hash::sha256, kPkcs1, false, kAny, 128, kRsa, NID_sha256, NID_sha256WithRSAEncryption},
    {Scheme::dsa_sha256, "dsa_sha256", "DSA+SHA256", false, dsa, Hash::sha256, kNoPad, false, kAny, 128, NID_dsa, NID_sha256, NID_dsa_with_SHA256},
    {Scheme::ecdsa_secp256r1_sha256, "ecdsa_secp256r1_sha256", "ECDSA+SHA256", true, ec, Hash::sha256, kNoPad, true, kP256, 128, kEc, NID_sha256, NID_ecdsa_with_SHA256},
    {Scheme::rsa_pkcs1_sha384, "rsa_pkcs1_sha384", "RSA+SHA384", true, rsa, Hash::sha384, kPkcs1, false, kAny, 192, kRsa, NID_sha384, NID_sha384WithRSAEncryption},
    {Scheme::dsa_sha384, "dsa_sha384", "DSA+SHA384", false, dsa, Hash::sha384, kNoPad, false, kAny, 192, NID_dsa, NID_sha384, NID_dsa_with_SHA384},
    {Scheme::ecdsa_secp384r1_sha384, "ecdsa_secp384r1_sha384", "ECDSA+SHA384", true, ec, Hash::sha384, kNoPad, true, kP384, 192, kEc, NID_sha384, NID_ecdsa_with_SHA384},
    {Scheme::rsa_pkcs1_sha512, "rsa_pkcs1_sha512", "RSA+SHA512", true, rsa, Hash::sha512, kPkcs1, false, kAny, 256, kRsa, NID_sha512, NID_sha512WithRSAEncryption},
    {Scheme::dsa_sha512, "dsa_sha512", "DSA+SHA512", false, dsa, Hash::sha512, kNoPad, false, kAny, 256, NID_dsa, NID_sha512, NID_dsa_with_SHA512},
    {Scheme::ecdsa_secp521r1_sha512, "ecdsa_secp521r1_sha512", "ECDSA+SHA512", true, ec, Hash::sha512, kNoPad, true, kP521, 256, kEc, NID_sha512, NID_ecdsa_with_SHA512},
    {Scheme::rsa_pss_rsae_sha256, "rsa_pss_rsae_sha256", "RSA-PSS+SHA256", true, rsa, Hash::sha256, kPssPad, true, kAny, 128, kPss, NID_sha256, NID_undef},
    {Scheme::rsa_pss_rsae_sha384, "rsa_pss_rsae_sha384", "RSA-PSS+SHA384", true, rsa, Hash::sha384, kPssPad, true, kAny, 192, kPss, NID_sha384, NID_undef},
    {Scheme::rsa_pss_rsae_sha512, "rsa_pss_rsae_sha512", "RSA-PSS+SHA512", true, rsa, Hash::sha512, kPssPad, true, kAny, 256, kPss, NID_sha512, NID_undef},
    {Scheme::ed25519, "ed25519", nullptr, true, KeyType::ed25519, Hash::none, kNoPad, true, kAny, 128, NID_ED25519, NID_undef, NID_undef},
    {Scheme::ed448, "ed448", nullptr, true, KeyType::ed448, Hash::none, kNoPad, true, kAny, 224, NID_ED448, NID_undef, NID_undef},
    {Scheme::rsa_pss_pss_sha256, "rsa_pss_pss_sha256", nullptr, true, rsa_pss, Hash::sha256, kPssPad, true, kAny, 128, kPss, NID_sha256, NID_undef},
    {Scheme::rsa_pss_pss_sha384, "rsa_pss_pss_sha384", nullptr, true, rsa_pss, Hash::sha384, kPssPad, true, kAny, 192, kPss, NID_sha384, NID_undef},
    {Scheme::rsa_pss_pss_sha512, "rsa_pss_pss_sha512", nullptr, true, rsa_pss, Hash::sha512, kPssPad, true, kAny, 256, kPss, NID_sha512, NID_undef},
};
// clang-format on
static_assert(std::ranges::adjacent_find(kSchemes, std::greater_equal{}, &SchemeInfo::id) == std::end(kSchemes));

// One more than the number of the row that a code has, by its two bytes; 0: it has none. Peers list dozens of codes in
// each hello.
constexpr std::size_t kHighBytes = 9;
constexpr std::size_t kLowBytes = 16;
constexpr auto kRowOf = [] {
  std::array<std::uint8_t, kHighBytes * kLowBytes> rows{};
  for (std::size_t i = 0; i < std::size(kSchemes); ++i) {
    const auto code = std::uint16_t(kSchemes[i].id);
    rows.at((code >> 8) * kLowBytes + (code & 0xff)) = std::uint8_t(i + 1);
  }
  return rows;
}();

const SchemeInfo* find_pair_name(std::string_view name) {
  for (const auto& row : kSchemes) {
    if (row.pair_name == nullptr) continue;
    const std::string_view pair = row.pair_name;
    if (name == pair) return &row;
    // "PSS+SHA256" is short for "RSA-PSS+SHA256".
    if (pair.starts_with("RSA-") && name == pair.substr(4)) return &row;
  }
  return nullptr;
}

}  // namespace

std::span<const SchemeInfo> all_schemes() { return kSchemes; }

const SchemeInfo* find_scheme(SignatureScheme scheme) {
  const std::size_t high = std::uint16_t(scheme) >> 8;
  const std::size_t low = std::uint16_t(scheme) & 0xff;
  if (high >= kHighBytes || low >= kLowBytes) return nullptr;
  const std::size_t row = kRowOf[high * kLowBytes + low];
  return row != 0 ? &kSchemes[row - 1] : nullptr;
}

const SchemeInfo* find_scheme(std::string_view name) {
  for (const auto& row : kSchemes) {
    if (row.name_is_accepted && name == row.name) return &row;
  }
  return find_pair_name(name);
}

SchemeList::SchemeList(std::span<const std::uint16_t> codes) {
  static_assert(std::size(kSchemes) <= std::tuple_size_v<decltype(codes_)>);
  std::uint32_t taken = 0;  // a bit for each row
  for (const std::uint16_t code : codes) {
    const auto* row = find_scheme(SignatureScheme{code});
    if (row == nullptr) continue;
    const auto bit = std::uint32_t(1) << (row - kSchemes);
    if ((taken & bit) != 0) continue;
    taken |= bit;
    codes_[size_++] = code;
  }
}

}  // namespace reprise::crypto
