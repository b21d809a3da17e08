// SPDX-License-Identifier: Apache-2.0
// The number of a record under its key (RFC 8446, 5.3; RFC 5246, 6.1).
#pragma once

#include <cstdint>
#include <limits>

#include "base/result.h"

namespace reprise::record {

// Counts up from `first` and never wraps: the last number is not given out.
class SequenceNumber {
 public:
  explicit SequenceNumber(std::uint64_t first = 0) : next_(first) {}

  std::uint64_t next() const { return next_; }
  // RFC 8446, 5.3: sequence numbers MUST NOT wrap. Nothing can be said to the peer any more, so the Error is silent.
  Result<> check() const {
    if (next_ == std::numeric_limits<std::uint64_t>::max()) return fail_silently(Reason::internal);
    return success();
  }
  void advance() { ++next_; }

 private:
  std::uint64_t next_;
};

}  // namespace reprise::record
