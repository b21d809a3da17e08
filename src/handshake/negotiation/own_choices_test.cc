// SPDX-License-Identifier: Apache-2.0
// Of our own settings: what is not whole, not known or not to be had from libcrypto is neither offered nor chosen.
#include <gtest/gtest.h>

#include <openssl/core_dispatch.h>
#include <openssl/provider.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "handshake/host/security.h"
#include "handshake/negotiation/group_choice.h"
#include "handshake/negotiation/own_chain.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using crypto::SchemeRules;
using crypto::SignatureScheme;

// --- A libcrypto whose only provider is the default one but for ChaCha20

OSSL_PROVIDER* default_provider = nullptr;

const OSSL_ALGORITHM* query_without_chacha(void*, int operation, int* no_cache) {
  static std::vector<OSSL_ALGORITHM> ciphers;
  const OSSL_ALGORITHM* all = OSSL_PROVIDER_query_operation(default_provider, operation, no_cache);
  if (operation != OSSL_OP_CIPHER) return all;
  ciphers.clear();
  for (; all->algorithm_names != nullptr; ++all) {
    if (std::strstr(all->algorithm_names, "ChaCha20") == nullptr) ciphers.push_back(*all);
  }
  ciphers.push_back({});
  return ciphers.data();
}

int start_without_chacha(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) {
  static const OSSL_DISPATCH kFunctions[] = {
      {OSSL_FUNC_PROVIDER_QUERY_OPERATION, reinterpret_cast<void (*)()>(query_without_chacha)}, {0, nullptr}};
  *out = kFunctions;
  *context = OSSL_PROVIDER_get0_provider_ctx(default_provider);
  return 1;
}

TEST(SuiteOfOurs, IsNotOfferedWhereLibcryptoLacksItsCipher) {
  default_provider = OSSL_PROVIDER_load(nullptr, "default");
  OSSL_LIB_CTX* lacking = OSSL_LIB_CTX_new();
  ASSERT_EQ(OSSL_PROVIDER_add_builtin(lacking, "gap", start_without_chacha), 1);
  OSSL_PROVIDER* gap = OSSL_PROVIDER_load(lacking, "gap");
  ASSERT_NE(gap, nullptr);
  {
    TestHost host;
    host.settings->algorithms = crypto::Algorithms::fetch(lacking, nullptr).value().share();
    for (const auto* suite : host.settings->suites) {
      const bool chacha = suite->enc == wire::Enc::chacha20_poly1305;
      EXPECT_EQ(offers_suite(host, *suite, suite->is_tls13() ? kTls13 : kTls12), !chacha) << suite->name;
    }
    const ByteVector all{0xcc, 0xa8, 0xc0, 0x2f};
    const SuiteMeans means{.rsa_signature = true, .ecdhe = true};
    EXPECT_EQ(choose_suite(host, wire::U16List::parse(all).value(), kTls12, means)->id, 0xc02f);
  }
  OSSL_PROVIDER_unload(gap);
  OSSL_LIB_CTX_free(lacking);
  OSSL_PROVIDER_unload(default_provider);
}

TEST(SuiteOfOurs, IsOneOfTheSettingsAndOfTheVersion) {
  TestHost host;
  EXPECT_TRUE(offers_suite(host, *wire::find_cipher_suite(0xc02f), kTls12));
  EXPECT_FALSE(offers_suite(host, *wire::find_cipher_suite(0xc02f), kTls13));
  EXPECT_FALSE(offers_suite(host, *wire::find_cipher_suite(0xc027), kTls12)) << "without an AEAD";
  EXPECT_FALSE(offers_suite(host, *wire::find_cipher_suite(0x1305), kTls13));
}

TEST(SuiteOfOurs, IsNotChosenWithoutAKeyExchangeThatWeHave) {
  TestHost host;
  const ByteVector static_keys{0x00, 0x9d, 0x00, 0x9f};  // RSA, DHE
  const SuiteMeans all{.rsa_signature = true, .ecdsa_signature = true, .ecdhe = true};
  EXPECT_EQ(choose_suite(host, wire::U16List::parse(static_keys).value(), kTls12, all), nullptr);
}

// --- Groups

TEST(GroupOfOurs, IsNotOfferedWhenNobodyKnowsIt) {
  TestHost host;
  host.settings->groups = {NamedGroup{0xfefe}, NamedGroup::x25519};
  EXPECT_EQ(offered_groups(host, kTls12, kTls13), std::vector{NamedGroup::x25519});
  EXPECT_FALSE(offers_group(host, SecurityUse::supported, 0xfefe, kTls13));
}

TEST(GroupOfOurs, IsTheFirstOfTheClientsThatWeHaveToo) {
  TestHost host;
  const std::uint16_t groups[] = {0xfefe, 0x18, 0x1d};
  host.settings->groups = {NamedGroup::x25519, NamedGroup::secp384r1};
  EXPECT_EQ(choose_group(host, groups), NamedGroup::secp384r1);
  host.settings->switches.server_preference = true;
  EXPECT_EQ(choose_group(host, groups), NamedGroup::x25519);
}

// --- Credentials that are not whole, schemes that nobody knows

struct SignatureOfOurs : ::testing::Test {
  // Whether there is something to sign with for who knows all that we know.
  bool finds(SchemeRules rules = SchemeRules::tls13) {
    std::vector<std::uint16_t> known;
    for (const auto scheme : host.settings->signature_schemes) known.push_back(std::uint16_t(scheme));
    return choose_signature(host, Role::server, {.signatures = known, .certificates = known}, rules).has_value();
  }
  void add(bool with_key, bool with_chain) {
    auto part = make_ref<Credential>();
    if (with_key) part->key = whole->key.share();
    if (with_chain) part->chain = whole->chain.share();
    host.settings->credentials.push_back(std::move(part));
  }
  TestHost host;
  Ref<const Credential> whole = make_credential("EC");
};

TEST_F(SignatureOfOurs, NeedsAKeyAndAChain) {
  add(true, false);
  EXPECT_FALSE(finds());
  add(false, true);
  EXPECT_FALSE(finds());
  add(true, true);
  EXPECT_TRUE(finds());
}

TEST_F(SignatureOfOurs, PassesOverHalfACredentialInTls12) {
  Pair pair;
  pair.client.host.settings->max_version = kTls12;
  add(false, true);
  pair.server.host.settings->credentials.insert(pair.server.host.settings->credentials.begin(),
                                                host.settings->credentials[0].share());
  EXPECT_TRUE(pair.run());
}

TEST_F(SignatureOfOurs, HasASchemeThatThereIs) {
  add(true, true);
  host.settings->signature_schemes = {SignatureScheme{0xfefe}};
  for (const bool ours_first : {false, true}) {
    host.settings->switches.server_preference = ours_first;
    EXPECT_FALSE(finds());
  }
  EXPECT_TRUE(offered_schemes(host, Role::client).empty());
}

// Clients refuse such a certificate; whether it is sent is what the older library decides by the kind of key.
TEST_F(SignatureOfOurs, IsMadeWithAnRsaKeyWhateverItsUsage) {
  host.settings->signature_schemes = {SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pss_pss_sha256,
                                      SignatureScheme::ecdsa_secp256r1_sha256};
  const auto finds_with = [&](const char* type, const char* usage) {
    host.settings->credentials.clear();
    host.settings->credentials.push_back(make_credential_for(type, usage));
    return finds();
  };
  EXPECT_TRUE(finds_with("RSA", "keyEncipherment"));
  EXPECT_TRUE(finds_with("RSA-PSS", "keyEncipherment"));
  EXPECT_FALSE(finds_with("EC", "keyAgreement"));
  EXPECT_TRUE(finds_with("EC", "digitalSignature"));
}

// --- Chains, before they go out

struct ChainOfOurs : ::testing::Test {
  ChainOfOurs() {
    host.security = [&](const SecurityQuestion& question) {
      if (const auto* key = std::get_if<CertificateKeyQuestion>(&question)) return key->bits >= key_bits;
      if (const auto* digest = std::get_if<CertificateDigestQuestion>(&question)) return digest->bits >= digest_bits;
      return true;
    };
  }
  Reason refusal(const Credential& credential) {
    const auto checked = check_own_chain(host, *credential.chain);
    return checked.ok() ? Reason{} : checked.error().reason;
  }
  TestHost host;
  int key_bits = 0, digest_bits = 0;
};

TEST_F(ChainOfOurs, IsHeldAgainstTheLevelOfTheMoment) {
  const auto issued = make_credential("EC", "RSA");
  EXPECT_EQ(refusal(*issued), Reason{});
  key_bits = 129;
  EXPECT_EQ(refusal(*issued), Reason::ee_key_too_small);
  key_bits = 0;
  digest_bits = 129;
  EXPECT_EQ(refusal(*issued), Reason::ca_md_too_weak);
}

TEST_F(ChainOfOurs, IsNotBlamedForHowARootIsSigned) {
  digest_bits = 129;
  EXPECT_EQ(refusal(*make_credential("EC")), Reason{});
}

}  // namespace
}  // namespace reprise::handshake::testing
