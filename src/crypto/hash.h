// SPDX-License-Identifier: Apache-2.0
// Hash functions in contexts that are kept and used again.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"
#include "crypto/handles.h"

namespace reprise::crypto {

class Algorithms;

// md5_sha1 is the pair that TLS 1.0 and 1.1 hash with (RFC 4346, 5).
enum class HashAlgorithm : std::uint8_t { none, md5, sha1, sha224, sha256, sha384, sha512, md5_sha1 };

inline constexpr std::size_t kMaxHashSize = 64;
inline constexpr std::size_t kMaxHashBlockSize = 128;

// Bytes of the digest, 0 for none.
constexpr std::size_t hash_size(HashAlgorithm hash) {
  constexpr std::uint8_t kSizes[] = {0, 16, 20, 28, 32, 48, 64, 36};
  return kSizes[std::size_t(hash)];
}

// Bytes of the block that HMAC pads its key to, 0 for none.
constexpr std::size_t hash_block_size(HashAlgorithm hash) {
  constexpr std::uint8_t kSizes[] = {0, 64, 64, 64, 64, 128, 128, 64};
  return kSizes[std::size_t(hash)];
}

// The output of a hash over bytes that are not secret. Held in place; may be copied.
class Digest {
 public:
  Digest() = default;
  explicit Digest(Bytes bytes) : size_(std::uint8_t(bytes.size())) {
    CHECK(bytes.size() <= kMaxHashSize);
    if (!bytes.empty()) std::memcpy(bytes_.data(), bytes.data(), bytes.size());
  }
  Bytes bytes() const { return {bytes_.data(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // `size` bytes for the caller to fill in.
  MutableBytes resize(std::size_t size) {
    CHECK(size <= kMaxHashSize);
    size_ = std::uint8_t(size);
    return {bytes_.data(), size_};
  }

 private:
  std::array<std::uint8_t, kMaxHashSize> bytes_;
  std::uint8_t size_ = 0;
};

// A running hash. The context is made at the first init() and kept for the next. One thread at a time.
// A failure of libcrypto sticks until the next init() and is reported by finish().
class Hash {
 public:
  Hash() = default;
  Hash(Hash&&) noexcept = default;
  Hash& operator=(Hash&&) noexcept = default;

  // Starts anew. Fails with internal_error/required_algorithm_missing when `algorithms` lacks `hash`.
  Result<> init(const Algorithms& algorithms, HashAlgorithm hash);
  void update(Bytes bytes);
  // The digest of all that was put in; the hash then needs init() or copy_from().
  Result<Digest> finish();
  // As finish(), straight into `out`, which is at least hash_size(algorithm()) bytes. For digests that are secret.
  Result<> finish_into(MutableBytes out);
  // Takes over the state of `other`, which goes on unchanged.
  Result<> copy_from(const Hash& other);
  // The digest of all that was put in so far; this hash goes on. `scratch` is overwritten.
  Result<Digest> digest_so_far(Hash& scratch) const;

  HashAlgorithm algorithm() const { return algorithm_; }  // none before the first init()
  bool started() const { return algorithm_ != HashAlgorithm::none; }

 private:
  MdContextPtr context_;
  HashAlgorithm algorithm_ = HashAlgorithm::none;
  bool failed_ = false;
};

// The digest of `bytes`, in `scratch`, which is overwritten.
Result<Digest> digest(const Algorithms& algorithms, HashAlgorithm hash, Bytes bytes, Hash& scratch);
// The same in a context of its own.
Result<Digest> digest(const Algorithms& algorithms, HashAlgorithm hash, Bytes bytes);

}  // namespace reprise::crypto
