// SPDX-License-Identifier: Apache-2.0
#include "record/sealer.h"

#include <gtest/gtest.h>

#include <limits>

#include "record/opener.h"
#include "support/record/keys.h"

namespace reprise::record {
namespace {

using crypto::Aead;
using wire::ContentType;

ByteVector seal(Sealer& sealer, const Content& content) {
  ByteVector out(sealer.sealed_size(content));
  EXPECT_TRUE(sealer.seal(content, out).ok());
  return out;
}

ByteVector text(std::size_t size) {
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = std::uint8_t(i * 31 + 7);
  return bytes;
}

struct Case {
  Aead aead;
  Format format;
};

class EveryProtection : public testing::TestWithParam<Case> {
 protected:
  EveryProtection() {
    const Keys keys = test_keys(GetParam().aead, GetParam().format);
    EXPECT_TRUE(sealer.use_keys(*algorithms, keys).ok());
    EXPECT_TRUE(opener.use_keys(*algorithms, keys).ok());
  }
  bool tls13() const { return GetParam().format == Format::tls13; }
  bool has_limit() const { return tls13() && GetParam().aead != Aead::chacha20_poly1305; }

  Ref<const crypto::Algorithms> algorithms = test_algorithms();
  Sealer sealer;
  Opener opener;
};

TEST_P(EveryProtection, OpensWhatWasSealed) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{15}, std::size_t{16}, std::size_t{17},
                                 std::size_t{1000}, wire::kMaxPlaintextLen}) {
    for (const ContentType type : {ContentType::application_data, ContentType::handshake, ContentType::alert}) {
      const ByteVector plain = text(size);
      ByteVector record = seal(sealer, {.type = type, .bytes = plain});
      const auto header = wire::read_record_header(Bytes(record).first<5>());
      EXPECT_EQ(header.type, tls13() ? ContentType::application_data : type);
      EXPECT_EQ(header.legacy_version, wire::ProtocolVersion::tls12);
      EXPECT_TRUE(opener.check_header(header, tls13() ? 0x0304 : 0x0303).ok());
      const auto opened = opener.open(record);
      ASSERT_TRUE(opened.ok()) << size;
      EXPECT_EQ(opened.value().type, type);
      EXPECT_EQ(opened.value().inner_type, tls13());
      EXPECT_TRUE(std::ranges::equal(opened.value().content, plain));
    }
  }
}

TEST_P(EveryProtection, OpensAnEmptyApplicationRecord) {
  ByteVector record = seal(sealer, {.type = ContentType::application_data, .bytes = {}});
  const auto opened = opener.open(record);
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened.value().content.empty());
}

TEST_P(EveryProtection, RefusesARecordWithAnyByteChanged) {
  const ByteVector plain = text(40);
  const ByteVector record = seal(sealer, {.type = ContentType::application_data, .bytes = plain});
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (i == 3 || i == 4) continue;  // the length is the frame itself
    if (!tls13() && (i == 1 || i == 2)) continue;  // checked before, and not part of what is authenticated
    ByteVector altered = record;
    altered[i] ^= 0x40;
    if (tls13() && i == 0) altered[i] = 0x16;
    const auto opened = opener.open(altered);
    ASSERT_FALSE(opened.ok()) << i;
    EXPECT_EQ(opened.error().alert, Alert::bad_record_mac) << i;
  }
  ByteVector untouched = record;
  EXPECT_TRUE(opener.open(untouched).ok()) << "a record that failed does not count";
}

TEST_P(EveryProtection, RefusesARecordAtAnotherLength) {
  const ByteVector plain = text(40);
  const ByteVector record = seal(sealer, {.type = ContentType::application_data, .bytes = plain});
  for (std::size_t size = wire::kRecordHeaderLen; size < record.size(); ++size) {
    ByteVector cut(record.begin(), record.begin() + std::ptrdiff_t(size));
    cut[3] = 0;
    cut[4] = std::uint8_t(size - wire::kRecordHeaderLen);
    const auto opened = opener.open(cut);
    ASSERT_FALSE(opened.ok()) << size;
    EXPECT_EQ(opened.error().alert, Alert::bad_record_mac) << size;
  }
}

TEST_P(EveryProtection, NumbersRecordsSoThatNoneIsOpenedTwiceOrOutOfTurn) {
  const ByteVector first = seal(sealer, {.type = ContentType::application_data, .bytes = bytes_of("one")});
  const ByteVector second = seal(sealer, {.type = ContentType::application_data, .bytes = bytes_of("two")});
  ByteVector copy = first;
  EXPECT_TRUE(opener.open(copy).ok());
  copy = first;
  EXPECT_FALSE(opener.open(copy).ok()) << "the number is authenticated, also where the nonce is sent";
  copy = second;
  EXPECT_TRUE(opener.open(copy).ok());
}

TEST_P(EveryProtection, StopsBeforeTheSequenceNumberWraps) {
  const Keys keys = test_keys(GetParam().aead, GetParam().format);
  const auto last = std::numeric_limits<std::uint64_t>::max() - 1;
  const Content content{.type = ContentType::application_data, .bytes = bytes_of("x")};
  ASSERT_TRUE(opener.use_keys(*algorithms, keys, SequenceNumber(last + 1)).ok());
  ByteVector record = seal(sealer, content);
  EXPECT_FALSE(opener.open(record).error().alert.has_value()) << "it is not even tried";
  if (has_limit()) return;
  ASSERT_TRUE(sealer.use_keys(*algorithms, keys, SequenceNumber(last)).ok());
  record = seal(sealer, content);
  ASSERT_TRUE(opener.use_keys(*algorithms, keys, SequenceNumber(last)).ok());
  EXPECT_TRUE(opener.open(record).ok());
  EXPECT_FALSE(sealer.seal(content, record).ok());
}

TEST_P(EveryProtection, SealsNothingBeyondTheLimitOfAKey) {
  if (!has_limit()) return;
  const Keys keys = test_keys(GetParam().aead, GetParam().format);
  const bool ccm = GetParam().aead == Aead::aes_128_ccm || GetParam().aead == Aead::aes_128_ccm_8;
  const SequenceNumber last((ccm ? std::uint64_t(1) << 23 : 23'726'566) - 1);
  const Content content{.type = ContentType::application_data, .bytes = bytes_of("x")};
  ASSERT_TRUE(sealer.use_keys(*algorithms, keys, last).ok());
  ByteVector record = seal(sealer, content);
  const auto refused = sealer.seal(content, record);
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(refused.error().alert.has_value()) << "no alert can be sealed either";
}

TEST_P(EveryProtection, GoesOverToNewKeysAndStartsCountingAgain) {
  seal(sealer, {.type = ContentType::application_data, .bytes = bytes_of("x")});
  const Keys next = test_keys(GetParam().aead, GetParam().format, 9);
  ASSERT_TRUE(sealer.use_keys(*algorithms, next).ok());
  ASSERT_TRUE(opener.use_keys(*algorithms, next).ok());
  ByteVector record = seal(sealer, {.type = ContentType::application_data, .bytes = bytes_of("y")});
  EXPECT_TRUE(opener.open(record).ok());
}

TEST_P(EveryProtection, WantsAKeyUpdateNearTheEndOfAKey) {
  const Keys keys = test_keys(GetParam().aead, GetParam().format);
  ASSERT_TRUE(sealer.use_keys(*algorithms, keys, SequenceNumber(8'000'000)).ok());
  EXPECT_FALSE(sealer.needs_key_update());
  ASSERT_TRUE(sealer.use_keys(*algorithms, keys, SequenceNumber(23'726'566)).ok());
  EXPECT_EQ(sealer.needs_key_update(), has_limit());
}

INSTANTIATE_TEST_SUITE_P(
    Formats, EveryProtection,
    testing::Values(Case{Aead::aes_128_gcm, Format::tls13}, Case{Aead::aes_256_gcm, Format::tls13},
                    Case{Aead::chacha20_poly1305, Format::tls13}, Case{Aead::aes_128_ccm, Format::tls13},
                    Case{Aead::aes_128_ccm_8, Format::tls13}, Case{Aead::aes_128_gcm, Format::tls12_explicit_nonce},
                    Case{Aead::aes_256_gcm, Format::tls12_explicit_nonce},
                    Case{Aead::aes_128_ccm, Format::tls12_explicit_nonce},
                    Case{Aead::aes_256_ccm_8, Format::tls12_explicit_nonce},
                    Case{Aead::chacha20_poly1305, Format::tls12_implicit_nonce}));

TEST(Sealer, SendsPlaintextUntilThereAreKeys) {
  Sealer sealer;
  const ByteVector record = seal(
      sealer, {.type = ContentType::handshake, .bytes = bytes_of("hi"), .version = wire::ProtocolVersion::tls10});
  EXPECT_EQ(record, (ByteVector{22, 3, 1, 0, 2, 'h', 'i'}));
}

TEST(Sealer, GoesBackToPlaintextWhenTold) {
  const auto algorithms = test_algorithms();
  Sealer sealer;
  ASSERT_TRUE(sealer.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls13)).ok());
  sealer.use_plaintext();
  EXPECT_FALSE(sealer.hides_type());
  EXPECT_EQ(seal(sealer, {.type = ContentType::handshake, .bytes = bytes_of("hi")}),
            (ByteVector{22, 3, 3, 0, 2, 'h', 'i'}));
}

TEST(Sealer, SendsChangeCipherSpecInTheClearUnderTls13Keys) {
  const auto algorithms = test_algorithms();
  Sealer sealer;
  ASSERT_TRUE(sealer.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls13)).ok());
  const std::uint8_t one = 1;
  EXPECT_EQ(seal(sealer, {.type = ContentType::change_cipher_spec, .bytes = Bytes(&one, 1)}),
            (ByteVector{20, 3, 3, 0, 1, 1}));
}

TEST(Sealer, HidesTheLengthBehindPadding) {
  const auto algorithms = test_algorithms();
  const Keys keys = test_keys(Aead::aes_128_gcm, Format::tls13);
  Sealer sealer;
  Opener opener;
  ASSERT_TRUE(sealer.use_keys(*algorithms, keys).ok());
  ASSERT_TRUE(opener.use_keys(*algorithms, keys).ok());
  for (const std::size_t padding : {std::size_t{1}, std::size_t{100}, wire::kMaxPlaintextLen - 2}) {
    ByteVector record =
        seal(sealer, {.type = ContentType::application_data, .bytes = bytes_of("hi"), .padding = padding});
    EXPECT_EQ(record.size(), 5 + 2 + 1 + padding + 16);
    const auto opened = opener.open(record);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(text_of(opened.value().content), "hi");
  }
}

// There is no KeyUpdate in TLS 1.2: its keys end with the sequence numbers.
TEST(Sealer, NeverAsksForAKeyUpdateInTls12) {
  const auto algorithms = test_algorithms();
  Sealer sealer;
  const auto last = SequenceNumber(std::numeric_limits<std::uint64_t>::max() - 1);
  ASSERT_TRUE(
      sealer.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls12_explicit_nonce), last).ok());
  EXPECT_FALSE(sealer.needs_key_update());
}

// RFC 5288, 3: the explicit nonce is unique; ours is the sequence number. RFC 5246, 6.2.3.3 for its place.
TEST(Sealer, SendsTheSequenceNumberAsTls12ExplicitNonce) {
  const auto algorithms = test_algorithms();
  Sealer sealer;
  ASSERT_TRUE(
      sealer.use_keys(*algorithms, test_keys(Aead::aes_128_gcm, Format::tls12_explicit_nonce), SequenceNumber(258))
          .ok());
  const ByteVector record = seal(sealer, {.type = ContentType::alert, .bytes = bytes_of("ab")});
  EXPECT_EQ(record.size(), 5u + 8 + 2 + 16);
  EXPECT_EQ(ByteVector(record.begin(), record.begin() + 13), (ByteVector{21, 3, 3, 0, 26, 0, 0, 0, 0, 0, 0, 1, 2}));
}

}  // namespace
}  // namespace reprise::record
