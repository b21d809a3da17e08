// SPDX-License-Identifier: Apache-2.0
#include "wire/codec/writer.h"

#include <gtest/gtest.h>

#include "support/wire/strictness.h"
#include "wire/codec/reader.h"
#include "wire/messages/handshake_header.h"
#include "wire/messages/record_header.h"

namespace reprise::wire {
namespace {

TEST(Writer, WritesBigEndianNumbers) {
  Writer out;
  out.u8(0x01);
  out.u16(0x0203);
  out.u24(0x040506);
  out.u32(0x0708090a);
  out.zeros(2);
  EXPECT_EQ(std::move(out).take().value(), hex("01 0203 040506 0708090a 0000"));
}

TEST(Writer, PutsTheLengthInFrontOfAVector) {
  Writer out;
  out.vec24([&] {
    out.vec16([](Writer& inner) { inner.vec8([&] { inner.u8(7); }); });
    out.opaque8({});
  });
  EXPECT_EQ(std::move(out).take().value(), hex("000005 0002 01 07 00"));
}

TEST(Writer, AppendsToTheBufferOfItsCaller) {
  ByteVector buffer = hex("aabb");
  Writer out(buffer);
  out.opaque16(hex("cc"));
  EXPECT_EQ(copy_of(out.written()), hex("0001 cc"));
  ASSERT_TRUE(out.finish().ok());
  EXPECT_EQ(buffer, hex("aabb 0001 cc"));
}

TEST(Writer, LeavesTheBufferAsItWasWhenAVectorIsTooLong) {
  ByteVector buffer = hex("aabb");
  Writer out(buffer);
  out.opaque8(repeat(1, 255));
  EXPECT_TRUE(out.ok());
  out.opaque8(repeat(1, 256));
  EXPECT_FALSE(out.ok());
  expect_failure(out.finish(), Alert::internal_error);
  EXPECT_EQ(buffer, hex("aabb"));
}

TEST(Writer, KnowsTheLimitOfEachLength) {
  for (const std::size_t extra : {0u, 1u}) {
    Writer two;
    two.opaque16(repeat(1, 0xffff + extra));
    EXPECT_EQ(two.ok(), extra == 0);
    Writer three;
    three.opaque24(repeat(1, 0xffffff + extra));
    EXPECT_EQ(three.ok(), extra == 0);
    EXPECT_EQ(std::move(three).take().ok(), extra == 0);
  }
}

TEST(Reader, ReadsWhatAWriterWrites) {
  const ByteVector bytes = hex("01 0203 040506 0708090a 02 0b0c 0001 0d 000001 0e");
  Reader in(bytes);
  EXPECT_EQ(in.u8().value(), 0x01);
  EXPECT_EQ(in.u16().value(), 0x0203);
  EXPECT_EQ(in.u24().value(), 0x040506u);
  EXPECT_EQ(in.u32().value(), 0x0708090au);
  EXPECT_EQ(copy_of(in.opaque8().value()), hex("0b0c"));
  EXPECT_EQ(in.vec16().value().u8().value(), 0x0d);
  EXPECT_FALSE(in.finish().ok());
  EXPECT_EQ(copy_of(in.opaque24(1).value()), hex("0e"));
  EXPECT_TRUE(in.finish().ok());
}

TEST(Reader, RefusesALengthBeyondTheEnd) {
  expect_failure(Reader(hex("02 00")).opaque8(), Alert::decode_error);
  expect_failure(Reader(hex("ffff 00")).opaque16(), Alert::decode_error);
  expect_failure(Reader(hex("ffffff 00")).opaque24(), Alert::decode_error);
  expect_failure(Reader(hex("000102")).u32(), Alert::decode_error);
}

TEST(Reader, RefusesALengthBelowTheMinimum) {
  expect_failure(Reader(hex("01 00")).opaque8(2), Alert::decode_error);
  expect_failure(Reader(hex("0000")).opaque16(1), Alert::decode_error);
}

TEST(RecordHeader, KeepsEveryValueItIsGiven) {
  std::array<std::uint8_t, kRecordHeaderLen> bytes{};
  const RecordHeader header{ContentType::handshake, ProtocolVersion::tls10, 0xabcd};
  put_record_header(bytes, header);
  EXPECT_EQ(ByteVector(bytes.begin(), bytes.end()), hex("16 0301 abcd"));
  EXPECT_EQ(read_record_header(bytes), header);
}

TEST(HandshakeHeader, StandsInFrontOfTheBody) {
  Writer out;
  write_handshake(out, HandshakeType::finished, [&] { out.bytes(hex("010203")); });
  const ByteVector bytes = std::move(out).take().value();
  EXPECT_EQ(bytes, hex("14 000003 010203"));
  const auto head = std::span(bytes).first<kHandshakeHeaderLen>();
  EXPECT_EQ(read_handshake_header(head), (HandshakeHeader{HandshakeType::finished, 3}));
}

}  // namespace
}  // namespace reprise::wire
