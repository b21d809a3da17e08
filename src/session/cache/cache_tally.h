// SPDX-License-Identifier: Apache-2.0
// How many entries came to a cache, and how many additions there were.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "session/cache/cache_entry.h"

namespace reprise::session {

// A number of entries modulo 2^32: the difference of two is what counts.
using EntryCount = std::uint32_t;

// Safe to call from any thread. Both numbers are in one word: an addition changes both, and costs one atomic operation.
// What is removed is counted by each shard under its lock, where it costs none; but for what claim() has counted.
class CacheTally {
 public:
  // Both return the stamp of this addition.
  Stamp count_new_entry() { return add(kOneAddition + 1); }
  Stamp count_known_entry() { return add(kOneAddition); }
  Stamp stamp() const { return Stamp(word_.load(std::memory_order_relaxed) >> kStampShift); }

  // Entries that came less those claimed. Who sees an addition sees all removals of that thread before it.
  EntryCount kept() const { return EntryCount(word_.load(std::memory_order_acquire)); }
  // Counts one entry less while `surplus(kept())` says so; the caller then owes the removal of one that no shard
  // counts.
  template <typename Surplus>
  bool claim(Surplus surplus) {
    std::uint64_t before = word_.load(std::memory_order_relaxed);
    do {
      if (!surplus(EntryCount(before))) return false;
    } while (!word_.compare_exchange_weak(before, before - 1, std::memory_order_relaxed));
    return true;
  }
  // For a claim that there was no entry for.
  void unclaim() { word_.fetch_add(1, std::memory_order_relaxed); }

 private:
  static constexpr unsigned kStampShift = 32;
  static constexpr std::uint64_t kOneAddition = std::uint64_t(1) << kStampShift;

  Stamp add(std::uint64_t step) { return Stamp(word_.fetch_add(step, std::memory_order_release) >> kStampShift); }

  std::atomic<std::uint64_t> word_{0};
};

// How many entries there are. Never below zero, although an entry may be claimed and removed by somebody else as well.
inline std::size_t entries_left(EntryCount kept, EntryCount removed) {
  return std::size_t(std::max<std::int32_t>(std::int32_t(kept - removed), 0));
}

}  // namespace reprise::session
