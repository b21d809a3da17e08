// SPDX-License-Identifier: Apache-2.0
// Keys and secrets: wiped when dropped, never printed, never compared with ==.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"

namespace reprise {

using v0::wipe;

// True when both hold the same bytes; the time taken depends on the lengths alone.
bool equal_in_constant_time(Bytes a, Bytes b);

// Up to Capacity secret bytes, held in place (no heap). Copies are explicit: copy().
template <std::size_t Capacity>
class SecretArray {
 public:
  SecretArray() = default;
  explicit SecretArray(Bytes bytes) { assign(bytes); }
  SecretArray(const SecretArray&) = delete;
  SecretArray& operator=(const SecretArray&) = delete;
  SecretArray(SecretArray&& other) noexcept { take(other); }
  SecretArray& operator=(SecretArray&& other) noexcept {
    if (this != &other) take(other);
    return *this;
  }
  ~SecretArray() { clear(); }

  SecretArray copy() const { return SecretArray(bytes()); }
  void assign(Bytes bytes) {
    CHECK(bytes.size() <= Capacity);
    clear();
    if (!bytes.empty()) std::memcpy(bytes_.data(), bytes.data(), bytes.size());
    size_ = bytes.size();
  }
  // `size` bytes to be filled in by the caller; what was held before is wiped.
  MutableBytes resize(std::size_t size) {
    CHECK(size <= Capacity);
    clear();
    size_ = size;
    return {bytes_.data(), size_};
  }
  void clear() {
    if (size_ == 0) return;
    wipe({bytes_.data(), size_});
    size_ = 0;
  }
  Bytes bytes() const { return {bytes_.data(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  void take(SecretArray& other) {
    assign(other.bytes());
    other.clear();
  }
  std::array<std::uint8_t, Capacity> bytes_;
  std::size_t size_ = 0;
};

// The output of a hash or a secret of its length: at most SHA-512's.
using HashSecret = SecretArray<64>;

// Any number of secret bytes, on the heap.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes bytes) : bytes_(copy_of(bytes)) {}
  explicit SecretBytes(std::size_t size) : bytes_(size) {}
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      clear();
      bytes_.swap(other.bytes_);
    }
    return *this;
  }
  ~SecretBytes() { clear(); }

  SecretBytes copy() const { return SecretBytes(bytes()); }
  void clear() {
    wipe(bytes_);
    bytes_.clear();
  }
  Bytes bytes() const { return bytes_; }
  MutableBytes mutable_bytes() { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

 private:
  ByteVector bytes_;
};

}  // namespace reprise
