// SPDX-License-Identifier: Apache-2.0
// For tests of codecs: bytes written out in hexadecimal, and what every parser must refuse.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace reprise::wire {

// The bytes that `text` spells: pairs of hexadecimal digits; blanks are skipped.
inline ByteVector hex(std::string_view text) {
  ByteVector out;
  int high = -1;
  for (const char c : text) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(std::uint8_t(high << 4 | digit));
      high = -1;
    }
  }
  return out;
}

// `n` bytes of the value `b`.
inline ByteVector repeat(std::uint8_t b, std::size_t n) { return ByteVector(n, b); }

inline ByteVector operator+(ByteVector a, const ByteVector& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

template <typename T>
void expect_failure(const Result<T>& result, Alert alert) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, alert) << name_of(result.error().reason);
}

// `read` takes `bytes`, and refuses them with decode_error when cut anywhere or when a byte follows; `whole_at` are the
// lengths at which a cut leaves a whole message.
template <typename Read>
void expect_strict(Read read, const ByteVector& bytes, std::initializer_list<std::size_t> whole_at = {}) {
  EXPECT_TRUE(read(Bytes(bytes)).ok());
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    bool whole = false;
    for (const std::size_t w : whole_at) whole |= w == n;
    SCOPED_TRACE(n);
    // Of its own, so that sanitizers see its end.
    const ByteVector cut(bytes.begin(), bytes.begin() + std::ptrdiff_t(n));
    const auto result = read(Bytes(cut));
    if (whole) {
      EXPECT_TRUE(result.ok());
    } else {
      expect_failure(result, Alert::decode_error);
    }
  }
  expect_failure(read(Bytes(bytes + ByteVector{0})), Alert::decode_error);
}

}  // namespace reprise::wire
