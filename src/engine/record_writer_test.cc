// SPDX-License-Identifier: Apache-2.0
#include "engine/record_writer.h"

#include <gtest/gtest.h>

#include "support/engine/machine.h"

namespace reprise::engine {
namespace {

using AtKeyLimit = RecordWriter::AtKeyLimit;

// 2^23 records under AES-CCM; the last 64 are left for what a writer may not interrupt.
constexpr std::uint64_t kLimit = 1 << 23, kSpare = 64;

class KeyLimit : public testing::Test {
 protected:
  // A writer of small records that has `left` of them before it is to change its key.
  void begin(std::uint64_t left) {
    const auto keys = record::test_keys(crypto::Aead::aes_128_ccm, record::Format::tls13, 1);
    const record::SequenceNumber first(kLimit - kSpare - left);
    ASSERT_TRUE(writer.use_keys(*host.config().algorithms, keys, first).ok());
    writer.set_options({.max_fragment = 512});
  }

  TestHost host;
  handshake::Role role = handshake::Role::client;
  handshake::Facts facts;
  Watch watch{role, host, facts};
  RecordWriter writer{watch};
  ByteVector data = ByteVector(64 * 1024);  // 128 records
};

TEST_F(KeyLimit, StopsAWriteInTheMiddle) {
  begin(100);
  EXPECT_EQ(writer.application_data(data, AtKeyLimit::stop).value(), 100u * 512);
  EXPECT_TRUE(writer.needs_key_update());
  EXPECT_EQ(writer.application_data(data, AtKeyLimit::stop).value(), 0u);
}

TEST_F(KeyLimit, LetsAWriteThatEndsAtItBe) {
  begin(128);
  EXPECT_EQ(writer.application_data(data, AtKeyLimit::stop).value(), data.size());
  EXPECT_TRUE(writer.needs_key_update());
}

TEST_F(KeyLimit, IsPassedWhereTheKeyCannotBeChangedUntilItBearsNoMore) {
  begin(64);
  EXPECT_EQ(writer.application_data(data, AtKeyLimit::go_on).value(), data.size());
  EXPECT_FALSE(writer.application_data(Bytes(data).first(1), AtKeyLimit::go_on).ok());
}

}  // namespace
}  // namespace reprise::engine
