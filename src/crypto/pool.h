// SPDX-License-Identifier: Apache-2.0
// A few prepared objects that threads take turns with, without a lock.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <pthread.h>

namespace reprise::crypto {

// Keeps up to `Slots` idle objects. Whoever takes one owns it until it is given back, so a T needs no locking of its
// own. A thread looks first in the slot that its id selects: threads seldom meet on one cache line. Safe to call from
// any thread; destroyed when nobody uses it.
template <typename T, std::size_t Slots>
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (auto& slot : slots_) delete slot.item.load(std::memory_order_acquire);
  }

  // An idle object, or null when none is kept.
  std::unique_ptr<T> take() {
    const std::size_t first = first_slot();
    for (std::size_t i = 0; i < Slots; ++i) {
      auto& item = slots_[(first + i) % Slots].item;
      if (item.load(std::memory_order_relaxed) == nullptr) continue;
      if (T* taken = item.exchange(nullptr, std::memory_order_acquire)) return std::unique_ptr<T>(taken);
    }
    return nullptr;
  }

  // Keeps `object` for the next taker, or destroys it when all slots are full.
  void give(std::unique_ptr<T> object) {
    const std::size_t first = first_slot();
    for (std::size_t i = 0; i < Slots && object != nullptr; ++i) {
      T* expected = nullptr;
      auto& item = slots_[(first + i) % Slots].item;
      if (item.compare_exchange_strong(expected, object.get(), std::memory_order_release, std::memory_order_relaxed)) {
        (void)object.release();
      }
    }
  }

 private:
  static std::size_t first_slot() {
    if constexpr (Slots == 1) return 0;
    const std::uint64_t id = std::uint64_t(pthread_self()) >> 12;
    return std::size_t((id * 0x9e3779b97f4a7c15u) >> 56) % Slots;
  }

  struct alignas(Slots > 1 ? 64 : alignof(void*)) Slot {
    std::atomic<T*> item{nullptr};
  };
  Slot slots_[Slots];
};

}  // namespace reprise::crypto
