// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/sigalg_list.h"

#include <openssl/evp.h>

#include <gtest/gtest.h>

namespace reprise::capi {
namespace {

using Codes = std::vector<std::uint16_t>;

TEST(SigalgList, TakesPairsAndNamesInOrder) {
  EXPECT_EQ(parse_sigalgs("RSA+SHA256:ecdsa_secp256r1_sha256:RSA-PSS+SHA512").value(), (Codes{0x0401, 0x0403, 0x0806}));
  EXPECT_EQ(parse_sigalgs("RSA+sha256 : PSS+SHA384:ed25519:ed448").value(), (Codes{0x0401, 0x0805, 0x0807, 0x0808}));
  EXPECT_EQ(parse_sigalgs("rsa_pss_rsae_sha256:rsa_pss_pss_sha256").value(), (Codes{0x0804, 0x0809}));
  EXPECT_EQ(parse_sigalgs("DSA+SHA1:ECDSA+SHA224:rsa_pkcs1_sha1").value(), (Codes{0x0202, 0x0303, 0x0201}));
}

TEST(SigalgList, TakesADigestBeforeItsKey) {
  EXPECT_EQ(parse_sigalgs("SHA256+RSA:sha384+ECDSA:SHA512+RSA-PSS:SHA256+PSS").value(),
            (Codes{0x0401, 0x0503, 0x0806, 0x0804}));
}

TEST(SigalgList, RefusesWhatOpensslRefuses) {
  for (const char* names : {"", "RSA+SHA256:", "unknown", "RSA+SHA256:unknown", "RSA", "RSA+", "+SHA256", "rsa+sha256",
                            "RSA+Sha256", "RSA+MD5", "RSA-PSS+SHA1", "dsa_sha1", "ecdsa_sha1", "RSA+SHA256:rsa_pkcs1_sha256",
                            "RSA+SHA256+SHA384", "SHA256+RSA+X", "Sha256+RSA", "SHA256+SHA256", "ED25519"}) {
    EXPECT_FALSE(parse_sigalgs(names).ok()) << names;
  }
}

TEST(SigalgList, TakesPairsOfNids) {
  const int nids[] = {NID_sha256, EVP_PKEY_RSA, NID_sha256, EVP_PKEY_EC, NID_undef, EVP_PKEY_ED25519,
                      NID_sha256, EVP_PKEY_RSA_PSS};
  EXPECT_EQ(sigalgs_from_nids(nids).value(), (Codes{0x0401, 0x0403, 0x0807, 0x0804}));
  EXPECT_FALSE(sigalgs_from_nids(std::span(nids).first(3)).ok());
  const int weak[] = {NID_md5, EVP_PKEY_RSA};
  EXPECT_FALSE(sigalgs_from_nids(weak).ok());
}

}  // namespace
}  // namespace reprise::capi
