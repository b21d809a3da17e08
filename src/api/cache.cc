// SPDX-License-Identifier: Apache-2.0
#include "api/cache.h"

#include "api/library.h"
#include "api/outward.h"
#include "api/session_access.h"

namespace reprise::v0 {
namespace {

reprise::Ref<session::Session> share(const SessionView& session) {
  return reprise::Ref<session::Session>::sharing(&RefAccess::inside(session));
}

RemovedSession outward(session::RemovedEntry removed) {
  return {RefAccess::hand_out(std::move(removed.session)), removed.cause};
}

}  // namespace

Result<SessionCache> SessionCache::open(const Library& library, const CacheOptions& options) {
  if (options.max_timeout.count() < 0) return fail_silently(Reason::bad_value);
  const auto shared = LibraryAccess::share(library);
  session::CacheKey key{};
  if (const auto filled = shared->random.fill_private(key); !filled.ok()) return api::unheard(filled.error());
  return SessionCache(std::make_shared<api::Cache>(options, key));
}

AddedSession SessionCache::add(const SessionView& session, Time now) {
  auto result = inside_->sessions.add(share(session), api::inward(now));
  AddedSession added{result.outcome, RefAccess::hand_out(std::move(result.replaced)), {}};
  added.removed.reserve(result.removed.size());
  for (auto& removed : result.removed) added.removed.push_back(outward(std::move(removed)));
  return added;
}

FoundSession SessionCache::find(Bytes id, Version version, Time now) {
  auto found = inside_->sessions.find(id, std::uint16_t(version), api::inward(now));
  return {found.outcome, RefAccess::hand_out(std::move(found.session))};
}

bool SessionCache::contains(Bytes id, Version version) const {
  return inside_->sessions.contains(id, std::uint16_t(version));
}

Ref<const Session> SessionCache::remove(Bytes id, Version version) {
  return RefAccess::hand_out(inside_->sessions.remove(id, std::uint16_t(version)));
}

Ref<const Session> SessionCache::remove(const SessionView& session) {
  return RefAccess::hand_out(inside_->sessions.remove_exact(RefAccess::inside(session)));
}

std::vector<RemovedSession> SessionCache::flush(Time now) {
  std::vector<RemovedSession> all;
  inside_->sessions.flush(api::inward(now), [&](auto removed) { all.push_back(outward(std::move(removed))); });
  return all;
}

std::vector<RemovedSession> SessionCache::remove_all() {
  std::vector<RemovedSession> all;
  inside_->sessions.remove_all([&](auto removed) { all.push_back(outward(std::move(removed))); });
  return all;
}

std::size_t SessionCache::size() const { return inside_->sessions.size(); }
std::size_t SessionCache::bytes() const { return inside_->sessions.bytes(); }

CacheCounters SessionCache::counters() const { return inside_->sessions.counters(); }

void SessionCache::set_bounds(std::size_t max_entries, std::size_t max_bytes) {
  inside_->sessions.set_max_entries(max_entries);
  inside_->sessions.set_max_bytes(max_bytes);
}

}  // namespace reprise::v0
