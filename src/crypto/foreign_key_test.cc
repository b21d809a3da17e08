// SPDX-License-Identifier: Apache-2.0
// Keys whose operations a program replaced, as ENGINEs do, by the interfaces that libcrypto 3.0 still has for it.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/signature.h"
#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

int num_private_operations = 0;

int count_private_encrypt(int size, const unsigned char* from, unsigned char* to, RSA* rsa, int padding) {
  ++num_private_operations;
  return RSA_meth_get_priv_enc(RSA_PKCS1_OpenSSL())(size, from, to, rsa, padding);
}

int fail_private_encrypt(int, const unsigned char*, unsigned char*, RSA*, int) {
  ERR_raise(ERR_LIB_USER, 42);
  return -1;
}

using PrivateEncrypt = int (*)(int, const unsigned char*, unsigned char*, RSA*, int);

class ForeignKey : public testing::Test {
 protected:
  // An RSA key whose private operation is `operation`.
  Ref<const PrivateKey> key_with(PrivateEncrypt operation) {
    RSA* rsa = EVP_PKEY_get1_RSA(native_.get());
    RSA* own = RSAPrivateKey_dup(rsa);
    RSA_free(rsa);
    RSA_meth_set_priv_enc(method_, operation);
    RSA_set_method(own, method_);
    KeyPtr key(EVP_PKEY_new());
    EVP_PKEY_assign_RSA(key.get(), own);
    return PrivateKey::sharing(algorithms_.share(), key.get());
  }
  ~ForeignKey() override { RSA_meth_free(method_); }

  Ref<const Algorithms> algorithms_ = default_algorithms();
  KeyPtr native_ = new_key("RSA");
  RSA_METHOD* method_ = RSA_meth_dup(RSA_PKCS1_OpenSSL());
};

TEST_F(ForeignKey, SignsByItsOwnOperation) {
  num_private_operations = 0;
  const auto key = key_with(count_private_encrypt);
  const auto verifier = PublicKey::sharing(algorithms_.share(), native_.get());
  int expected = 0;
  for (const auto scheme : {SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha384}) {
    ASSERT_TRUE(key->can_sign(scheme, SchemeRules::tls12));
    const auto signature = key->sign(scheme, bytes_of("text"));
    ASSERT_TRUE(signature.ok());
    EXPECT_TRUE(verifier->verify(scheme, bytes_of("text"), signature.value()).ok());
    EXPECT_EQ(num_private_operations, ++expected);
  }
  EXPECT_TRUE(key->matches(*native_));
}

TEST_F(ForeignKey, LeavesItsOwnErrorToTheProgram) {
  const auto key = key_with(fail_private_encrypt);
  ERR_clear_error();
  const auto signature = key->sign(SignatureScheme::rsa_pss_rsae_sha256, bytes_of("text"));
  ASSERT_FALSE(signature.ok());
  EXPECT_EQ(signature.error().alert, Alert::internal_error);
  EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), 42);
  ERR_clear_error();
}

}  // namespace
}  // namespace reprise::crypto
