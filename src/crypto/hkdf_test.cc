// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.h"

#include <gtest/gtest.h>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

constexpr auto kSha256 = HashAlgorithm::sha256;

struct Hkdf : testing::Test {
  Ref<const Algorithms> algorithms = default_algorithms();
  Scratch scratch{*algorithms};
};

TEST_F(Hkdf, GivesTheKeysOfRfc5869Case1) {
  const auto prk = hkdf_extract(scratch, kSha256, counting(0, 13), ByteVector(22, 0x0b));
  EXPECT_EQ(vector_of(prk.value().bytes()), hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
  ByteVector okm(42, 0);
  ASSERT_TRUE(hkdf_expand(scratch, kSha256, prk.value().bytes(), counting(0xf0, 10), okm).ok());
  EXPECT_EQ(okm, hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
}

TEST_F(Hkdf, GivesTheKeysOfRfc5869Case3WithoutSaltAndInfo) {
  const auto prk = hkdf_extract(scratch, kSha256, {}, ByteVector(22, 0x0b));
  EXPECT_EQ(vector_of(prk.value().bytes()), hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
  ByteVector okm(42, 0);
  ASSERT_TRUE(hkdf_expand(scratch, kSha256, prk.value().bytes(), {}, okm).ok());
  EXPECT_EQ(okm, hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
}

// RFC 8448, 3: Simple 1-RTT Handshake.
TEST_F(Hkdf, GivesTheHandshakeSecretOfRfc8448) {
  const auto early = hkdf_extract(scratch, kSha256, {}, {});
  EXPECT_EQ(vector_of(early.value().bytes()), hex("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a"));
  const auto empty_hash = digest(*algorithms, kSha256, {});
  const auto derived = derive_secret(scratch, kSha256, early.value().bytes(), "derived", empty_hash.value().bytes());
  EXPECT_EQ(vector_of(derived.value().bytes()),
            hex("6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"));
  const auto shared = hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
  const auto handshake = hkdf_extract(scratch, kSha256, derived.value().bytes(), shared);
  EXPECT_EQ(vector_of(handshake.value().bytes()),
            hex("1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac"));
}

TEST_F(Hkdf, GivesTheTrafficKeysOfRfc8448) {
  const auto secret = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  auto keyed = HkdfSecret::create(*algorithms, kSha256, secret);
  ByteVector key(16, 0);
  ByteVector iv(12, 0);
  ASSERT_TRUE(keyed.value().expand_label(scratch, "key", {}, key).ok());
  ASSERT_TRUE(keyed.value().expand_label(scratch, "iv", {}, iv).ok());
  EXPECT_EQ(key, hex("3fce516009c21727d0f2e4e86ee403bc"));
  EXPECT_EQ(iv, hex("5d313eb2671276ee13000b30"));
}

TEST_F(Hkdf, TakesAnotherSecretIntoTheSameContexts) {
  auto keyed = HkdfSecret::create(*algorithms, HashAlgorithm::sha384, ByteVector(48, 1));
  ASSERT_TRUE(keyed.value()
                  .set(*algorithms, kSha256, hex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"))
                  .ok());
  ByteVector key(16, 0);
  ASSERT_TRUE(keyed.value().expand_label(scratch, "key", {}, key).ok());
  EXPECT_EQ(key, hex("dbfaa693d1762c5b666af5d950258d01"));
}

TEST_F(Hkdf, OneShotAndKeyedAgree) {
  const ByteVector secret(48, 9);
  const ByteVector context(48, 3);
  auto keyed = HkdfSecret::create(*algorithms, HashAlgorithm::sha384, secret);
  const auto a = keyed.value().derive_secret(scratch, "c ap traffic", context);
  const auto b = derive_secret(scratch, HashAlgorithm::sha384, secret, "c ap traffic", context);
  EXPECT_EQ(vector_of(a.value().bytes()), vector_of(b.value().bytes()));
  EXPECT_EQ(a.value().size(), 48u);
}

TEST_F(Hkdf, FillsUpTo255HashesOfWhichAShorterOutputIsTheStart) {
  const ByteVector prk(32, 4);
  ByteVector whole(255 * 32, 0);
  ByteVector part(33, 0);
  ASSERT_TRUE(hkdf_expand(scratch, kSha256, prk, bytes_of("info"), whole).ok());
  ASSERT_TRUE(hkdf_expand(scratch, kSha256, prk, bytes_of("info"), part).ok());
  EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin()));
}

}  // namespace
}  // namespace reprise::crypto
