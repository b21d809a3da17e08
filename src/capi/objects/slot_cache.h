// SPDX-License-Identifier: Apache-2.0
// What was made of a certificate, its key and its chain.
#pragma once

#include <mutex>

#include "base/clock.h"
#include "base/ref.h"
#include "capi/library/own.h"
#include "capi/objects/made_once.h"
#include "handshake/host/config.h"

namespace reprise::capi {

// A chain that was looked for in a store, and by what to tell whether it would be found again.
struct BuiltChain : RefCounted {
  Own<X509_STORE> store;  // held, so that no other store can be at its address
  int num_objects = 0;    // that were in the store
  std::int64_t second = 0;
  Ref<const crypto::CertificateChain> chain;
};

// All copies of a slot share one, until the slot is changed and gets another.
class SlotCache : public RefCounted {
 public:
  MadeOnce<const handshake::Credential> credential;

  Ref<const BuiltChain> built() const {
    const std::lock_guard lock(mutex_);
    return built_.share();
  }
  void keep(Ref<const BuiltChain> next) {
    {
      const std::lock_guard lock(mutex_);
      std::swap(built_, next);
    }
  }  // what was here is dropped without the lock

 private:
  mutable std::mutex mutex_;
  Ref<const BuiltChain> built_;
};

}  // namespace reprise::capi
