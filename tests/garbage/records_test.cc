// SPDX-License-Identifier: Apache-2.0
// Records delivered in pieces: a handshake does not depend on how the transport cuts it.
#include <gtest/gtest.h>

#include "scenario.h"
#include "support/engine/wire.h"

namespace reprise::garbage {
namespace {

using engine::Connection;

class CutRecords : public testing::TestWithParam<std::uint16_t> {
 protected:
  CutRecords() {
    for (auto* host : {&client_host_, &server_host_}) host->mutable_config().max_version = GetParam();
    connect();
  }
  void connect() {
    client_ = std::make_unique<Connection>(Role::client, client_host_);
    server_ = std::make_unique<Connection>(Role::server, server_host_);
  }
  // Hands over what `from` has to say in pieces: the first of `first` bytes, or all of one byte when that is 0. True
  // when there was that much.
  static bool hand_over(Connection& from, Connection& to, std::size_t first) {
    const ByteVector bytes = engine::take_output(from);
    const Bytes all = bytes;
    const std::size_t cut = std::min(first, all.size());
    EXPECT_TRUE(to.handshake().ok());
    if (first == 0) {
      engine::deliver(to, all, 1);
    } else {
      engine::deliver(to, all.first(cut));
      EXPECT_TRUE(to.handshake().ok());
      engine::deliver(to, all.subspan(cut));
    }
    EXPECT_TRUE(to.handshake().ok());
    return first < all.size();
  }
  // A handshake whose every flight is cut at `first`. True while some flight is longer than that.
  bool connect_cut_at(std::size_t first) {
    connect();
    bool some = false;
    EXPECT_TRUE(client_->handshake().ok());
    for (int i = 0; i < 4; ++i) {
      some |= hand_over(*client_, *server_, first);
      some |= hand_over(*server_, *client_, first);
    }
    EXPECT_TRUE(client_->handshake_complete() && server_->handshake_complete()) << first;
    EXPECT_EQ(client_->facts().version, GetParam());
    return some;
  }

  Ref<const crypto::Algorithms> algorithms_ = crypto::default_algorithms();
  engine::PairHost client_host_{Role::client, algorithms_};
  engine::PairHost server_host_{Role::server, algorithms_};
  std::unique_ptr<Connection> client_, server_;
};

TEST_P(CutRecords, MakeNoDifferenceWhereverTheyAreCut) {
  std::size_t first = 1;
  while (connect_cut_at(first) && !HasFailure()) ++first;
  EXPECT_GT(first, 300u);
}

TEST_P(CutRecords, MakeNoDifferenceWhenTheyComeByteByByte) { connect_cut_at(0); }

INSTANTIATE_TEST_SUITE_P(Versions, CutRecords, testing::Values(0x0303, 0x0304));

}  // namespace
}  // namespace reprise::garbage
