// The session as programs hold it: a counted handle with an identity, around a body that never changes in place once it
// is shared. This is what an SSL_SESSION* points at.
//
// Time, timeout and "not resumable" are atomics of the handle; everything else is in the body (session_data.h). An edit
// replaces the body; bodies that were replaced live as long as the handle, so views handed out before stay valid and a
// reader in another thread never meets freed memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "base/ref.h"
#include "session/session_data.h"

namespace reprise::session {

inline constexpr std::int64_t kNewSessionTimeout_s = 304;  // of a session that a program makes for itself
inline constexpr std::int64_t kNever = std::numeric_limits<UnixSeconds>::max();

class Session;

// What the owner of the `user` slot wants to hear of. One constant table for all sessions of that owner.
struct SessionHooks {
  // Called at the last release, with the session still whole, one reference held for the call, and no lock held.
  // May run again if the hook gave the session a new life by keeping a reference.
  void (*last_release)(Session& session, void* user) = nullptr;
};

// All members may be called from any thread, edit() included, except where they say otherwise.
class Session {
 public:
  // A handle of one reference. `time` and `timeout_s` are stored as they are.
  static Ref<Session> create(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s);
  // A new handle of the same body, time and timeout; as not_resumable as this one. The user slot stays empty.
  Ref<Session> duplicate() const;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // --- The count (what Ref needs)
  void retain() const { count_.fetch_add(1, std::memory_order_relaxed); }
  // True when the caller must delete the session.
  bool release() const {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) != 1) return false;
    return last_release();
  }
  std::uint32_t ref_count() const { return count_.load(std::memory_order_relaxed); }

  // --- The body
  // Valid as long as the handle, even if the session is edited meanwhile.
  const SessionData& data() const { return *data_.load(std::memory_order_acquire); }
  Ref<const SessionData> share_data() const { return Ref<const SessionData>::sharing(&data()); }
  const SessionData* operator->() const { return &data(); }

  // Replaces the body by one that `change(SessionFields&)` has changed. Views that `change` puts in must outlive the
  // call to edit(). Of two edits at once, both take effect; `change` may then run more than once. While only the caller
  // can see handle and body, a change that keeps all lengths is made in place.
  template <typename Change>
  void edit(Change change) {
    for (;;) {
      const SessionData* before = &data();
      SessionFields fields = before->fields();
      change(fields);
      if (put(before, SessionData::make(fields))) return;
    }
  }
  // From here on other threads may know the handle: no edit is made in place any more. Caches call it.
  void publish() { flags_.fetch_or(kPublished, std::memory_order_release); }
  bool published() const { return is(kPublished); }
  // Puts `rest` in place of the body and lets go of all bodies at once, lent views or not. For who holds the only
  // reference and wants no more of the session than that its address is not given to another.
  void hollow(Ref<const SessionData> rest);

  // --- Time. Seconds; see session_data.h for the epoch
  UnixSeconds time() const { return time_.load(std::memory_order_relaxed); }
  void set_time(UnixSeconds time) { time_.store(time, std::memory_order_relaxed); }
  std::int64_t timeout_s() const { return timeout_s_.load(std::memory_order_relaxed); }
  void set_timeout_s(std::int64_t timeout_s) { timeout_s_.store(timeout_s, std::memory_order_relaxed); }
  // The last second in which the session is still good: time + timeout, or kNever when that is more than fits.
  UnixSeconds good_until() const;
  // Compat: OpenSSL's sessions are still good in the second of time + timeout.
  bool expired(UnixSeconds now) const { return good_until() < now; }

  // --- Resumption
  bool not_resumable() const { return is(kNotResumable); }
  void mark_not_resumable() {
    if (!not_resumable()) flags_.fetch_or(kNotResumable, std::memory_order_relaxed);
  }
  // Not marked, and there is an id or a ticket to offer. Does not look at the time.
  bool is_resumable() const;

  // --- The slot for the C ABI's ex_data
  void* user() const { return user_.load(std::memory_order_acquire); }
  // Puts `user` into the empty slot; false when it was taken already. Hooks are in force from then on.
  bool claim_user(void* user, const SessionHooks& hooks);
  // Empties the slot and hands out what was there. For last_release hooks and sole owners.
  void* take_user() { return user_.exchange(nullptr, std::memory_order_acq_rel); }

  // Bytes of heap of handle and body, certificates not counted.
  std::size_t heap_bytes() const { return sizeof(*this) + data().heap_bytes(); }

 private:
  enum Flag : std::uint32_t { kNotResumable = 1, kPublished = 2 };
  struct Superseded;

  Session(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s);
  bool is(Flag flag) const { return (flags_.load(std::memory_order_relaxed) & flag) != 0; }
  bool put(const SessionData* before, Ref<const SessionData> after);
  void keep(const SessionData* old);
  void drop_superseded();
  bool last_release() const;

  mutable std::atomic<std::uint32_t> count_{1};
  std::atomic<std::uint32_t> flags_{0};
  std::atomic<const SessionData*> data_;  // owns one reference
  std::atomic<Superseded*> superseded_{nullptr};
  std::atomic<UnixSeconds> time_;
  std::atomic<std::int64_t> timeout_s_;
  std::atomic<void*> user_{nullptr};
  std::atomic<const SessionHooks*> hooks_{nullptr};
};

}  // namespace reprise::session
