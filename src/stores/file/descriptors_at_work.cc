// SPDX-License-Identifier: Apache-2.0
#include "stores/file/descriptors_at_work.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace reprise::stores {
namespace {

constexpr std::size_t kMostAtOnce = 128;
constexpr int kFree = 0;

// A descriptor plus one. No lock, as what a thread holds at the time of a fork is held in the child for ever.
std::array<std::atomic<int>, kMostAtOnce>& places() {
  static std::array<std::atomic<int>, kMostAtOnce> table{};
  return table;
}

void close_in_child() {
  for (auto& place : places()) {
    if (const int held = place.exchange(kFree, std::memory_order_relaxed); held != kFree) ::close(held - 1);
  }
}

}  // namespace

void at_work_with(int fd) {
  [[maybe_unused]] static const int registered = ::pthread_atfork(nullptr, nullptr, close_in_child);
  for (auto& place : places()) {
    int found = kFree;
    if (place.compare_exchange_strong(found, fd + 1, std::memory_order_relaxed)) return;
  }
}

void done_with(int fd) {
  for (auto& place : places()) {
    int found = fd + 1;
    if (place.compare_exchange_strong(found, kFree, std::memory_order_relaxed)) return;
  }
}

}  // namespace reprise::stores
