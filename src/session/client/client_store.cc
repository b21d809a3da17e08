// SPDX-License-Identifier: Apache-2.0
#include "session/client/client_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "session/client/client_pool.h"
#include "session/client/stored_session.h"

namespace reprise::session {
namespace {

constexpr std::uint16_t kTls13 = 0x0304;
constexpr unsigned kTls12Place = ClientStore::kNumTickets;

void count(std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

ClientStore::ClientStore(std::unique_ptr<SessionStore> store, std::unique_ptr<StoreSealer> sealer,
                               crypto::CertificateInterner& certificates, unsigned first_place)
    : store_(std::move(store)), sealer_(std::move(sealer)), certificates_(certificates), next_place_(first_place) {}

Result<StoreName> ClientStore::name(const PeerKey& peer, unsigned place) const {
  std::array<std::uint8_t, sizeof(PeerKey) + 1> about;
  std::ranges::copy(peer, about.begin());
  about.back() = std::uint8_t(place);
  return sealer_->name(about);
}

// A clock that was set back ends the rest.
bool ClientStore::rests(UnixSeconds now) const {
  const UnixSeconds since = asked_too_much_.load(std::memory_order_relaxed);
  return since != kNeverAsked && now >= since && now - since < kRest_s;
}

StoreOutcome ClientStore::noted(StoreOutcome outcome, UnixSeconds now) {
  if (outcome == StoreOutcome::timed_out) asked_too_much_.store(now, std::memory_order_relaxed);
  return outcome;
}

// False when the store did not take it.
bool ClientStore::store(const PeerKey& peer, const Session& session, UnixSeconds now) {
  if (rests(now)) return false;
  const bool tls13 = session.data().version() >= kTls13;
  const unsigned place = tls13 ? next_place_.fetch_add(1, std::memory_order_relaxed) % kNumTickets : kTls12Place;
  const auto named = name(peer, place);
  const auto plain = encode_stored_session(session);
  if (!named.ok() || !plain.ok()) return false;
  const auto sealed = sealer_->seal(named.value(), plain.value().bytes());
  const Seconds ttl(offered_until(session) - now);
  if (!sealed.ok()) return false;
  return noted(store_->put(named.value(), sealed.value(), ttl, kDeadline), now) == StoreOutcome::done;
}

void ClientStore::put(const PeerKey& peer, const Session& session, UnixSeconds now) {
  if (may_be_offered(session, now)) count(store(peer, session, now) ? stored_ : not_stored_);
}

// What the store has in `place`, if it may still be offered. A ticket is taken out, whatever it turns out to be.
ClientStore::Found ClientStore::find(const PeerKey& peer, unsigned place, UnixSeconds now) {
  if (rests(now)) return {StoreOutcome::timed_out};
  const auto named = name(peer, place);
  if (!named.ok()) return {};
  const bool stays = place == kTls12Place;
  const auto reply = stays ? store_->get(named.value(), kDeadline) : store_->take(named.value(), kDeadline);
  if (noted(reply.outcome, now) != StoreOutcome::done) return {reply.outcome};
  const auto plain = sealer_->open(named.value(), reply.value);
  if (!plain) {
    count(unreadable_);
    return {StoreOutcome::not_found};
  }
  auto session = decode_stored_session(plain->bytes(), certificates_, now);
  if (!session.ok() || !may_be_offered(*session.value(), now)) return {StoreOutcome::not_found};
  return {StoreOutcome::done, std::move(session.value())};
}

// The newest ticket that was put here first, then those of others, then a session of TLS 1.2.
Ref<Session> ClientStore::take_any(const PeerKey& peer, UnixSeconds now) {
  const unsigned newest = next_place_.load(std::memory_order_relaxed) + kNumTickets - 1;
  for (unsigned i = 0; i <= kNumTickets; ++i) {
    auto found = find(peer, i < kNumTickets ? (newest - i) % kNumTickets : kTls12Place, now);
    if (found.session) return std::move(found.session);
    if (found.outcome == StoreOutcome::not_found) continue;
    count(unavailable_);  // one that is slow or gone is not asked again and again while a handshake waits
    return nullptr;
  }
  return nullptr;
}

Ref<Session> ClientStore::take(const PeerKey& peer, UnixSeconds now) {
  auto session = take_any(peer, now);
  if (session) count(taken_);
  return session;
}

void ClientStore::forget(const PeerKey& peer, UnixSeconds now) {
  for (unsigned place = 0; place <= kTls12Place && !rests(now); ++place) {
    const auto named = name(peer, place);
    if (!named.ok()) return;
    const auto outcome = noted(store_->remove(named.value(), kDeadline), now);
    if (outcome != StoreOutcome::done && outcome != StoreOutcome::not_found) return;
  }
}

ClientStoreCounters ClientStore::counters() const {
  const auto value = [](const std::atomic<std::uint64_t>& counter) { return counter.load(std::memory_order_relaxed); };
  return {value(stored_), value(not_stored_), value(taken_), value(unavailable_), value(unreadable_)};
}

}  // namespace reprise::session
