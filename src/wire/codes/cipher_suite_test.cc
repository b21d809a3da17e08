// SPDX-License-Identifier: Apache-2.0
#include "wire/codes/cipher_suite.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprise::wire {
namespace {

TEST(CipherSuites, AreFoundByTheirId) {
  for (const CipherSuite& suite : cipher_suites()) EXPECT_EQ(find_cipher_suite(suite.id), &suite);
  EXPECT_EQ(find_cipher_suite(0x0000), nullptr);
  EXPECT_EQ(find_cipher_suite(0xffff), nullptr);
  EXPECT_EQ(find_cipher_suite(0x0a0a), nullptr);
}

TEST(CipherSuites, AreFoundByEitherName) {
  for (const CipherSuite& suite : cipher_suites()) {
    EXPECT_EQ(find_cipher_suite_by_name(suite.name), &suite);
    if (suite.standard_name.empty()) continue;
    EXPECT_EQ(find_cipher_suite_by_name(suite.standard_name), &suite);
  }
  EXPECT_EQ(find_cipher_suite_by_name(""), nullptr);
  EXPECT_EQ(find_cipher_suite_by_name("tls_aes_128_gcm_sha256"), nullptr);
}

TEST(CipherSuites, LeaveTheSignallingValuesOut) {
  EXPECT_EQ(find_cipher_suite(kEmptyRenegotiationInfoScsv), nullptr);
  EXPECT_EQ(find_cipher_suite(kFallbackScsv), nullptr);
}

TEST(CipherSuites, SayWhatASuiteIsMadeOf) {
  const CipherSuite* suite = find_cipher_suite_by_name("ECDHE-RSA-AES256-GCM-SHA384");
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(suite->id, 0xc030);
  EXPECT_EQ(suite->standard_name, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  EXPECT_EQ(suite->kx, Kx::ecdhe);
  EXPECT_EQ(suite->auth, Auth::rsa);
  EXPECT_EQ(suite->enc, Enc::aes_256_gcm);
  EXPECT_TRUE(suite->is_aead());
  EXPECT_EQ(suite->prf, PrfHash::sha384);
  EXPECT_EQ(suite->min_version, ProtocolVersion::tls12);
  EXPECT_EQ(suite->max_version, ProtocolVersion::tls12);
  EXPECT_EQ(suite->strength_bits, 256);
  EXPECT_EQ(suite->strength, Strength::high);
  EXPECT_EQ(suite->implemented, Implemented::yes);

  const CipherSuite* old = find_cipher_suite_by_name("AES128-SHA");
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->min_version, ProtocolVersion::ssl30);
  EXPECT_EQ(old->mac, Mac::sha1);
  EXPECT_EQ(old->prf, PrfHash::legacy);
  EXPECT_EQ(old->implemented, Implemented::no);
}

TEST(CipherSuites, ImplementTheAeadsOfTls13AndOfEcdheWithASignature) {
  const auto implemented = [](const CipherSuite& s) { return s.implemented == Implemented::yes; };
  EXPECT_EQ(std::ranges::count_if(cipher_suites(), implemented), 15);
  for (const CipherSuite& suite : cipher_suites()) {
    if (!implemented(suite)) continue;
    EXPECT_TRUE(suite.is_aead()) << suite.name;
    EXPECT_EQ(suite.is_tls13(), suite.kx == Kx::any) << suite.name;
  }
}

TEST(CipherSuites, HaveTheClassOfTheirCipher) {
  for (const CipherSuite& suite : cipher_suites()) {
    const bool medium = suite.enc == Enc::seed_cbc || suite.enc == Enc::idea_cbc;
    const Strength expected = suite.enc == Enc::null ? Strength::none : medium ? Strength::medium : Strength::high;
    EXPECT_EQ(suite.strength, expected) << suite.name;
    EXPECT_EQ(suite.strength_bits == 0, suite.enc == Enc::null) << suite.name;
  }
}

TEST(CipherSuites, AreOrderedBestFirst) {
  const auto order = cipher_suites_by_preference();
  ASSERT_EQ(order.size(), 162u);
  EXPECT_EQ(order[0], 0x1302);
  EXPECT_EQ(order[1], 0x1303);
  EXPECT_EQ(order[2], 0x1301);
  EXPECT_EQ(order[3], 0xc02c);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(find_cipher_suite(order[i])->preference_rank, i);
  // What encrypts nothing stands by the rest of what it is made
  // of, and not all of it at the end: cipher strings move it.
  EXPECT_EQ(find_cipher_suite_by_name("AECDH-NULL-SHA")->preference_rank, 75);
  EXPECT_EQ(order.back(), find_cipher_suite_by_name("PSK-NULL-SHA")->id);
}

}  // namespace
}  // namespace reprise::wire
