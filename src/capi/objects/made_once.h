// SPDX-License-Identifier: Apache-2.0
// What is made of a snapshot when somebody first asks for it.
#pragma once

#include <atomic>
#include <utility>

#include "base/ref.h"

namespace reprise::capi {

// Empty until somebody keeps something here; then that stays. Making it takes no lock, so several threads may make one
// each: the first to come keeps its own, the others drop theirs. get() and keep() may be called from any thread.
template <typename T>
class MadeOnce {
 public:
  MadeOnce() = default;
  MadeOnce(const MadeOnce&) = delete;
  MadeOnce& operator=(const MadeOnce&) = delete;
  ~MadeOnce() { forget(); }

  // Null when nothing was made yet. Lent for this object's lifetime, or until forget().
  T* get() const { return made_.load(std::memory_order_acquire); }

  // Returns the one that counts: `made`, or what another thread has kept meanwhile.
  T& keep(Ref<T> made) const {
    T* before = nullptr;
    if (!made_.compare_exchange_strong(before, made.get(), std::memory_order_acq_rel, std::memory_order_acquire)) {
      return *before;
    }
    return *std::move(made).leak();
  }

  // For the only owner, when what it was made of has changed.
  void forget() { static_cast<void>(Ref<T>::adopt(made_.exchange(nullptr, std::memory_order_acq_rel))); }

 private:
  mutable std::atomic<T*> made_{nullptr};
};

}  // namespace reprise::capi
