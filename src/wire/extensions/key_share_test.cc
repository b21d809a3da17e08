// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/key_share.h"

#include <gtest/gtest.h>

#include "support/wire/strictness.h"

namespace reprise::wire {
namespace {

TEST(ClientKeyShares, RoundTrip) {
  const ByteVector bytes = hex("000d  0a0a 0001 00  001d 0004 01020304");
  expect_strict(read_client_key_shares, bytes);
  const KeyShareList shares = read_client_key_shares(bytes).value();
  EXPECT_EQ(shares.size(), 2u);
  EXPECT_EQ(copy_of(*find_key_share(shares, 0x001d)), hex("01020304"));
  EXPECT_FALSE(find_key_share(shares, 0x0017).has_value());
  Writer out;
  write_client_key_shares(out, [&] {
    for (const KeyShareEntry& share : shares) write_key_share_entry(out, share);
  });
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

TEST(ClientKeyShares, MayBeEmpty) {
  expect_strict(read_client_key_shares, hex("0000"));
  EXPECT_TRUE(read_client_key_shares(hex("0000")).value().empty());
  EXPECT_FALSE(read_client_key_shares(hex("0005 001d 0001 07")).value().empty());
}

TEST(ClientKeyShares, RefuseAGroupThatComesTwice) {
  expect_failure(read_client_key_shares(hex("000a  001d 0001 00  001d 0001 01")), Alert::illegal_parameter);
}

TEST(ClientKeyShares, RefuseAGroupThatComesTwiceAmongThousands) {
  Writer out;
  write_client_key_shares(out, [&] {
    for (std::uint16_t group = 0; group < 13000; ++group) write_key_share_entry(out, {group, hex("00")});
  });
  const ByteVector distinct = std::move(out).take().value();
  EXPECT_TRUE(read_client_key_shares(distinct).ok());
  Writer again;
  write_client_key_shares(again, [&] {
    again.bytes(Bytes(distinct).subspan(2));
    write_key_share_entry(again, {12345, hex("00")});
  });
  expect_failure(read_client_key_shares(std::move(again).take().value()), Alert::illegal_parameter);
}

TEST(ClientKeyShares, RefuseAnEmptyShare) {
  expect_failure(read_client_key_shares(hex("0004 001d 0000")), Alert::decode_error);
}

TEST(ServerKeyShare, RoundTrips) {
  const ByteVector bytes = hex("001d 0002 abcd");
  expect_strict(read_server_key_share, bytes);
  Writer out;
  write_key_share_entry(out, read_server_key_share(bytes).value());
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

TEST(SelectedGroup, RoundTrips) {
  const ByteVector bytes = hex("0018");
  expect_strict(read_selected_group, bytes);
  Writer out;
  write_selected_group(out, read_selected_group(bytes).value());
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

}  // namespace
}  // namespace reprise::wire
