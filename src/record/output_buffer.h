// SPDX-License-Identifier: Apache-2.0
// Where sealed records wait until the transport has taken them.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "record/buffer.h"

namespace reprise::record {

// A queue of bytes that is written in place. Not thread-safe.
class OutputBuffer {
 public:
  // What was appended and not yet sent; valid until the next call to any other member.
  Bytes bytes() const { return {buffer_.data() + begin_, size_}; }
  // The same, but the bytes stay where they are until sent(), whatever is appended meanwhile. Ends an earlier loan.
  Bytes lend();
  std::size_t size() const { return size_; }

  // Makes sure that `size` more bytes can be appended without moving what is there.
  void reserve(std::size_t size);
  // `size` bytes at the end, to be overwritten by the caller.
  MutableBytes append(std::size_t size);
  // Takes the last `size` bytes back.
  void unappend(std::size_t size);
  // The first `size` bytes have gone out, and none is lent any more. Frees the heap when nothing is left.
  void sent(std::size_t size);
  std::size_t heap_bytes() const { return buffer_.capacity() + lent_bytes_.capacity(); }

 private:
  void move_to(std::size_t capacity);

  Buffer buffer_;
  Buffer lent_bytes_;  // where they lay when they were lent, if that is not buffer_ any more
  bool lent_ = false;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace reprise::record
