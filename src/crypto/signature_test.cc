// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include <thread>

#include <gtest/gtest.h>
#include <openssl/rsa.h>

#include "support/crypto/inputs.h"

namespace reprise::crypto {
namespace {

// One key of each type, made once for all tests of the suite.
class Keys {
 public:
  Keys()
      : algorithms(default_algorithms()),
        rsa(new_key("RSA")),
        rsa_pss(new_key("RSA-PSS")),
        p256(new_key("EC", "P-256")),
        p384(new_key("EC", "P-384")),
        p521(new_key("EC", "P-521")),
        ed25519(new_key("ED25519")),
        ed448(new_key("ED448")) {}
  EVP_PKEY* for_scheme(const SchemeInfo& scheme) const {
    switch (scheme.key_type) {
      case KeyType::rsa: return rsa.get();
      case KeyType::rsa_pss: return rsa_pss.get();
      case KeyType::ed25519: return ed25519.get();
      case KeyType::ed448: return ed448.get();
      case KeyType::ec:
        if (scheme.curve == NamedGroup::secp384r1) return p384.get();
        return scheme.curve == NamedGroup::secp521r1 ? p521.get() : p256.get();
      default: return nullptr;
    }
  }
  Ref<const PrivateKey> private_key(EVP_PKEY* key) const { return PrivateKey::sharing(algorithms.share(), key); }
  Ref<const PublicKey> public_key(EVP_PKEY* key) const { return PublicKey::sharing(algorithms.share(), key); }

  Ref<const Algorithms> algorithms;
  KeyPtr rsa, rsa_pss, p256, p384, p521, ed25519, ed448;
};

class Signature : public testing::Test {
 protected:
  static void SetUpTestSuite() { keys_ = std::make_unique<Keys>(); }
  static void TearDownTestSuite() { keys_.reset(); }
  static std::unique_ptr<Keys> keys_;
  const Keys& keys = *keys_;
  const ByteVector message = counting(0, 130);
};
std::unique_ptr<Keys> Signature::keys_;

void expect_bad_signature(const Result<>& result) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::decrypt_error);
  EXPECT_EQ(result.error().reason, Reason::bad_signature);
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_F(Signature, VerifiesWhatEachSchemeSigned) {
  for (const auto& scheme : all_schemes()) {
    if (scheme.key_type == KeyType::dsa) continue;
    SCOPED_TRACE(scheme.name);
    EVP_PKEY* key = keys.for_scheme(scheme);
    const auto signer = keys.private_key(key);
    const auto verifier = keys.public_key(key);
    ASSERT_TRUE(signer->can_sign(scheme.id, SchemeRules::tls12));
    EXPECT_EQ(signer->can_sign(scheme.id, SchemeRules::tls13), scheme.in_tls13);
    for (int round = 0; round < 2; ++round) {  // the second time with the kept context
      auto signature = signer->sign(scheme.id, message);
      ASSERT_TRUE(signature.ok());
      EXPECT_TRUE(verifier->verify(scheme.id, message, signature.value()).ok());
      auto other = message;
      other[5] ^= 1;
      expect_bad_signature(verifier->verify(scheme.id, other, signature.value()));
      signature.value().back() ^= 1;
      expect_bad_signature(verifier->verify(scheme.id, message, signature.value()));
      const Bytes shorter = Bytes(signature.value()).first(signature.value().size() - 1);
      expect_bad_signature(verifier->verify(scheme.id, message, shorter));
      expect_bad_signature(verifier->verify(scheme.id, message, {}));
    }
  }
}

TEST_F(Signature, IsWhatLibcryptoVerifiesWithASaltOfTheDigestsLength) {
  const auto signature = keys.private_key(keys.rsa.get())->sign(SignatureScheme::rsa_pss_rsae_sha384, message);
  const MdContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  ASSERT_GT(EVP_DigestVerifyInit_ex(context.get(), &key_context, "SHA384", nullptr, nullptr, keys.rsa.get(), nullptr),
            0);
  ASSERT_GT(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING), 0);
  ASSERT_GT(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, 48), 0);
  const Bytes made = signature.value();
  EXPECT_EQ(EVP_DigestVerify(context.get(), made.data(), made.size(), message.data(), message.size()), 1);
}

TEST_F(Signature, RefusesAPssSaltOfAnotherLength) {
  const MdContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  ASSERT_GT(EVP_DigestSignInit_ex(context.get(), &key_context, "SHA256", nullptr, nullptr, keys.rsa.get(), nullptr), 0);
  ASSERT_GT(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING), 0);
  ASSERT_GT(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, 20), 0);
  ByteVector signature(256, 0);
  std::size_t size = signature.size();
  ASSERT_GT(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()), 0);
  expect_bad_signature(
      keys.public_key(keys.rsa.get())->verify(SignatureScheme::rsa_pss_rsae_sha256, message, signature));
}

TEST_F(Signature, OfOneSchemeIsNotAnothers) {
  const auto signer = keys.private_key(keys.rsa.get());
  const auto verifier = keys.public_key(keys.rsa.get());
  const auto pss = signer->sign(SignatureScheme::rsa_pss_rsae_sha256, message);
  const auto pkcs1 = signer->sign(SignatureScheme::rsa_pkcs1_sha256, message);
  expect_bad_signature(verifier->verify(SignatureScheme::rsa_pkcs1_sha256, message, pss.value()));
  expect_bad_signature(verifier->verify(SignatureScheme::rsa_pss_rsae_sha256, message, pkcs1.value()));
  EXPECT_TRUE(verifier->verify(SignatureScheme::rsa_pkcs1_sha256, message, pkcs1.value()).ok());
}

TEST_F(Signature, SchemeMustSuitTheKey) {
  const auto signer = keys.private_key(keys.p256.get());
  EXPECT_FALSE(signer->sign(SignatureScheme::rsa_pkcs1_sha256, message).ok());
  const auto refused = keys.public_key(keys.p256.get())->verify(SignatureScheme::ed25519, message, message);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(refused.error().reason, Reason::wrong_signature_type);
  EXPECT_FALSE(signer->can_sign(SignatureScheme(0x0840), SchemeRules::tls12));
}

TEST_F(Signature, CurveIsBoundInTls13Alone) {
  const auto signer = keys.private_key(keys.p256.get());
  EXPECT_TRUE(signer->can_sign(SignatureScheme::ecdsa_secp384r1_sha384, SchemeRules::tls12));
  EXPECT_FALSE(signer->can_sign(SignatureScheme::ecdsa_secp384r1_sha384, SchemeRules::tls13));
  EXPECT_TRUE(signer->can_sign(SignatureScheme::ecdsa_secp256r1_sha256, SchemeRules::tls13));
  const auto signature = signer->sign(SignatureScheme::ecdsa_secp384r1_sha384, message);
  EXPECT_TRUE(keys.public_key(keys.p256.get())
                  ->verify(SignatureScheme::ecdsa_secp384r1_sha384, message, signature.value())
                  .ok());
}

TEST_F(Signature, NeedsRoomInTheModulus) {
  const auto small = new_key("RSA", nullptr, 1024);
  const auto key = keys.private_key(small.get());
  EXPECT_TRUE(key->can_sign(SignatureScheme::rsa_pss_rsae_sha256, SchemeRules::tls13));
  EXPECT_FALSE(key->can_sign(SignatureScheme::rsa_pss_rsae_sha512, SchemeRules::tls13));  // 130 bytes are needed
  EXPECT_TRUE(key->can_sign(SignatureScheme::rsa_pkcs1_sha512, SchemeRules::tls12));
}

TEST_F(Signature, KeyKnowsItsTraits) {
  const auto p384 = keys.private_key(keys.p384.get())->traits();
  EXPECT_EQ(p384.type, KeyType::ec);
  EXPECT_EQ(p384.curve, NamedGroup::secp384r1);
  EXPECT_EQ(p384.bits, 384);
  EXPECT_EQ(p384.security_bits, 192);
  EXPECT_EQ(traits_of(*keys.algorithms, *keys.rsa).bits, 2048);
  EXPECT_EQ(traits_of(*keys.algorithms, *keys.ed25519).type, KeyType::ed25519);
  const auto other = new_key("EC", "secp256k1");
  EXPECT_EQ(traits_of(*keys.algorithms, *other).curve, NamedGroup{22});
}

TEST_F(Signature, PrivateKeyKnowsItsPublicHalf) {
  const auto key = keys.private_key(keys.p256.get());
  EXPECT_TRUE(key->matches(*keys.p256));
  EXPECT_FALSE(key->matches(*keys.p384));
  EXPECT_FALSE(key->matches(*keys.rsa));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_F(Signature, ThreadsShareOneKey) {
  const auto signer = keys.private_key(keys.p256.get());
  const auto verifier = keys.public_key(keys.p256.get());
  const auto rsa_signer = keys.private_key(keys.rsa.get());
  const auto rsa_verifier = keys.public_key(keys.rsa.get());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        const auto text = counting(std::uint8_t(t), std::size_t(i + 1));
        const auto signature = signer->sign(SignatureScheme::ecdsa_secp256r1_sha256, text);
        EXPECT_TRUE(verifier->verify(SignatureScheme::ecdsa_secp256r1_sha256, text, signature.value()).ok());
        const auto scheme = i % 2 == 0 ? SignatureScheme::rsa_pss_rsae_sha256 : SignatureScheme::rsa_pkcs1_sha512;
        const auto rsa_signature = rsa_signer->sign(scheme, text);
        EXPECT_TRUE(rsa_verifier->verify(scheme, text, rsa_signature.value()).ok());
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(SignatureSchemes, AreFoundByTheNamesThatLibsslKnows) {
  EXPECT_EQ(find_scheme("ecdsa_secp256r1_sha256")->id, SignatureScheme::ecdsa_secp256r1_sha256);
  EXPECT_EQ(find_scheme("ECDSA+SHA256")->id, SignatureScheme::ecdsa_secp256r1_sha256);
  EXPECT_EQ(find_scheme("RSA+SHA512")->id, SignatureScheme::rsa_pkcs1_sha512);
  EXPECT_EQ(find_scheme("RSA-PSS+SHA384")->id, SignatureScheme::rsa_pss_rsae_sha384);
  EXPECT_EQ(find_scheme("PSS+SHA384")->id, SignatureScheme::rsa_pss_rsae_sha384);
  EXPECT_EQ(find_scheme("ECDSA+SHA1")->id, SignatureScheme::ecdsa_sha1);
  EXPECT_EQ(find_scheme("ecdsa_sha1"), nullptr);
  EXPECT_EQ(find_scheme("ED25519"), nullptr);
  EXPECT_EQ(find_scheme("+SHA256"), nullptr);
  for (const auto& scheme : all_schemes()) EXPECT_EQ(find_scheme(scheme.id), &scheme);
}

}  // namespace
}  // namespace reprise::crypto
