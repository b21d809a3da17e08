// One part of a SessionCache: a table by hash, a queue by use and a wheel by expiry, under one lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "session/cache.h"
#include "session/cache_entry.h"
#include "session/expiry_wheel.h"

namespace reprise::session {

// How many entries all shards of a cache hold.
using NumEntries = std::atomic<std::size_t>;

// The key that a shard looks entries up by. `hash` is of `id` and `version`.
struct CacheLookup {
  std::uint32_t hash;
  std::uint16_t version;
  Bytes id;
};

// Sessions on their way out of a shard: as many as are taken out or listed under one lock, and no memory asked for.
struct SessionBatch {
  void push(Ref<Session> session) { sessions[size++] = std::move(session); }
  bool full() const { return size == sessions.size(); }
  std::array<Ref<Session>, 64> sessions;
  std::size_t size = 0;
};

// The contents of a shard. Not safe for several threads by itself. insert(), exchange() and reschedule() ask for
// memory; nothing has changed when there is none.
class ShardContents {
 public:
  explicit ShardContents(std::int64_t max_timeout_s);
  ~ShardContents();
  ShardContents(const ShardContents&) = delete;
  ShardContents& operator=(const ShardContents&) = delete;

  EntryIndex find(const CacheLookup& key) const;
  CacheEntry& entry(EntryIndex index) { return pool_[index]; }

  // Takes a reference of its own.
  EntryIndex insert(const CacheLookup& key, const Ref<Session>& session, UnixSeconds now, std::uint64_t stamp);
  // Points an entry at another session of the same key, with a reference of its own; hands out the one it had.
  Ref<Session> exchange(EntryIndex index, const Ref<Session>& session, UnixSeconds now, std::uint64_t stamp);
  void reschedule(EntryIndex index, UnixSeconds now);
  // Unlinks the entry everywhere; its reference is the caller's.
  Session* remove(EntryIndex index);
  void move_to_front(EntryIndex index, std::uint64_t stamp);

  // As ExpiryWheel::take_expired(): an entry to be removed by remove_taken(), or kNoEntry.
  EntryIndex take_expired(UnixSeconds now, unsigned& steps) { return wheel_.take_expired(pool_, now, steps); }
  Session* remove_taken(EntryIndex index);
  void put_back_taken(EntryIndex index, UnixSeconds now) { wheel_.place(pool_, index, now); }

  EntryIndex oldest() const { return oldest_; }
  UnixSeconds earliest() const { return wheel_.earliest(); }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }
  // Every entry's index is below it; those that are free have no session.
  EntryIndex end() const { return pool_.end(); }

 private:
  struct Slot {
    std::uint32_t hash;
    EntryIndex entry;
  };
  static void fill(CacheEntry& entry, Session* session, UnixSeconds good_until);
  UnixSeconds good_until_of(const Session& session) const;
  void link_newest(EntryIndex index, std::uint64_t stamp);
  void unlink_queue(const CacheEntry& entry);
  void put_slot(std::uint32_t hash, EntryIndex index);
  void clear_slot(std::uint32_t hash, EntryIndex index);
  void grow();

  const std::int64_t max_timeout_s_;
  std::vector<Slot> slots_;  // a power of two of them, probed one after the other
  std::size_t mask_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  EntryPool pool_;
  ExpiryWheel wheel_;
  EntryIndex newest_ = kNoEntry;
  EntryIndex oldest_ = kNoEntry;
};

// Safe to call from any thread. No member calls anything outside while it holds the lock.
class alignas(64) CacheShard {
 public:
  // As CacheOptions::max_timeout_s; before the first add().
  void set_max_timeout(std::int64_t max_s) { max_timeout_s_ = max_s; }
  AddResult add(const CacheLookup& key, const Ref<Session>& session, UnixSeconds now, std::uint64_t stamp, NumEntries& num_entries);
  FindResult find(const CacheLookup& key, UnixSeconds now, NumEntries& num_entries);
  bool contains(const CacheLookup& key) const;
  // The entry of `key`, if `exact` is null or the session in it.
  Ref<Session> remove(const CacheLookup& key, const Session* exact, NumEntries& num_entries);
  bool reschedule(const CacheLookup& key, const Session& session);

  // Fills `out` with expired sessions. False when there may be more.
  bool take_expired(UnixSeconds now, SessionBatch& out, NumEntries& num_entries);
  std::unique_ptr<ShardContents> take_all(NumEntries& num_entries);
  // Fills `out` with the sessions of entries from `cursor` on, and moves it. False when there are no more.
  bool list(EntryIndex& cursor, SessionBatch& out) const;

  // What a victim search compares: no lock is taken, so the answer may be a moment old.
  UnixSeconds earliest() const { return earliest_.load(std::memory_order_relaxed); }
  std::uint64_t oldest_stamp() const { return oldest_stamp_.load(std::memory_order_relaxed); }
  // What the entries cost, by CacheEntry::charge.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  static constexpr std::uint64_t kEmpty = ~std::uint64_t(0);

  enum class Search : std::uint8_t { found, passed_over, nothing };
  struct Victim {
    Search search;
    RemovedSession removed{};
  };
  enum class SecondChance : std::uint8_t { yes, no };
  // Removes what has expired, or else the oldest entry; one that was used goes to the front of the queue instead when
  // `chance` is yes, and `newest` in any case. The number of entries is the caller's affair.
  Victim take_victim(UnixSeconds now, const Session* newest, std::uint64_t stamp, SecondChance chance);

  void add_counters(CacheCounters& sum) const;

 private:
  void note_contents();
  Ref<Session> removed(EntryIndex index, NumEntries& num_entries);

  std::int64_t max_timeout_s_ = kNever;
  mutable std::mutex mutex_;
  std::unique_ptr<ShardContents> contents_;  // made by the first add()
  std::atomic<UnixSeconds> earliest_{kNever};
  std::atomic<std::uint64_t> oldest_stamp_{kEmpty};
  std::atomic<std::size_t> bytes_{0};
  CacheCounters counters_;
};

}  // namespace reprise::session
