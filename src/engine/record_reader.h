// SPDX-License-Identifier: Apache-2.0
// The peer's bytes, one opened record at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/watch.h"
#include "record/input_buffer.h"
#include "record/opener.h"

namespace reprise::engine {

// Holds at most one open record, in place in the input. Not thread-safe.
class RecordReader {
 public:
  explicit RecordReader(const Watch& watch) : watch_(watch) {}

  // See Connection: input_wanted(), input_space(), input_filled().
  std::size_t wanted() const;
  MutableBytes space(std::size_t at_most);
  void filled(std::size_t size) { input_.filled(size); }
  void release_idle() { input_.release_idle(); }
  bool has_bytes() const { return !input_.bytes().empty(); }
  std::size_t num_waiting() const { return input_.bytes().size(); }

  // Opens the next record unless one is open. False when its bytes have not all come. `negotiated` is the version
  // agreed on, or 0. Empty handshake records are dropped, and so is refused early data; both in bounds.
  Result<bool> open_next(std::uint16_t negotiated);

  // What take() has not taken of the open record: 0 when none is open.
  std::size_t content_size() const { return content_size_; }
  // Of the open record; valid until open_next() or space().
  wire::ContentType type() const { return type_; }
  Bytes content() const { return Bytes(input_.bytes()).subspan(content_begin_, content_size_); }
  // Takes `size` bytes off the front of content(); the record closes when nothing is left.
  void take(std::size_t size);

  record::Opener& opener() { return opener_; }
  // Records with more plaintext are record_overflow from here on.
  void limit_fragments(std::size_t max_bytes) { fragment_limit_ = max_bytes; }
  // RFC 8446, 4.2.10: from now until a record opens, those that do not are early data that was refused: at most
  // `max_bytes` of it are dropped. Without keys (after HelloRetryRequest) they are known by their type.
  void skip_early_data(std::uint32_t max_bytes);

 private:
  Result<> check_header(const wire::RecordHeader& header, std::uint16_t negotiated);
  Result<bool> open_front(std::size_t size);
  Result<> skip(const wire::RecordHeader& header);
  Result<> count_empty();
  void close();

  const Watch& watch_;
  record::InputBuffer input_;
  record::Opener opener_;
  std::size_t record_size_ = 0;  // of the open record, header included; it lies at the front of the input
  std::size_t content_begin_ = 0;
  std::size_t content_size_ = 0;
  std::size_t fragment_limit_ = wire::kMaxPlaintextLen;
  std::uint32_t skip_bytes_left_ = 0;
  std::uint8_t empty_records_ = 0;  // in a row
  wire::ContentType type_{};
  bool open_ = false;
  bool skipping_ = false;
  bool first_ = true;
};

}  // namespace reprise::engine
