#include "session/cache.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>
#include <span>
#include <utility>

#include "session/cache_shard.h"

namespace reprise::session {
namespace {

constexpr unsigned kMaxSecondChances = 64;
constexpr std::size_t kMaxShards = 1024;
constexpr std::size_t kAhead = 4;  // sessions of a flush whose bodies are on their way

// Both halves of a 128-bit product: each bit of either factor reaches the whole result.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return std::uint64_t(product) ^ std::uint64_t(product >> 64);
}

CacheLookup lookup(std::uint64_t hash, std::uint16_t version, Bytes id) { return {std::uint32_t(hash), version, id}; }

}  // namespace

SessionCache::SessionCache(const CacheOptions& options, const CacheKey& key)
    : num_shards_(std::bit_ceil(std::clamp<std::size_t>(options.num_shards, 1, kMaxShards))),
      shards_(std::make_unique<CacheShard[]>(num_shards_)),
      max_entries_(options.max_entries),
      max_bytes_(options.max_bytes) {
  static_assert(sizeof key == sizeof key_);
  std::memcpy(key_.data(), key.data(), sizeof key);
  for (std::size_t i = 0; i < num_shards_; ++i) shards_[i].set_max_timeout(options.max_timeout_s);
}

SessionCache::~SessionCache() = default;

// A keyed hash of the whole id and the version. Not a cryptographic one: who cannot see hashes and does not know the key
// cannot make ids collide more often than by chance.
std::uint64_t SessionCache::hash_of(Bytes id, std::uint16_t version) const {
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), id.data(), std::min(id.size(), sizeof words));
  const std::uint64_t low = fold(words[0] ^ key_[0], words[1] ^ key_[1]);
  const std::uint64_t high = fold(words[2] ^ key_[2], words[3] ^ key_[3]);
  const std::uint64_t kind = std::uint64_t(version) << 8 | id.size();
  return fold(low ^ key_[3] ^ kind, high ^ std::rotl(key_[0], 32));
}

CacheShard& SessionCache::shard_of(std::uint64_t hash) const { return shards_[(hash >> 40) & (num_shards_ - 1)]; }

AddResult SessionCache::add(const Ref<Session>& session, UnixSeconds now) {
  // From here on the body in force does not change in place, so that its id can be pointed at.
  if (!session->published()) session->publish();
  const SessionData& data = session->data();
  const Bytes id = data.session_id();
  if (id.empty()) return {AddOutcome::no_id};
  const std::uint64_t hash = hash_of(id, data.version());
  const std::uint64_t stamp = num_adds_.fetch_add(1, std::memory_order_relaxed);
  auto result = shard_of(hash).add(lookup(hash, data.version(), id), session, now, stamp, size_);
  trim(now, session.get(), result.removed);
  return result;
}

// Lowers the count by one when the cache holds too much: the caller then owes the removal of one entry.
bool SessionCache::claim_surplus() {
  std::size_t held = size_.load(std::memory_order_relaxed);
  for (;;) {
    const std::size_t max = max_entries();
    const std::size_t max_size = max_bytes();
    const bool too_many = max != 0 && held > max;
    const bool too_large = max_size != 0 && bytes() > max_size && held > 1;
    if (!too_many && !too_large) return false;
    if (size_.compare_exchange_weak(held, held - 1, std::memory_order_relaxed)) return true;
  }
}

void SessionCache::trim(UnixSeconds now, const Session* newest, RemovedSessions& removed) {
  while (claim_surplus()) {
    if (evict_one(now, newest, removed)) continue;
    // Others have removed it all meanwhile, and have counted it.
    size_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
}

// A shard with something expired; else the one whose oldest entry is the oldest.
CacheShard* SessionCache::likeliest_victim(UnixSeconds now) const {
  CacheShard* best = nullptr;
  std::uint64_t best_stamp = CacheShard::kEmpty;
  for (std::size_t i = 0; i < num_shards_; ++i) {
    CacheShard& shard = shards_[i];
    const std::uint64_t stamp = shard.oldest_stamp();
    if (stamp == CacheShard::kEmpty) continue;
    if (shard.earliest() < now) return &shard;
    if (best == nullptr || stamp < best_stamp) {
      best = &shard;
      best_stamp = stamp;
    }
  }
  return best;
}

// Least recently used, near enough: a queue by time of insertion in which an entry that was used goes round once more.
// A hit then writes one bit and moves nothing. Not the soonest to expire: that may be the session in use.
bool SessionCache::evict_one(UnixSeconds now, const Session* newest, RemovedSessions& removed) {
  for (unsigned tries = 0; tries < 2 * kMaxSecondChances; ++tries) {
    // Towards the end neither expiry, which may be a moment old, nor use is looked at.
    const bool last_tries = tries >= kMaxSecondChances;
    CacheShard* shard = likeliest_victim(last_tries ? std::numeric_limits<UnixSeconds>::min() : now);
    if (shard == nullptr) return false;
    const std::uint64_t stamp = num_adds_.load(std::memory_order_relaxed);
    auto victim = shard->take_victim(now, newest, stamp,
                                     last_tries ? CacheShard::SecondChance::no : CacheShard::SecondChance::yes);
    if (victim.search != CacheShard::Search::found) continue;
    removed.push_back(std::move(victim.removed));
    return true;
  }
  return false;
}

FindResult SessionCache::find(Bytes id, std::uint16_t version, UnixSeconds now) {
  if (id.size() > kMaxSessionIdLen) return {FindOutcome::miss};
  const std::uint64_t hash = hash_of(id, version);
  return shard_of(hash).find(lookup(hash, version, id), now, size_);
}

bool SessionCache::contains(Bytes id, std::uint16_t version) const {
  if (id.size() > kMaxSessionIdLen) return false;
  const std::uint64_t hash = hash_of(id, version);
  return shard_of(hash).contains(lookup(hash, version, id));
}

Ref<Session> SessionCache::remove(Bytes id, std::uint16_t version) {
  if (id.size() > kMaxSessionIdLen) return nullptr;
  const std::uint64_t hash = hash_of(id, version);
  return shard_of(hash).remove(lookup(hash, version, id), nullptr, size_);
}

Ref<Session> SessionCache::remove_exact(const Session& session) {
  const SessionData& data = session.data();
  const std::uint64_t hash = hash_of(data.session_id(), data.version());
  return shard_of(hash).remove(lookup(hash, data.version(), data.session_id()), &session, size_);
}

bool SessionCache::reschedule(const Session& session) {
  const SessionData& data = session.data();
  const std::uint64_t hash = hash_of(data.session_id(), data.version());
  return shard_of(hash).reschedule(lookup(hash, data.version(), data.session_id()), session);
}

std::size_t SessionCache::bytes() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < num_shards_; ++i) sum += shards_[i].bytes();
  return sum;
}

// A batch of each shard in turn: sessions that were made one after the other lie side by side in memory and go
// together.
std::size_t SessionCache::flush(UnixSeconds now, const std::function<void(RemovedSession)>& visit) {
  std::size_t total = 0;
  std::bitset<kMaxShards> done;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < num_shards_; ++i) {
      if (done[i] || shards_[i].earliest() >= now) continue;
      SessionBatch batch;
      done[i] = shards_[i].take_expired(now, batch, size_);
      more = more || !done[i];
      total += batch.size;
      const std::span taken = std::span(batch.sessions).first(batch.size);
      // Hardly any is in the processor's cache, and letting go of the last reference needs both handle and body.
      for (const auto& session : taken) __builtin_prefetch(&*session, 1);
      for (std::size_t n = 0; n < taken.size(); ++n) {
        if (n + kAhead < taken.size()) __builtin_prefetch(&taken[n + kAhead]->data(), 1);
        visit({std::move(taken[n]), RemovalCause::expired});
      }
    }
  }
  return total;
}

std::size_t SessionCache::remove_all(const std::function<void(RemovedSession)>& visit) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < num_shards_; ++i) {
    const auto contents = shards_[i].take_all(size_);
    if (contents == nullptr) continue;
    for (EntryIndex at = 0; at < contents->end(); ++at) {
      Session*& session = contents->entry(at).session;
      if (session == nullptr) continue;
      ++total;
      visit({Ref<Session>::adopt(std::exchange(session, nullptr)), RemovalCause::flushed});
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
