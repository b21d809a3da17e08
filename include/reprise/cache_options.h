// SPDX-License-Identifier: Apache-2.0
// How a session cache is bounded, and what its calls come to.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "reprise/export.h"

namespace reprise::v0 {

struct CacheOptions {
  std::size_t max_entries = 20480;  // 0: no bound
  std::size_t max_bytes = 0;        // of sessions, entries and certificates of peers; 0: no bound
  unsigned num_shards = 16;         // parts with a lock of their own; rounded up to a power of two
  // How long a session stays here at most, from the time it was made, where its own timeout is longer.
  std::chrono::seconds max_timeout = std::chrono::seconds::max();
};

enum class RemovalCause : std::uint8_t { expired, evicted, flushed };

enum class AddOutcome : std::uint8_t { added, replaced, already_there, no_id };

enum class FindOutcome : std::uint8_t { hit, miss, expired };

// Since the cache was opened.
struct CacheCounters {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t expired = 0;  // found, but too old
  std::uint64_t evicted = 0;  // taken out to stay within the bounds
};

}  // namespace reprise::v0
