// SPDX-License-Identifier: Apache-2.0
// Reads the presentation language of TLS (RFC 8446, 3): big-endian numbers and vectors with a length in front.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace reprise::wire {

// A view on bytes that are still to be read: copies nothing, never outlives its bytes. Each read takes from the front;
// what is missing is a decode_error. After a failed read the position is unspecified.
class Reader {
 public:
  explicit Reader(Bytes bytes) : rest_(bytes) {}

  Result<Bytes> bytes(std::size_t n) {
    if (n > rest_.size()) return fail(Alert::decode_error, Reason::too_short);
    const Bytes head = rest_.first(n);
    rest_ = rest_.subspan(n);
    return head;
  }
  Result<std::uint8_t> u8() {
    const Bytes b = TRY(bytes(1));
    return b[0];
  }
  Result<std::uint16_t> u16() {
    const Bytes b = TRY(bytes(2));
    return std::uint16_t(b[0] << 8 | b[1]);
  }
  Result<std::uint32_t> u24() {
    const Bytes b = TRY(bytes(3));
    return std::uint32_t(b[0]) << 16 | std::uint32_t(b[1]) << 8 | b[2];
  }
  Result<std::uint32_t> u32() {
    const Bytes b = TRY(bytes(4));
    return std::uint32_t(b[0]) << 24 | std::uint32_t(b[1]) << 16 | std::uint32_t(b[2]) << 8 | b[3];
  }

  // opaque x<at_least..2^8-1>, <at_least..2^16-1>, <at_least..2^24-1>: the bytes after the length.
  Result<Bytes> opaque8(std::size_t at_least = 0) { return counted(TRY(u8()), at_least); }
  Result<Bytes> opaque16(std::size_t at_least = 0) { return counted(TRY(u16()), at_least); }
  Result<Bytes> opaque24(std::size_t at_least = 0) { return counted(TRY(u24()), at_least); }

  // The same, to be read further.
  Result<Reader> vec8() { return Reader(TRY(opaque8())); }
  Result<Reader> vec16() { return Reader(TRY(opaque16())); }
  Result<Reader> vec24() { return Reader(TRY(opaque24())); }

  bool empty() const { return rest_.empty(); }
  Bytes rest() const { return rest_; }
  // Fails with decode_error when bytes are left over.
  Result<> finish() const {
    if (!rest_.empty()) return fail(Alert::decode_error, Reason::trailing_bytes);
    return success();
  }

 private:
  Result<Bytes> counted(std::size_t n, std::size_t at_least) {
    if (n < at_least) return fail(Alert::decode_error, Reason::bad_length);
    return bytes(n);
  }

  Bytes rest_;
};

}  // namespace reprise::wire
