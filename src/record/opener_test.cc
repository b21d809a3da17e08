#include "record/opener.h"

#include <gtest/gtest.h>

#include "record/test_keys.h"

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

TEST_F(OpenerUnderTls13, RefusesARecordOfZeroesOnly) { expect_refusal(ByteVector(20), Alert::unexpected_message); }

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

}  // namespace
}  // namespace reprise::record
