// SPDX-License-Identifier: Apache-2.0
// Which session caches there are, so that a session whose time changes can be moved in those that hold it.
//
// A session does not know its caches: it may be in several, and the common case, a session that is never changed while
// it is cached, should not pay for a link to each. Programs that do change the time of a cached session pay a lookup in
// every cache of the process instead.
#pragma once

#include "session/cache/cache.h"

namespace reprise::capi {

// Keeps `cache` registered for as long as it lives; the cache must outlive it.
class CacheRegistration {
 public:
  explicit CacheRegistration(session::SessionCache& cache);
  ~CacheRegistration();
  CacheRegistration(const CacheRegistration&) = delete;
  CacheRegistration& operator=(const CacheRegistration&) = delete;

 private:
  session::SessionCache* cache_;
};

// To be called when time or timeout of `session` have changed. Any thread.
void reschedule_in_caches(const session::Session& session);

// Whether `session` itself is in a cache other than `cache`. Any thread.
bool is_in_another_cache(const session::Session& session, const session::SessionCache& cache);

}  // namespace reprise::capi
