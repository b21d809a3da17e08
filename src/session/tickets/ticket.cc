// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/ticket.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "crypto/aead.h"
#include "crypto/hkdf.h"
#include "crypto/pool.h"
#include "crypto/synthetic_nonce.h"

namespace reprise::session {
namespace {

constexpr crypto::Aead kAead = crypto::Aead::aes_256_gcm;
constexpr std::size_t kKeyLen = 32;
constexpr std::size_t kTagLen = 16;
constexpr std::size_t kHeadLen = kTicketKeyNameLen + crypto::kAeadNonceSize;
constexpr std::size_t kMaxOldKeys = 32;
// Periods that are made up for; after more than that, nobody shares our keys.
constexpr std::int64_t kMaxStepsAtOnce = 1024;
// NIST SP 800-38D, 8.3: nonces as good as random of 96 bits may be used 2^32 times with one key. Keys are replaced
// well before.
constexpr std::uint64_t kMaxSeals = std::uint64_t(1) << 31;

UnixSeconds later(UnixSeconds time, std::int64_t by) {
  UnixSeconds sum;
  return __builtin_add_overflow(time, by, &sum) ? kNever : sum;
}

}  // namespace

// A name, a key, and contexts that are keyed with it already.
struct TicketSealer::Key : RefCounted {
  using Direction = crypto::AeadContext::Direction;
  using Pool = crypto::Pool<crypto::AeadContext, 4>;

  Result<std::unique_ptr<crypto::AeadContext>> context(const crypto::Algorithms& algorithms,
                                                       Direction direction) const {
    if (auto kept = pool(direction).take()) return kept;
    auto made = TRY(crypto::AeadContext::create(algorithms, kAead, direction, key.bytes()));
    return std::make_unique<crypto::AeadContext>(std::move(made));
  }
  Pool& pool(Direction direction) const { return direction == Direction::seal ? sealing : opening; }

  TicketKeyName name{};
  SecretArray<kKeyLen> key;
  crypto::SyntheticNonce nonces;
  mutable std::atomic<std::uint64_t> num_seals{0};
  mutable Pool sealing;
  mutable Pool opening;
};

// A snapshot of all keys; never changed once it is in force.
struct TicketSealer::Ring : RefCounted {
  struct Held {
    Ref<const Key> key;
    UnixSeconds seals_since, seals_until, opens_until;
    Held share() const { return {key.share(), seals_since, seals_until, opens_until}; }
  };
  // Compared with the start as well, so that a clock that was once
  // far ahead does not hold up rotation when it is put right.
  bool seals_at(UnixSeconds now) const {
    const std::int64_t period = current.seals_until - current.seals_since;
    return now < current.seals_until && now >= current.seals_since - period &&
           current.key->num_seals.load(std::memory_order_relaxed) < kMaxSeals;
  }
  const Key* find(Bytes name, UnixSeconds now) const {
    const auto has_name = [name](const Key& key) { return std::ranges::equal(key.name, name); };
    if (has_name(*current.key)) return now <= current.opens_until ? current.key.get() : nullptr;
    if (has_name(*next)) return next.get();
    for (const Held& held : old) {
      if (has_name(*held.key)) return now <= held.opens_until ? held.key.get() : nullptr;
    }
    return nullptr;
  }
  // A key with its times, if it seals from `since` on.
  static Held held_since(Ref<const Key> key, UnixSeconds since, const TicketOptions& options) {
    const UnixSeconds seals_until = later(since, options.rotation.count());
    // Not for longer than its place in the ring lasts: a ticket's lifetime is announced by it.
    std::int64_t place_s;
    if (__builtin_mul_overflow(options.rotation.count(), std::int64_t(kMaxOldKeys), &place_s)) place_s = kNever;
    return {std::move(key), since, seals_until,
            later(seals_until, std::min<UnixSeconds>(options.overlap.count(), place_s))};
  }
  Ref<const Key> next;
  Held current;
  std::vector<Held> old;  // newest first
};

TicketSealer::TicketSealer(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                           crypto::CertificateInterner& certificates, const TicketOptions& options)
    : algorithms_(std::move(algorithms)), random_(random), certificates_(certificates), options_(options) {
  options_.rotation = std::max(options_.rotation, Seconds(1));
  options_.overlap = std::max(options_.overlap, Seconds(0));
}

TicketSealer::~TicketSealer() = default;

Ref<const TicketSealer::Ring> TicketSealer::ring() const {
  const std::shared_lock lock(mutex_);
  return ring_.share();
}

// The next key of the sequence that the seed stands for. The
// seed moves on, so that old keys cannot be made again from it.
Result<Ref<const TicketSealer::Key>> TicketSealer::next_key() {
  constexpr auto kHash = crypto::HashAlgorithm::sha256;
  crypto::Scratch scratch(*algorithms_);
  const auto secret = TRY(crypto::HkdfSecret::create(*algorithms_, kHash, seed_.bytes()));
  auto key = make_ref<Key>();
  SecretArray<kKeyLen> seed;
  TRY(secret.expand(scratch, bytes_of("ticket key name"), key->name));
  TRY(secret.expand(scratch, bytes_of("ticket key"), key->key.resize(kKeyLen)));
  SecretArray<kKeyLen> nonce_key;
  TRY(secret.expand(scratch, bytes_of("ticket nonce key"), nonce_key.resize(kKeyLen)));
  TRY(key->nonces.set(*algorithms_, nonce_key.bytes()));
  TRY(secret.expand(scratch, bytes_of("next seed"), seed.resize(kKeyLen)));
  seed_ = std::move(seed);
  return Ref<const Key>(Ref<const Key>::adopt(std::move(key).leak()));
}

Result<Ref<const TicketSealer::Ring>> TicketSealer::first_ring(UnixSeconds now) {
  TRY(random_.fill_private(seed_.resize(kKeyLen)));
  auto ring = make_ref<Ring>();
  ring->current = Ring::held_since(TRY(next_key()), now, options_);
  ring->next = TRY(next_key());
  return Ref<const Ring>::adopt(std::move(ring).leak());
}

// The ring after `before`: its next key seals from `since` on.
Result<Ref<const TicketSealer::Ring>> TicketSealer::rotated(const Ring& before, UnixSeconds since) {
  auto ring = make_ref<Ring>();
  ring->current = Ring::held_since(before.next.share(), since, options_);
  ring->next = TRY(next_key());
  ring->old.push_back(before.current.share());
  for (const auto& held : before.old) {
    if (held.opens_until >= since && ring->old.size() < kMaxOldKeys) ring->old.push_back(held.share());
  }
  return Ref<const Ring>::adopt(std::move(ring).leak());
}

// Processes that were forked with the same ring rotate independently: whole periods are counted from the time that they
// share, so that they come to the same keys at the same times.
Result<Ref<const TicketSealer::Ring>> TicketSealer::ring_after(const Ring& before, UnixSeconds now) {
  const UnixSeconds due = before.current.seals_until;
  if (now < due || (now - due) / options_.rotation.count() >= kMaxStepsAtOnce) return rotated(before, now);
  auto ring = TRY(rotated(before, due));
  while (now >= ring->current.seals_until) ring = TRY(rotated(*ring, ring->current.seals_until));
  return ring;
}

Result<> TicketSealer::prepare(UnixSeconds now) {
  TRY(sealing_ring(now));
  return success();
}

Result<Ref<const TicketSealer::Ring>> TicketSealer::sealing_ring(UnixSeconds now) {
  if (auto in_force = ring(); in_force && in_force->seals_at(now)) return in_force;
  Ref<const Ring> replaced;  // destroyed after the lock is released
  const std::unique_lock lock(mutex_);
  if (ring_ && ring_->seals_at(now)) return ring_.share();
  replaced = std::exchange(ring_, ring_ ? TRY(ring_after(*ring_, now)) : TRY(first_ring(now)));
  return ring_.share();
}

// The ring to look a key up in: one that is overdue has moved on in processes that share our keys.
Ref<const TicketSealer::Ring> TicketSealer::opening_ring(Bytes name, UnixSeconds now) {
  auto in_force = ring();
  if (!in_force || in_force->find(name, now) != nullptr || now < in_force->current.seals_until) return in_force;
  auto moved_on = sealing_ring(now);
  return moved_on.ok() ? std::move(moved_on.value()) : std::move(in_force);
}

Result<> TicketSealer::write(const Session& session, const ScopeHash& scope, ByteVector& out) {
  const crypto::Certificate* peer = session.data().peer();
  const std::size_t rest = kHeadLen + kTagLen;
  if (peer == nullptr || rest + ticket_payload_len(session, nullptr) <= options_.max_bytes) {
    return append_ticket_payload(session, scope, nullptr, out);
  }
  const auto hash = TRY(hash_of(*algorithms_, *peer));
  left_out_.keep(hash, *peer);
  return append_ticket_payload(session, scope, &hash, out);
}

Result<SealedTicket> TicketSealer::seal(const Session& session, const ScopeHash& scope, UnixSeconds now) {
  const auto ring = TRY(sealing_ring(now));
  const Key& key = *ring->current.key;
  key.num_seals.fetch_add(1, std::memory_order_relaxed);
  SealedTicket ticket{{}, Seconds(ticket_lifetime(session, ring->current.opens_until, now))};
  ByteVector& out = ticket.bytes;
  out.reserve(kHeadLen + kTagLen + sizeof(CertificateHash) + ticket_payload_len(session, nullptr));
  out.insert(out.end(), key.name.begin(), key.name.end());
  out.resize(kHeadLen);
  const auto sealed = [&]() -> Result<> {
    TRY(write(session, scope, out));
    if (out.size() + kTagLen > kMaxTicketLen) return fail(Alert::internal_error, Reason::too_long);
    out.resize(out.size() + kTagLen);
    const MutableBytes all(out);
    const MutableBytes payload = all.subspan(kHeadLen, all.size() - kHeadLen - kTagLen);
    const MutableBytes nonce = all.subspan(kTicketKeyNameLen, crypto::kAeadNonceSize);
    TRY(key.nonces.make(random_, {payload}, nonce));
    auto context = TRY(key.context(*algorithms_, Key::Direction::seal));
    TRY(context->seal(nonce, key.name, payload, all.last(kTagLen)));
    key.sealing.give(std::move(context));
    return success();
  }();
  if (!sealed.ok()) {
    wipe(out);  // what lies in it is not sealed
    return sealed.error();
  }
  return ticket;
}

UnsealedTicket TicketSealer::open(Bytes ticket, const ScopeHash& scope, UnixSeconds now) {
  if (ticket.size() < kTicketKeyNameLen) return {nullptr, WhyNotResumed::unknown_ticket_key};
  const Bytes name = ticket.first(kTicketKeyNameLen);
  const auto ring = opening_ring(name, now);
  const Key* key = ring ? ring->find(name, now) : nullptr;
  if (key == nullptr) return {nullptr, WhyNotResumed::unknown_ticket_key};
  if (ticket.size() < kHeadLen + kTagLen) return {nullptr, WhyNotResumed::ticket_altered};
  const Bytes nonce = ticket.subspan(kTicketKeyNameLen, crypto::kAeadNonceSize);
  const Bytes sealed = ticket.subspan(kHeadLen, ticket.size() - kHeadLen - kTagLen);
  SecretBytes payload(sealed.size());
  auto context = key->context(*algorithms_, Key::Direction::open);
  if (!context.ok()) return {nullptr, WhyNotResumed::ticket_unopened};
  const bool intact = context.value()->open(nonce, name, sealed, ticket.last(kTagLen), payload.mutable_bytes()).ok();
  key->opening.give(std::move(context.value()));
  if (!intact) return {nullptr, WhyNotResumed::ticket_altered};
  auto opened = read_ticket_payload(payload.bytes(), scope, certificates_, left_out_, now);
  opened.renew = key != ring->current.key.get() && key != ring->next.get();
  return opened;
}

std::vector<TicketKeyInfo> TicketSealer::keys() const {
  std::vector<TicketKeyInfo> infos;
  const auto in_force = ring();
  if (!in_force) return infos;
  const auto add = [&](const Key& key, TicketKeyRole role, UnixSeconds opens_until) {
    infos.push_back({key.name, role, v0::Time(Seconds(opens_until))});
  };
  add(*in_force->next, TicketKeyRole::next, kNever);
  add(*in_force->current.key, TicketKeyRole::current, in_force->current.opens_until);
  for (const auto& held : in_force->old) add(*held.key, TicketKeyRole::old, held.opens_until);
  return infos;
}

void TicketSealer::forget_keys() {
  Ref<const Ring> forgotten;
  const std::unique_lock lock(mutex_);
  std::swap(forgotten, ring_);
}

}  // namespace reprise::session
