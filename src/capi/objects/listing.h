// SPDX-License-Identifier: Apache-2.0
// What SSL_CTX_sessions gives out.
#pragma once

#include <openssl/lhash.h>

#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/ref.h"
#include "session/cache/cache.h"

namespace reprise::capi {

// A hash table of libcrypto with the sessions that were in a cache at one moment. Deviation: OpenSSL gives out its live
// table, which nobody can walk safely while other threads use the cache. This one changes no more, and holds a
// reference to each session for as long as it lives.
class SessionListing {
 public:
  // Null when out of memory.
  static std::unique_ptr<SessionListing> of(const session::SessionCache& cache);
  ~SessionListing();

  OPENSSL_LHASH* table() const { return table_; }

 private:
  SessionListing() = default;

  OPENSSL_LHASH* table_ = nullptr;
  std::vector<Ref<session::Session>> sessions_;
};

// The listings that an SSL_CTX has given out: the last one of each thread. The next call of another thread does not
// take it away. May be used from any thread.
class SessionListings {
 public:
  void keep(std::unique_ptr<SessionListing> listing);

 private:
  std::mutex mutex_;
  std::map<std::thread::id, std::unique_ptr<SessionListing>> last_;
};

}  // namespace reprise::capi
