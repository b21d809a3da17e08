// SPDX-License-Identifier: Apache-2.0
// Where the values of a FileStore lie in its file (docs/formats/session-file.md).
//
//   magic[15] = "reprise session" | version[1] = 1 | entry[44] * 256 | ... | value 0 | value 1 | ...
//   entry:  name[32] | good_until[8] | length[4]      good_until: seconds since 1970; 0: the place is free
//   value n begins at 16384 * (n + 1) and has at most 16384 bytes
//
// Places are fixed, so that damage to one is damage to no other, and a file that was cut off has lost what was behind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace reprise::stores {

inline constexpr std::size_t kNumPlaces = 256;
inline constexpr std::size_t kMaxValueLen = 16384;
inline constexpr std::size_t kHeaderLen = 16;
inline constexpr std::size_t kEntryLen = 44;
inline constexpr std::size_t kIndexLen = kHeaderLen + kNumPlaces * kEntryLen;
inline constexpr std::int64_t kMaxTtl_s = 8 * 24 * 3600;  // no entry is believed that is to be kept for longer

using Name = std::array<std::uint8_t, 32>;

struct Entry {
  Name name{};
  std::int64_t good_until = 0;
  std::uint32_t length = 0;
};

constexpr std::size_t entry_offset(std::size_t place) { return kHeaderLen + place * kEntryLen; }
constexpr std::size_t value_offset(std::size_t place) { return kMaxValueLen * (place + 1); }
static_assert(kIndexLen <= value_offset(0));

// What a file of this version begins with.
std::array<std::uint8_t, kHeaderLen> encode_header();
std::array<std::uint8_t, kEntryLen> encode_entry(const Entry& entry);

// The entries of a file.
class Index {
 public:
  // Of the first kIndexLen bytes of a file, or of as many as it has: entries that are missing or make no sense are
  // free. Nothing when it does not begin as a session file of this version does, as far as it goes.
  static std::optional<Index> parse(Bytes bytes);

  // The place of `name`, if what is there is still good at `now`.
  std::optional<std::size_t> find(const Name& name, std::int64_t now) const;
  // The place for a new value of `name`: where it is already, else a free one, else that of what expires first.
  std::size_t place_for(const Name& name, std::int64_t now) const;

  const Entry& operator[](std::size_t place) const { return entries_[place]; }
  std::size_t num_good(std::int64_t now) const;

 private:
  std::array<Entry, kNumPlaces> entries_{};
};

}  // namespace reprise::stores
