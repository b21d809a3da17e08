// SPDX-License-Identifier: Apache-2.0
#include "crypto/trust_store.h"

#include <gtest/gtest.h>

#include <ctime>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

struct TrustStores : testing::Test {
  Ref<const CertificateChain> chain_of(long serial) {
    const auto key = new_key("EC", "P-256");
    std::vector<Ref<const Certificate>> certificates;
    certificates.push_back(
        Certificate::from_der(algorithms.share(), der_of(new_certificate(key.get(), serial).get())));
    return make_ref<CertificateChain>(std::move(certificates));
  }
  ChainVerdict verdict(const TrustStore& store, const CertificateChain& chain, const PeerExpectation& expected) {
    return store.verify(chain, expected).value();
  }

  Ref<const Algorithms> algorithms = default_algorithms();
  Ref<const CertificateChain> chain = chain_of(1);
  Ref<const TrustStore> store = std::move(TrustStore::of(*chain).value());
  const std::int64_t now = std::time(nullptr) + 60;  // certificates of tests are good for an hour
};

TEST_F(TrustStores, TrustWhatTheyHold) {
  const auto good = verdict(*store, *chain, {.unix_seconds = now});
  EXPECT_TRUE(good.good);
  EXPECT_EQ(good.result, X509_V_OK);
}

TEST_F(TrustStores, TrustNobodyElse) {
  const auto other = verdict(*store, *chain_of(2), {.unix_seconds = now});
  EXPECT_FALSE(other.good);
  EXPECT_EQ(other.alert, Alert::unknown_ca);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_F(TrustStores, LookAtTheTimeHandedIn) {
  EXPECT_EQ(verdict(*store, *chain, {.unix_seconds = now + 7200}).result, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(verdict(*store, *chain, {.unix_seconds = now - 7200}).result, X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(TrustStores, LookAtTheName) {
  const auto host = verdict(*store, *chain, {.name = "example.org", .unix_seconds = now});
  EXPECT_EQ(host.result, X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(host.alert, Alert::bad_certificate);
  EXPECT_EQ(verdict(*store, *chain, {.name = "::1", .unix_seconds = now}).result, X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(TrustStores, LookAtTheStrengthOfKeys) {
  EXPECT_FALSE(verdict(*store, *chain, {.security_level = 5, .unix_seconds = now}).good);
}

TEST(IpAddress, IsTakenForNoHostName) {
  EXPECT_TRUE(is_ip_address("127.0.0.1"));
  EXPECT_TRUE(is_ip_address("2001:db8::1"));
  EXPECT_FALSE(is_ip_address("localhost"));
  EXPECT_FALSE(is_ip_address(std::string_view("127.0.0.1\0.example.org", 22)));
}

}  // namespace
}  // namespace reprise::crypto
