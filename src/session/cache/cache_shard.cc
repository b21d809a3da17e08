// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache_shard.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "session/object/charge.h"

namespace reprise::session {
namespace {

constexpr std::size_t kFirstSlots = 32;
constexpr std::size_t kManySlots = 512;  // below it, a table grows by four: most of the time it then grows once
constexpr unsigned kStepsForVictim = 64;
constexpr unsigned kStepsForBatch = 512;

// Bytes that a session costs the cache: its own and the entry's.
std::uint32_t charge_of_entry(const Session& session) {
  const std::size_t bytes = charge_of(session) + sizeof(CacheEntry) + sizeof(EntryLinks) + 16;
  return std::uint32_t(std::min<std::size_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

ShardContents::ShardContents(std::int64_t max_timeout_s)
    : max_timeout_s_(max_timeout_s), slots_(kFirstSlots, Slot{0, kNoEntry}), mask_(kFirstSlots - 1) {}

ShardContents::~ShardContents() {
  for (EntryIndex i = 0; i < pool_.end() && size_ != 0; ++i) {
    if (pool_[i].session == nullptr) continue;
    Ref<Session>::adopt(pool_[i].session);
    --size_;
  }
}

ShardContents::Position ShardContents::find(const CacheLookup& key) const {
  const auto hash = std::uint32_t(key.hash);
  for (std::size_t i = hash & mask_;; i = (i + 1) & mask_) {
    const Slot& slot = slots_[i];
    if (slot.entry == kNoEntry || (slot.hash == hash && key.names(pool_[slot.entry]))) return {i, slot.entry};
  }
}

ShardContents::Position ShardContents::position_of(EntryIndex index) const {
  std::size_t i = pool_[index].hash & mask_;
  while (slots_[i].entry != index) i = (i + 1) & mask_;
  return {i, index};
}

UnixSeconds ShardContents::good_until_of(const Session& session) const {
  UnixSeconds latest;
  if (__builtin_add_overflow(session.time(), max_timeout_s_, &latest)) return session.good_until();
  return std::min(latest, session.good_until());
}

void ShardContents::fill(CacheEntry& entry, Session* session, UnixSeconds good_until) {
  entry.session = session;
  entry.good_until = good_until;
  entry.charge = charge_of_entry(*session);
  entry.used = false;
}

EntryIndex ShardContents::insert(Position at, const CacheLookup& key, const Ref<Session>& session, UnixSeconds now) {
  const UnixSeconds good_until = good_until_of(*session);
  if ((size_ + 1) * 2 > slots_.size()) {
    grow();
    at.slot = empty_slot(std::uint32_t(key.hash));
  }
  wheel_.prepare(good_until, now);
  const EntryIndex index = pool_.take();
  CacheEntry& entry = pool_[index];
  entry.id = key.id;
  entry.hash = std::uint32_t(key.hash);
  entry.version = key.version;
  entry.id_len = key.id_len;
  fill(entry, session.share().leak(), good_until);
  wheel_.place(pool_, index, now);
  slots_[at.slot] = {entry.hash, index};
  ++size_;
  bytes_ += entry.charge;
  return index;
}

Ref<Session> ShardContents::exchange(EntryIndex index, const Ref<Session>& session, UnixSeconds now) {
  const UnixSeconds good_until = good_until_of(*session);
  CacheEntry& entry = pool_[index];
  wheel_.prepare(good_until, now);
  wheel_.remove(pool_, index);
  auto before = Ref<Session>::adopt(entry.session);
  bytes_ -= entry.charge;
  fill(entry, session.share().leak(), good_until);
  bytes_ += entry.charge;
  wheel_.place(pool_, index, now);
  return before;
}

void ShardContents::reschedule(EntryIndex index, UnixSeconds now) {
  CacheEntry& entry = pool_[index];
  const UnixSeconds good_until = good_until_of(*entry.session);
  if (good_until == entry.good_until) return;
  wheel_.prepare(good_until, now);
  wheel_.remove(pool_, index);
  entry.good_until = good_until;
  wheel_.place(pool_, index, now);
}

Session* ShardContents::remove(Position at) {
  take(at.entry);
  return remove_taken(at);
}

Session* ShardContents::remove_taken(Position at) {
  const EntryIndex index = at.entry;
  const CacheEntry& entry = pool_[index];
  clear(at.slot);
  unlink_queue(index);
  Session* session = entry.session;
  bytes_ -= entry.charge;
  pool_.give(index);
  --size_;
  return session;
}

void ShardContents::move_to_front(EntryIndex index, Stamp stamp) {
  unlink_queue(index);
  put_at_front(index, stamp);
}

void ShardContents::put_at_front(EntryIndex index, Stamp stamp) {
  EntryLinks& links = pool_.links(index);
  links.stamp = stamp;
  links.newer = kNoEntry;
  links.older = newest_;
  if (newest_ != kNoEntry) pool_.links(newest_).newer = index;
  newest_ = index;
  if (oldest_ == kNoEntry) oldest_ = index;
}

void ShardContents::unlink_queue(EntryIndex index) {
  const EntryLinks& links = pool_.links(index);
  (links.newer == kNoEntry ? newest_ : pool_.links(links.newer).older) = links.older;
  (links.older == kNoEntry ? oldest_ : pool_.links(links.older).newer) = links.newer;
}

std::size_t ShardContents::empty_slot(std::uint32_t hash) const {
  std::size_t i = hash & mask_;
  while (slots_[i].entry != kNoEntry) i = (i + 1) & mask_;
  return i;
}

// Closes the gap: what was pushed past it by collisions moves up, so that no marks of deleted slots are needed.
void ShardContents::clear(std::size_t gap) {
  for (std::size_t i = (gap + 1) & mask_; slots_[i].entry != kNoEntry; i = (i + 1) & mask_) {
    const std::size_t home = slots_[i].hash & mask_;
    if (((i - home) & mask_) < ((i - gap) & mask_)) continue;
    slots_[gap] = slots_[i];
    gap = i;
  }
  slots_[gap].entry = kNoEntry;
}

void ShardContents::grow() {
  const std::size_t growth = slots_.size() < kManySlots ? 4 : 2;
  std::vector<Slot> before(slots_.size() * growth, Slot{0, kNoEntry});
  before.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : before) {
    if (slot.entry != kNoEntry) slots_[empty_slot(slot.hash)] = slot;
  }
}

// Brings up to date what is read without the lock.
void CacheShard::note_contents() {
  bytes_.store(contents_->bytes(), std::memory_order_relaxed);
  const EntryIndex oldest = contents_->oldest();
  const std::uint64_t stamp = oldest == kNoEntry ? kEmpty : contents_->stamp(oldest);
  if (stamp != oldest_stamp_.load(std::memory_order_relaxed)) oldest_stamp_.store(stamp, std::memory_order_relaxed);
}

AddResult CacheShard::add(const CacheLookup& key, const Ref<Session>& session, UnixSeconds now, CacheTally& tally) {
  const std::lock_guard lock(mutex_);
  if (contents_ == nullptr) contents_ = std::make_unique<ShardContents>(max_timeout_s_);
  ShardContents& in = *contents_;
  AddResult result{AddOutcome::added};
  const auto at = in.find(key);
  EntryIndex index = at.entry;
  if (index == kNoEntry) {
    index = in.insert(at, key, session, now);
    in.put_at_front(index, tally.count_new_entry());
  } else if (in.entry(index).session == session.get()) {
    in.reschedule(index, now);
    in.move_to_front(index, tally.count_known_entry());
    result.outcome = AddOutcome::already_there;
  } else {
    result.replaced = in.exchange(index, session, now);
    in.move_to_front(index, tally.count_known_entry());
    result.outcome = AddOutcome::replaced;
  }
  const UnixSeconds good_until = in.entry(index).good_until;
  if (good_until < earliest()) earliest_.store(good_until, std::memory_order_relaxed);
  note_contents();
  return result;
}

// Nobody else writes it: under the lock, there is no need for an atomic operation that both reads and writes.
void CacheShard::count_removed(std::size_t entries) {
  num_removed_.store(num_removed() + EntryCount(entries), std::memory_order_relaxed);
}

Ref<Session> CacheShard::removed(ShardContents::Position at) {
  count_removed(1);
  auto session = Ref<Session>::adopt(contents_->remove(at));
  note_contents();
  return session;
}

ShardContents::Position CacheShard::position_of(const CacheLookup& key) const {
  return contents_ == nullptr ? ShardContents::Position{} : contents_->find(key);
}

FindResult CacheShard::find(const CacheLookup& key, UnixSeconds now) {
  const std::lock_guard lock(mutex_);
  const auto at = position_of(key);
  if (at.entry == kNoEntry) {
    ++counters_.misses;
    return {FindOutcome::miss};
  }
  CacheEntry& entry = contents_->entry(at.entry);
  if (entry.good_until < now) {
    ++counters_.expired;
    return {FindOutcome::expired, removed(at)};
  }
  ++counters_.hits;
  if (!entry.used) entry.used = true;
  return {FindOutcome::hit, Ref<Session>::sharing(entry.session)};
}

bool CacheShard::contains(const CacheLookup& key) const {
  const std::lock_guard lock(mutex_);
  return position_of(key).entry != kNoEntry;
}

Ref<Session> CacheShard::remove(const CacheLookup& key, const Session* exact) {
  const std::lock_guard lock(mutex_);
  const auto at = position_of(key);
  if (at.entry == kNoEntry || (exact != nullptr && contents_->entry(at.entry).session != exact)) return nullptr;
  return removed(at);
}

bool CacheShard::reschedule(const CacheLookup& key, const Session& session) {
  const std::lock_guard lock(mutex_);
  const auto at = position_of(key);
  if (at.entry == kNoEntry || contents_->entry(at.entry).session != &session) return false;
  contents_->reschedule(at.entry, session.time());
  const UnixSeconds good_until = contents_->entry(at.entry).good_until;
  if (good_until < earliest()) earliest_.store(good_until, std::memory_order_relaxed);
  return true;
}

// In two goes: the places of entries in a large table are on their way while the next ones are looked for.
bool CacheShard::take_expired(UnixSeconds now, SessionBatch& out) {
  const std::lock_guard lock(mutex_);
  if (contents_ == nullptr) return true;
  unsigned steps = kStepsForBatch;
  EntryIndex index = kNoEntry;
  std::array<EntryIndex, SessionBatch::kMaxSize> taken;
  std::size_t num_taken = 0;
  while (num_taken < taken.size() && (index = contents_->take_expired(now, steps)) != kNoEntry) {
    contents_->prefetch_position_of(index);
    taken[num_taken++] = index;
  }
  remove_taken(std::span(taken).first(num_taken), out);
  return index == kNoEntry && steps != 0;
}

void CacheShard::take_oldest(std::size_t at_most, SessionBatch& out) {
  const std::lock_guard lock(mutex_);
  if (contents_ == nullptr) return;
  std::array<EntryIndex, SessionBatch::kMaxSize> taken;
  std::size_t num_taken = 0;
  for (EntryIndex index = contents_->oldest(); index != kNoEntry && num_taken < std::min(at_most, taken.size());
       index = contents_->newer_than(index)) {
    contents_->take(index);
    contents_->prefetch_position_of(index);
    taken[num_taken++] = index;
  }
  remove_taken(std::span(taken).first(num_taken), out);
}

void CacheShard::remove_taken(std::span<const EntryIndex> taken, SessionBatch& out) {
  for (const EntryIndex index : taken) {
    out.push(Ref<Session>::adopt(contents_->remove_taken(contents_->position_of(index))));
  }
  count_removed(taken.size());
  earliest_.store(contents_->earliest(), std::memory_order_relaxed);
  note_contents();
}

std::size_t CacheShard::size() const {
  const std::lock_guard lock(mutex_);
  return contents_ == nullptr ? 0 : contents_->size();
}

bool CacheShard::list(EntryIndex& cursor, SessionBatch& out) const {
  const std::lock_guard lock(mutex_);
  if (contents_ == nullptr) return false;
  // Free entries count as well: no long search under the lock.
  for (std::size_t n = 0; n < out.sessions.size() && cursor < contents_->end(); ++n, ++cursor) {
    Session* session = contents_->entry(cursor).session;
    if (session != nullptr) out.push(Ref<Session>::sharing(session));
  }
  return cursor < contents_->end();
}

CacheShard::Victim CacheShard::take_victim(UnixSeconds now, const Session* newest, Stamp stamp, SecondChance chance) {
  const std::lock_guard lock(mutex_);
  if (contents_ == nullptr || contents_->size() == 0) return {Search::nothing};
  unsigned steps = kStepsForVictim;
  EntryIndex index = earliest() < now ? contents_->take_expired(now, steps) : kNoEntry;
  if (index != kNoEntry && contents_->entry(index).session == newest) {
    contents_->put_back_taken(index, now);
  } else if (index != kNoEntry) {
    auto session = Ref<Session>::adopt(contents_->remove_taken(contents_->position_of(index)));
    note_contents();
    ++counters_.evicted;
    return {Search::found, {std::move(session), RemovalCause::expired}};
  }
  if (steps != 0) earliest_.store(contents_->earliest(), std::memory_order_relaxed);
  index = contents_->oldest();
  CacheEntry& entry = contents_->entry(index);
  if (entry.session == newest || (entry.used && chance == SecondChance::yes)) {
    entry.used = false;
    contents_->move_to_front(index, stamp);
    note_contents();
    return {Search::passed_over};
  }
  auto session = Ref<Session>::adopt(contents_->remove(contents_->position_of(index)));
  note_contents();
  ++counters_.evicted;
  return {Search::found, {std::move(session), RemovalCause::evicted}};
}

void CacheShard::add_counters(CacheCounters& sum) const {
  const std::lock_guard lock(mutex_);
  sum.hits += counters_.hits;
  sum.misses += counters_.misses;
  sum.expired += counters_.expired;
  sum.evicted += counters_.evicted;
}

}  // namespace reprise::session
