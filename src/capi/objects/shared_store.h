// SPDX-License-Identifier: Apache-2.0
// The store of certificates that a context verifies with.
#pragma once

#include <mutex>
#include <utility>

#include "capi/library/own.h"

namespace reprise::capi {

// One thread may put another store in place while others verify with this one. The lock is held for a few
// instructions; no store is freed under it.
class SharedStore {
 public:
  // For as long as the caller works with it; null when the program has taken it away.
  Own<X509_STORE> share() const {
    const std::lock_guard lock(mutex_);
    return capi::share(store_.get());
  }
  // The same, or `own` where there is one: what goes before the context's.
  Own<X509_STORE> share_unless(const Own<X509_STORE>& own) const { return own ? capi::share(own.get()) : share(); }
  // Lent until another one is put in place.
  X509_STORE* get() const {
    const std::lock_guard lock(mutex_);
    return store_.get();
  }
  void reset(Own<X509_STORE> next) {
    const std::lock_guard lock(mutex_);
    store_.swap(next);  // `next` outlives the lock
  }

 private:
  mutable std::mutex mutex_;
  Own<X509_STORE> store_;
};

}  // namespace reprise::capi
