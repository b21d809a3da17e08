// SPDX-License-Identifier: Apache-2.0
// A value that stands in its slot for the length of a block, however that is left: callbacks and BIOs of the program's
// may throw, or end their thread.
#pragma once

#include <type_traits>
#include <utility>

namespace reprise::capi {

// Puts `value` into `slot`, which outlives the block, and an empty one when the block ends.
template <typename T>
class [[nodiscard]] ForTheBlock {
 public:
  ForTheBlock(T& slot, std::type_identity_t<T> value) : slot_(slot) { slot_ = std::move(value); }
  ~ForTheBlock() { slot_ = T{}; }
  ForTheBlock(const ForTheBlock&) = delete;
  ForTheBlock& operator=(const ForTheBlock&) = delete;

 private:
  T& slot_;
};

}  // namespace reprise::capi
