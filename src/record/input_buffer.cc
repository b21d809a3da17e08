// SPDX-License-Identifier: Apache-2.0
#include "record/input_buffer.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace reprise::record {
namespace {

constexpr std::size_t kMaxGrown = 64 * 1024;

}  // namespace

MutableBytes InputBuffer::space(std::size_t size) {
  if (capacity() - begin_ - size_ < size) {
    if (capacity() - size_ >= size) {
      std::memmove(data(), data() + begin_, size_);
    } else {
      // By half at least, up to where records no longer count: many small pieces are not copied again for each.
      const std::size_t grown = std::min(capacity() + capacity() / 2, kMaxGrown);
      heap_.reallocate(std::max(size_ + size, grown), data() + begin_, size_);
    }
    begin_ = 0;
  }
  return {data() + begin_ + size_, size};
}

void InputBuffer::filled(std::size_t size) {
  CHECK(size <= capacity() - begin_ - size_);
  size_ += size;
}

void InputBuffer::drop(std::size_t size) {
  CHECK(size <= size_);
  size_ -= size;
  begin_ = size_ == 0 ? 0 : begin_ + size;
}

void InputBuffer::release_idle() {
  if (size_ == 0) heap_.release();
}

}  // namespace reprise::record
