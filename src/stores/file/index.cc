// SPDX-License-Identifier: Apache-2.0
#include "stores/file/index.h"

#include <algorithm>
#include <string_view>

namespace reprise::stores {
namespace {

constexpr std::string_view kMagic = "reprise session";
constexpr std::uint8_t kVersion = 1;
static_assert(kMagic.size() + 1 == kHeaderLen);

std::uint64_t number(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

void put_number(std::uint64_t value, MutableBytes out) {
  for (std::size_t i = out.size(); i-- > 0; value >>= 8) out[i] = std::uint8_t(value);
}

// A free entry for bytes that make no sense.
Entry parse_entry(Bytes bytes) {
  Entry entry;
  entry.good_until = std::int64_t(number(bytes.subspan(32, 8)));
  entry.length = std::uint32_t(number(bytes.subspan(40, 4)));
  if (entry.good_until <= 0 || entry.length == 0 || entry.length > kMaxValueLen) return {};
  std::ranges::copy(bytes.first(32), entry.name.begin());
  return entry;
}

// Not when it is to be kept for longer than anything is: the entry was altered, or the clock has been set back.
bool is_good(const Entry& entry, std::int64_t now) {
  return entry.good_until >= now && entry.good_until - now <= kMaxTtl_s;
}

}  // namespace

std::array<std::uint8_t, kHeaderLen> encode_header() {
  std::array<std::uint8_t, kHeaderLen> header;
  std::ranges::copy(bytes_of(kMagic), header.begin());
  header.back() = kVersion;
  return header;
}

std::array<std::uint8_t, kEntryLen> encode_entry(const Entry& entry) {
  std::array<std::uint8_t, kEntryLen> bytes;
  std::ranges::copy(entry.name, bytes.begin());
  put_number(std::uint64_t(entry.good_until), MutableBytes(bytes).subspan(32, 8));
  put_number(entry.length, MutableBytes(bytes).subspan(40, 4));
  return bytes;
}

std::optional<Index> Index::parse(Bytes bytes) {
  Index index;
  const auto header = encode_header();
  const std::size_t length = std::min(bytes.size(), kHeaderLen);
  if (!std::ranges::equal(bytes.first(length), Bytes(header).first(length))) return std::nullopt;
  for (std::size_t place = 0; place < kNumPlaces && entry_offset(place) + kEntryLen <= bytes.size(); ++place) {
    index.entries_[place] = parse_entry(bytes.subspan(entry_offset(place), kEntryLen));
  }
  return index;
}

std::optional<std::size_t> Index::find(const Name& name, std::int64_t now) const {
  const auto at = std::ranges::find_if(entries_, [&](const Entry& e) { return is_good(e, now) && e.name == name; });
  if (at == entries_.end()) return std::nullopt;
  return std::size_t(at - entries_.begin());
}

std::size_t Index::place_for(const Name& name, std::int64_t now) const {
  if (const auto there = find(name, now)) return *there;
  const auto sooner = [now](const Entry& a, const Entry& b) {
    return (is_good(a, now) ? a.good_until : 0) < (is_good(b, now) ? b.good_until : 0);
  };
  return std::size_t(std::ranges::min_element(entries_, sooner) - entries_.begin());
}

std::size_t Index::num_good(std::int64_t now) const {
  return std::size_t(std::ranges::count_if(entries_, [now](const Entry& e) { return is_good(e, now); }));
}

}  // namespace reprise::stores
