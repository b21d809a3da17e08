// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "record/input_buffer.h"
#include "record/output_buffer.h"

namespace reprise::record {
namespace {

void put(InputBuffer& buffer, Bytes bytes) {
  const MutableBytes space = buffer.space(bytes.size());
  ASSERT_EQ(space.size(), bytes.size());
  std::copy(bytes.begin(), bytes.end(), space.begin());
  buffer.filled(bytes.size());
}

TEST(InputBuffer, HoldsAHeaderWithoutHeap) {
  InputBuffer buffer;
  put(buffer, bytes_of("ab"));
  put(buffer, bytes_of("cde"));
  EXPECT_EQ(text_of(buffer.bytes()), "abcde");
  EXPECT_EQ(buffer.heap_bytes(), 0u);
}

TEST(InputBuffer, KeepsTheHeaderWhenItGrows) {
  InputBuffer buffer;
  put(buffer, bytes_of("abcde"));
  put(buffer, bytes_of("the rest of the record"));
  EXPECT_EQ(text_of(buffer.bytes()), "abcdethe rest of the record");
}

TEST(InputBuffer, MovesWhatIsLeftToTheFrontInsteadOfGrowing) {
  InputBuffer buffer;
  put(buffer, bytes_of("0123456789"));
  const std::size_t held = buffer.heap_bytes();
  buffer.drop(8);
  put(buffer, bytes_of("abcdefgh"));
  EXPECT_EQ(text_of(buffer.bytes()), "89abcdefgh");
  EXPECT_EQ(buffer.heap_bytes(), held);
}

TEST(InputBuffer, FreesItsHeapOnlyWhenNothingWaits) {
  InputBuffer buffer;
  put(buffer, bytes_of("0123456789"));
  buffer.drop(9);
  buffer.release_idle();
  EXPECT_EQ(text_of(buffer.bytes()), "9");
  buffer.drop(1);
  buffer.release_idle();
  EXPECT_EQ(buffer.heap_bytes(), 0u);
  put(buffer, bytes_of("abc"));
  EXPECT_EQ(text_of(buffer.bytes()), "abc");
}

void put(OutputBuffer& buffer, Bytes bytes) { std::ranges::copy(bytes, buffer.append(bytes.size()).begin()); }

TEST(OutputBuffer, GivesBytesInTheOrderTheyCame) {
  OutputBuffer buffer;
  put(buffer, bytes_of("abc"));
  put(buffer, bytes_of("defg"));
  EXPECT_EQ(text_of(buffer.bytes()), "abcdefg");
  buffer.sent(2);
  put(buffer, bytes_of("h"));
  EXPECT_EQ(text_of(buffer.bytes()), "cdefgh");
}

TEST(OutputBuffer, TakesTheLastBytesBack) {
  OutputBuffer buffer;
  put(buffer, bytes_of("abc"));
  buffer.append(5);
  buffer.unappend(5);
  EXPECT_EQ(text_of(buffer.bytes()), "abc");
}

TEST(OutputBuffer, HoldsNothingOnceAllIsSent) {
  OutputBuffer buffer;
  put(buffer, bytes_of("abc"));
  EXPECT_GT(buffer.heap_bytes(), 0u);
  buffer.sent(3);
  EXPECT_EQ(buffer.heap_bytes(), 0u);
  EXPECT_TRUE(buffer.bytes().empty());
}

TEST(OutputBuffer, AppendsWithoutMovingAfterReserve) {
  OutputBuffer buffer;
  buffer.reserve(100);
  const auto* first = buffer.append(40).data();
  buffer.append(60);
  EXPECT_EQ(buffer.bytes().data(), first);
}

}  // namespace
}  // namespace reprise::record
