// SPDX-License-Identifier: Apache-2.0
// A snapshot that threads share while one of them puts another in its place.
#pragma once

#include <mutex>
#include <type_traits>
#include <utility>

#include "base/ref.h"

namespace reprise::capi {

// T is never changed once it is here: who wants it otherwise puts a changed copy in its place. Safe to call from any
// thread; the lock is held for a few instructions, and never while an object is made, copied or freed.
template <typename T>
class Published {
 public:
  // The first one: to be given before there are other threads.
  void begin(Ref<T> first) { current_ = std::move(first); }

  // What is there now; it stays as it is for as long as the caller keeps the reference.
  Ref<T> snapshot() const {
    const std::lock_guard lock(mutex_);
    return current_.share();
  }

  // What `look` makes of it: a copy of a few words. It must not call anything.
  template <typename Look>
  auto look(Look look) const {
    const std::lock_guard lock(mutex_);
    return look(std::as_const(*current_));
  }

  // Runs `apply` on a copy, T::clone(), and puts that in place; returns what `apply` returns. No lock is held
  // meanwhile, so `apply` may run any code. It runs again on a newer copy when somebody else was first: then nothing of
  // what either has set is lost. Throws what clone() and `apply` throw, and has changed nothing then.
  template <typename Apply>
  auto edit(Apply apply) {
    for (;;) {
      const auto base = snapshot();
      auto next = base->clone();
      if constexpr (std::is_void_v<decltype(apply(*next))>) {
        apply(*next);
        if (replace(*base, next)) return;
      } else {
        auto result = apply(*next);
        if (replace(*base, next)) return result;
      }
    }
  }

 private:
  // `next` becomes what was there before, for the caller to drop without the lock.
  bool replace(const T& base, Ref<T>& next) {
    const std::lock_guard lock(mutex_);
    if (current_.get() != &base) return false;
    std::swap(current_, next);
    return true;
  }

  mutable std::mutex mutex_;
  Ref<T> current_;
};

}  // namespace reprise::capi
