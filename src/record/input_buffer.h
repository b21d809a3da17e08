// SPDX-License-Identifier: Apache-2.0
// Where the peer's bytes wait until they are a record, and where that record is opened in place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "record/buffer.h"
#include "wire/messages/record_header.h"

namespace reprise::record {

// A queue of bytes. A record header alone is kept inside the object: a connection that waits for a record holds no
// heap. Not thread-safe.
class InputBuffer {
 public:
  // What was received and not dropped; mutable, as records are opened in place. Valid until the next call to space().
  MutableBytes bytes() { return {data() + begin_, size_}; }
  Bytes bytes() const { return {data() + begin_, size_}; }

  // Room for `size` more bytes behind bytes().
  MutableBytes space(std::size_t size);
  // The caller has put `size` bytes where space() said.
  void filled(std::size_t size);
  // Forgets the first `size` bytes. Memory stays where it is until space() or release_idle().
  void drop(std::size_t size);
  // Frees the heap when nothing is waiting.
  void release_idle();
  // How many bytes of heap are held.
  std::size_t heap_bytes() const { return heap_.capacity(); }

 private:
  std::uint8_t* data() { return heap_.capacity() != 0 ? heap_.data() : header_.data(); }
  const std::uint8_t* data() const { return heap_.capacity() != 0 ? heap_.data() : header_.data(); }
  std::size_t capacity() const { return heap_.capacity() != 0 ? heap_.capacity() : header_.size(); }

  Buffer heap_;
  std::array<std::uint8_t, wire::kRecordHeaderLen> header_{};
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace reprise::record
