// SPDX-License-Identifier: Apache-2.0
#include "session/cache/cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstring>
#include <span>
#include <utility>

#include "session/cache/cache_shard.h"

namespace reprise::session {
namespace {

constexpr unsigned kMaxSecondChances = 64;
constexpr std::size_t kMaxShards = 1024;
constexpr unsigned kMaxLooks = 8;  // for a moment in which nobody adds
constexpr std::size_t kAhead = 4;  // sessions of a flush whose bodies are on their way

// Empties the batch. Hardly any session is in the processor's cache, and letting go of the last reference needs both
// handle and body.
void hand_out(SessionBatch& batch, RemovalCause cause, const std::function<void(RemovedEntry)>& visit) {
  const std::span sessions = std::span(batch.sessions).first(std::exchange(batch.size, 0));
  for (const auto& session : sessions) __builtin_prefetch(&*session, 1);
  for (std::size_t n = 0; n < sessions.size(); ++n) {
    if (n + kAhead < sessions.size()) __builtin_prefetch(&sessions[n + kAhead]->data(), 1);
    visit({std::move(sessions[n]), cause});
  }
}

// Both halves of a 128-bit product: each bit of either factor reaches the whole result.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return std::uint64_t(product) ^ std::uint64_t(product >> 64);
}

}  // namespace

SessionCache::SessionCache(const CacheOptions& options, const CacheKey& key)
    : num_shards_(std::bit_ceil(std::clamp<std::size_t>(options.num_shards, 1, kMaxShards))),
      shards_(std::make_unique<CacheShard[]>(num_shards_)),
      max_entries_(options.max_entries),
      max_bytes_(options.max_bytes) {
  static_assert(sizeof key == sizeof key_);
  std::memcpy(key_.data(), key.data(), sizeof key);
  for (std::size_t i = 0; i < num_shards_; ++i) shards_[i].set_max_timeout(options.max_timeout.count());
}

SessionCache::~SessionCache() = default;

// The hash is a keyed one of the whole id and the version. Not a cryptographic one: who cannot see hashes and does not
// know the key cannot make ids collide more often than by chance.
CacheLookup SessionCache::lookup(Bytes id, std::uint16_t version) const {
  CacheLookup key{.id = {}, .hash = 0, .version = version, .id_len = std::uint8_t(id.size())};
  if (id.size() == sizeof key.id) [[likely]] {
    std::memcpy(key.id.data(), id.data(), sizeof key.id);  // of a length that the compiler knows
  } else {
    std::memcpy(key.id.data(), id.data(), std::min(id.size(), sizeof key.id));
  }
  const std::uint64_t low = fold(key.id[0] ^ key_[0], key.id[1] ^ key_[1]);
  const std::uint64_t high = fold(key.id[2] ^ key_[2], key.id[3] ^ key_[3]);
  const std::uint64_t kind = std::uint64_t(version) << 8 | id.size();
  key.hash = fold(low ^ key_[3] ^ kind, high ^ std::rotl(key_[0], 32));
  return key;
}

CacheShard& SessionCache::shard_of(const CacheLookup& key) const {
  return shards_[(key.hash >> 40) & (num_shards_ - 1)];
}

AddResult SessionCache::add(const Ref<Session>& session, UnixSeconds now) {
  // From here on the body in force does not change in place, for others see it.
  if (!session->published()) session->publish();
  const SessionData& data = session->data();
  const Bytes id = data.session_id();
  if (id.empty()) return {AddOutcome::no_id};
  const CacheLookup key = lookup(id, data.version());
  auto result = shard_of(key).add(key, session, now, tally_);
  trim(now, session.get(), result.removed);
  return result;
}

EntryCount SessionCache::num_removed() const {
  EntryCount sum = 0;
  for (std::size_t i = 0; i < num_shards_; ++i) sum += shards_[i].num_removed();
  return sum;
}

// The entries come first: of what is removed meanwhile too much is subtracted, not too little.
std::size_t SessionCache::size() const {
  for (unsigned looks = 1;; ++looks) {
    const EntryCount kept = tally_.kept();
    const std::size_t left = entries_left(kept, num_removed());
    if (looks == kMaxLooks || tally_.kept() == kept) return left;
  }
}

// With the removals that were counted when last looked at, it is more than there is: often enough to know.
bool SessionCache::holds_too_much(EntryCount kept) {
  const std::size_t max = max_entries();
  const std::size_t max_size = max_bytes();
  const bool may_be_too_many = max != 0 && entries_left(kept, removed_before_.load(std::memory_order_relaxed)) > max;
  if (!may_be_too_many && max_size == 0) return false;
  const EntryCount removed = num_removed();
  removed_before_.store(removed, std::memory_order_relaxed);
  const std::size_t held = entries_left(kept, removed);
  return (max != 0 && held > max) || (max_size != 0 && held > 1 && bytes() > max_size);
}

void SessionCache::trim(UnixSeconds now, const Session* newest, RemovedEntries& removed) {
  while (tally_.claim([this](EntryCount kept) { return holds_too_much(kept); })) {
    if (evict_one(now, newest, removed)) continue;
    // Others have removed it all meanwhile, and have counted it.
    tally_.unclaim();
    return;
  }
}

// A shard with something expired; else the one whose oldest entry is the oldest.
CacheShard* SessionCache::likeliest_victim(UnixSeconds now) const {
  CacheShard* best = nullptr;
  Stamp best_stamp = 0;
  for (std::size_t i = 0; i < num_shards_; ++i) {
    CacheShard& shard = shards_[i];
    const auto stamp = shard.oldest_stamp();
    if (!stamp) continue;
    if (shard.earliest() < now) return &shard;
    if (best == nullptr || is_older(*stamp, best_stamp)) {
      best = &shard;
      best_stamp = *stamp;
    }
  }
  return best;
}

// Least recently used, near enough: a queue by time of insertion in which an entry that was used goes round once more.
// A hit then writes one bit and moves nothing. Not the soonest to expire: that may be the session in use.
bool SessionCache::evict_one(UnixSeconds now, const Session* newest, RemovedEntries& removed) {
  for (unsigned tries = 0; tries < 2 * kMaxSecondChances; ++tries) {
    // Towards the end neither expiry, which may be a moment old, nor use is looked at.
    const bool last_tries = tries >= kMaxSecondChances;
    CacheShard* shard = likeliest_victim(last_tries ? std::numeric_limits<UnixSeconds>::min() : now);
    if (shard == nullptr) return false;
    auto victim = shard->take_victim(now, newest, tally_.stamp(),
                                     last_tries ? CacheShard::SecondChance::no : CacheShard::SecondChance::yes);
    if (victim.search != CacheShard::Search::found) continue;
    removed.push_back(std::move(victim.removed));
    return true;
  }
  return false;
}

FindResult SessionCache::find(Bytes id, std::uint16_t version, UnixSeconds now) {
  if (id.size() > kMaxSessionIdLen) return {FindOutcome::miss};
  const CacheLookup key = lookup(id, version);
  return shard_of(key).find(key, now);
}

bool SessionCache::contains(Bytes id, std::uint16_t version) const {
  if (id.size() > kMaxSessionIdLen) return false;
  const CacheLookup key = lookup(id, version);
  return shard_of(key).contains(key);
}

Ref<Session> SessionCache::remove(Bytes id, std::uint16_t version) {
  if (id.size() > kMaxSessionIdLen) return nullptr;
  const CacheLookup key = lookup(id, version);
  return shard_of(key).remove(key, nullptr);
}

Ref<Session> SessionCache::remove_exact(const Session& session) {
  const CacheLookup key = lookup(session.data().session_id(), session.data().version());
  return shard_of(key).remove(key, &session);
}

bool SessionCache::reschedule(const Session& session) {
  const CacheLookup key = lookup(session.data().session_id(), session.data().version());
  return shard_of(key).reschedule(key, session);
}

std::size_t SessionCache::bytes() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < num_shards_; ++i) sum += shards_[i].bytes();
  return sum;
}

// A batch of each shard in turn: sessions that were made one after the other lie side by side in memory and go
// together.
std::size_t SessionCache::flush(UnixSeconds now, const std::function<void(RemovedEntry)>& visit) {
  std::size_t total = 0;
  std::bitset<kMaxShards> done;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < num_shards_; ++i) {
      if (done[i] || shards_[i].earliest() >= now) continue;
      SessionBatch batch;
      done[i] = shards_[i].take_expired(now, batch);
      more = more || !done[i];
      total += batch.size;
      hand_out(batch, RemovalCause::expired, visit);
    }
  }
  return total;
}

// A batch of each shard in turn, for the same reason. The oldest, so that what is added meanwhile is not waited for.
std::size_t SessionCache::remove_all(const std::function<void(RemovedEntry)>& visit) {
  std::array<std::size_t, kMaxShards> left{};
  for (std::size_t i = 0; i < num_shards_; ++i) left[i] = shards_[i].size();
  std::size_t total = 0;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < num_shards_; ++i) {
      if (left[i] == 0) continue;
      SessionBatch batch;
      shards_[i].take_oldest(left[i], batch);
      left[i] = batch.size == 0 ? 0 : left[i] - batch.size;
      more = more || left[i] != 0;
      total += batch.size;
      hand_out(batch, RemovalCause::flushed, visit);
    }
  }
  return total;
}

void SessionCache::for_each(const std::function<void(const Ref<Session>&)>& visit) const {
  for (std::size_t i = 0; i < num_shards_; ++i) {
    EntryIndex cursor = 0;
    bool more = true;
    while (more) {
      SessionBatch batch;
      more = shards_[i].list(cursor, batch);
      for (const auto& session : std::span(batch.sessions).first(batch.size)) visit(session);
    }
  }
}

CacheCounters SessionCache::counters() const {
  CacheCounters sum;
  for (std::size_t i = 0; i < num_shards_; ++i) shards_[i].add_counters(sum);
  return sum;
}

}  // namespace reprise::session
