// SPDX-License-Identifier: Apache-2.0
// The few forms of DER (X.690) that a session is written in:
// INTEGER, OCTET STRING, SEQUENCE and EXPLICIT tags below 31.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace reprise::session {

inline constexpr std::uint8_t kDerInteger = 0x02;
inline constexpr std::uint8_t kDerOctetString = 0x04;
inline constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::uint8_t der_explicit(unsigned number) { return std::uint8_t(0xa0 | number); }
constexpr std::uint8_t der_implicit(unsigned number) { return std::uint8_t(0x80 | number); }

inline Error bad_der(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return fail(Alert::internal_error, Reason::bad_data, file, line);
}

// Views DER and takes elements off its front. Copies nothing; never outlives its bytes.
class DerReader {
 public:
  explicit DerReader(Bytes bytes) : rest_(bytes) {}

  bool at(std::uint8_t tag) const { return !rest_.empty() && rest_[0] == tag; }
  std::size_t size() const { return rest_.size(); }

  // The contents of the next element, which must have `tag` and a length in its shortest form.
  Result<Bytes> take(std::uint8_t tag) {
    const auto [header_len, len] = TRY(header(tag));
    const Bytes contents = rest_.subspan(header_len, len);
    rest_ = rest_.subspan(header_len + len);
    return contents;
  }
  // The same with tag and length before it.
  Result<Bytes> take_whole(std::uint8_t tag) {
    const auto [header_len, len] = TRY(header(tag));
    const Bytes whole = rest_.first(header_len + len);
    rest_ = rest_.subspan(header_len + len);
    return whole;
  }
  // An INTEGER between `min` and `max`, in its shortest form.
  Result<std::int64_t> integer(std::int64_t min, std::int64_t max) {
    const Bytes b = TRY(take(kDerInteger));
    if (b.empty() || b.size() > 8) return bad_der();
    if (b.size() > 1 && (b[0] == 0 || b[0] == 0xff) && (b[0] >> 7) == (b[1] >> 7)) return bad_der();
    std::uint64_t value = b[0] & 0x80 ? ~std::uint64_t(0) : 0;
    for (const std::uint8_t byte : b) value = value << 8 | byte;
    const auto number = std::int64_t(value);
    if (number < min || number > max) return bad_der();
    return number;
  }
  // What is inside the EXPLICIT field `number`, when that comes next.
  Result<std::optional<DerReader>> field(unsigned number) {
    if (!at(der_explicit(number))) return std::optional<DerReader>{};
    return std::optional<DerReader>(DerReader(TRY(take(der_explicit(number)))));
  }
  Result<> finish() const { return rest_.empty() ? success() : Result<>(bad_der()); }

 private:
  struct Header {
    std::size_t header_len, len;
  };
  Result<Header> header(std::uint8_t tag) const {
    if (rest_.size() < 2 || rest_[0] != tag) return bad_der();
    std::size_t len = rest_[1];
    std::size_t header_len = 2;
    if (len >= 0x80) {
      const std::size_t num_bytes = len & 0x7f;
      if (num_bytes == 0 || num_bytes > 4 || rest_.size() < 2 + num_bytes) return bad_der();
      len = 0;
      for (const std::uint8_t byte : rest_.subspan(2, num_bytes)) len = len << 8 | byte;
      if (len < 0x80 || len >> (8 * (num_bytes - 1)) == 0) return bad_der();
      header_len += num_bytes;
    }
    if (len > rest_.size() - header_len) return bad_der();
    return Header{header_len, len};
  }
  Bytes rest_;
};

// Bytes of an element's tag and length when its contents are `len` bytes.
constexpr std::size_t der_header_len(std::size_t len) {
  return len < 0x80 ? 2 : len < 0x100 ? 3 : len < 0x10000 ? 4 : len < 0x1000000 ? 5 : 6;
}
constexpr std::size_t der_element_len(std::size_t len) { return der_header_len(len) + len; }

// Bytes of an INTEGER's contents.
constexpr std::size_t der_integer_len(std::int64_t value) {
  const auto magnitude = std::uint64_t(value < 0 ? ~value : value);
  return std::size_t(std::bit_width(magnitude)) / 8 + 1;
}

// Appends elements whose contents' lengths are known. The caller reserves; nothing is moved afterwards.
class DerWriter {
 public:
  explicit DerWriter(ByteVector& out) : out_(out) {}
  void header(std::uint8_t tag, std::size_t len) {
    out_.push_back(tag);
    if (len < 0x80) return out_.push_back(std::uint8_t(len));
    const std::size_t num_bytes = der_header_len(len) - 2;
    out_.push_back(std::uint8_t(0x80 | num_bytes));
    for (std::size_t i = num_bytes; i-- > 0;) out_.push_back(std::uint8_t(len >> (8 * i)));
  }
  void raw(Bytes bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void octets(Bytes bytes) {
    header(kDerOctetString, bytes.size());
    raw(bytes);
  }
  void integer(std::int64_t value) {
    const std::size_t len = der_integer_len(value);
    header(kDerInteger, len);
    for (std::size_t i = len; i-- > 0;) out_.push_back(std::uint8_t(std::uint64_t(value) >> (8 * i)));
  }
  void octets_field(unsigned number, Bytes bytes) {
    header(der_explicit(number), der_element_len(bytes.size()));
    octets(bytes);
  }
  void integer_field(unsigned number, std::int64_t value) {
    header(der_explicit(number), der_element_len(der_integer_len(value)));
    integer(value);
  }

 private:
  ByteVector& out_;
};

// Counts what a DerWriter would append.
class DerCounter {
 public:
  void header(std::uint8_t, std::size_t len) { total_ += der_header_len(len); }
  void raw(Bytes bytes) { total_ += bytes.size(); }
  void octets(Bytes bytes) { total_ += der_element_len(bytes.size()); }
  void integer(std::int64_t value) { total_ += der_element_len(der_integer_len(value)); }
  void octets_field(unsigned, Bytes bytes) { total_ += der_element_len(der_element_len(bytes.size())); }
  void integer_field(unsigned, std::int64_t value) {
    total_ += der_element_len(der_element_len(der_integer_len(value)));
  }
  std::size_t total() const { return total_; }

 private:
  std::size_t total_ = 0;
};

}  // namespace reprise::session
