// SPDX-License-Identifier: Apache-2.0
// Bytes lent for the length of a call, and secret ones that are owned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reprise/export.h"

namespace reprise::v0 {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// The bytes of `text`, without its terminator; nothing is copied.
inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// `bytes` seen as text; nothing is checked or copied.
inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Overwrites `bytes` with zeroes in a way that compilers keep.
REPRISE_API void wipe(MutableBytes bytes) noexcept;

// Bytes that hold a secret: one owner, wiped when dropped. No ==, which would tell by its time where two differ. One
// thread at a time, as any vector.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }

  // Lent while this object lives.
  Bytes bytes() const& { return bytes_; }
  Bytes bytes() && = delete;
  std::string_view text() const& { return text_of(bytes_); }
  std::string_view text() && = delete;
  std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace reprise::v0
