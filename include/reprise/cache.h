// SPDX-License-Identifier: Apache-2.0
// Sessions in memory, found by id and version, bounded by number and by bytes.
//
// A cache holds references of its own and calls nobody: each operation hands back what it took out, and whoever
// called it lets go of that or does not. To be taken out changes nothing about a session: a connection that is
// resuming it goes on. Sessions expire by their own time and timeout, or earlier where the cache says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "reprise/bytes.h"
#include "reprise/cache_options.h"
#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/session.h"

namespace reprise::api {
struct Cache;
}

namespace reprise::v0 {

struct RemovedSession {
  Ref<const Session> session;
  RemovalCause cause;
};

struct AddedSession {
  AddOutcome outcome;
  Ref<const Session> replaced;          // the other session that had the same id and version
  std::vector<RemovedSession> removed;  // to stay within the bounds: expired ones first, then the least recently used
};

struct FoundSession {
  FindOutcome outcome;
  Ref<const Session> session;  // hit: it is still in the cache; expired: this call took it out; miss: empty
};

// A handle: copies mean the same cache, and a server that is configured with one keeps it alive. Safe to use from any
// thread; no lock is held while a session is destroyed. Everything but flush() and remove_all() takes constant time.
class REPRISE_API SessionCache {
 public:
  // Fails with bad_value for a negative time, with internal when libcrypto has no randomness (ids are hashed with a
  // random key).
  static Result<SessionCache> open(const Library& library, const CacheOptions& options = {});

  // Takes a reference of its own. Never refuses a session with an id: what is too much goes, but not this one.
  AddedSession add(const SessionView& session, Time now);
  // The session of that id and version if it is still good at `now`. Counts as a use.
  FoundSession find(Bytes id, Version version, Time now);
  // Whether there is one, good or expired. Neither a use nor counted.
  bool contains(Bytes id, Version version) const;
  // Takes out the session of that id and version, or `session` itself. Empty when it is not here.
  Ref<const Session> remove(Bytes id, Version version);
  Ref<const Session> remove(const SessionView& session);
  // Takes out what has expired at `now`, and takes time for that alone; or everything.
  std::vector<RemovedSession> flush(Time now);
  std::vector<RemovedSession> remove_all();

  std::size_t size() const;   // sessions
  std::size_t bytes() const;  // as counted against max_bytes
  CacheCounters counters() const;
  // New bounds, as in CacheOptions, are in force from the next add() on.
  void set_bounds(std::size_t max_entries, std::size_t max_bytes);

 private:
  friend struct CacheAccess;  // of Reprise's own sources
  explicit SessionCache(std::shared_ptr<api::Cache> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<api::Cache> inside_;
};

}  // namespace reprise::v0
