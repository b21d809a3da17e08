// SPDX-License-Identifier: Apache-2.0
#include "record/output_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace reprise::record {

void OutputBuffer::reserve(std::size_t size) {
  if (buffer_.capacity() - begin_ - size_ >= size) return;
  if (buffer_.capacity() - size_ >= size && !lent_) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, size_);
  } else {
    // Twice what waits, so that many small records cost few moves.
    move_to(std::max(size_ + size, 2 * size_));
  }
  begin_ = 0;
}

void OutputBuffer::move_to(std::size_t capacity) {
  Buffer moved;
  moved.reallocate(capacity, buffer_.data() + begin_, size_);
  std::swap(buffer_, moved);
  if (lent_ && lent_bytes_.capacity() == 0) std::swap(lent_bytes_, moved);
}

Bytes OutputBuffer::lend() {
  if (lent_bytes_.capacity() != 0) lent_bytes_.release();
  lent_ = size_ != 0;
  return bytes();
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
  lent_ = false;
  if (lent_bytes_.capacity() != 0) lent_bytes_.release();
  begin_ += size;
  size_ -= size;
  if (size_ != 0) return;
  begin_ = 0;
  buffer_.release();
}

}  // namespace reprise::record
