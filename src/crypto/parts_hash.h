// SPDX-License-Identifier: Apache-2.0
// A hash of several things, of which none can pass for part of another.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/hash.h"

namespace reprise::crypto {

// SHA-256 of the parts added, each with its length. One thread at a time.
class PartsHash {
 public:
  // Fails with required_algorithm_missing when there is no SHA-256.
  static Result<PartsHash> start(const Algorithms& algorithms);
  void add(Bytes part);
  Result<std::array<std::uint8_t, 32>> finish() &&;

 private:
  Hash hash_;
};

}  // namespace reprise::crypto
