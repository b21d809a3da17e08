// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "crypto/hmac.h"
#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

const char kAbcSha256[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Hash, GivesTheDigestsOfFips180) {
  const auto algorithms = default_algorithms();
  const auto sha256 = digest(*algorithms, HashAlgorithm::sha256, bytes_of("abc"));
  EXPECT_EQ(vector_of(sha256.value().bytes()), hex(kAbcSha256));
  const auto sha384 = digest(*algorithms, HashAlgorithm::sha384, bytes_of("abc"));
  EXPECT_EQ(vector_of(sha384.value().bytes()), hex("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                                                   "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"));
}

TEST(Hash, HasTheSizesItAnnounces) {
  const auto algorithms = default_algorithms();
  for (const auto hash : {HashAlgorithm::md5, HashAlgorithm::sha1, HashAlgorithm::sha224, HashAlgorithm::sha256,
                          HashAlgorithm::sha384, HashAlgorithm::sha512, HashAlgorithm::md5_sha1}) {
    ASSERT_TRUE(algorithms->supports(hash));
    EXPECT_EQ(std::size_t(EVP_MD_get_size(algorithms->md(hash))), hash_size(hash));
    EXPECT_EQ(std::size_t(EVP_MD_get_block_size(algorithms->md(hash))), hash_block_size(hash));
    EXPECT_EQ(digest(*algorithms, hash, {}).value().size(), hash_size(hash));
  }
}

TEST(Hash, TellsTheDigestSoFarAndGoesOn) {
  const auto algorithms = default_algorithms();
  Hash running;
  Hash scratch;
  ASSERT_TRUE(running.init(*algorithms, HashAlgorithm::sha256).ok());
  running.update(bytes_of("ab"));
  const auto so_far = running.digest_so_far(scratch);
  EXPECT_EQ(vector_of(so_far.value().bytes()),
            vector_of(digest(*algorithms, HashAlgorithm::sha256, bytes_of("ab")).value().bytes()));
  running.update(bytes_of("c"));
  EXPECT_EQ(vector_of(running.finish().value().bytes()), hex(kAbcSha256));
}

TEST(Hash, StartsAnewWithAnotherAlgorithm) {
  const auto algorithms = default_algorithms();
  Hash hash;
  EXPECT_EQ(digest(*algorithms, HashAlgorithm::sha384, bytes_of("x"), hash).value().size(), 48u);
  EXPECT_EQ(vector_of(digest(*algorithms, HashAlgorithm::sha256, bytes_of("abc"), hash).value().bytes()),
            hex(kAbcSha256));
}

TEST(Hash, RefusesNoAlgorithm) {
  Hash hash;
  const auto result = hash.init(*default_algorithms(), HashAlgorithm::none);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::required_algorithm_missing);
}

TEST(Hmac, GivesTheMacsOfRfc4231) {
  const auto algorithms = default_algorithms();
  Scratch scratch(*algorithms);
  const ByteVector key1(20, 0x0b);
  const auto case1 = hmac(scratch, HashAlgorithm::sha256, key1, {bytes_of("Hi "), bytes_of("There")});
  EXPECT_EQ(vector_of(case1.value().bytes()), hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
  const ByteVector key6(131, 0xaa);
  const auto case6 =
      hmac(scratch, HashAlgorithm::sha256, key6, {bytes_of("Test Using Larger Than Block-Size Key - Hash Key First")});
  EXPECT_EQ(vector_of(case6.value().bytes()), hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(Hmac, MaySendItsOutputToAPartOfItsInput) {
  const auto algorithms = default_algorithms();
  Scratch scratch(*algorithms);
  HmacKey key;
  ASSERT_TRUE(key.set(*algorithms, HashAlgorithm::sha256, bytes_of("key")).ok());
  ByteVector text(32, 7);
  const auto apart = hmac(scratch, HashAlgorithm::sha256, bytes_of("key"), {text});
  ASSERT_TRUE(key.mac(scratch.hash(), {text}, text).ok());
  EXPECT_EQ(text, vector_of(apart.value().bytes()));
}

}  // namespace
}  // namespace reprise::crypto
