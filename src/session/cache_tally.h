// How many entries all shards of a cache hold, and how many additions there were.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "session/cache_entry.h"

namespace reprise::session {

// Safe to call from any thread. Both numbers are in one word: an addition changes both, and costs one atomic operation.
// An entry may be counted as gone before it is (claim()), so that the number of entries can be below zero for a moment:
// size() is not.
class CacheTally {
 public:
  std::size_t size() const { return size_in(word_.load(std::memory_order_relaxed)); }
  Stamp stamp() const { return Stamp(word_.load(std::memory_order_relaxed) >> kStampShift); }

  // Both return the stamp of this addition.
  Stamp count_new_entry() { return count(kOneAddition + 1); }
  Stamp count_known_entry() { return count(kOneAddition); }
  void count_removed(std::size_t entries) { word_.fetch_sub(entries, std::memory_order_relaxed); }

  // Counts one entry as removed while `surplus(size())` says so; the caller then owes its removal.
  template <typename Surplus>
  bool claim(Surplus surplus) {
    std::uint64_t before = word_.load(std::memory_order_relaxed);
    do {
      if (!surplus(size_in(before))) return false;
    } while (!word_.compare_exchange_weak(before, before - 1, std::memory_order_relaxed));
    return true;
  }
  // For a claim that there was no entry for.
  void unclaim() { word_.fetch_add(1, std::memory_order_relaxed); }

 private:
  static constexpr unsigned kStampShift = 32;
  static constexpr std::uint64_t kOneAddition = std::uint64_t(1) << kStampShift;

  static std::size_t size_in(std::uint64_t word) { return std::size_t(std::max<std::int32_t>(std::int32_t(word), 0)); }
  Stamp count(std::uint64_t step) { return Stamp(word_.fetch_add(step, std::memory_order_relaxed) >> kStampShift); }

  std::atomic<std::uint64_t> word_{0};
};

}  // namespace reprise::session
