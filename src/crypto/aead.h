// SPDX-License-Identifier: Apache-2.0
// Authenticated encryption of records and tickets (RFC 8446, 5.2; RFC 5116).
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/handles.h"

namespace reprise::crypto {

class Algorithms;

enum class Aead : std::uint8_t {
  aes_128_gcm,
  aes_256_gcm,
  chacha20_poly1305,
  aes_128_ccm,
  aes_128_ccm_8,
  aes_256_ccm,
  aes_256_ccm_8,
};

inline constexpr std::size_t kAeadNonceSize = 12;
inline constexpr std::size_t kMaxAeadKeySize = 32;
inline constexpr std::size_t kMaxAeadTagSize = 16;

constexpr std::size_t aead_key_size(Aead aead) {
  return aead == Aead::aes_128_gcm || aead == Aead::aes_128_ccm || aead == Aead::aes_128_ccm_8 ? 16 : 32;
}
constexpr std::size_t aead_tag_size(Aead aead) {
  return aead == Aead::aes_128_ccm_8 || aead == Aead::aes_256_ccm_8 ? 8 : 16;
}

// One direction of one connection, keyed once: each record costs a nonce and its bytes. One thread at a time.
// A context holds about 0.5 to 1 kB inside libcrypto. Lengths that do not fit are the caller's error and CHECKed:
// nonces are kAeadNonceSize bytes, tags aead_tag_size(), a text less than 2^31 bytes.
class AeadContext {
 public:
  enum class Direction : std::uint8_t { seal, open };

  AeadContext() = default;  // without a key; valid() is false
  AeadContext(AeadContext&&) noexcept = default;
  AeadContext& operator=(AeadContext&&) noexcept = default;

  // `key` is aead_key_size(aead) bytes. Fails with
  // internal_error/required_algorithm_missing when libcrypto lacks `aead`.
  static Result<AeadContext> create(const Algorithms& algorithms, Aead aead, Direction direction, Bytes key);
  // Replaces the key and keeps the context (KeyUpdate: RFC 8446, 7.2).
  Result<> rekey(Bytes key);

  // Seals `plaintext` followed by `tail` into `out`, which is as long as the two together, and writes the tag to `tag`.
  // `tail` is for the content type that TLS 1.3 appends (RFC 8446, 5.2); usually empty or one byte.
  // `out` may begin where `plaintext` begins (in place) or lie apart from it; any other overlap is not allowed.
  Result<> seal(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag);
  // In place, without a tail.
  Result<> seal(Bytes nonce, Bytes aad, MutableBytes text, MutableBytes tag) {
    return seal(nonce, aad, text, {}, text, tag);
  }

  // Opens `ciphertext` into `out`, of equal length; the same place or apart. When the tag does not match fails with
  // bad_record_mac/decryption_failed_or_bad_record_mac, and `out` holds zeroes.
  Result<> open(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out);
  // In place.
  Result<> open(Bytes nonce, Bytes aad, MutableBytes text, Bytes tag) { return open(nonce, aad, text, tag, text); }

  bool valid() const { return context_ != nullptr; }
  Aead aead() const { return aead_; }
  std::size_t tag_size() const { return aead_tag_size(aead_); }

 private:
  bool is_ccm() const { return aead_ >= Aead::aes_128_ccm; }
  bool seal_stream(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag);
  bool seal_ccm(Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail, MutableBytes out, MutableBytes tag);
  bool open_stream(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out);
  bool open_ccm(Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag, MutableBytes out);

  CipherContextPtr context_;
  Aead aead_ = Aead::aes_128_gcm;
  Direction direction_ = Direction::seal;
};

}  // namespace reprise::crypto
