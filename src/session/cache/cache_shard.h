// SPDX-License-Identifier: Apache-2.0
// One part of a SessionCache: a table by hash, a queue by use and a wheel by expiry, under one lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "session/cache/cache.h"
#include "session/cache/cache_entry.h"
#include "session/cache/cache_tally.h"
#include "session/cache/expiry_wheel.h"

namespace reprise::session {

// The key that a shard looks entries up by. `hash` is of all the rest: its low half is for the shard's table.
struct CacheLookup {
  IdWords id;
  std::uint64_t hash;
  std::uint16_t version;
  std::uint8_t id_len;

  bool names(const CacheEntry& entry) const {
    const IdWords& other = entry.id;  // not by ==, which calls memcmp
    const auto difference = (id[0] ^ other[0]) | (id[1] ^ other[1]) | (id[2] ^ other[2]) | (id[3] ^ other[3]);
    return difference == 0 && entry.version == version && entry.id_len == id_len;
  }
};

// Sessions on their way out of a shard: as many as are taken out or listed under one lock, and no memory asked for.
struct SessionBatch {
  void push(Ref<Session> session) { sessions[size++] = std::move(session); }
  static constexpr std::size_t kMaxSize = 64;
  std::array<Ref<Session>, kMaxSize> sessions;
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

  // A place in the table. Valid until an entry comes or goes.
  struct Position {
    std::size_t slot = 0;
    EntryIndex entry = kNoEntry;
  };
  // The place of the key's entry; or of none, where it is to be.
  Position find(const CacheLookup& key) const;
  Position position_of(EntryIndex index) const;
  void prefetch_position_of(EntryIndex index) const { __builtin_prefetch(&slots_[pool_[index].hash & mask_], 1); }
  CacheEntry& entry(EntryIndex index) { return pool_[index]; }
  Stamp stamp(EntryIndex index) const { return pool_.links(index).stamp; }

  // Takes a reference of its own. `at` is what find() said. The entry is to be put at the front of the queue next.
  EntryIndex insert(Position at, const CacheLookup& key, const Ref<Session>& session, UnixSeconds now);
  // Points an entry at another session of the same key, with a reference of its own; hands out the one it had.
  Ref<Session> exchange(EntryIndex index, const Ref<Session>& session, UnixSeconds now);
  void reschedule(EntryIndex index, UnixSeconds now);
  // Unlinks the entry everywhere; its reference is the caller's.
  Session* remove(Position at);
  void put_at_front(EntryIndex index, Stamp stamp);   // of the queue, in which it is not
  void move_to_front(EntryIndex index, Stamp stamp);  // of the queue, in which it is

  // As ExpiryWheel::take_expired(): an entry to be removed by remove_taken(), or kNoEntry.
  EntryIndex take_expired(UnixSeconds now, unsigned& steps) { return wheel_.take_expired(pool_, now, steps); }
  // Takes an entry out of the wheel alone, as if it had expired.
  void take(EntryIndex index) { wheel_.remove(pool_, index); }
  Session* remove_taken(Position at);
  void put_back_taken(EntryIndex index, UnixSeconds now) { wheel_.place(pool_, index, now); }

  EntryIndex oldest() const { return oldest_; }
  EntryIndex newer_than(EntryIndex index) const { return pool_.links(index).newer; }
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
  void unlink_queue(EntryIndex index);
  std::size_t empty_slot(std::uint32_t hash) const;
  void clear(std::size_t gap);
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
  AddResult add(const CacheLookup& key, const Ref<Session>& session, UnixSeconds now, CacheTally& tally);
  FindResult find(const CacheLookup& key, UnixSeconds now);
  bool contains(const CacheLookup& key) const;
  // The entry of `key`, if `exact` is null or the session in it.
  Ref<Session> remove(const CacheLookup& key, const Session* exact);
  bool reschedule(const CacheLookup& key, const Session& session);

  // Fills `out` with expired sessions. False when there may be more.
  bool take_expired(UnixSeconds now, SessionBatch& out);
  // Fills `out` with the oldest sessions, at most so many.
  void take_oldest(std::size_t at_most, SessionBatch& out);
  std::size_t size() const;
  // Fills `out` with the sessions of entries from `cursor` on, and moves it. False when there are no more.
  bool list(EntryIndex& cursor, SessionBatch& out) const;

  // What a victim search compares: no lock is taken, so the answer may be a moment old.
  UnixSeconds earliest() const { return earliest_.load(std::memory_order_relaxed); }
  std::optional<Stamp> oldest_stamp() const {
    const std::uint64_t stamp = oldest_stamp_.load(std::memory_order_relaxed);
    return stamp == kEmpty ? std::nullopt : std::optional(Stamp(stamp));
  }
  // Entries that went, but for victims: those are counted by whoever claims them.
  EntryCount num_removed() const { return num_removed_.load(std::memory_order_relaxed); }
  // What the entries cost, by CacheEntry::charge.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  enum class Search : std::uint8_t { found, passed_over, nothing };
  struct Victim {
    Search search;
    RemovedEntry removed{};
  };
  enum class SecondChance : std::uint8_t { yes, no };
  // Removes what has expired, or else the oldest entry; one that was used goes to the front of the queue instead when
  // `chance` is yes, and `newest` in any case. Not counted as removed.
  Victim take_victim(UnixSeconds now, const Session* newest, Stamp stamp, SecondChance chance);

  void add_counters(CacheCounters& sum) const;

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t(0);  // beyond every stamp

  void note_contents();
  ShardContents::Position position_of(const CacheLookup& key) const;
  void count_removed(std::size_t entries);
  Ref<Session> removed(ShardContents::Position at);
  void remove_taken(std::span<const EntryIndex> taken, SessionBatch& out);

  std::int64_t max_timeout_s_ = kNever;
  mutable std::mutex mutex_;
  std::unique_ptr<ShardContents> contents_;  // made by the first add()
  std::atomic<UnixSeconds> earliest_{kNever};
  std::atomic<std::uint64_t> oldest_stamp_{kEmpty};
  std::atomic<std::size_t> bytes_{0};
  std::atomic<EntryCount> num_removed_{0};
  CacheCounters counters_;
};

}  // namespace reprise::session
