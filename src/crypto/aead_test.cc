// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <gtest/gtest.h>

#include "crypto/algorithms.h"
#include "crypto/cbc.h"
#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

using Direction = AeadContext::Direction;

constexpr Aead kAll[] = {Aead::aes_128_gcm, Aead::aes_256_gcm,   Aead::chacha20_poly1305, Aead::aes_128_ccm,
                         Aead::aes_128_ccm_8, Aead::aes_256_ccm, Aead::aes_256_ccm_8};

AeadContext context_of(Aead aead, Direction direction, Bytes key) {
  auto made = AeadContext::create(*default_algorithms(), aead, direction, key);
  CHECK(made.ok());
  return std::move(made.value());
}

struct Sealed {
  ByteVector text;
  ByteVector tag;
};

Sealed seal(AeadContext& context, Bytes nonce, Bytes aad, Bytes plaintext, Bytes tail = {}) {
  Sealed sealed{ByteVector(plaintext.size() + tail.size(), 0xcc), ByteVector(context.tag_size(), 0)};
  EXPECT_TRUE(context.seal(nonce, aad, plaintext, tail, sealed.text, sealed.tag).ok());
  return sealed;
}

struct EveryAead : testing::TestWithParam<Aead> {
  ByteVector key = counting(1, aead_key_size(GetParam()));
  ByteVector nonce = counting(50, kAeadNonceSize);
  ByteVector aad = hex("1703030100");
  AeadContext sealer = context_of(GetParam(), Direction::seal, key);
  AeadContext opener = context_of(GetParam(), Direction::open, key);

  void expect_refused(Bytes with_nonce, Bytes with_aad, Bytes text, Bytes tag) {
    ByteVector out(text.size(), 0xdd);
    const auto opened = opener.open(with_nonce, with_aad, text, tag, out);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().alert, Alert::bad_record_mac);
    EXPECT_EQ(opened.error().reason, Reason::decryption_failed_or_bad_record_mac);
    EXPECT_EQ(out, ByteVector(text.size(), 0));
    EXPECT_EQ(ERR_peek_error(), 0u);
  }
};

TEST_P(EveryAead, OpensWhatItSealed) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 1000u, 16384u}) {
    nonce[11]++;
    const auto plaintext = counting(9, size);
    const auto sealed = seal(sealer, nonce, aad, plaintext);
    ByteVector opened(size, 0);
    ASSERT_TRUE(opener.open(nonce, aad, sealed.text, sealed.tag, opened).ok()) << size;
    EXPECT_EQ(opened, plaintext);
  }
}

TEST_P(EveryAead, SealsAndOpensInPlace) {
  const auto plaintext = counting(0, 333);
  const auto apart = seal(sealer, nonce, aad, plaintext);
  ByteVector text = plaintext;
  ByteVector tag(sealer.tag_size(), 0);
  ASSERT_TRUE(sealer.seal(nonce, aad, text, tag).ok());
  EXPECT_EQ(text, apart.text);
  EXPECT_EQ(tag, apart.tag);
  ASSERT_TRUE(opener.open(nonce, aad, text, tag).ok());
  EXPECT_EQ(text, plaintext);
}

TEST_P(EveryAead, SealsTheTailAfterThePlaintext) {
  for (const std::size_t size : {0u, 16u, 100u}) {
    auto whole = counting(0, size);
    const auto plaintext = whole;
    whole.push_back(23);
    const std::uint8_t type = 23;
    const auto sealed = seal(sealer, nonce, aad, plaintext, {&type, 1});
    const auto expected = seal(sealer, nonce, aad, whole);
    EXPECT_EQ(sealed.text, expected.text);
    EXPECT_EQ(sealed.tag, expected.tag);
    ByteVector in_place = plaintext;
    in_place.push_back(0);
    ByteVector tag(sealer.tag_size(), 0);
    ASSERT_TRUE(sealer.seal(nonce, aad, Bytes(in_place).first(size), {&type, 1}, in_place, tag).ok());
    EXPECT_EQ(in_place, expected.text);
    EXPECT_EQ(tag, expected.tag);
  }
}

TEST_P(EveryAead, RefusesWhatWasAltered) {
  const auto sealed = seal(sealer, nonce, aad, counting(0, 40));
  const auto flipped = [](ByteVector bytes, std::size_t at) {
    bytes[at] ^= 1;
    return bytes;
  };
  expect_refused(nonce, aad, flipped(sealed.text, 0), sealed.tag);
  expect_refused(nonce, aad, flipped(sealed.text, 39), sealed.tag);
  expect_refused(nonce, flipped(aad, 4), sealed.text, sealed.tag);
  expect_refused(flipped(nonce, 11), aad, sealed.text, sealed.tag);
  for (std::size_t i = 0; i < sealed.tag.size(); ++i) expect_refused(nonce, aad, sealed.text, flipped(sealed.tag, i));
  expect_refused(nonce, aad, Bytes(sealed.text).first(39), sealed.tag);
  ByteVector out(40, 0);
  EXPECT_TRUE(opener.open(nonce, aad, sealed.text, sealed.tag, out).ok());  // and goes on with what is whole
}

TEST_P(EveryAead, AuthenticatesAnEmptyText) {
  const auto sealed = seal(sealer, nonce, aad, {});
  EXPECT_TRUE(opener.open(nonce, aad, {}, sealed.tag, {}).ok());
  ByteVector bad = sealed.tag;
  bad[0] ^= 1;
  expect_refused(nonce, aad, {}, bad);
}

TEST_P(EveryAead, WorksWithoutAad) {
  const auto sealed = seal(sealer, nonce, {}, counting(0, 20));
  ByteVector out(20, 0);
  EXPECT_TRUE(opener.open(nonce, {}, sealed.text, sealed.tag, out).ok());
  expect_refused(nonce, aad, sealed.text, sealed.tag);
}

TEST_P(EveryAead, TakesANewKey) {
  const auto before = seal(sealer, nonce, aad, counting(0, 64));
  const auto next = counting(77, key.size());
  ASSERT_TRUE(sealer.rekey(next).ok());
  const auto after = seal(sealer, nonce, aad, counting(0, 64));
  EXPECT_NE(before.text, after.text);
  expect_refused(nonce, aad, after.text, after.tag);
  ASSERT_TRUE(opener.rekey(next).ok());
  ByteVector out(64, 0);
  EXPECT_TRUE(opener.open(nonce, aad, after.text, after.tag, out).ok());
  EXPECT_EQ(out, counting(0, 64));
}

INSTANTIATE_TEST_SUITE_P(Aead, EveryAead, testing::ValuesIn(kAll));

TEST(Aead, GivesTheKnownAnswersOfGcm) {  // the GCM specification's test cases 2 and 14
  auto aes128 = context_of(Aead::aes_128_gcm, Direction::seal, ByteVector(16, 0));
  const auto case2 = seal(aes128, ByteVector(12, 0), {}, ByteVector(16, 0));
  EXPECT_EQ(case2.text, hex("0388dace60b6a392f328c2b971b2fe78"));
  EXPECT_EQ(case2.tag, hex("ab6e47d42cec13bdf53a67b21257bddf"));
  auto aes256 = context_of(Aead::aes_256_gcm, Direction::seal, ByteVector(32, 0));
  const auto case14 = seal(aes256, ByteVector(12, 0), {}, ByteVector(16, 0));
  EXPECT_EQ(case14.text, hex("cea7403d4d606b6e074ec5d3baf39d18"));
  EXPECT_EQ(case14.tag, hex("d0d1c8a799996bf0265b98b5d48ab919"));
}

TEST(Aead, GivesTheKnownAnswerOfChaCha20Poly1305) {  // RFC 8439, 2.8.2
  auto context = context_of(Aead::chacha20_poly1305, Direction::seal, counting(0x80, 32));
  const auto sealed =
      seal(context, hex("070000004041424344454647"), hex("50515253c0c1c2c3c4c5c6c7"),
           bytes_of("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                    "future, sunscreen would be it."));
  EXPECT_EQ(ByteVector(sealed.text.begin(), sealed.text.begin() + 16), hex("d31a8d34648e60db7b86afbc53ef7ec2"));
  EXPECT_EQ(sealed.tag, hex("1ae10b594f09e26a7e902ecbd0600691"));
}

TEST(Aead, GivesTheKnownAnswerOfCcmWithAShortTag) {  // NIST SP 800-38C, example 3
  auto context = context_of(Aead::aes_128_ccm_8, Direction::seal, counting(0x40, 16));
  const auto sealed = seal(context, counting(0x10, 12), counting(0, 20), counting(0x20, 24));
  EXPECT_EQ(sealed.text, hex("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5"));
  EXPECT_EQ(sealed.tag, hex("484392fbc1b09951"));
}

TEST(Cbc, DecryptsWhatItEncryptedAndAppends) {
  const auto algorithms = default_algorithms();
  CbcContext cbc;
  for (const std::size_t key_size : {16u, 32u}) {
    for (const std::size_t size : {0u, 1u, 16u, 200u}) {
      ByteVector sealed{0xaa};
      ASSERT_TRUE(cbc.encrypt(*algorithms, counting(0, key_size), counting(9, 16), counting(1, size), sealed).ok());
      EXPECT_EQ(sealed.size(), 1 + (size / 16 + 1) * 16);
      ByteVector opened{0xbb};
      ASSERT_TRUE(
          cbc.decrypt(*algorithms, counting(0, key_size), counting(9, 16), Bytes(sealed).subspan(1), opened).ok());
      EXPECT_EQ(ByteVector(opened.begin() + 1, opened.end()), counting(1, size));
    }
  }
}

TEST(Cbc, RefusesAWrongLengthOrPadding) {
  const auto algorithms = default_algorithms();
  CbcContext cbc;
  ByteVector out{1, 2};
  for (const std::size_t size : {0u, 15u, 17u, 32u}) {  // counting bytes do not decrypt to a padding
    const auto result = cbc.decrypt(*algorithms, counting(0, 32), counting(9, 16), counting(5, size), out);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().reason, Reason::decryption_failed_or_bad_record_mac);
    EXPECT_EQ(out, (ByteVector{1, 2}));
    EXPECT_EQ(ERR_peek_error(), 0u);
  }
}

}  // namespace
}  // namespace reprise::crypto
