// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace reprise {

// Bytes of at most N, in place. For public values such as verify_data.
template <std::size_t N>
struct ShortBytes {
  std::array<std::uint8_t, N> data{};
  std::uint8_t size = 0;
  Bytes bytes() const { return {data.data(), size}; }
  void assign(Bytes b) {
    size = std::uint8_t(b.size() < N ? b.size() : N);
    for (std::size_t i = 0; i < size; ++i) data[i] = b[i];
  }
};

}  // namespace reprise
