// SPDX-License-Identifier: Apache-2.0
// Nonces that do not depend on the generator alone: two copies of a machine that draw the same randomness make
// different nonces for different texts, as with the synthetic nonces of RFC 5297 and RFC 8452.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/hmac.h"
#include "crypto/pool.h"
#include "crypto/random.h"

namespace reprise::crypto {

// HMAC-SHA256 under a key of its own over 16 random bytes and all that the nonce is for, truncated. Equal only when the
// random bytes and the texts are equal, which then give the same sealed bytes and show nothing. Keyed once; safe to
// call from any thread afterwards.
class SyntheticNonce {
 public:
  static constexpr std::size_t kRandomLen = 16;

  Result<> set(const Algorithms& algorithms, Bytes key) { return key_.set(algorithms, HashAlgorithm::sha256, key); }
  // Fills `nonce`, at most 32 bytes, for what `about` says in all: text and additional data, of which only the last may
  // vary in length.
  Result<> make(Random& random, std::initializer_list<Bytes> about, MutableBytes nonce) const;

 private:
  HmacKey key_;
  mutable Pool<Hash, 4> hashes_;
};

}  // namespace reprise::crypto
