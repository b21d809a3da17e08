// SPDX-License-Identifier: Apache-2.0
#include "stores/file/index.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprise::stores {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;

Name name(int i) { return {std::uint8_t(i), std::uint8_t(i >> 8), 7}; }

// The beginning of a file with `entries` in its first places.
ByteVector file_of(std::initializer_list<Entry> entries) {
  ByteVector bytes = copy_of(encode_header());
  for (const auto& entry : entries) {
    const auto encoded = encode_entry(entry);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  return bytes;
}

TEST(FileIndex, FindsWhatIsStillGood) {
  const auto index = Index::parse(file_of({{name(1), kNow, 10}, {name(2), kNow + 5, 20}}));
  ASSERT_TRUE(index);
  EXPECT_EQ(index->find(name(2), kNow), 1u);
  EXPECT_EQ((*index)[1].length, 20u);
  EXPECT_EQ(index->find(name(1), kNow), 0u);
  EXPECT_FALSE(index->find(name(1), kNow + 1));
  EXPECT_FALSE(index->find(name(3), kNow));
  EXPECT_EQ(index->num_good(kNow + 1), 1u);
}

TEST(FileIndex, HasTheShapeOnDiskThatIsWrittenDown) {
  EXPECT_EQ(text_of(encode_header()), std::string_view("reprise session\x01"));
  const auto entry = encode_entry({name(0x102), 0x0304, 0x0506});
  EXPECT_EQ(ByteVector(entry.begin(), entry.begin() + 4), (ByteVector{2, 1, 7, 0}));
  EXPECT_EQ(ByteVector(entry.begin() + 32, entry.end()), (ByteVector{0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 5, 6}));
}

TEST(FileIndex, TakesAFileThatIsNewOrCutOff) {
  EXPECT_TRUE(Index::parse({}));
  const auto bytes = file_of({{name(1), kNow, 10}, {name(2), kNow, 10}});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto index = Index::parse(Bytes(bytes).first(length));
    ASSERT_TRUE(index);
    EXPECT_EQ(bool(index->find(name(1), kNow)), length >= entry_offset(1));
    EXPECT_FALSE(index->find(name(2), kNow));
  }
}

TEST(FileIndex, RefusesWhatIsNoSessionFile) {
  EXPECT_FALSE(Index::parse(bytes_of("alias ls='ls -l'\n")));
  EXPECT_FALSE(Index::parse(bytes_of("x")));
  auto later_version = file_of({});
  later_version.back() = 2;
  EXPECT_FALSE(Index::parse(later_version));
}

TEST(FileIndex, DoesNotBelieveEntriesThatMakeNoSense) {
  const auto index = Index::parse(file_of({{name(1), kNow, 0},
                                           {name(2), kNow, kMaxValueLen + 1},
                                           {name(3), -1, 10},
                                           {name(4), kNow + kMaxTtl_s + 1, 10},
                                           {name(5), kNow + kMaxTtl_s, kMaxValueLen}}));
  ASSERT_TRUE(index);
  for (const int i : {1, 2, 3, 4}) EXPECT_FALSE(index->find(name(i), kNow)) << i;
  EXPECT_EQ(index->find(name(5), kNow), 4u);
}

TEST(FileIndex, GivesANewValueTheOldOnesPlaceThenAFreeOneThenThatOfTheFirstToExpire) {
  const auto some = Index::parse(file_of({{name(1), kNow, 10}, {name(2), kNow - 1, 10}, {name(3), kNow, 10}}));
  EXPECT_EQ(some->place_for(name(3), kNow), 2u);
  EXPECT_EQ(some->place_for(name(9), kNow), 1u);
  auto bytes = file_of({});
  for (std::size_t i = 0; i < kNumPlaces; ++i) {
    const auto encoded = encode_entry({name(int(i)), kNow + (i == 77 ? 1 : 100), 10});
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  EXPECT_EQ(Index::parse(bytes)->place_for(name(1000), kNow), 77u);
}

}  // namespace
}  // namespace reprise::stores
