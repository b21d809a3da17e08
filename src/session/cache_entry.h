// The entries of a cache's shard and the memory that they lie in.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "session/session.h"

namespace reprise::session {

using EntryIndex = std::uint32_t;
inline constexpr EntryIndex kNoEntry = 0xffffffff;

// One cached session: a cache line, so that a hit costs one miss of the processor's cache for it. Of a free entry only
// `session` counts: chunks of thousands are not touched before they are used.
struct alignas(64) CacheEntry {
  Session* session;         // owns one reference; null: free
  const std::uint8_t* id;   // in the body that the session had when it was added, which lives as long as it does
  UnixSeconds good_until;
  std::uint64_t stamp;      // adds to the cache before this entry was put at the front of the queue
  std::uint32_t hash;
  std::uint32_t charge;     // bytes
  EntryIndex wheel_prev;    // in the bucket of the expiry wheel; its ends name the bucket
  EntryIndex wheel_next;
  EntryIndex newer;         // in the queue
  EntryIndex older;
  std::uint16_t version;
  std::uint8_t id_len;
  bool used;                // found since it was put at the front of the queue

  Bytes id_bytes() const { return {id, id_len}; }
};
static_assert(sizeof(CacheEntry) == 64);

// Gives out entries by index. They lie in chunks that never move, so that growing copies nothing. The first chunks are small,
// for small caches; none is larger than what malloc keeps for reuse: fresh pages of the kernel cost more than all the rest of
// an insertion.
class EntryPool {
 public:
  CacheEntry& operator[](EntryIndex index) {
    const Place at = place_of(index);
    return chunks_[at.chunk][at.offset];
  }
  const CacheEntry& operator[](EntryIndex index) const { return const_cast<EntryPool&>(*this)[index]; }

  EntryIndex take() {
    if (free_ != kNoEntry) {
      const EntryIndex index = free_;
      free_ = (*this)[index].wheel_next;
      return index;
    }
    const Place at = place_of(end_);
    if (at.chunk == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<CacheEntry[]>(size_of(at.chunk)));
    chunks_[at.chunk][at.offset].session = nullptr;
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
  struct Place {
    std::uint32_t chunk, offset;
  };
  static constexpr unsigned kFirstBits = 3;  // chunks of 8, 16, ... 256, 512, 512, ... entries
  static constexpr unsigned kLastBits = 9;
  static constexpr std::uint32_t kNumSmall = kLastBits - kFirstBits;

  static std::size_t size_of(std::uint32_t chunk) { return std::size_t(1) << (kFirstBits + std::min(chunk, kNumSmall)); }
  static Place place_of(EntryIndex index) {
    const std::uint32_t at = index + (1u << kFirstBits);
    if (at >= 1u << kLastBits) return {kNumSmall - 1 + (at >> kLastBits), at & ((1u << kLastBits) - 1)};
    const unsigned bits = unsigned(std::bit_width(at)) - 1;
    return {bits - kFirstBits, at - (1u << bits)};
  }

  std::vector<std::unique_ptr<CacheEntry[]>> chunks_;
  EntryIndex end_ = 0;
  EntryIndex free_ = kNoEntry;  // linked by wheel_next
};

}  // namespace reprise::session
