// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/turn.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

namespace reprise::capi {
namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

// Sleeps unless `word` is another than `seen` by now. May wake for no reason.
void sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen) {
  const int kept = errno;
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
  errno = kept;
}

void wake(std::atomic<std::uint32_t>& word, int at_most) {
  const int kept = errno;
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, at_most, nullptr, nullptr, 0);
  errno = kept;
}

}  // namespace

void Turn::wait_for_turn() {
  while (state_.exchange(kAwaited, std::memory_order_acquire) != kFree) sleep_on(state_, kAwaited);
}

void Turn::wake_next() { wake(state_, 1); }

void Turn::wait_for_return() {
  const std::uint32_t seen = num_returns_.load(std::memory_order_relaxed);
  ++num_waiting_;
  give_back();
  sleep_on(num_returns_, seen);
  take();
  --num_waiting_;
}

void Turn::wake_waiting() {
  num_returns_.fetch_add(1, std::memory_order_relaxed);
  wake(num_returns_, INT_MAX);
}

}  // namespace reprise::capi
