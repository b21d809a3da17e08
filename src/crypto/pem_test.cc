// SPDX-License-Identifier: Apache-2.0
#include "crypto/pem.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>

#include <string>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

struct Pem : testing::Test {
  template <typename Write>
  std::string written(Write write) {
    BIO* out = BIO_new(BIO_s_mem());
    CHECK(write(out) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text(data, std::size_t(size));
    BIO_free(out);
    return text;
  }
  std::string certificate(long serial) {
    return written([&](BIO* out) { return PEM_write_bio_X509(out, new_certificate(key.get(), serial).get()); });
  }
  std::string private_key(const EVP_CIPHER* cipher = nullptr) {
    return written([&](BIO* out) {
      const int password_len = cipher != nullptr ? 8 : 0;
      return PEM_write_bio_PKCS8PrivateKey(out, key.get(), cipher, "password", password_len, nullptr, nullptr);
    });
  }

  Ref<const Algorithms> algorithms = default_algorithms();
  KeyPtr key = new_key("EC", "P-256");
};

TEST_F(Pem, HoldsAChainInItsOrder) {
  const auto chain = chain_from_pem(algorithms, "words\n" + certificate(1) + certificate(2) + private_key());
  ASSERT_TRUE(chain.ok());
  ASSERT_EQ(chain.value()->size(), 2u);
  EXPECT_EQ(ASN1_INTEGER_get(X509_get0_serialNumber((*chain.value())[0].x509().value())), 1);
  EXPECT_EQ(ASN1_INTEGER_get(X509_get0_serialNumber((*chain.value())[1].x509().value())), 2);
}

TEST_F(Pem, HoldsAKey) {
  const auto read = key_from_pem(algorithms, certificate(1) + private_key());
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read.value()->matches(*key));
}

TEST_F(Pem, WithoutACertificateIsNoChain) {
  ERR_clear_error();
  EXPECT_EQ(chain_from_pem(algorithms, "").error().reason, Reason::pem_library);
  EXPECT_EQ(chain_from_pem(algorithms, private_key()).error().reason, Reason::pem_library);
  EXPECT_EQ(key_from_pem(algorithms, certificate(1)).error().reason, Reason::pem_library);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_F(Pem, WithOneBadCertificateIsNoChain) {
  auto damaged = certificate(2);
  damaged.erase(damaged.find('\n') + 1, 65);  // its first line
  EXPECT_EQ(chain_from_pem(algorithms, certificate(1) + damaged).error().reason, Reason::pem_library);
}

TEST_F(Pem, AsksNobodyForAPassword) {
  EXPECT_EQ(key_from_pem(algorithms, private_key(EVP_aes_128_cbc())).error().reason, Reason::pem_library);
}

}  // namespace
}  // namespace reprise::crypto
