// SPDX-License-Identifier: Apache-2.0
#include "crypto/prf.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

struct Prf : testing::Test {
  Ref<const Algorithms> algorithms = default_algorithms();
  Scratch scratch{*algorithms};
};

// The same by libcrypto's own key derivation function.
ByteVector reference(const char* digest_name, Bytes secret, Bytes label_and_seed, std::size_t size) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
  ByteVector out(size, 0);
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, const_cast<char*>(digest_name), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, const_cast<std::uint8_t*>(secret.data()), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, const_cast<std::uint8_t*>(label_and_seed.data()),
                                        label_and_seed.size()),
      OSSL_PARAM_construct_end()};
  EXPECT_GT(EVP_KDF_derive(context, out.data(), out.size(), params), 0);
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  return out;
}

// Published on the TLS working group's list for P_SHA256: 100 bytes.
TEST_F(Prf, GivesThePublishedOutputForSha256) {
  const auto secret = hex("9bbe436ba940f017b17652849a71db35");
  const auto seed = hex("a0ba9f936cda311827a6f796ffd5198c");
  ByteVector out(100, 0);
  ASSERT_TRUE(prf(scratch, HashAlgorithm::sha256, secret, "test label", seed, {}, out).ok());
  EXPECT_EQ(out, hex("e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af"
                     "0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
                     "87347b66"));
}

TEST_F(Prf, AgreesWithLibcryptoForEveryHashAndOddLengths) {
  const struct {
    HashAlgorithm hash;
    const char* name;
  } rows[] = {
      {HashAlgorithm::sha256, "SHA256"}, {HashAlgorithm::sha384, "SHA384"}, {HashAlgorithm::md5_sha1, "MD5-SHA1"}};
  for (const auto& row : rows) {
    for (const std::size_t size : {12u, 31u, 32u, 48u, 104u, 200u}) {
      const auto secret = counting(3, 47);
      const auto a = counting(100, 32);
      const auto b = counting(200, 32);
      ByteVector joined = copy_of(bytes_of("key expansion"));
      joined.insert(joined.end(), a.begin(), a.end());
      joined.insert(joined.end(), b.begin(), b.end());
      ByteVector out(size, 0xee);
      ASSERT_TRUE(prf(scratch, row.hash, secret, "key expansion", a, b, out).ok());
      EXPECT_EQ(out, reference(row.name, secret, joined, size)) << row.name << ' ' << size;
    }
  }
}

TEST_F(Prf, AgreesWithLibcryptoForSeedsOfAnyLength) {
  const auto secret = counting(3, 48);
  for (std::size_t size = 80; size < 90; ++size) {  // with the label, 93 to 102
    const auto a = counting(1, size);
    const auto b = counting(7, 2);
    ByteVector joined = copy_of(bytes_of("an exporter"));
    joined.insert(joined.end(), a.begin(), a.end());
    joined.insert(joined.end(), b.begin(), b.end());
    ByteVector out(40, 0);
    ASSERT_TRUE(prf(scratch, HashAlgorithm::sha256, secret, "an exporter", a, b, out).ok());
    EXPECT_EQ(out, reference("SHA256", secret, joined, out.size())) << size;
  }
}

TEST_F(Prf, ServesSeveralLabelsFromOneKeying) {
  auto keyed = PrfSecret::create(*algorithms, HashAlgorithm::md5_sha1, counting(0, 48));
  ASSERT_TRUE(keyed.value().set(*algorithms, HashAlgorithm::sha384, counting(0, 48)).ok());
  ByteVector first(12, 0);
  ByteVector again(12, 0);
  ByteVector other(12, 0);
  ASSERT_TRUE(keyed.value().expand(scratch, "client finished", counting(1, 48), {}, first).ok());
  ASSERT_TRUE(keyed.value().expand(scratch, "server finished", counting(1, 48), {}, other).ok());
  ASSERT_TRUE(keyed.value().expand(scratch, "client finished", counting(1, 48), {}, again).ok());
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  ByteVector one_shot(12, 0);
  ASSERT_TRUE(
      prf(scratch, HashAlgorithm::sha384, counting(0, 48), "client finished", counting(1, 48), {}, one_shot).ok());
  EXPECT_EQ(first, one_shot);
}

}  // namespace
}  // namespace reprise::crypto
