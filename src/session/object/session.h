// SPDX-License-Identifier: Apache-2.0
// The session as programs hold it: a counted handle with an identity, around a body that never changes in place once it
// is shared. This is what an SSL_SESSION* points at.
//
// Time, timeout and "not resumable" are atomics of the handle; everything else is in the body (session_data.h). An edit
// replaces the body. Of the bodies that were replaced the handle keeps those that something was lent from which is
// still so (lend()), at most one for each kind, and while others hold the handle too the last few, for readers in
// other threads that are at it. The rest go, and their secrets with them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/ref.h"
#include "session/object/session_data.h"

namespace reprise::session {

inline constexpr std::int64_t kNewSessionTimeout_s = 304;  // of a session that a program makes for itself
inline constexpr std::int64_t kNever = std::numeric_limits<UnixSeconds>::max();

class Session;

// What programs are lent out of a session, for as long as it is not set anew.
enum class Lent : std::uint8_t {
  session_id, session_id_context, hostname, psk_identity, psk_identity_hint, alpn, ticket, ticket_appdata
};

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
  // Valid until the session is edited, and for some edits more (kReadersEdits) while others hold the handle: whoever
  // wants it for longer takes share_data() or lend().
  const SessionData& data() const { return *data_.load(std::memory_order_acquire); }
  Ref<const SessionData> share_data() const;
  const SessionData* operator->() const { return &data(); }
  // The value of `what`, at the same place until an edit gives it another value or the handle ends. Of texts the byte
  // behind is zero, absent ones have a null data().
  Bytes lend(Lent what) const;

  // Replaces the body by one that `change(SessionFields&)` has changed. Views that `change` puts in must outlive the
  // call to edit(). Of two edits at once, both take effect: one waits, so `change` is short. While only the caller can
  // see handle and body, a change that keeps all lengths is made in place.
  template <typename Change>
  void edit(Change change) {
    Former dropped;  // ends after the lock: certificates may have free functions of the program's
    const Turn turn(flags_);
    SessionFields fields = data().fields();
    change(fields);
    dropped = put(SessionData::make(fields));
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

  // Bytes of heap of handle and bodies, certificates not counted.
  std::size_t heap_bytes() const;

  // While others hold the handle, a body outlives so many edits.
  static constexpr std::size_t kReadersEdits = 32;

 private:
  enum Flag : std::uint16_t { kNotResumable = 1, kPublished = 2, kTurnTaken = 4 };
  using Flags = std::atomic<std::uint16_t>;
  struct Superseded;
  using LentSet = std::uint8_t;  // bit n: Lent n

  // The right to edit, or to look at the bodies that were replaced. Held for a few instructions.
  class Turn {
   public:
    explicit Turn(Flags& flags);
    ~Turn() { flags_.fetch_and(std::uint16_t(~kTurnTaken), std::memory_order_release); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Flags& flags_;
  };
  // A list of bodies that were replaced, newest first.
  class Former {
   public:
    Former() = default;
    Former(Former&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
    Former& operator=(Former&& other) noexcept {
      std::swap(first_, other.first_);
      return *this;
    }
    ~Former();
    Superseded* first_ = nullptr;
  };

  Session(Ref<const SessionData> data, UnixSeconds time, std::int64_t timeout_s);
  bool is(Flag flag) const { return (flags_.load(std::memory_order_relaxed) & flag) != 0; }
  Former put(Ref<const SessionData> after);
  void forget_lent(LentSet fields);
  Former take_unneeded();
  bool last_release() const;

  // Pointers first: allocators write into the first words of what is freed, so use after free meets no body and
  // crashes, where a flag that they had set would be waited for.
  std::atomic<const SessionData*> data_;  // owns one reference
  Former superseded_;            // with the turn
  mutable std::atomic<std::uint32_t> count_{1};
  mutable Flags flags_{0};
  mutable LentSet lent_ = 0;     // out of the current body; with the turn. Here it takes no room of its own.
  std::atomic<UnixSeconds> time_;
  std::atomic<std::int64_t> timeout_s_;
  std::atomic<void*> user_{nullptr};
  std::atomic<const SessionHooks*> hooks_{nullptr};
};

}  // namespace reprise::session
