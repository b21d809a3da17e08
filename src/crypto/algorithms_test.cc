// SPDX-License-Identifier: Apache-2.0
#include "crypto/algorithms.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "crypto/key_share.h"
#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

TEST(Algorithms, OfTheDefaultProviderAreAllThere) {
  const auto algorithms = default_algorithms();
  EXPECT_TRUE(algorithms->supports(HashAlgorithm::sha384));
  EXPECT_FALSE(algorithms->supports(HashAlgorithm::none));
  EXPECT_TRUE(algorithms->supports(Aead::aes_256_ccm_8));
  EXPECT_TRUE(algorithms->supports(Aead::chacha20_poly1305));
  EXPECT_NE(algorithms->aes_256_cbc(), nullptr);
  for (const auto& group : all_groups()) EXPECT_TRUE(algorithms->supports(group.id)) << group.name;
  EXPECT_EQ(algorithms->properties(), nullptr);
}

TEST(Algorithms, AreFetchedForALibraryContextOfTheCallers) {
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  OSSL_PROVIDER* provider = OSSL_PROVIDER_load(context, "default");
  {
    auto fetched = Algorithms::fetch(context, "provider=default");
    ASSERT_TRUE(fetched.ok());
    EXPECT_STREQ(fetched.value()->properties(), "provider=default");
    const auto share = KeyShare::generate(*fetched.value(), NamedGroup::x25519);
    EXPECT_TRUE(share.value().derive(share.value().public_key()).ok());
  }
  OSSL_PROVIDER_unload(provider);
  OSSL_LIB_CTX_free(context);
}

TEST(Algorithms, AreMissingWhenNoProviderHasThem) {
  const auto fetched = Algorithms::fetch(nullptr, "provider=absent");
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().reason, Reason::required_algorithm_missing);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Algorithms, AreCurrentUntilTheDefaultPropertiesAreOthers) {
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  {
    const auto fetched = Algorithms::fetch(context, nullptr);
    ASSERT_TRUE(fetched.ok());
    EXPECT_TRUE(fetched.value()->is_current());
    EXPECT_EQ(EVP_set_default_properties(context, "provider=absent"), 1);
    EXPECT_FALSE(fetched.value()->is_current());
    EXPECT_EQ(EVP_set_default_properties(context, ""), 1);
    EXPECT_TRUE(fetched.value()->is_current());
  }
  OSSL_LIB_CTX_free(context);
}

}  // namespace
}  // namespace reprise::crypto
