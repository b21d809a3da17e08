// SPDX-License-Identifier: Apache-2.0
// Where interned certificates are found; outlives the interner while a certificate needs it.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "base/bytes.h"
#include "base/ref.h"
#include "crypto/certificate.h"
#include "crypto/hash.h"
#include "crypto/pool.h"

namespace reprise::crypto {

// Points at certificates without owning them: ~Certificate takes its own entry out. Between the drop of the last
// reference and that, an entry is there but cannot be taken, and a new one may stand beside it. Safe to call from any
// thread; under a shard's lock nothing is freed but map nodes.
class InternerTable final : public RefCounted {
 public:
  // The key of `der`: part of its SHA-256, which a peer cannot steer into one bucket.
  Result<std::uint64_t> hash_of(const Algorithms& algorithms, Bytes der);
  // The certificate of these bytes, or null.
  Ref<const Certificate> find(std::uint64_t hash, Bytes der);
  // Registers `made`, or returns the certificate that another thread registered meanwhile.
  Ref<const Certificate> add(std::uint64_t hash, Ref<Certificate> made);
  void remove(const Certificate& certificate);
  std::size_t size() const;

  static Ref<Certificate> make(Ref<const Algorithms> algorithms, Bytes der);

 private:
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    std::unordered_multimap<std::uint64_t, const Certificate*> entries;
  };
  static Ref<const Certificate> find_in(const Shard& shard, std::uint64_t hash, Bytes der);
  Shard& shard_of(std::uint64_t hash) { return shards_[hash % shards_.size()]; }

  std::array<Shard, 8> shards_;
  Pool<Hash, 4> hashes_;
};

}  // namespace reprise::crypto
