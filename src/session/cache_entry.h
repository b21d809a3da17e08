// The entries of a cache's shard and the memory that they lie in.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "session/session.h"

namespace reprise::session {

using EntryIndex = std::uint32_t;
inline constexpr EntryIndex kNoEntry = 0xffffffff;

// One cached session: a cache line, so that a hit costs one miss of the processor's cache for it.
struct alignas(64) CacheEntry {
  Session* session = nullptr;        // owns one reference; null: free
  const std::uint8_t* id = nullptr;  // in the body that the session had when it was added, which lives as long as it does
  UnixSeconds good_until = 0;
  std::uint64_t stamp = 0;           // adds to the cache before this entry was put at the front of the queue
  std::uint32_t hash = 0;
  std::uint32_t charge = 0;          // bytes
  EntryIndex wheel_prev = kNoEntry;  // in the bucket of the expiry wheel; its ends name the bucket
  EntryIndex wheel_next = kNoEntry;
  EntryIndex newer = kNoEntry;       // in the queue
  EntryIndex older = kNoEntry;
  std::uint16_t version = 0;
  std::uint8_t id_len = 0;
  bool used = false;                 // found since it was put at the front of the queue

  Bytes id_bytes() const { return {id, id_len}; }
};
static_assert(sizeof(CacheEntry) == 64);

// Gives out entries by index. Chunks double in size and never move: growing copies nothing.
class EntryPool {
 public:
  CacheEntry& operator[](EntryIndex index) {
    const std::uint32_t at = index + kFirstChunk;
    const unsigned chunk = unsigned(std::bit_width(at)) - kFirstChunkBits;
    return chunks_[chunk][at - (kFirstChunk << chunk)];
  }
  const CacheEntry& operator[](EntryIndex index) const { return const_cast<EntryPool&>(*this)[index]; }

  EntryIndex take() {
    if (free_ != kNoEntry) {
      const EntryIndex index = free_;
      free_ = (*this)[index].wheel_next;
      return index;
    }
    const std::uint32_t at = end_ + kFirstChunk;
    const unsigned chunk = unsigned(std::bit_width(at)) - kFirstChunkBits;
    if (chunks_[chunk] == nullptr) chunks_[chunk] = std::make_unique<CacheEntry[]>(std::size_t(kFirstChunk) << chunk);
    return end_++;
  }
  void give(EntryIndex index) {
    CacheEntry& entry = (*this)[index];
    entry.session = nullptr;
    entry.wheel_next = free_;
    free_ = index;
  }
  // Every index given out so far is below it.
  EntryIndex end() const { return end_; }

 private:
  static constexpr std::uint32_t kFirstChunk = 8;
  static constexpr unsigned kFirstChunkBits = 4;
  std::array<std::unique_ptr<CacheEntry[]>, 29> chunks_;
  EntryIndex end_ = 0;
  EntryIndex free_ = kNoEntry;  // linked by wheel_next
};

}  // namespace reprise::session
