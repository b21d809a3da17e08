// SPDX-License-Identifier: Apache-2.0
// Finds a code that comes twice, however many there are, without the heap.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace reprise::wire {

// A set of 16-bit codes. Honest messages hold a few, which are compared one by one; a peer that sends thousands meets a
// bit for each code, so that it cannot buy quadratic work.
class SeenCodes {
 public:
  // False when `code` was there already.
  bool insert(std::uint16_t code) {
    if (many_) return insert_bit(code);
    const auto* end = few_.begin() + num_few_;
    if (std::find(few_.cbegin(), end, code) != end) return false;
    if (num_few_ < few_.size()) {
      few_[num_few_++] = code;
      return true;
    }
    many_.emplace();
    for (const std::uint16_t c : few_) many_->set(c);
    many_->set(code);
    return true;
  }

 private:
  bool insert_bit(std::uint16_t code) {
    const bool is_new = !many_->test(code);
    many_->set(code);
    return is_new;
  }

  std::array<std::uint16_t, 32> few_;
  std::size_t num_few_ = 0;
  std::optional<std::bitset<65536>> many_;
};

}  // namespace reprise::wire
