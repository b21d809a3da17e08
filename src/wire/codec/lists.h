// SPDX-License-Identifier: Apache-2.0
// Vectors of a message seen in place: checked once when parsed,
// decoded again item by item while iterating, never copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

// A vector of 16-bit codes: cipher suites, groups, signature schemes, versions.
class U16List {
 public:
  class Iterator {
   public:
    using value_type = std::uint16_t;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(Bytes rest) : rest_(rest) {}
    std::uint16_t operator*() const { return std::uint16_t(rest_[0] << 8 | rest_[1]); }
    Iterator& operator++() {
      rest_ = rest_.subspan(2);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.rest_.size() == b.rest_.size(); }

   private:
    Bytes rest_;
  };

  U16List() = default;
  // `raw` is the body of the vector, without its length. Fails with decode_error when it is empty or odd.
  static Result<U16List> parse(Bytes raw) {
    if (raw.empty() || raw.size() % 2 != 0) return fail(Alert::decode_error, Reason::bad_length);
    return U16List(raw);
  }

  std::size_t size() const { return raw_.size() / 2; }
  bool empty() const { return raw_.empty(); }
  std::uint16_t operator[](std::size_t i) const { return std::uint16_t(raw_[2 * i] << 8 | raw_[2 * i + 1]); }
  bool contains(std::uint16_t code) const {
    for (const std::uint16_t c : *this) {
      if (c == code) return true;
    }
    return false;
  }
  Iterator begin() const { return Iterator(raw_); }
  Iterator end() const { return Iterator(); }
  Bytes raw() const { return raw_; }

 private:
  explicit U16List(Bytes raw) : raw_(raw) {}
  Bytes raw_;
};

// A vector of items of varying length. Codec has `using Item` and `static Result<Item> read(Reader&)`, which consumes
// at least one byte and gives the same answer every time.
template <typename Codec>
class ListView {
 public:
  using Item = typename Codec::Item;

  class Iterator {
   public:
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(Bytes rest) : rest_(rest) {}
    Item operator*() const {
      Reader reader(rest_);
      return Codec::read(reader).value();
    }
    Iterator& operator++() {
      Reader reader(rest_);
      (void)Codec::read(reader);
      rest_ = reader.rest();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.rest_.size() == b.rest_.size(); }

   private:
    Bytes rest_;
  };

  ListView() = default;
  // `raw` is the body of the vector, without its length. May be empty: each message says how many it takes.
  static Result<ListView> parse(Bytes raw) {
    std::size_t count = 0;
    for (Reader reader(raw); !reader.empty(); ++count) TRY(Codec::read(reader));
    return ListView(raw, count);
  }

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Item front() const { return *begin(); }  // only when not empty
  Iterator begin() const { return Iterator(raw_); }
  Iterator end() const { return Iterator(); }
  Bytes raw() const { return raw_; }

 private:
  ListView(Bytes raw, std::size_t count) : raw_(raw), count_(count) {}
  Bytes raw_;
  std::size_t count_ = 0;
};

// Items that are themselves opaque<1..2^8-1>, <1..2^16-1>, <1..2^24-1>.
struct Opaque8Codec {
  using Item = Bytes;
  static Result<Bytes> read(Reader& reader) { return reader.opaque8(1); }
};
struct Opaque16Codec {
  using Item = Bytes;
  static Result<Bytes> read(Reader& reader) { return reader.opaque16(1); }
};
struct Opaque24Codec {
  using Item = Bytes;
  static Result<Bytes> read(Reader& reader) { return reader.opaque24(1); }
};
using Opaque8List = ListView<Opaque8Codec>;
using Opaque16List = ListView<Opaque16Codec>;
using Opaque24List = ListView<Opaque24Codec>;

}  // namespace reprise::wire
