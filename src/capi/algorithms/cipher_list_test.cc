// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/cipher_list.h"

#include <gtest/gtest.h>

#include <string>

#include "wire/codes/cipher_suite.h"

namespace reprise::capi {
namespace {

std::string names_of(const std::vector<std::uint16_t>& suites) {
  std::string text;
  for (const std::uint16_t id : suites) {
    if (!text.empty()) text += ':';
    text += wire::find_cipher_suite(id)->name;
  }
  return text;
}

std::string listed(std::string_view rules) {
  const auto list = parse_cipher_list_unfiltered(rules);
  return list.ok() ? names_of(list.value().suites) : std::string(name_of(list.error().reason));
}

struct Case {
  const char* rules;
  const char* suites;
};

// What OpenSSL 3.0.22 lists for each.
constexpr Case kCases[] = {
    {"RSA+HIGH",
     "AES256-GCM-SHA384:AES256-CCM8:AES256-CCM:ARIA256-GCM-SHA384:AES128-GCM-SHA256:AES128-CCM8:AES128-CCM:"
     "ARIA128-GCM-SHA256:AES256-SHA256:CAMELLIA256-SHA256:AES128-SHA256:CAMELLIA128-SHA256:AES256-SHA:CAMELLIA256-SHA:"
     "AES128-SHA:CAMELLIA128-SHA"},
    {"DEFAULT:!PSK:!SRP:!RSA",
     "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
     "ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
     "DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:"
     "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:"
     "ECDHE-RSA-AES256-SHA:DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA"},
    {"EECDH+aRSA+SHA1", "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:ECDHE-RSA-NULL-SHA"},
    {"ADH+SHA1", "ADH-AES256-SHA:ADH-CAMELLIA256-SHA:ADH-AES128-SHA:ADH-CAMELLIA128-SHA"},
    {"AECDH", "AECDH-AES256-SHA:AECDH-AES128-SHA:AECDH-NULL-SHA"},
    {"AESGCM+aECDSA", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"RSA+AESCCM", "AES256-CCM8:AES256-CCM:AES128-CCM8:AES128-CCM"},
    {"FIPS+RSA", "AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA"},
    {"TLSv1+aNULL", "AECDH-AES256-SHA:AECDH-AES128-SHA:AECDH-NULL-SHA"},
    {"SSLv3+RSA", "AES256-SHA:CAMELLIA256-SHA:AES128-SHA:CAMELLIA128-SHA:NULL-SHA:NULL-MD5"},
    {"kSRP+aRSA", "SRP-RSA-AES-256-CBC-SHA:SRP-RSA-AES-128-CBC-SHA"},
    {"MD5", "NULL-MD5"},
    {"COMPLEMENTOFDEFAULT+aNULL+SHA1",
     "AECDH-AES256-SHA:ADH-AES256-SHA:ADH-CAMELLIA256-SHA:AECDH-AES128-SHA:ADH-AES128-SHA:ADH-CAMELLIA128-SHA"},
    {"eNULL",
     "ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:AECDH-NULL-SHA:NULL-SHA256:ECDHE-PSK-NULL-SHA384:ECDHE-PSK-NULL-SHA256:"
     "ECDHE-PSK-NULL-SHA:RSA-PSK-NULL-SHA384:RSA-PSK-NULL-SHA256:DHE-PSK-NULL-SHA384:DHE-PSK-NULL-SHA256:"
     "RSA-PSK-NULL-SHA:DHE-PSK-NULL-SHA:NULL-SHA:NULL-MD5:PSK-NULL-SHA384:PSK-NULL-SHA256:PSK-NULL-SHA"},
    {"SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"SUITEB192:ALL", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    // Order and its changes.
    {"AES128-SHA:AES256-SHA", "AES128-SHA:AES256-SHA"},
    {"AES128-SHA:AES256-SHA:@STRENGTH", "AES256-SHA:AES128-SHA"},
    {"AES128-SHA:AES256-SHA:+AES128-SHA", "AES256-SHA:AES128-SHA"},
    {"AES128-SHA:AES256-SHA:-AES128-SHA:AES128-SHA", "AES256-SHA:AES128-SHA"},
    {"RSA+SHA1:-AES256-SHA:-AES128-SHA:RSA+SHA1",
     "CAMELLIA256-SHA:CAMELLIA128-SHA:NULL-SHA:AES128-SHA:AES256-SHA"},
    {"ALL:-RSA:-AES256-SHA:RSA+SHA1:!ECDHE:!DHE:!PSK:!aNULL:!SRP",
     "AES256-SHA:CAMELLIA256-SHA:AES128-SHA:CAMELLIA128-SHA:NULL-SHA"},
    {"!AES128-SHA:AES128-SHA:AES256-SHA", "AES256-SHA"},
    // Separators, unknown words and rules that run together.
    {"AES128-SHA,AES256-SHA;NULL-SHA NULL-MD5:", "AES128-SHA:AES256-SHA:NULL-SHA:NULL-MD5"},
    {"AES128-SHA:unknown:!unknown", "AES128-SHA"},
    {"AES128-SHA:unknown!AES128-SHA", "AES128-SHA"},
    {"AES128-SHA:AES256-SHA!AES256-SHA", "AES128-SHA"},
    {"AES128-SHA:@STRENGTH!AES128-SHA:AES256-SHA", "AES128-SHA:AES256-SHA"},
    {"AES256-SHA:DEFAULT", "AES256-SHA"},
    {"AES256-SHA:=:.", "AES256-SHA"},
    {"DEFAULTx:-ALL:AES256-SHA", "AES256-SHA"},
    {"RSA+AES128-SHA", "AES128-SHA"},
    // What selects nothing.
    {"", ""},
    {":", ""},
    {"aes128-sha", ""},
    {"AES128-SHA+ECDHE", ""},
    {"HIGH+FIPS", ""},
    {"-AES256-SHA", ""},
    {"SEED:IDEA:RC4:3DES", ""},
    {"TLS_AES_128_GCM_SHA256", ""},
    {"TLS_RSA_WITH_AES_128_CBC_SHA", ""},
    // What cannot be read.
    {"ALL:@UNKNOWN", "invalid_command"},
    {"ALL:@SECLEVEL=6", "invalid_command"},
    {"ALL:@SECLEVEL=1x", "invalid_command"},
    {"ALL:!", "invalid_command"},
    {"AES+", "invalid_command"},
    {"AES++SHA", "invalid_command"},
    {"AES128-SHA_x", "invalid_command"},
    {"ALL:*", "invalid_command"},
};

TEST(CipherList, ListsWhatOpensslLists) {
  for (const Case& c : kCases) EXPECT_EQ(listed(c.rules), c.suites) << c.rules;
}

TEST(CipherList, HasEverySuiteOfTheUsualClasses) {
  EXPECT_EQ(parse_cipher_list_unfiltered("DEFAULT").value().suites.size(), 57u);
  EXPECT_EQ(parse_cipher_list_unfiltered("ALL").value().suites.size(), 137u);
  EXPECT_EQ(parse_cipher_list_unfiltered("COMPLEMENTOFDEFAULT").value().suites.size(), 80u);
  EXPECT_EQ(parse_cipher_list_unfiltered("ALL:eNULL").value().suites.size(), 155u);
  EXPECT_EQ(parse_cipher_list_unfiltered("CBC").value().suites.size(), 76u);
}

TEST(CipherList, ReportsTheLastSecurityLevel) {
  EXPECT_EQ(parse_cipher_list_unfiltered("ALL").value().security_level, std::nullopt);
  EXPECT_EQ(parse_cipher_list_unfiltered("DEFAULT@SECLEVEL=0").value().security_level, 0);
  EXPECT_EQ(parse_cipher_list_unfiltered("@SECLEVEL=1:ALL:@SECLEVEL=3").value().security_level, 3);
}

TEST(CipherList, ReportsTheSuiteBProfile) {
  EXPECT_EQ(parse_cipher_list_unfiltered("ALL").value().suite_b, SuiteB::off);
  EXPECT_EQ(parse_cipher_list_unfiltered("SUITEB128").value().suite_b, SuiteB::from_128);
  EXPECT_EQ(parse_cipher_list_unfiltered("SUITEB128ONLY").value().suite_b, SuiteB::only_128);
  EXPECT_EQ(parse_cipher_list_unfiltered("SUITEB128C2").value().suite_b, SuiteB::only_192);
}

TEST(CipherList, KeepsOnlyWhatIsImplemented) {
  const auto list = parse_cipher_list("ALL:eNULL");
  ASSERT_TRUE(list.ok());
  for (const std::uint16_t id : list.value().suites) {
    EXPECT_EQ(wire::find_cipher_suite(id)->implemented, wire::Implemented::yes) << id;
  }
}

TEST(CipherList, FailsWhenNothingIsLeft) {
  const auto list = parse_cipher_list("eNULL+MD5");
  ASSERT_FALSE(list.ok());
  EXPECT_EQ(list.error().reason, Reason::no_cipher_match);
}

TEST(Ciphersuites, AreListedInOrderAndByStandardName) {
  EXPECT_EQ(parse_ciphersuites(kDefaultCiphersuites).value(), (std::vector<std::uint16_t>{0x1302, 0x1303, 0x1301}));
  EXPECT_EQ(parse_ciphersuites(" TLS_AES_128_GCM_SHA256 :").value(), std::vector<std::uint16_t>{0x1301});
  EXPECT_TRUE(parse_ciphersuites("").value().empty());
}

TEST(Ciphersuites, PassOverUnknownNamesUnlessThereIsNoOther) {
  EXPECT_EQ(parse_ciphersuites("unknown:TLS_AES_128_GCM_SHA256").value(), std::vector<std::uint16_t>{0x1301});
  for (const char* names : {"unknown", ":", " ", "AES128-SHA", "tls_aes_128_gcm_sha256"}) {
    const auto list = parse_ciphersuites(names);
    ASSERT_FALSE(list.ok()) << names;
    EXPECT_EQ(list.error().reason, Reason::no_cipher_match) << names;
  }
}

}  // namespace
}  // namespace reprise::capi
