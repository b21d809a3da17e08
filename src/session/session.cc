#include "session/session.h"

#include <utility>

namespace reprise::session {

// A body that an edit replaced, kept for those who hold views of it.
struct Session::Superseded {
  Ref<const SessionData> data;
  Superseded* next;
};

Ref<Session> Session::create(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s) {
  return Ref<Session>::adopt(new Session(std::move(data), time, timeout_s));
}

Session::Session(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s)
    : data_(std::move(data).leak()), time_(time), timeout_s_(timeout_s) {}

Session::~Session() {
  Ref<const SessionData>::adopt(data_.load(std::memory_order_acquire));
  drop_superseded();
}

void Session::drop_superseded() {
  Superseded* old = superseded_.exchange(nullptr, std::memory_order_acq_rel);
  while (old != nullptr) delete std::exchange(old, old->next);
}

void Session::hollow(Ref<const SessionData> rest) {
  Ref<const SessionData>::adopt(data_.exchange(std::move(rest).leak(), std::memory_order_acq_rel));
  drop_superseded();
}

Ref<Session> Session::duplicate() const {
  auto copy = create(share_data(), time(), timeout_s());
  if (not_resumable()) copy->mark_not_resumable();
  return copy;
}

bool Session::put(const SessionData* before, Ref<const SessionData> after) {
  if (!published() && ref_count() == 1 && before->unique()) {
    // Nobody else can be looking: this is the caller's own memory, whatever its type says.
    if (const_cast<SessionData*>(before)->assign_in_place(*after)) return true;
  }
  keep(before);  // first: once the new body is in its place nothing may fail
  const SessionData* expected = before;
  if (!data_.compare_exchange_strong(expected, after.get(), std::memory_order_acq_rel)) return false;
  (void)std::move(after).leak();
  Ref<const SessionData>::adopt(before);  // the handle's own; keep() has taken another
  return true;
}

void Session::keep(const SessionData* old) {
  auto* node = new Superseded{Ref<const SessionData>::sharing(old), superseded_.load(std::memory_order_relaxed)};
  while (!superseded_.compare_exchange_weak(node->next, node, std::memory_order_acq_rel)) {
  }
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
