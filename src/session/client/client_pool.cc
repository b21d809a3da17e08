// SPDX-License-Identifier: Apache-2.0
#include "session/client/client_pool.h"

#include <algorithm>
#include <utility>

#include "session/object/charge.h"
#include "session/object/lineage.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls13 = 0x0304;

bool is_single_use(const Session& session) { return session.data().version() >= kTls13; }

UnixSeconds later(UnixSeconds time, std::uint64_t by) {
  UnixSeconds sum;
  return __builtin_add_overflow(time, by, &sum) ? kNever : sum;
}

bool same(const SessionData& a, const SessionData& b) {
  return a.version() == b.version() && std::ranges::equal(a.session_id(), b.session_id()) &&
         std::ranges::equal(a.ticket(), b.ticket());
}

}  // namespace

UnixSeconds offered_until(const Session& session) {
  const UnixSeconds by_age = later(session.time(), wire::kMaxTicketLifetime);
  const auto hint = session.data().lifetime_hint();
  // TLS 1.3: 0 means at once (RFC 8446, 4.6.1); TLS 1.2: that nothing is said (RFC 5077, 3.3).
  const UnixSeconds by_hint = hint != 0 || is_single_use(session) ? later(session.time(), hint) : kNever;
  return std::min({by_age, by_hint, session.good_until(), lineage_end(session, session.timeout_s())});
}

bool may_be_offered(const Session& session, UnixSeconds now) {
  return session.is_resumable() && session.time() <= now && now <= offered_until(session);
}

// The peer's entry, as the latest used. A new one comes out of `made`, so that nothing can fail half-way.
ClientPool::Entry& ClientPool::entry_of(const PeerKey& peer, Entries& made) {
  const auto [at, is_new] = by_peer_.try_emplace(peer, made.begin());
  entries_.splice(entries_.begin(), is_new ? made : entries_, at->second);
  return entries_.front();
}

void ClientPool::drop(Entry& entry, std::size_t index, Sessions& dropped) {
  auto& session = entry.sessions[index];
  bytes_ -= charge_of(*session);
  --num_sessions_;
  dropped.push_back(std::move(session));
  entry.sessions.erase(entry.sessions.begin() + std::ptrdiff_t(index));
}

// Sessions that `session` takes the place of.
void ClientPool::drop_same_kind(Entry& entry, const Session& session, Sessions& dropped) {
  for (std::size_t i = entry.sessions.size(); i-- > 0;) {
    const auto& kept = *entry.sessions[i];
    const bool replaced = is_single_use(session) ? same(kept.data(), session.data()) : !is_single_use(kept);
    if (replaced) drop(entry, i, dropped);
  }
}

void ClientPool::drop_if_empty(Entries::iterator entry, Entries& dropped) {
  if (!entry->sessions.empty()) return;
  by_peer_.erase(entry->peer);
  dropped.splice(dropped.begin(), entries_, entry);
}

// Drops the least recently used peers, and of the latest its oldest sessions, until the bounds hold.
void ClientPool::make_room(Sessions& dropped, Entries& dropped_peers) {
  const auto too_many = [this] { return entries_.size() > options_.max_peers || bytes_ > options_.max_bytes; };
  while (entries_.size() > 1 && too_many()) {
    auto& last = entries_.back();
    for (const auto& session : last.sessions) bytes_ -= charge_of(*session);
    num_sessions_ -= last.sessions.size();
    counters_.evicted += last.sessions.size();
    by_peer_.erase(last.peer);
    dropped_peers.splice(dropped_peers.begin(), entries_, std::prev(entries_.end()));
  }
  auto& latest = entries_.front();
  auto& sessions = latest.sessions;
  while (sessions.size() > 1 && (sessions.size() > options_.max_per_peer || bytes_ > options_.max_bytes)) {
    drop(latest, 0, dropped);
    ++counters_.evicted;
  }
}

void ClientPool::put(const PeerKey& peer, const Session& session, UnixSeconds now) {
  if (!may_be_offered(session, now)) return;
  auto own = session.duplicate();
  own->publish();
  Entries made(1), dropped_peers;
  made.front().peer = peer;
  made.front().sessions.reserve(options_.max_per_peer + 1);
  Sessions dropped;
  dropped.reserve(2 * options_.max_per_peer + 1);
  const std::lock_guard lock(mutex_);
  auto& entry = entry_of(peer, made);
  drop_same_kind(entry, *own, dropped);
  bytes_ += charge_of(*own);
  ++num_sessions_;
  entry.sessions.push_back(std::move(own));
  make_room(dropped, dropped_peers);
}

Ref<Session> ClientPool::take(const PeerKey& peer, UnixSeconds now) {
  Ref<Session> found;
  Entries emptied;
  Sessions dropped;
  dropped.reserve(options_.max_per_peer + 1);
  {
    const std::lock_guard lock(mutex_);
    const auto at = by_peer_.find(peer);
    if (at == by_peer_.end()) {
      ++counters_.misses;
      return nullptr;
    }
    auto entry = at->second;
    while (!found && !entry->sessions.empty()) {
      const auto& newest = entry->sessions.back();
      const bool good = may_be_offered(*newest, now);
      if (good) found = newest.share();
      if (good && !is_single_use(*newest)) break;
      drop(*entry, entry->sessions.size() - 1, dropped);
      if (!good) ++counters_.expired;
    }
    ++(found ? counters_.hits : counters_.misses);
    entries_.splice(entries_.begin(), entries_, entry);
    drop_if_empty(entry, emptied);
  }
  return found ? found->duplicate() : nullptr;
}

void ClientPool::remove(const PeerKey& peer, const Session& session) {
  Entries emptied;
  Sessions dropped;
  dropped.reserve(options_.max_per_peer + 1);
  const std::lock_guard lock(mutex_);
  const auto at = by_peer_.find(peer);
  if (at == by_peer_.end()) return;
  auto entry = at->second;
  for (std::size_t i = entry->sessions.size(); i-- > 0;) {
    if (same(entry->sessions[i]->data(), session.data())) drop(*entry, i, dropped);
  }
  drop_if_empty(entry, emptied);
}

std::size_t ClientPool::num_sessions() const {
  const std::lock_guard lock(mutex_);
  return num_sessions_;
}

std::size_t ClientPool::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

ClientPoolCounters ClientPool::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace reprise::session
