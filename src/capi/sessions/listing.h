// What SSL_CTX_sessions gives out.
#pragma once

#include <openssl/lhash.h>

#include <memory>
#include <vector>

#include "base/ref.h"
#include "session/cache.h"

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

}  // namespace reprise::capi
