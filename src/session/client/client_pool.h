// SPDX-License-Identifier: Apache-2.0
// The sessions that a client may offer, by peer: several for each, newest first.
//
// A ticket of TLS 1.3 is handed out once, as one that is seen twice links the connections (RFC 8446, C.4); sessions of
// TLS 1.2 stay. The pool keeps handles of its own: a session that was put in, or handed out, may be marked or edited
// by whoever holds it without the pool's being any other for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/ref.h"
#include "session/client/peer_key.h"
#include "session/object/session.h"

namespace reprise::session {

// The last second in which a client may offer `session`: by its timeout, its ticket's lifetime, the end of its chain of
// resumptions, and a week (RFC 8446, 4.6.1: MUST NOT cache tickets for longer).
UnixSeconds offered_until(const Session& session);

// Whether a client may offer `session` at `now`. Not before its time either: the clock was set back, and its age is
// unknown.
bool may_be_offered(const Session& session, UnixSeconds now);

struct ClientPoolOptions {
  std::size_t max_peers = 1024;
  std::size_t max_per_peer = 8;
  std::size_t max_bytes = std::size_t(32) << 20;  // of sessions and their certificates (charge.h)
};

struct ClientPoolCounters {
  std::uint64_t hits = 0;     // calls of take() that gave a session
  std::uint64_t misses = 0;
  std::uint64_t expired = 0;  // sessions dropped for their age
  std::uint64_t evicted = 0;  // sessions dropped for want of room
};

// Safe to call from any thread. Every call takes constant time: a peer's sessions are few. No session is destroyed
// under the lock.
class ClientPool {
 public:
  explicit ClientPool(const ClientPoolOptions& options = {}) : options_(options) {}
  ClientPool(const ClientPool&) = delete;
  ClientPool& operator=(const ClientPool&) = delete;

  // Keeps `session` as the newest of `peer`; of TLS 1.2 in place of those that are there, of which one serves all. What
  // may not be offered is not kept. Also for a session that was taken and never sent. What is too much goes: the
  // peer's oldest, or all of the peer that was not asked for the longest; never the session that is being put.
  void put(const PeerKey& peer, const Session& session, UnixSeconds now);
  // The newest session of `peer` that may be offered at `now`, or null. The caller has a handle of its own.
  Ref<Session> take(const PeerKey& peer, UnixSeconds now);
  // Drops what has the id and the ticket of `session`, which the peer did not take well.
  void remove(const PeerKey& peer, const Session& session);

  std::size_t num_sessions() const;
  std::size_t bytes() const;
  ClientPoolCounters counters() const;

 private:
  using Sessions = std::vector<Ref<Session>>;  // oldest first
  struct Entry {
    PeerKey peer;
    Sessions sessions;
  };
  using Entries = std::list<Entry>;  // by last use, latest first
  struct KeyHash {                   // a key is a hash already
    std::size_t operator()(const PeerKey& key) const {
      std::size_t word;
      std::memcpy(&word, key.data(), sizeof word);
      return word;
    }
  };

  Entry& entry_of(const PeerKey& peer, Entries& made);
  void drop(Entry& entry, std::size_t index, Sessions& dropped);
  void drop_same_kind(Entry& entry, const Session& session, Sessions& dropped);
  void drop_if_empty(Entries::iterator entry, Entries& dropped);
  void make_room(Sessions& dropped, Entries& dropped_peers);

  const ClientPoolOptions options_;
  mutable std::mutex mutex_;  // guards what follows
  Entries entries_;
  std::unordered_map<PeerKey, Entries::iterator, KeyHash> by_peer_;
  std::size_t num_sessions_ = 0;
  std::size_t bytes_ = 0;
  ClientPoolCounters counters_;
};

}  // namespace reprise::session
