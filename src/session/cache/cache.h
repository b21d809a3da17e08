// SPDX-License-Identifier: Apache-2.0
// Sessions in memory, found by id and version, bounded by number and by bytes, dropped when they expire.
//
// The cache never calls anybody and never destroys a session under a lock: every operation hands back what it removed,
// and the caller runs callbacks and lets go. Being removed does not mark a session: whoever is resuming it goes on.
//
// One session may be in any number of caches, as entries point at sessions and not the other way round. What a session
// is found by is its id and version at the time it was added; later edits of the session do not move it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "reprise/cache_options.h"
#include "session/cache/cache_tally.h"
#include "session/object/session.h"

namespace reprise::session {

class CacheShard;
struct CacheLookup;

// Random bytes that the cache hashes ids with, so that nobody can choose ids that collide.
using CacheKey = std::array<std::uint8_t, 32>;

using v0::AddOutcome;
using v0::CacheCounters;
using v0::CacheOptions;
using v0::FindOutcome;
using v0::RemovalCause;

struct RemovedEntry {
  Ref<Session> session;
  RemovalCause cause;
};
using RemovedEntries = std::vector<RemovedEntry>;

struct AddResult {
  AddOutcome outcome;
  Ref<Session> replaced{};    // the other session that had the same id and version
  // What had to go to stay within the bounds: expired ones first, then the least recently used.
  RemovedEntries removed{};
};

struct FindResult {
  FindOutcome outcome;
  Ref<Session> session{};  // hit: still in the cache; expired: taken out of it by this call
};

// Safe to call from any thread. Everything but flush() and
// for_each() takes constant time, whatever the mix of timeouts.
class SessionCache {
 public:
  SessionCache(const CacheOptions& options, const CacheKey& key);
  ~SessionCache();  // lets go of all sessions; remove_all() first to see them
  SessionCache(const SessionCache&) = delete;
  SessionCache& operator=(const SessionCache&) = delete;

  // Takes a reference of its own and publishes the session. A session without an id is not added. Never refuses: what
  // is too much goes, but never the session that is being added.
  AddResult add(const Ref<Session>& session, UnixSeconds now);
  // The session of that id and version, if it is still good at `now`. Counts as a use.
  FindResult find(Bytes id, std::uint16_t version, UnixSeconds now);
  // Whether there is one, good or expired. Neither a use nor counted.
  bool contains(Bytes id, std::uint16_t version) const;
  // Takes out whichever session has that id and version; null when there is none.
  Ref<Session> remove(Bytes id, std::uint16_t version);
  // Takes out `session` itself; null when it is not here, although another of its id may be.
  Ref<Session> remove_exact(const Session& session);
  // To be called when time or timeout of `session` have changed. False when it is not here.
  bool reschedule(const Session& session);

  // Hands every session that has expired at `now` to `visit`, outside of locks, and takes time for those alone.
  // Returns their number.
  std::size_t flush(UnixSeconds now, const std::function<void(RemovedEntry)>& visit);
  // The same for all sessions that are here when it starts.
  std::size_t remove_all(const std::function<void(RemovedEntry)>& visit);
  // Lends each session to `visit`, outside of locks. One that comes or goes meanwhile may be seen or not.
  void for_each(const std::function<void(const Ref<Session>&)>& visit) const;

  // While other threads add and remove, it may be less than at any moment of the call, but not more.
  std::size_t size() const;
  std::size_t bytes() const;
  std::size_t max_entries() const { return max_entries_.load(std::memory_order_relaxed); }
  std::size_t max_bytes() const { return max_bytes_.load(std::memory_order_relaxed); }
  // New bounds are in force from the next add() on, which removes what is too much.
  void set_max_entries(std::size_t max) { max_entries_.store(max, std::memory_order_relaxed); }
  void set_max_bytes(std::size_t max) { max_bytes_.store(max, std::memory_order_relaxed); }
  CacheCounters counters() const;

 private:
  CacheLookup lookup(Bytes id, std::uint16_t version) const;
  CacheShard& shard_of(const CacheLookup& key) const;
  void trim(UnixSeconds now, const Session* newest, RemovedEntries& removed);
  EntryCount num_removed() const;
  bool holds_too_much(EntryCount kept);
  bool evict_one(UnixSeconds now, const Session* newest, RemovedEntries& removed);
  CacheShard* likeliest_victim(UnixSeconds now) const;

  std::array<std::uint64_t, 4> key_;
  std::size_t num_shards_;
  std::unique_ptr<CacheShard[]> shards_;
  std::atomic<std::size_t> max_entries_;
  std::atomic<std::size_t> max_bytes_;
  alignas(64) CacheTally tally_;
  std::atomic<EntryCount> removed_before_{0};  // num_removed() at some time
};

}  // namespace reprise::session
