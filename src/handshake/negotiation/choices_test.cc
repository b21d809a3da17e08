// SPDX-License-Identifier: Apache-2.0
// What is chosen of suites and signature schemes, and what of a peer's choice is accepted.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "crypto/signature_scheme.h"
#include "handshake/negotiation/signature_choice.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"

namespace reprise::handshake::testing {
namespace {

using crypto::SchemeRules;
using crypto::SignatureScheme;

std::uint16_t id_of(std::string_view name) { return wire::find_cipher_suite_by_name(name)->id; }

struct SuiteChoice : ::testing::Test {
  // The suite chosen of those that the client lists by name; empty: none.
  std::string choose(const std::vector<std::string_view>& names, const SuiteMeans& means) {
    ByteVector raw;
    for (const auto name : names) {
      raw.push_back(std::uint8_t(id_of(name) >> 8));
      raw.push_back(std::uint8_t(id_of(name)));
    }
    const auto* suite = choose_suite(host, wire::U16List::parse(raw).value(), kTls12, means);
    return suite != nullptr ? std::string(suite->name) : "";
  }
  void use(const std::vector<std::string_view>& names) {
    host.settings->suites.clear();
    for (const auto name : names) host.settings->suites.push_back(wire::find_cipher_suite_by_name(name));
  }

  static constexpr SuiteMeans kBoth{.rsa_signature = true, .ecdsa_signature = true, .ecdhe = true};
  TestHost host;
};

constexpr std::string_view kRsaAes = "ECDHE-RSA-AES128-GCM-SHA256", kEcdsaAes = "ECDHE-ECDSA-AES128-GCM-SHA256",
                           kRsaChacha = "ECDHE-RSA-CHACHA20-POLY1305";

TEST_F(SuiteChoice, NeedsACertificateOfTheKindAndAGroup) {
  use({kEcdsaAes, kRsaAes});
  EXPECT_EQ(choose({kEcdsaAes, kRsaAes}, kBoth), kEcdsaAes);
  EXPECT_EQ(choose({kEcdsaAes, kRsaAes}, {.rsa_signature = true, .ecdhe = true}), kRsaAes);
  EXPECT_EQ(choose({kEcdsaAes, kRsaAes}, {.ecdsa_signature = true, .ecdhe = true}), kEcdsaAes);
  EXPECT_EQ(choose({kEcdsaAes, kRsaAes}, {.rsa_signature = true, .ecdsa_signature = true}), "");
  EXPECT_EQ(choose({kEcdsaAes, kRsaAes}, {.ecdhe = true}), "");
}

TEST_F(SuiteChoice, PrefersChachaForWhoPrefersItAndNobodyElse) {
  use({kRsaAes, kRsaChacha});
  host.settings->switches.server_preference = true;
  EXPECT_EQ(choose({kRsaChacha, kRsaAes}, kBoth), kRsaAes);
  host.settings->switches.prioritize_chacha = true;
  EXPECT_EQ(choose({kRsaChacha, kRsaAes}, kBoth), kRsaChacha);
  EXPECT_EQ(choose({kRsaAes, kRsaChacha}, kBoth), kRsaAes);
  EXPECT_EQ(choose({kRsaChacha, kRsaAes}, {.ecdsa_signature = true, .ecdhe = true}), "");
  use({kRsaAes, kEcdsaAes});
  EXPECT_EQ(choose({kRsaChacha, kEcdsaAes, kRsaAes}, kBoth), kRsaAes);  // we have none
}

struct SchemeChoice : ::testing::Test {
  static constexpr auto kRsa = std::uint16_t(SignatureScheme::rsa_pkcs1_sha256);
  static constexpr auto kPss = std::uint16_t(SignatureScheme::rsa_pss_rsae_sha256);
  static constexpr auto kEcdsa = std::uint16_t(SignatureScheme::ecdsa_secp256r1_sha256);

  void use(const char* kind) {
    host.settings->credentials.clear();
    host.settings->credentials.push_back(make_credential(kind));
  }
  // The scheme that we sign with for a peer that knows these; 0: none.
  unsigned choose(std::vector<std::uint16_t> schemes, SchemeRules rules) {
    const auto choice = choose_signature(host, Role::server, {.signatures = schemes, .certificates = schemes}, rules);
    return choice ? unsigned(choice->scheme) : 0;
  }
  Reason refusal(std::uint16_t scheme, SchemeRules rules) {
    const auto accepted = accept_scheme(host, scheme, rules, Role::client);
    return accepted.ok() ? Reason{} : accepted.error().reason;
  }
  TestHost host;
};

TEST_F(SchemeChoice, SignsTls13WithWhatTls13Has) {
  use("RSA");
  EXPECT_EQ(choose({kRsa, kPss}, SchemeRules::tls12), kRsa);
  EXPECT_EQ(choose({kRsa, kPss}, SchemeRules::tls13), kPss);
  EXPECT_EQ(choose({kRsa}, SchemeRules::tls13), 0U);
  EXPECT_EQ(choose({kEcdsa}, SchemeRules::tls12), 0U);
}

TEST_F(SchemeChoice, FollowsOurOrderWhereItIsToCount) {
  use("RSA");
  host.settings->signature_schemes = {SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha256};
  host.settings->switches.server_preference = false;
  EXPECT_EQ(choose({kRsa, kPss}, SchemeRules::tls12), kRsa);
  host.settings->switches.server_preference = true;
  EXPECT_EQ(choose({kRsa, kPss}, SchemeRules::tls12), kPss);
}

TEST_F(SchemeChoice, AcceptsOfAPeerWhatWasOfferedIsOfTheVersionAndIsAllowed) {
  EXPECT_EQ(refusal(kRsa, SchemeRules::tls12), Reason{});
  EXPECT_EQ(refusal(kPss, SchemeRules::tls13), Reason{});
  EXPECT_EQ(refusal(kRsa, SchemeRules::tls13), Reason::wrong_signature_type);
  EXPECT_EQ(refusal(0xfefe, SchemeRules::tls13), Reason::wrong_signature_type);
  host.security = [](const SecurityQuestion& question) {
    const auto* asked = std::get_if<SchemeQuestion>(&question);
    return asked == nullptr || asked->use != SecurityUse::checked;
  };
  EXPECT_EQ(refusal(kPss, SchemeRules::tls13), Reason::wrong_signature_type);
  host.security = {};
  std::erase(host.settings->signature_schemes, SignatureScheme::rsa_pss_rsae_sha256);
  EXPECT_EQ(refusal(kPss, SchemeRules::tls13), Reason::wrong_signature_type);
}

TEST_F(SchemeChoice, OffersNothingThatItsVersionsHaveNoUseFor) {
  const auto offers = [&](std::uint16_t scheme) {
    const auto offered = offered_schemes(host, Role::client);
    return std::ranges::find(offered, scheme) != offered.end();
  };
  host.settings->signature_schemes = {SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha1,
                                      SignatureScheme{0x0402}, SignatureScheme{0x0301}};  // DSA, SHA-224
  EXPECT_TRUE(offers(kPss) && offers(0x0201));
  host.settings->min_version = kTls13;
  EXPECT_TRUE(offers(kPss));
  EXPECT_FALSE(offers(0x0201) || offers(0x0402) || offers(0x0301));
}

}  // namespace
}  // namespace reprise::handshake::testing
