// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/pre_shared_key.h"

#include <gtest/gtest.h>

#include "support/wire/strictness.h"

namespace reprise::wire {
namespace {

ByteVector two_psks() {
  return hex("0010  0003 616263 01020304  0001 64 05060708") +        // identities
         hex("0052  20") + repeat(0xaa, 32) + hex("30") + repeat(0xbb, 48);  // binders
}

TEST(OfferedPsks, RoundTrip) {
  const ByteVector bytes = two_psks();
  expect_strict(read_offered_psks, bytes);
  const OfferedPsks psks = read_offered_psks(bytes).value();
  ASSERT_EQ(psks.identities.size(), 2u);
  EXPECT_EQ(text_of(psks.identities.front().identity), "abc");
  EXPECT_EQ(psks.identities.front().obfuscated_ticket_age, 0x01020304u);
  EXPECT_EQ(copy_of(*++psks.binders.begin()), repeat(0xbb, 48));
  Writer out;
  write_offered_psks(
      out,
      [&] {
        for (const PskIdentity& identity : psks.identities) write_psk_identity(out, identity);
      },
      [&] {
        for (const Bytes binder : psks.binders) write_psk_binder(out, binder);
      });
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

TEST(OfferedPsks, SayWhereTheBindersBegin) {
  const ByteVector bytes = two_psks();
  const OfferedPsks psks = read_offered_psks(bytes).value();
  EXPECT_EQ(psks.binders_len(), 2u + 1 + 32 + 1 + 48);
  EXPECT_EQ(copy_of(without_binders(bytes, psks.binders_len())), hex("0010  0003 616263 01020304  0001 64 05060708"));
}

TEST(OfferedPsks, NeedABinderForEachIdentity) {
  const ByteVector one_identity = hex("0009  0003 616263 01020304");
  const ByteVector one_binder = hex("0021 20") + repeat(0, 32);
  const ByteVector two_binders = hex("0042 20") + repeat(0, 32) + hex("20") + repeat(0, 32);
  EXPECT_TRUE(read_offered_psks(one_identity + one_binder).ok());
  expect_failure(read_offered_psks(one_identity + two_binders), Alert::illegal_parameter);
  const ByteVector two_identities = hex("0012  0003 616263 01020304  0003 646566 01020304");
  EXPECT_TRUE(read_offered_psks(two_identities + two_binders).ok());
  expect_failure(read_offered_psks(two_identities + one_binder), Alert::illegal_parameter);
}

TEST(OfferedPsks, RefuseWhatIsTooShort) {
  const ByteVector one_binder = hex("0021 20") + repeat(0, 32);
  expect_failure(read_offered_psks(hex("0000") + one_binder), Alert::decode_error);
  expect_failure(read_offered_psks(hex("0008  0000 01020304 0000") + one_binder), Alert::decode_error);
  expect_failure(read_offered_psks(hex("0007  0001 61 01020304 0021 1f") + repeat(0, 32)), Alert::decode_error);
  expect_failure(read_offered_psks(hex("0007  0001 61 01020304 0020 1f") + repeat(0, 31)), Alert::decode_error);
}

TEST(SelectedIdentity, RoundTrips) {
  const ByteVector bytes = hex("0102");
  expect_strict(read_selected_identity, bytes);
  Writer out;
  write_selected_identity(out, read_selected_identity(bytes).value());
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

}  // namespace
}  // namespace reprise::wire
