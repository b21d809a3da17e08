// SPDX-License-Identifier: Apache-2.0
#include "session/object/der.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

TEST(DerReader, IsAtNothingWhereNothingIs) {
  EXPECT_FALSE(DerReader(Bytes()).at(0));
  EXPECT_FALSE(DerReader(Bytes()).at(kDerSequence));
  EXPECT_FALSE(DerReader(Bytes()).take(kDerSequence).ok());
}

// What lies behind the end is there, and would make a whole element of it.
TEST(DerReader, LooksAtNothingBehindTheEnd) {
  ByteVector whole{kDerOctetString, 0x82, 0x01, 0x00};
  whole.resize(whole.size() + 256, 'x');
  EXPECT_EQ(DerReader(whole).take(kDerOctetString).value().size(), 256u);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DerReader(Bytes(whole).first(size)).take(kDerOctetString).ok()) << size;
  }
}

}  // namespace
}  // namespace reprise::session
