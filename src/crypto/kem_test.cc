// SPDX-License-Identifier: Apache-2.0
#include "crypto/kem.h"

#include <gtest/gtest.h>

#include "crypto/provider_groups.h"

namespace reprise::crypto {
namespace {

// Those of TLS 1.3 that this libcrypto's providers offer: none before OpenSSL 3.5.
std::vector<NamedGroup> kems() {
  std::vector<NamedGroup> found;
  const ProviderGroups offered(nullptr, nullptr);
  for (const auto& row : offered.rows()) {
    if (row.family == GroupFamily::kem && row.tls13) found.push_back(row.id);
  }
  return found;
}

const Algorithms& libcrypto() {
  static const auto algorithms = Algorithms::fetch(nullptr, nullptr).value().share();
  return *algorithms;
}

TEST(Kem, BothEndsHaveTheSecretThatWasSealed) {
  for (const auto group : kems()) {
    ASSERT_TRUE(libcrypto().supports(group));
    const auto client = KeyShare::generate(libcrypto(), group);
    ASSERT_TRUE(client.ok());
    const auto server = encapsulate(libcrypto(), group, client.value().public_key());
    ASSERT_TRUE(server.ok());
    const auto secret = client.value().derive(server.value().share);
    ASSERT_TRUE(secret.ok());
    EXPECT_GE(secret.value().size(), 32u);
    EXPECT_TRUE(equal_in_constant_time(secret.value().bytes(), server.value().secret.bytes()));
    const auto again = encapsulate(libcrypto(), group, client.value().public_key());
    ASSERT_TRUE(again.ok());
    EXPECT_NE(again.value().share, server.value().share);
  }
}

TEST(Kem, ASharesLengthIsCheckedOnBothSides) {
  for (const auto group : kems()) {
    const auto client = KeyShare::generate(libcrypto(), group);
    ASSERT_TRUE(client.ok());
    ByteVector key(client.value().public_key().begin(), client.value().public_key().end());
    auto sealed = encapsulate(libcrypto(), group, key);
    ASSERT_TRUE(sealed.ok());
    const auto longer = [](ByteVector bytes) { return bytes.push_back(0), bytes; };
    const auto shorter = [](ByteVector bytes) { return bytes.pop_back(), bytes; };
    for (const auto& bad : {longer(key), shorter(key), ByteVector(1), ByteVector(key.size(), 0xff)}) {
      const auto result = encapsulate(libcrypto(), group, bad);
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().alert, Alert::illegal_parameter);
    }
    for (const auto& bad : {longer(sealed.value().share), shorter(sealed.value().share), ByteVector()}) {
      const auto result = client.value().derive(bad);
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().alert, Alert::illegal_parameter);
    }
  }
}

TEST(Kem, AnAlteredShareYieldsAnotherSecretOrNone) {
  for (const auto group : kems()) {
    const auto client = KeyShare::generate(libcrypto(), group);
    ASSERT_TRUE(client.ok());
    auto sealed = encapsulate(libcrypto(), group, client.value().public_key());
    ASSERT_TRUE(sealed.ok());
    sealed.value().share.back() ^= 1;
    const auto secret = client.value().derive(sealed.value().share);
    EXPECT_FALSE(secret.ok() && equal_in_constant_time(secret.value().bytes(), sealed.value().secret.bytes()));
  }
}

TEST(Kem, NothingIsSealedInAGroupThatIsNone) {
  EXPECT_FALSE(encapsulate(libcrypto(), NamedGroup::x25519, ByteVector(32, 9)).ok());
  EXPECT_FALSE(encapsulate(libcrypto(), NamedGroup{0x5a5a}, ByteVector(32, 9)).ok());
}

}  // namespace
}  // namespace reprise::crypto
