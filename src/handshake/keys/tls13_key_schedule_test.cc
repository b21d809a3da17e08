// SPDX-License-Identifier: Apache-2.0
// The key schedule against the published traces of RFC 8448.
#include "handshake/keys/tls13_key_schedule.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/handshake/credentials.h"

namespace reprise::handshake::tls13 {
namespace {

using crypto::HashAlgorithm;

ByteVector unhex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  ByteVector bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(std::uint8_t(digit(text[i]) << 4 | digit(text[i + 1])));
  return bytes;
}

class Rfc8448 : public ::testing::Test {
 protected:
  ByteVector derived(std::string_view label, std::string_view transcript_hash) {
    return copy_of(schedule.derive(scratch, label, unhex(transcript_hash)).value().bytes());
  }
  ByteVector finished(std::string_view base_key, const ByteVector& transcript_hash) {
    return copy_of(finished_mac(scratch, HashAlgorithm::sha256, unhex(base_key), transcript_hash).value().bytes());
  }
  Ref<const crypto::Algorithms> algorithms = testing::test_algorithms();
  crypto::Scratch scratch{*algorithms};
  KeySchedule schedule;
};

// Section 3: the hashes of the transcript through ServerHello, server Finished and client Finished.
constexpr std::string_view kHellos = "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8";
constexpr std::string_view kThroughServer = "9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13";
constexpr std::string_view kThroughClient = "209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d";
constexpr std::string_view kSharedSecret = "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d";

TEST_F(Rfc8448, DerivesTheSecretsOfTheSimpleHandshake) {
  schedule.start_without_psk(HashAlgorithm::sha256);
  ASSERT_TRUE(schedule.advance(scratch, unhex(kSharedSecret)).ok());
  EXPECT_EQ(derived("c hs traffic", kHellos),
            unhex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"));
  EXPECT_EQ(derived("s hs traffic", kHellos),
            unhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38"));
  ASSERT_TRUE(schedule.advance(scratch, {}).ok());
  EXPECT_EQ(derived("c ap traffic", kThroughServer),
            unhex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"));
  EXPECT_EQ(derived("s ap traffic", kThroughServer),
            unhex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643"));
  EXPECT_EQ(derived("exp master", kThroughServer),
            unhex("fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50"));
  EXPECT_EQ(derived("res master", kThroughClient),
            unhex("7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"));
}

TEST_F(Rfc8448, BeginsWithoutAPskAsWithOneOfZeroes) {
  for (const auto hash : {HashAlgorithm::sha256, HashAlgorithm::sha384}) {
    const ByteVector zeroes(crypto::hash_size(hash), 0);
    KeySchedule other;
    schedule.start_without_psk(hash);
    ASSERT_TRUE(other.start(scratch, hash, zeroes).ok());
    ASSERT_TRUE(schedule.advance(scratch, unhex(kSharedSecret)).ok());
    ASSERT_TRUE(other.advance(scratch, unhex(kSharedSecret)).ok());
    const auto expected = other.derive(scratch, "c hs traffic", zeroes);
    EXPECT_EQ(copy_of(schedule.derive(scratch, "c hs traffic", zeroes).value().bytes()),
              copy_of(expected.value().bytes()));
  }
}

TEST_F(Rfc8448, MakesRecordKeysOfTrafficSecrets) {
  const auto* suite = wire::find_cipher_suite(0x1301);
  const auto secret = unhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
  const auto keys = traffic_keys(scratch, *suite, secret);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(copy_of(keys.value().key.bytes()), unhex("3fce516009c21727d0f2e4e86ee403bc"));
  EXPECT_EQ(copy_of(keys.value().iv.bytes()), unhex("5d313eb2671276ee13000b30"));
  EXPECT_EQ(keys.value().format, record::Format::tls13);
}

TEST_F(Rfc8448, ProvesTheTranscriptInFinished) {
  // The client's Finished covers what the application secrets cover.
  EXPECT_EQ(finished("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21", unhex(kThroughServer)),
            unhex("a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61"));
}

TEST_F(Rfc8448, MakesThePskOfATicket) {
  const auto psk =
      resumption_psk(scratch, HashAlgorithm::sha256,
                     unhex("7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c"), unhex("0000"));
  EXPECT_EQ(copy_of(psk.value().bytes()), unhex("4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3"));
}

// Section 4.
TEST_F(Rfc8448, BindsThePskAndDerivesEarlySecrets) {
  const auto psk = unhex("4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3");
  ASSERT_TRUE(schedule.start(scratch, HashAlgorithm::sha256, psk).ok());
  const auto truncated = unhex("63224b2e4573f2d3454ca84b9d009a04f6be9e05711a8396473aefa01e924a14");
  EXPECT_EQ(copy_of(binder(scratch, schedule, BinderKind::resumption, truncated).value().bytes()),
            unhex("3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d"));
  constexpr std::string_view kHello = "08ad0fa05d7c7233b1775ba2ff9f4c5b8b59276b7f227f13a976245f5d960913";
  EXPECT_EQ(derived("c e traffic", kHello), unhex("3fbbe6a60deb66c30a32795aba0eff7eaa10105586e7be5c09678d63b6caab62"));
  EXPECT_EQ(derived("e exp master", kHello), unhex("b2026866610937d7423e5be90862ccf24c0e6091186d34f812089ff5be2ef7df"));
}

}  // namespace
}  // namespace reprise::handshake::tls13
