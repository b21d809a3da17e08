// SPDX-License-Identifier: Apache-2.0
// Bytes on the heap that are about to be overwritten: nothing zeroes them first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace reprise::record {

// Owns its bytes; not thread-safe. Grows by reserve() only, so that its owner decides when memory moves.
class Buffer {
 public:
  std::uint8_t* data() { return bytes_.get(); }
  const std::uint8_t* data() const { return bytes_.get(); }
  std::size_t capacity() const { return capacity_; }

  // Room for `capacity` bytes in a new place, to which the `keep`
  // bytes at `from` are copied: they may lie in the old one.
  void reallocate(std::size_t capacity, const std::uint8_t* from, std::size_t keep) {
    auto bytes = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    if (keep != 0) std::memcpy(bytes.get(), from, keep);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  void release() {
    bytes_.reset();
    capacity_ = 0;
  }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace reprise::record
