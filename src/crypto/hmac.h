// SPDX-License-Identifier: Apache-2.0
// HMAC (RFC 2104) with the padded key hashed once and kept as two midstates.
#pragma once

#include <initializer_list>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"
#include "crypto/hash.h"

namespace reprise::crypto {

// A key in the form that makes MACs cheap. Re-keying keeps the contexts. One thread at a time changes it; several may
// call mac() at once, each with a scratch hash of its own.
class HmacKey {
 public:
  HmacKey() = default;
  HmacKey(HmacKey&&) noexcept = default;
  HmacKey& operator=(HmacKey&&) noexcept = default;

  // Any length of key. Fails with internal_error/required_algorithm_missing.
  Result<> set(const Algorithms& algorithms, HashAlgorithm hash, Bytes key);
  // The MAC over the concatenation of `parts`, into `out`, which is at least hash_size(hash()) bytes and may be one of
  // the parts. `work` is overwritten.
  Result<> mac(Hash& work, std::initializer_list<Bytes> parts, MutableBytes out) const;

  HashAlgorithm hash() const { return inner_.algorithm(); }
  std::size_t size() const { return hash_size(hash()); }

 private:
  Result<> pad_key(const Algorithms& algorithms, HashAlgorithm hash, Bytes key);
  Hash inner_;
  Hash outer_;
};

// Contexts kept for derivations: a connection or a handshake owns one and lends it, so that deriving allocates nothing.
// One thread at a time; nothing is remembered from one call to the next. `algorithms` must outlive it.
class Scratch {
 public:
  explicit Scratch(const Algorithms& algorithms) : algorithms_(&algorithms) {}
  const Algorithms& algorithms() const { return *algorithms_; }
  Hash& hash() { return hash_; }    // for any single hash
  HmacKey& key() { return key_; }   // for a key that is used once

 private:
  const Algorithms* algorithms_;
  Hash hash_;
  HmacKey key_;
};

// HMAC of the concatenation of `parts` under `key`.
Result<HashSecret> hmac(Scratch& scratch, HashAlgorithm hash, Bytes key, std::initializer_list<Bytes> parts);

}  // namespace reprise::crypto
