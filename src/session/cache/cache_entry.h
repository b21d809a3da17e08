// SPDX-License-Identifier: Apache-2.0
// The entries of a cache's shard and the memory that they lie in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "session/object/session.h"

namespace reprise::session {

// Additions to a cache so far, modulo 2^32: what an entry's age is told by.
using Stamp = std::uint32_t;
inline bool is_older(Stamp a, Stamp b) { return std::int32_t(a - b) < 0; }

using EntryIndex = std::uint32_t;
inline constexpr EntryIndex kNoEntry = 0xffffffff;

// A session id, padded with zeros: hashed and compared by words.
using IdWords = std::array<std::uint64_t, kMaxSessionIdLen / 8>;
static_assert(kMaxSessionIdLen == 32);

// One cached session: all that finding it takes, in one cache line. Of a free entry only `session` counts: chunks of
// thousands are not touched before they are used.
struct alignas(64) CacheEntry {
  Session* session;         // owns one reference; null: free
  IdWords id;               // that the session had when it was added, as `version`
  UnixSeconds good_until;
  std::uint32_t hash;
  std::uint32_t charge;     // bytes
  std::uint16_t version;
  std::uint8_t id_len;
  bool used;                // found since it was put at the front of the queue
};
static_assert(sizeof(CacheEntry) == 64);

// Where an entry stands among others. Apart from it: whoever walks along a queue or a bucket needs no more, and whoever
// finds an entry needs none of it.
struct EntryLinks {
  EntryIndex wheel_prev;  // in the bucket of the expiry wheel; its ends name the bucket
  EntryIndex wheel_next;
  EntryIndex newer;       // in the queue
  EntryIndex older;
  Stamp stamp;            // when this entry was put at the front of the queue
};

// Gives out entries by index. They lie in chunks: the first starts small, for small caches, and doubles; the others
// never move, so that growing copies next to nothing. None is larger than what malloc keeps for reuse: fresh pages of
// the kernel cost more than all the rest of an insertion.
class EntryPool {
 public:
  // References are valid until the next take().
  CacheEntry& operator[](EntryIndex index) { return chunks_[index / kChunkLen].entries[index % kChunkLen]; }
  const CacheEntry& operator[](EntryIndex index) const { return const_cast<EntryPool&>(*this)[index]; }
  EntryLinks& links(EntryIndex index) { return chunks_[index / kChunkLen].links[index % kChunkLen]; }
  const EntryLinks& links(EntryIndex index) const { return const_cast<EntryPool&>(*this).links(index); }

  // Asks for memory when there is no free entry.
  EntryIndex take() {
    if (free_ != kNoEntry) {
      const EntryIndex index = free_;
      free_ = links(index).wheel_next;
      return index;
    }
    if (end_ == capacity_) grow();
    (*this)[end_].session = nullptr;
    return end_++;
  }
  void give(EntryIndex index) {
    (*this)[index].session = nullptr;
    links(index).wheel_next = free_;
    free_ = index;
  }
  // Every index given out so far is below it.
  EntryIndex end() const { return end_; }

 private:
  // Entries and their links in one block of memory.
  struct Chunk {
    explicit Chunk(std::size_t len);
    std::unique_ptr<std::byte[]> memory;
    CacheEntry* entries;
    EntryLinks* links;
  };
  static constexpr EntryIndex kChunkLen = 512;
  static constexpr EntryIndex kFirstLen = 16;

  void grow();

  std::vector<Chunk> chunks_;
  EntryIndex capacity_ = 0;
  EntryIndex end_ = 0;
  EntryIndex free_ = kNoEntry;  // linked by wheel_next
};

}  // namespace reprise::session
