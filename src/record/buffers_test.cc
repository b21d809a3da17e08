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

TEST(OutputBuffer, LeavesWhatIsLentWhereItIsWhateverIsAppended) {
  OutputBuffer buffer;
  put(buffer, bytes_of("gone"));
  put(buffer, bytes_of("lent"));
  buffer.sent(4);
  const Bytes lent = buffer.lend();
  const auto* place = lent.data();
  for (std::size_t size = 1; size < 10'000; size *= 2) put(buffer, ByteVector(size, 'x'));
  EXPECT_EQ(text_of(Bytes(place, 4)), "lent");  // the address sanitizer says whether it is still ours
  EXPECT_EQ(text_of(buffer.bytes().first(5)), "lentx");
  buffer.sent(4);
  EXPECT_EQ(text_of(buffer.bytes().first(2)), "xx");
}

TEST(OutputBuffer, KeepsNothingOfALoanThatHasEnded) {
  OutputBuffer buffer;
  for (int i = 0; i < 2; ++i) {
    put(buffer, bytes_of("lent"));
    buffer.lend();
    put(buffer, ByteVector(10'000));
    if (i == 0) buffer.lend();  // the first was never ended
    put(buffer, ByteVector(30'000));
    buffer.sent(buffer.size());
    EXPECT_EQ(buffer.heap_bytes(), 0u);
  }
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
