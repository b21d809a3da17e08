// SPDX-License-Identifier: Apache-2.0
#include "record/output_buffer.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace reprise::record {

void OutputBuffer::reserve(std::size_t size) {
  if (buffer_.capacity() - begin_ - size_ >= size) return;
  if (buffer_.capacity() - size_ >= size) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, size_);
  } else {
    // Twice what waits, so that many small records cost few moves.
    buffer_.reallocate(std::max(size_ + size, 2 * size_), buffer_.data() + begin_, size_);
  }
  begin_ = 0;
}

MutableBytes OutputBuffer::append(std::size_t size) {
  reserve(size);
  const MutableBytes added(buffer_.data() + begin_ + size_, size);
  size_ += size;
  return added;
}

void OutputBuffer::unappend(std::size_t size) {
  CHECK(size <= size_);
  size_ -= size;
}

void OutputBuffer::sent(std::size_t size) {
  CHECK(size <= size_);
  begin_ += size;
  size_ -= size;
  if (size_ != 0) return;
  begin_ = 0;
  buffer_.release();
}

}  // namespace reprise::record
