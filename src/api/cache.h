// SPDX-License-Identifier: Apache-2.0
// What a reprise::v0::SessionCache holds.
#pragma once

#include "reprise/cache.h"
#include "session/cache/cache.h"

namespace reprise::api {

struct Cache {
  Cache(const session::CacheOptions& options, const session::CacheKey& key) : sessions(options, key) {}
  session::SessionCache sessions;
};

}  // namespace reprise::api

namespace reprise::v0 {

struct CacheAccess {
  static session::SessionCache& inside(const SessionCache& cache) { return cache.inside_->sessions; }
};

}  // namespace reprise::v0
