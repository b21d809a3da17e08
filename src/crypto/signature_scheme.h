// SPDX-License-Identifier: Apache-2.0
// The signature algorithms of the handshake (RFC 8446, 4.2.3; RFC 5246, 7.4.1.4.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/named_group.h"

namespace reprise::crypto {

enum class SignatureScheme : std::uint16_t {
  rsa_pkcs1_sha1 = 0x0201,
  dsa_sha1 = 0x0202,
  ecdsa_sha1 = 0x0203,
  rsa_pkcs1_sha224 = 0x0301,
  dsa_sha224 = 0x0302,
  ecdsa_sha224 = 0x0303,
  rsa_pkcs1_sha256 = 0x0401,
  dsa_sha256 = 0x0402,
  ecdsa_secp256r1_sha256 = 0x0403,
  rsa_pkcs1_sha384 = 0x0501,
  dsa_sha384 = 0x0502,
  ecdsa_secp384r1_sha384 = 0x0503,
  rsa_pkcs1_sha512 = 0x0601,
  dsa_sha512 = 0x0602,
  ecdsa_secp521r1_sha512 = 0x0603,
  rsa_pss_rsae_sha256 = 0x0804,
  rsa_pss_rsae_sha384 = 0x0805,
  rsa_pss_rsae_sha512 = 0x0806,
  ed25519 = 0x0807,
  ed448 = 0x0808,
  rsa_pss_pss_sha256 = 0x0809,
  rsa_pss_pss_sha384 = 0x080a,
  rsa_pss_pss_sha512 = 0x080b,
};

enum class KeyType : std::uint8_t { unknown, rsa, rsa_pss, ec, ed25519, ed448, dsa };
enum class RsaPadding : std::uint8_t { none, pkcs1, pss };

// Which version's rules decide whether a key and a scheme fit: TLS 1.3 ties ECDSA to a curve and has no PKCS#1, SHA-1
// or DSA in handshake signatures (RFC 8446, 4.2.3); TLS 1.2 leaves the curve free.
enum class SchemeRules : std::uint8_t { tls12, tls13 };

// What is known of a scheme. All strings are literals.
struct SchemeInfo {
  SignatureScheme id;
  const char* name;            // as RFC 8446 writes it
  const char* pair_name;       // as SSL_CTX_set1_sigalgs_list also takes it: "ECDSA+SHA256"; null for EdDSA
  // Whether libssl knows `name` in such lists; it lacks ECDSA with SHA-1 and SHA-224, and DSA.
  bool name_is_accepted;
  KeyType key_type;
  HashAlgorithm hash;          // none for EdDSA, which hashes by itself
  RsaPadding padding;
  bool in_tls13;               // allowed in CertificateVerify of TLS 1.3
  NamedGroup curve;            // for ECDSA in TLS 1.3; else NamedGroup{}
  std::uint16_t security_bits;
  int key_nid;                 // of obj_mac.h: NID_rsaEncryption and so on, 0 for none
  int hash_nid;
  int signature_nid;           // of key and hash together
};

// All schemes, by ascending id. Static storage.
std::span<const SchemeInfo> all_schemes();
// The row of `scheme`; null for a code point outside the table (a peer may send any).
const SchemeInfo* find_scheme(SignatureScheme scheme);
// The row known by `name`, in either form: "rsa_pss_rsae_sha256", "RSA-PSS+SHA256", "PSS+SHA256". Case counts. Of the
// two kinds of RSA-PSS the pair form gives rsa_pss_rsae. Null if there is none.
const SchemeInfo* find_scheme(std::string_view name);

// What counts of a peer's list, however long that is: the schemes that we know, each once, in the order in which they
// come. It bounds the work that a peer can ask for by repeating itself.
class SchemeList {
 public:
  explicit SchemeList(std::span<const std::uint16_t> codes);
  std::size_t size() const { return size_; }
  const std::uint16_t* begin() const { return codes_.data(); }
  const std::uint16_t* end() const { return codes_.data() + size_; }

 private:
  std::array<std::uint16_t, 32> codes_;  // only the first size_ of them are written
  std::size_t size_ = 0;
};

}  // namespace reprise::crypto
