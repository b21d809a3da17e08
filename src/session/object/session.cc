// SPDX-License-Identifier: Apache-2.0
#include "session/object/session.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/check.h"

namespace reprise::session {
namespace {

constexpr std::size_t kNumLent = 8;
constexpr unsigned kLongestWait = 10'000'000;  // yields: some seconds

Bytes value_of(const SessionData& body, Lent what) {
  switch (what) {
    case Lent::session_id: return body.session_id();
    case Lent::session_id_context: return body.session_id_context();
    case Lent::hostname: return bytes_of(body.hostname());
    case Lent::psk_identity: return bytes_of(body.psk_identity());
    case Lent::psk_identity_hint: return bytes_of(body.psk_identity_hint());
    case Lent::alpn: return body.alpn();
    case Lent::ticket: return body.ticket();
    case Lent::ticket_appdata: return body.ticket_appdata();
  }
  return {};
}

std::uint8_t bit_of(Lent what) { return std::uint8_t(1u << unsigned(what)); }

std::uint8_t differing(const SessionData& a, const SessionData& b) {
  std::uint8_t fields = 0;
  for (std::size_t i = 0; i < kNumLent; ++i) {
    const Lent what{std::uint8_t(i)};
    const Bytes one = value_of(a, what), other = value_of(b, what);
    const bool same = (one.data() == nullptr) == (other.data() == nullptr) && std::ranges::equal(one, other);
    if (!same) fields |= bit_of(what);
  }
  return fields;
}

}  // namespace

// A body that an edit replaced, and what was lent out of it that is still so.
struct Session::Superseded {
  Ref<const SessionData> data;
  LentSet lent;
  Superseded* next;
};

Session::Turn::Turn(Flags& flags) : flags_(flags) {
  for (unsigned waited = 0; (flags_.fetch_or(kTurnTaken, std::memory_order_acquire) & kTurnTaken) != 0; ++waited) {
    // Nobody holds it for so long: the memory is no session any more.
    CHECK(waited < kLongestWait);
    std::this_thread::yield();
  }
}

Session::Former::~Former() {
  while (first_ != nullptr) delete std::exchange(first_, first_->next);
}

Ref<Session> Session::create(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s) {
  return Ref<Session>::adopt(new Session(std::move(data), time, timeout_s));
}

Session::Session(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s)
    : data_(std::move(data).leak()), time_(time), timeout_s_(timeout_s) {}

Session::~Session() { Ref<const SessionData>::adopt(data_.load(std::memory_order_acquire)); }

void Session::hollow(Ref<const SessionData> rest) {
  Ref<const SessionData>::adopt(data_.exchange(std::move(rest).leak(), std::memory_order_acq_rel));
  lent_ = 0;
  const Former dropped(std::move(superseded_));
}

Ref<const SessionData> Session::share_data() const {
  const Turn turn(flags_);
  return Ref<const SessionData>::sharing(&data());
}

Bytes Session::lend(Lent what) const {
  const Turn turn(flags_);
  for (const auto* old = superseded_.first_; old != nullptr; old = old->next) {
    if ((old->lent & bit_of(what)) != 0) return value_of(*old->data, what);
  }
  lent_ |= bit_of(what);
  return value_of(data(), what);
}

std::size_t Session::heap_bytes() const {
  const Turn turn(flags_);
  std::size_t sum = sizeof(*this) + data().heap_bytes();
  for (const auto* old = superseded_.first_; old != nullptr; old = old->next) {
    sum += sizeof(Superseded) + old->data->heap_bytes();
  }
  return sum;
}

Ref<Session> Session::duplicate() const {
  auto copy = create(share_data(), time(), timeout_s());
  if (not_resumable()) copy->mark_not_resumable();
  return copy;
}

// Makes `after` the body. Returns what nobody needs any more.
Session::Former Session::put(Ref<const SessionData> after) {
  const SessionData* before = &data();
  const LentSet changed = differing(*before, *after);
  // Nobody else can be looking: this is the caller's own memory, whatever its type says.
  const bool own = !published() && ref_count() == 1 && before->unique();
  if (!own || !const_cast<SessionData*>(before)->assign_in_place(*after)) {
    superseded_.first_ =
        new Superseded{Ref<const SessionData>::sharing(before), std::exchange(lent_, LentSet{0}), superseded_.first_};
    data_.store(std::move(after).leak(), std::memory_order_release);
    Ref<const SessionData>::adopt(before);  // the handle's own; the list has taken another
  }
  forget_lent(changed);
  return take_unneeded();
}

void Session::forget_lent(LentSet fields) {
  for (auto* old = superseded_.first_; old != nullptr; old = old->next) old->lent &= LentSet(~fields);
}

Session::Former Session::take_unneeded() {
  const bool shared = count_.load(std::memory_order_acquire) > 1;
  std::size_t age = 0;
  Former unneeded;
  for (auto** at = &superseded_.first_; *at != nullptr; ++age) {
    Superseded* old = *at;
    const bool may_be_read = shared && age < kReadersEdits;
    if (old->lent == 0 && !may_be_read) {
      *at = old->next;
      old->next = std::exchange(unneeded.first_, old);
      continue;
    }
    if (!may_be_read && old->data->unique()) const_cast<SessionData&>(*old->data).wipe_secret();
    at = &old->next;
  }
  return unneeded;
}

UnixSeconds Session::good_until() const {
  UnixSeconds sum;
  const UnixSeconds start = time();
  if (!__builtin_add_overflow(start, timeout_s(), &sum)) return sum;
  return start > 0 ? kNever : std::numeric_limits<UnixSeconds>::min();
}

bool Session::is_resumable() const {
  if (not_resumable()) return false;
  const SessionData& body = data();
  return !body.session_id().empty() || !body.ticket().empty();
}

bool Session::claim_user(void* user, const SessionHooks& hooks) {
  // Hooks first: the last release must find them wherever it finds the slot filled.
  hooks_.store(&hooks, std::memory_order_release);
  void* expected = nullptr;
  return user_.compare_exchange_strong(expected, user, std::memory_order_acq_rel);
}

bool Session::last_release() const {
  const SessionHooks* hooks = hooks_.load(std::memory_order_acquire);
  if (hooks == nullptr || hooks->last_release == nullptr) return true;
  // The hook may take and drop references as programs' free functions do: hold one for it, and let the session live on
  // if it kept one.
  count_.store(1, std::memory_order_relaxed);
  hooks->last_release(*const_cast<Session*>(this), user());
  return count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

}  // namespace reprise::session
