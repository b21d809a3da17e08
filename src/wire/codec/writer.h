// SPDX-License-Identifier: Apache-2.0
// Writes the presentation language of TLS (RFC 8446, 3): big-endian numbers and vectors with a length in front.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"

namespace reprise::wire {

// Appends to a buffer of the caller's, which can be used again, or to one of its own. Remembers the first fault (a
// vector longer than its length field can say), so callers check once, at finish() or take(). What is written must not
// be a view of the buffer itself.
class Writer {
 public:
  Writer() : out_(owned_) {}
  explicit Writer(ByteVector& out) : out_(out), start_(out.size()) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void u8(std::uint8_t v) { out_.push_back(v); }
  void u16(std::uint16_t v) { number<2>(v); }
  void u24(std::uint32_t v) { number<3>(v); }
  void u32(std::uint32_t v) { number<4>(v); }
  void bytes(Bytes b) { out_.insert(out_.end(), b.begin(), b.end()); }
  void zeros(std::size_t n) { out_.resize(out_.size() + n); }

  // A vector whose body is what `body` writes: body() or body(Writer&).
  template <typename Body>
  void vec8(Body&& body) { vec<1>(std::forward<Body>(body)); }
  template <typename Body>
  void vec16(Body&& body) { vec<2>(std::forward<Body>(body)); }
  template <typename Body>
  void vec24(Body&& body) { vec<3>(std::forward<Body>(body)); }

  // opaque x<0..2^8-1>, <0..2^16-1>, <0..2^24-1>.
  void opaque8(Bytes b) {
    vec8([&] { bytes(b); });
  }
  void opaque16(Bytes b) {
    vec16([&] { bytes(b); });
  }
  void opaque24(Bytes b) {
    vec24([&] { bytes(b); });
  }

  // What this writer has appended so far. Valid until the next write.
  Bytes written() const { return Bytes(out_).subspan(start_); }
  bool ok() const { return !overflow_; }

  // For a buffer of the caller's: fails with internal_error when a vector was too long; the buffer is then as it was.
  Result<> finish() {
    if (overflow_) {
      out_.resize(start_);
      return fail(Alert::internal_error, Reason::too_long);
    }
    return success();
  }
  // For the writer's own buffer: hands it over, or fails as finish() does.
  Result<ByteVector> take() && {
    CHECK(&out_ == &owned_);
    TRY(finish());
    return std::move(owned_);
  }

 private:
  template <std::size_t Width>
  void number(std::uint32_t v) {
    const std::size_t at = out_.size();
    out_.resize(at + Width);
    put<Width>(at, v);
  }
  template <std::size_t Width>
  void put(std::size_t at, std::size_t v) {
    for (std::size_t i = 0; i < Width; ++i) out_[at + i] = std::uint8_t(v >> 8 * (Width - 1 - i));
  }
  template <std::size_t Width, typename Body>
  void vec(Body&& body) {
    const std::size_t at = out_.size();
    out_.resize(at + Width);
    if constexpr (std::invocable<Body, Writer&>) {
      body(*this);
    } else {
      body();
    }
    const std::size_t n = out_.size() - at - Width;
    if (n >> 8 * Width != 0) overflow_ = true;
    put<Width>(at, n);
  }

  ByteVector owned_;
  ByteVector& out_;
  std::size_t start_ = 0;
  bool overflow_ = false;
};

}  // namespace reprise::wire
