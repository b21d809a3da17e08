// SPDX-License-Identifier: Apache-2.0
// Why handshakes did not resume, by name and in numbers: one code for each connection, and one counter for each code. A
// handshake that fails over the session that was offered has an Error and no reason.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "reprise/why_not_resumed.h"

namespace reprise::session {

using v0::WhyNotResumed;
using v0::describe;
using v0::name_of;

inline constexpr std::size_t kNumWhyNotResumed = std::size_t(WhyNotResumed::refused_by_server) + 1;

// The code of that name; nothing when there is none.
std::optional<WhyNotResumed> find_why_not_resumed(std::string_view name);

// Counts outcomes. Safe to use from any thread.
class ResumptionCounters {
 public:
  void count(WhyNotResumed why) { counts_[std::size_t(why)].fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t get(WhyNotResumed why) const { return counts_[std::size_t(why)].load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kNumWhyNotResumed> counts_{};
};

}  // namespace reprise::session
