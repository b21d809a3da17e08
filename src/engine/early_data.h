// SPDX-License-Identifier: Apache-2.0
// How much 0-RTT data may still flow, and whether it may (RFC 8446, 2.3 and 4.2.10).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace reprise::engine {

// One side's early data: a client writes it, a server reads it.
class EarlyData {
 public:
  // It may flow, at most `max_bytes`.
  void open(std::uint32_t max_bytes) {
    flowing_ = true;
    bytes_left_ = max_bytes;
  }
  // No more of it.
  void end() { flowing_ = false; }
  bool flowing() const { return flowing_; }
  std::size_t bytes_left() const { return bytes_left_; }
  // Counts `size` bytes, at most bytes_left().
  void count(std::size_t size) { bytes_left_ -= size; }

 private:
  std::size_t bytes_left_ = 0;
  bool flowing_ = false;
};

}  // namespace reprise::engine
