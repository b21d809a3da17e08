// SPDX-License-Identifier: Apache-2.0
#include "crypto/interner_table.h"

#include <algorithm>

namespace reprise::crypto {

Result<std::uint64_t> InternerTable::hash_of(const Algorithms& algorithms, Bytes der) {
  auto work = hashes_.take();
  if (work == nullptr) work = std::make_unique<Hash>();
  const auto hashed = TRY(digest(algorithms, HashAlgorithm::sha256, der, *work));
  hashes_.give(std::move(work));
  std::uint64_t key = 0;
  for (std::uint8_t byte : hashed.bytes().first(8)) key = key << 8 | byte;
  return key;
}

Ref<const Certificate> InternerTable::find_in(const Shard& shard, std::uint64_t hash, Bytes der) {
  const auto [first, last] = shard.entries.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    // Compared before a reference is taken: dropping one under the lock could destroy, and so lock again.
    if (!std::ranges::equal(it->second->der(), der)) continue;
    if (it->second->try_retain()) return Ref<const Certificate>::adopt(it->second);
  }
  return nullptr;
}

Ref<const Certificate> InternerTable::find(std::uint64_t hash, Bytes der) {
  auto& shard = shard_of(hash);
  const std::lock_guard lock(shard.mutex);
  return find_in(shard, hash, der);
}

Ref<const Certificate> InternerTable::add(std::uint64_t hash, Ref<Certificate> made) {
  auto& shard = shard_of(hash);
  const std::lock_guard lock(shard.mutex);  // released before `made`, a parameter, is dropped
  if (auto found = find_in(shard, hash, made->der())) return found;
  shard.entries.emplace(hash, made.get());
  made->table_hash_ = hash;
  made->table_ = Ref<InternerTable>::sharing(this);
  return Ref<const Certificate>(std::move(made));
}

void InternerTable::remove(const Certificate& certificate) {
  auto& shard = shard_of(certificate.table_hash_);
  const std::lock_guard lock(shard.mutex);
  const auto [first, last] = shard.entries.equal_range(certificate.table_hash_);
  const auto own = std::find_if(first, last, [&](const auto& entry) { return entry.second == &certificate; });
  if (own != last) shard.entries.erase(own);
}

std::size_t InternerTable::size() const {
  std::size_t total = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    total += shard.entries.size();
  }
  return total;
}

Ref<Certificate> InternerTable::make(Ref<const Algorithms> algorithms, Bytes der) {
  return Ref<Certificate>::adopt(new Certificate(std::move(algorithms), copy_of(der)));
}

}  // namespace reprise::crypto
