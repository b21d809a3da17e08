// SPDX-License-Identifier: Apache-2.0
#include "record/opener.h"

#include <gtest/gtest.h>

#include "support/record/keys.h"

namespace reprise::record {
namespace {

using crypto::Aead;
using wire::ContentType;
using wire::ProtocolVersion;

constexpr wire::RecordHeader header(ContentType type, std::uint16_t length, std::uint16_t version = 0x0303) {
  return {type, ProtocolVersion{version}, length};
}

// A TLS 1.3 record around any inner plaintext, as a peer that does not keep the rules could make it.
ByteVector tls13_record(const Keys& keys, Bytes inner, const crypto::Algorithms& algorithms) {
  auto aead =
      crypto::AeadContext::create(algorithms, keys.aead, crypto::AeadContext::Direction::seal, keys.key.bytes());
  ByteVector record(5 + inner.size() + 16);
  wire::put_record_header(MutableBytes(record).first<5>(),
                          header(ContentType::application_data, std::uint16_t(inner.size() + 16)));
  const MutableBytes all(record);
  EXPECT_TRUE(
      aead.value().seal(keys.iv.bytes(), all.first(5), inner, {}, all.subspan(5, inner.size()), all.last(16)).ok());
  return record;
}

class OpenerUnderTls13 : public testing::Test {
 protected:
  OpenerUnderTls13() { EXPECT_TRUE(opener.use_keys(*algorithms, keys).ok()); }
  Result<Opened> open(Bytes inner) {
    record = tls13_record(keys, inner, *algorithms);
    return opener.open(record);
  }
  void expect_refusal(Bytes inner, Alert alert) {
    const auto opened = open(inner);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().alert, alert);
  }

  Ref<const crypto::Algorithms> algorithms = test_algorithms();
  Keys keys = test_keys(Aead::aes_128_gcm, Format::tls13);
  Opener opener;
  ByteVector record;
};

TEST_F(OpenerUnderTls13, StripsPadding) {
  const ByteVector inner{'h', 'i', 23, 0, 0, 0};
  const auto opened = open(inner);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(text_of(opened.value().content), "hi");
}

TEST_F(OpenerUnderTls13, RefusesARecordOfZeroesOnly) {
  // With seven of them the byte in front, the end of the header, looks like a type.
  for (const std::size_t size : {1, 5, 6, 7, 20}) {
    ASSERT_TRUE(opener.use_keys(*algorithms, keys).ok());
    expect_refusal(ByteVector(size), Alert::unexpected_message);
  }
}

TEST_F(OpenerUnderTls13, RefusesEmptyHandshakeAndAlertRecords) {
  expect_refusal(ByteVector{22}, Alert::unexpected_message);
  expect_refusal(ByteVector{21, 0, 0}, Alert::unexpected_message);
}

TEST_F(OpenerUnderTls13, RefusesUnknownTypesAndChangeCipherSpecInside) {
  expect_refusal(ByteVector{1, 20}, Alert::unexpected_message);
  expect_refusal(ByteVector{1, 24}, Alert::unexpected_message);
  expect_refusal(ByteVector{1, 99}, Alert::unexpected_message);
}

TEST_F(OpenerUnderTls13, RefusesAnInnerPlaintextBeyondTheLimit) {
  ByteVector inner(wire::kMaxPlaintextLen + 1);
  inner.back() = 23;
  EXPECT_TRUE(open(inner).ok());
  ASSERT_TRUE(opener.use_keys(*algorithms, keys).ok());
  ByteVector content(wire::kMaxPlaintextLen + 2, 'x');
  content.back() = 23;
  expect_refusal(content, Alert::record_overflow);
  ByteVector padded(wire::kMaxPlaintextLen + 2);
  padded[0] = 23;
  expect_refusal(padded, Alert::record_overflow);
}

TEST_F(OpenerUnderTls13, ChecksTheOuterHeader) {
  EXPECT_TRUE(opener.check_header(header(ContentType::application_data, 16640), 0x0304).ok());
  EXPECT_EQ(opener.check_header(header(ContentType::application_data, 16641), 0x0304).error().alert,
            Alert::record_overflow);
  EXPECT_EQ(opener.check_header(header(ContentType::handshake, 40), 0x0304).error().alert, Alert::unexpected_message);
  EXPECT_FALSE(opener.check_header(header(ContentType::application_data, 40, 0x0301), 0x0304).ok());
  EXPECT_TRUE(opener.check_header(header(ContentType::change_cipher_spec, 1), 0x0304).ok());
}

TEST_F(OpenerUnderTls13, LetsChangeCipherSpecThroughInTheClear) {
  ByteVector ccs{20, 3, 3, 0, 1, 1};
  const auto opened = opener.open(ccs);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().type, ContentType::change_cipher_spec);
}

TEST_F(OpenerUnderTls13, TakesAPlainAlertOnlyWhereAllowedAndBeforeTheFirstProtectedRecord) {
  const auto alert = header(ContentType::alert, 2);
  EXPECT_FALSE(opener.check_header(alert, 0x0304).ok());
  opener.allow_plain_alert();
  ASSERT_TRUE(opener.check_header(alert, 0x0304).ok());
  // Nothing else of that length, and no alert of another.
  EXPECT_FALSE(opener.check_header(header(ContentType::handshake, 2), 0x0304).ok());
  EXPECT_FALSE(opener.check_header(header(ContentType::alert, 3), 0x0304).ok());
  EXPECT_FALSE(opener.check_header(header(ContentType::alert, 40), 0x0304).ok());
  ByteVector plain{21, 3, 3, 0, 2, 2, 40};
  ASSERT_TRUE(opener.open(plain).ok());
  ASSERT_TRUE(open(ByteVector{'x', 23}).ok());
  EXPECT_FALSE(opener.check_header(alert, 0x0304).ok());
}

TEST(OpenerWithoutKeys, LimitsPlaintextTo16384Bytes) {
  const Opener opener;
  EXPECT_TRUE(opener.check_header(header(ContentType::handshake, 16384), 0).ok());
  EXPECT_EQ(opener.check_header(header(ContentType::handshake, 16385), 0).error().alert, Alert::record_overflow);
}

TEST(OpenerWithoutKeys, RefusesUnknownTypes) {
  const Opener opener;
  for (const int type : {0, 19, 24, 128, 255}) {
    EXPECT_EQ(opener.check_header(header(ContentType(type), 10), 0).error().alert, Alert::unexpected_message) << type;
  }
}

TEST(OpenerWithoutKeys, HoldsThePeerToTheVersionOnceItIsTls12) {
  const Opener opener;
  EXPECT_TRUE(opener.check_header(header(ContentType::handshake, 10, 0x0301), 0).ok());
  EXPECT_TRUE(opener.check_header(header(ContentType::handshake, 10, 0x0301), 0x0304).ok());
  EXPECT_EQ(opener.check_header(header(ContentType::handshake, 10, 0x0301), 0x0303).error().alert,
            Alert::protocol_version);
  EXPECT_EQ(opener.check_header(header(ContentType::handshake, 10, 0x0403), 0).error().alert, Alert::protocol_version);
}

TEST(OpenerUnderTls12, AllowsTheExpansionOfTls12) {
  const auto algorithms = test_algorithms();
  Opener opener;
  ASSERT_TRUE(opener.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls12_explicit_nonce)).ok());
  EXPECT_TRUE(opener.check_header(header(ContentType::application_data, 18432), 0x0303).ok());
  EXPECT_EQ(opener.check_header(header(ContentType::application_data, 18433), 0x0303).error().alert,
            Alert::record_overflow);
  EXPECT_TRUE(opener.check_header(header(ContentType::handshake, 40), 0x0303).ok());
}

TEST(OpenerUnderTls12, OpensNothingInTheClear) {
  const auto algorithms = test_algorithms();
  Opener opener;
  ASSERT_TRUE(opener.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls12_explicit_nonce)).ok());
  opener.allow_plain_alert();
  for (ByteVector record : {ByteVector{20, 3, 3, 0, 1, 1}, ByteVector{21, 3, 3, 0, 2, 1, 0}}) {
    const auto opened = opener.open(record);
    ASSERT_FALSE(opened.ok()) << int(record[0]);
    EXPECT_EQ(opened.error().alert, Alert::bad_record_mac);
  }
}

TEST(OpenerUnderTls12, RefusesAPlaintextBeyondTheLimit) {
  const auto algorithms = test_algorithms();
  const Keys keys = test_keys(Aead::chacha20_poly1305, Format::tls12_implicit_nonce);
  for (const std::size_t size : {wire::kMaxPlaintextLen, wire::kMaxPlaintextLen + 1}) {
    auto aead =
        crypto::AeadContext::create(*algorithms, keys.aead, crypto::AeadContext::Direction::seal, keys.key.bytes());
    Protection protection(crypto::AeadContext::Direction::seal);
    ASSERT_TRUE(protection.use_keys(*algorithms, keys, SequenceNumber()).ok());
    ByteVector record(5 + size + 16);
    const MutableBytes all(record);
    wire::put_record_header(all.first<5>(), header(ContentType::application_data, std::uint16_t(size + 16)));
    ASSERT_TRUE(aead.value()
                    .seal(protection.implicit_nonce(), protection.tls12_header(ContentType::application_data, size),
                          ByteVector(size), {}, all.subspan(5, size), all.last(16))
                    .ok());
    Opener opener;
    ASSERT_TRUE(opener.use_keys(*algorithms, keys).ok());
    const auto opened = opener.open(record);
    ASSERT_EQ(opened.ok(), size == wire::kMaxPlaintextLen);
    if (!opened.ok()) { EXPECT_EQ(opened.error().alert, Alert::record_overflow); }
  }
}

}  // namespace
}  // namespace reprise::record
