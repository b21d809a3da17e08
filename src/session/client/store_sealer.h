// SPDX-License-Identifier: Apache-2.0
// What makes values fit for a SessionStore: sealed, and named so that the store learns neither sessions nor ids.
//
//   value:  format[1] = 1 | key_id[8] | nonce[12] | AES-256-GCM(plaintext) | tag[16]
//   additional data:  format | key_id | name[32], so that a value found under another name does not open
//   name:   HMAC-SHA256(naming key, what the value is about)
//   nonce:  HMAC-SHA256(nonce key, random[16] | name | plaintext), its first bytes (crypto/synthetic_nonce.h)
//
// Sealing key, naming key, nonce key and key id come from one secret of 32 bytes by HKDF-Expand (RFC 5869, 2.3):
// whoever has the secret finds and opens, whoever has the store does not.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/aead.h"
#include "crypto/algorithms.h"
#include "crypto/hmac.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "crypto/synthetic_nonce.h"

namespace reprise::session {

inline constexpr std::size_t kStoreSecretLen = 32;

using StoreName = std::array<std::uint8_t, 32>;

// Safe to call from any thread.
class StoreSealer {
 public:
  // `secret` is kStoreSecretLen bytes; `random` must outlive the sealer. Fails only when libcrypto does.
  static Result<std::unique_ptr<StoreSealer>> create(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                                                     Bytes secret);

  // The name of what `about` says. The store sees no more of it than that two are equal.
  Result<StoreName> name(Bytes about) const;
  // `plaintext` sealed for `name`.
  Result<ByteVector> seal(const StoreName& name, Bytes plaintext) const;
  // What was sealed for `name`; nothing when it was for another, under another key, or is damaged.
  std::optional<SecretBytes> open(const StoreName& name, Bytes sealed) const;

 private:
  using Direction = crypto::AeadContext::Direction;
  using Contexts = crypto::Pool<crypto::AeadContext, 4>;
  static constexpr std::size_t kKeyIdLen = 8;
  static constexpr std::size_t kHeadLen = 1 + kKeyIdLen;
  using Head = std::array<std::uint8_t, kHeadLen>;
  using AdditionalData = std::array<std::uint8_t, kHeadLen + sizeof(StoreName)>;

  StoreSealer(Ref<const crypto::Algorithms> algorithms, crypto::Random& random)
      : algorithms_(std::move(algorithms)), random_(random) {}
  Result<std::unique_ptr<crypto::AeadContext>> context(Direction direction) const;
  AdditionalData additional_data(const StoreName& name) const;

  Ref<const crypto::Algorithms> algorithms_;
  crypto::Random& random_;
  Head head_{};
  SecretArray<32> sealing_key_;
  crypto::HmacKey naming_key_;
  crypto::SyntheticNonce nonces_;
  mutable Contexts sealing_;
  mutable Contexts opening_;
};

}  // namespace reprise::session
