// SPDX-License-Identifier: Apache-2.0
// Whose turn it is at a connection. Programs read in one thread and write in another (docs/decisions/0094).
#pragma once

#include <ext/atomicity.h>
#include <pthread.h>

#include <atomic>
#include <cstdint>

namespace reprise::capi {

using Thread = pthread_t;
constexpr Thread kNobody = 0;

// One thread at a time has the turn. It is had for as long as the connection's state may be half changed, which code
// of the program's that a step calls is a part of; and given back while a BIO is at work, which may take for ever.
// errno stays what it is.
class Turn {
 public:
  // Whether the process has one thread, which needs no turn.
  static bool is_for_one() { return __gnu_cxx::__is_single_threaded(); }

  // Whether this thread has the turn.
  bool is_own() const { return holder_.load(std::memory_order_relaxed) == pthread_self(); }
  // Takes the turn, when another thread has it after that. False: this one had it already.
  bool take() {
    const Thread self = pthread_self();
    if (holder_.load(std::memory_order_relaxed) == self) return false;
    std::uint32_t state = kFree;
    if (!state_.compare_exchange_strong(state, kTaken, std::memory_order_acquire)) wait_for_turn();
    holder_.store(self, std::memory_order_relaxed);
    return true;
  }
  void give_back() {
    holder_.store(kNobody, std::memory_order_relaxed);
    if (state_.exchange(kFree, std::memory_order_release) == kAwaited) wake_next();
  }

  // With the turn: gives it back until a BIO has returned what it was lent, and takes it again.
  void wait_for_return();
  // With the turn: a BIO has returned what it was lent.
  void returned() {
    if (num_waiting_ != 0) wake_waiting();
  }

 private:
  enum : std::uint32_t { kFree, kTaken, kAwaited };

  void wait_for_turn();
  void wake_next();
  void wake_waiting();

  std::atomic<std::uint32_t> state_{kFree};
  std::atomic<std::uint32_t> num_returns_{0};
  std::uint32_t num_waiting_ = 0;  // for a return; read and written with the turn
  std::atomic<Thread> holder_{kNobody};
};

}  // namespace reprise::capi
