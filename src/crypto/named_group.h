// SPDX-License-Identifier: Apache-2.0
// The groups of (EC)DHE key exchange (RFC 8446, 4.2.7; RFC 7919).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace reprise::crypto {

enum class NamedGroup : std::uint16_t {
  secp256r1 = 23,
  secp384r1 = 24,
  secp521r1 = 25,
  x25519 = 29,
  x448 = 30,
  ffdhe2048 = 256,
  ffdhe3072 = 257,
  ffdhe4096 = 258,
  ffdhe6144 = 259,
  ffdhe8192 = 260,
};

// `other`: a provider's own way of key agreement; `kem`: one end encapsulates a secret for the other.
enum class GroupFamily : std::uint8_t { ecdhe_weierstrass, ecdhe_montgomery, ffdhe, other, kem };

// What is known of a group. The strings live as long as the row: for ever, or as long as the library context's
// Algorithms, which has rows for what its providers offer besides (Algorithms::group).
struct GroupInfo {
  NamedGroup id;
  GroupFamily family;
  const char* name;          // as RFC 8446 writes it: "secp256r1", "x25519"
  const char* alias;         // as programs also write it: "P-256", "X25519"; the name again if there is none
  const char* key_type;      // libcrypto's: "EC", "X25519", "X448", "DH", or a provider's own
  const char* params_name;   // libcrypto's group name ("prime256v1"); equal to key_type for x25519 and x448
  int nid;                   // of obj_mac.h; 0: none
  std::uint16_t security_bits;
  std::uint16_t public_key_size;  // bytes on the wire in a key_share
  std::uint16_t secret_size;      // bytes of the shared secret
  std::uint8_t slot;              // its place among all rows
  bool tls12 = true;              // which versions may use it
  bool tls13 = true;
};

// The groups that we know ourselves, by ascending id. Static storage.
std::span<const GroupInfo> all_groups();
// The row of `group`; null for a code point outside the table (a peer may send any).
const GroupInfo* find_group(NamedGroup group);
// The row known by `name`, one of "secp256r1", "P-256", "prime256v1", "x25519", "X25519", "ffdhe2048" and so on. Case
// counts, as it does to SSL_CTX_set1_groups_list. Null if there is none.
const GroupInfo* find_group(std::string_view name);
const GroupInfo* find_group_by_nid(int nid);

}  // namespace reprise::crypto
