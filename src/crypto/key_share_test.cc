// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_share.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/bn.h>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

struct EveryGroup : testing::TestWithParam<NamedGroup> {
  Ref<const Algorithms> algorithms = default_algorithms();
  KeyShare generate() {
    auto share = KeyShare::generate(*algorithms, GetParam());
    CHECK(share.ok());
    return std::move(share.value());
  }
};

void expect_bad(const KeyShare& share, Bytes peer) {
  const auto result = share.derive(peer);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(result.error().reason, Reason::bad_key_share);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_P(EveryGroup, BothSidesAgree) {
  const auto* info = find_group(GetParam());
  for (int round = 0; round < 2; ++round) {  // the second time with what the first gave back
    const auto a = generate();
    const auto b = generate();
    EXPECT_EQ(a.public_key().size(), info->public_key_size);
    EXPECT_NE(vector_of(a.public_key()), vector_of(b.public_key()));
    const auto from_a = a.derive(b.public_key());
    const auto from_b = b.derive(a.public_key());
    ASSERT_TRUE(from_a.ok() && from_b.ok());
    EXPECT_EQ(from_a.value().size(), info->secret_size);
    EXPECT_EQ(vector_of(from_a.value().bytes()), vector_of(from_b.value().bytes()));
  }
}

TEST_P(EveryGroup, MakesAnotherShareEachTime) {
  std::set<ByteVector> shares;
  for (int i = 0; i < 5; ++i) {
    const auto share = generate();
    shares.insert(vector_of(share.public_key()));
    EXPECT_TRUE(share.derive(generate().public_key()).ok());  // and back into the pool
  }
  EXPECT_EQ(shares.size(), 5u);
}

TEST_P(EveryGroup, RefusesAValueOfTheWrongLength) {
  const auto share = generate();
  const auto good = vector_of(share.public_key());
  expect_bad(share, {});
  expect_bad(share, Bytes(good).first(good.size() - 1));
  auto longer = good;
  longer.push_back(0);
  expect_bad(share, longer);
  EXPECT_TRUE(share.derive(good).ok());
}

INSTANTIATE_TEST_SUITE_P(KeyShare, EveryGroup,
                         testing::Values(NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::secp521r1,
                                         NamedGroup::x25519, NamedGroup::x448, NamedGroup::ffdhe2048,
                                         NamedGroup::ffdhe3072, NamedGroup::ffdhe4096, NamedGroup::ffdhe6144,
                                         NamedGroup::ffdhe8192),
                         [](const auto& info) { return find_group(info.param)->name; });

TEST(KeyShare, AgreesOnTheSecretOfRfc8448) {
  const auto algorithms = default_algorithms();
  const auto client =
      KeyShare::from_private_key(*algorithms, NamedGroup::x25519,
                                 hex("49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005"));
  const auto server_public = hex("c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f");
  EXPECT_EQ(vector_of(client.value().public_key()),
            hex("99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c"));
  const auto secret = client.value().derive(server_public);
  EXPECT_EQ(vector_of(secret.value().bytes()), hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"));
}

// RFC 8448, 5: the client's second key pair.
TEST(KeyShare, FindsThePointOfAPrivateNumber) {
  const auto algorithms = default_algorithms();
  const auto share =
      KeyShare::from_private_key(*algorithms, NamedGroup::secp256r1,
                                 hex("ab5473467e19346ceb0a0414e41da21d4d2445bc3025afe97c4e8dc8d513da39"));
  EXPECT_EQ(vector_of(share.value().public_key()),
            hex("04a6da7392ec591e17abfd535964b99894d13befb221b3def2ebe3830eac8f0151"
                "812677c4d6d2237e85cf01d6910cfb83954e76ba7352830534159897e8065780"));
}

// RFC 7748, 6.1 and RFC 8446, 7.4.2: points of small order give the all-zero secret.
TEST(KeyShare, RefusesX25519PointsOfSmallOrder) {
  const auto algorithms = default_algorithms();
  const auto share = KeyShare::generate(*algorithms, NamedGroup::x25519);
  expect_bad(share.value(), ByteVector(32, 0));
  ByteVector one(32, 0);
  one[0] = 1;
  expect_bad(share.value(), one);
  expect_bad(share.value(), hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"));
  expect_bad(share.value(), hex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"));
  expect_bad(share.value(), hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));  // p - 1
  expect_bad(share.value(), hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));  // p
  expect_bad(share.value(), hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));  // p + 1
}

TEST(KeyShare, RefusesX448PointsOfSmallOrder) {
  const auto algorithms = default_algorithms();
  const auto share = KeyShare::generate(*algorithms, NamedGroup::x448);
  expect_bad(share.value(), ByteVector(56, 0));
  ByteVector one(56, 0);
  one[0] = 1;
  expect_bad(share.value(), one);
}

TEST(KeyShare, RefusesPointsThatAreNotOnTheCurve) {
  const auto algorithms = default_algorithms();
  for (const auto group : {NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::secp521r1}) {
    const auto share = KeyShare::generate(*algorithms, group);
    const auto good = vector_of(share.value().public_key());
    auto off = good;
    off.back() ^= 1;
    expect_bad(share.value(), off);
    ByteVector origin(good.size(), 0);
    origin[0] = 4;
    expect_bad(share.value(), origin);
    ByteVector too_large(good.size(), 0xff);
    too_large[0] = 4;
    expect_bad(share.value(), too_large);
    EXPECT_TRUE(share.value().derive(good).ok());
  }
}

TEST(KeyShare, RefusesFormsOtherThanUncompressed) {
  const auto algorithms = default_algorithms();
  const auto share = KeyShare::generate(*algorithms, NamedGroup::secp256r1);
  auto point = vector_of(share.value().public_key());
  auto compressed = point;
  compressed[0] = std::uint8_t(2 + (point.back() & 1));
  expect_bad(share.value(), Bytes(compressed).first(33));
  auto hybrid = point;
  hybrid[0] = std::uint8_t(6 + (point.back() & 1));
  expect_bad(share.value(), hybrid);
  expect_bad(share.value(), ByteVector(1, 0));  // the point at infinity
}

// The prime of `group`, as libcrypto has it.
BIGNUM* prime_of(const char* group) {
  const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
  EVP_PKEY* made = nullptr;
  CHECK(EVP_PKEY_paramgen_init(context.get()) > 0 && EVP_PKEY_CTX_set_group_name(context.get(), group) > 0 &&
        EVP_PKEY_paramgen(context.get(), &made) > 0);
  const KeyPtr key(made);
  BIGNUM* prime = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_FFC_P, &prime) > 0);
  return prime;
}

ByteVector padded(const BIGNUM* number, std::size_t size) {
  ByteVector out(size, 0);
  CHECK(BN_bn2binpad(number, out.data(), int(size)) == int(size));
  return out;
}

// RFC 8446, 4.2.8.1: MUST ensure that 1 < Y < p-1.
TEST(KeyShare, RefusesFfdheValuesOutOfRange) {
  const auto algorithms = default_algorithms();
  const auto share = KeyShare::generate(*algorithms, NamedGroup::ffdhe2048);
  BIGNUM* p = prime_of("ffdhe2048");
  for (int below = 0; below <= 1; ++below) {  // p and p - 1
    expect_bad(share.value(), padded(p, 256));
    BN_sub_word(p, 1);
  }
  ByteVector two(256, 0);
  two.back() = 2;
  EXPECT_TRUE(share.value().derive(two).ok());
  ByteVector one(256, 0);
  one.back() = 1;
  expect_bad(share.value(), one);
  expect_bad(share.value(), ByteVector(256, 0));
  expect_bad(share.value(), ByteVector(256, 0xff));
  BN_free(p);
}

TEST(KeyShare, ReportsAGroupThatIsNotThere) {
  const auto algorithms = default_algorithms();
  EXPECT_FALSE(algorithms->supports(NamedGroup(0x1234)));
  const auto share = KeyShare::generate(*algorithms, NamedGroup(0x1234));
  ASSERT_FALSE(share.ok());
  EXPECT_EQ(share.error().reason, Reason::unknown_group);
}

TEST(KeyShare, ThreadsShareTheAlgorithms) {
  const auto algorithms = default_algorithms();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto group = i % 2 == 0 ? NamedGroup::x25519 : NamedGroup::secp256r1;
        const auto a = KeyShare::generate(*algorithms, group);
        const auto b = KeyShare::generate(*algorithms, group);
        const auto from_a = a.value().derive(b.value().public_key());
        const auto from_b = b.value().derive(a.value().public_key());
        EXPECT_TRUE(equal_in_constant_time(from_a.value().bytes(), from_b.value().bytes()));
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(NamedGroups, AreFoundByEveryNameThatLibsslKnows) {
  for (const char* name : {"secp256r1", "P-256", "prime256v1"}) EXPECT_EQ(find_group(name)->id, NamedGroup::secp256r1);
  EXPECT_EQ(find_group("x25519"), find_group("X25519"));
  EXPECT_EQ(find_group("p-256"), nullptr);
  EXPECT_EQ(find_group(""), nullptr);
  for (const auto& group : all_groups()) {
    EXPECT_EQ(find_group(group.id), &group);
    EXPECT_EQ(find_group(group.name), &group);
    EXPECT_EQ(find_group(group.alias), &group);
    EXPECT_EQ(find_group_by_nid(group.nid), &group);
  }
}

}  // namespace
}  // namespace reprise::crypto
