// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/cache_registry.h"

#include <mutex>
#include <shared_mutex>
#include <unordered_set>

#include "capi/library/guard.h"

namespace reprise::capi {
namespace {

struct Registry {
  std::shared_mutex mutex;
  std::unordered_set<session::SessionCache*> caches;
};

// Never destroyed: contexts may be freed from exit handlers.
Registry& registry() {
  static Registry* const instance = new Registry;
  return *instance;
}

}  // namespace

CacheRegistration::CacheRegistration(session::SessionCache& cache) : cache_(&cache) {
  const std::unique_lock lock(registry().mutex);
  registry().caches.insert(cache_);
}

CacheRegistration::~CacheRegistration() {
  const std::unique_lock lock(registry().mutex);
  registry().caches.erase(cache_);
}

void reschedule_in_caches(const session::Session& session) {
  if (!session.published()) return;  // no cache has seen it
  const std::shared_lock lock(registry().mutex);
  for (auto* cache : registry().caches) {
    const int moved = guard([&]() -> Result<> {
      cache->reschedule(session);
      return success();
    });
    // A cache without memory to move the session lets it go: it must not be found when it has expired. Whoever edits it
    // holds another reference.
    if (moved == 0) cache->remove_exact(session);
  }
}

bool is_in_another_cache(const session::Session& session, const session::SessionCache& cache) {
  bool found = false;
  const auto compare = [&](const Ref<session::Session>& other) { found = found || other.get() == &session; };
  const auto& data = session.data();
  const std::shared_lock lock(registry().mutex);
  for (const auto* other : registry().caches) {
    if (other != &cache && other->contains(data.session_id(), data.version())) other->for_each(compare);
  }
  return found;
}

}  // namespace reprise::capi
