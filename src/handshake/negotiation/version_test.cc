// SPDX-License-Identifier: Apache-2.0
// Which version a hello leads to, and which answers to it are taken.
#include "handshake/negotiation/version.h"

#include <gtest/gtest.h>

#include <vector>

#include "handshake/host/config.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake {
namespace {

constexpr std::uint16_t kSsl30 = 0x0300, kTls11 = 0x0302, kGrease = 0x7a7a;

struct VersionChoice : ::testing::Test {
  VersionChoice() {
    config.min_version = kTls12;
    config.max_version = kTls13;
  }
  // What comes of a hello with `legacy` and, where there are any, `supported` versions: the version, or minus the
  // alert.
  int of_client(std::uint16_t legacy, const std::vector<std::uint16_t>& supported = {}) {
    return outcome(choose_version(config, hello(legacy, supported)));
  }
  int of_server(std::uint16_t legacy, std::uint16_t selected = 0) {
    wire::ServerHello answer{.legacy_version = wire::ProtocolVersion{legacy}, .random = random};
    const ByteVector body{std::uint8_t(selected >> 8), std::uint8_t(selected)};
    if (selected != 0) answer.extensions = only(body);
    return outcome(accept_version(config, answer));
  }
  int of_fallback(std::uint16_t legacy, const std::vector<std::uint16_t>& supported = {}) {
    auto sent = hello(legacy, supported);
    const ByteVector suites{0x13, 0x01, 0x56, 0x00};  // TLS_FALLBACK_SCSV
    sent.cipher_suites = wire::U16List::parse(suites).value();
    const auto checked = check_fallback(config, sent);
    return checked.ok() ? 0 : -int(checked.error().alert.value());
  }

  Config config;

 private:
  static int outcome(const Result<std::uint16_t>& version) {
    return version.ok() ? version.value() : -int(version.error().alert.value());
  }
  wire::ClientHello hello(std::uint16_t legacy, const std::vector<std::uint16_t>& supported) {
    wire::ClientHello sent{.legacy_version = wire::ProtocolVersion{legacy}, .random = random};
    if (supported.empty()) return sent;
    ByteVector body{std::uint8_t(2 * supported.size())};
    for (const auto version : supported) {
      body.push_back(std::uint8_t(version >> 8));
      body.push_back(std::uint8_t(version));
    }
    sent.extensions = only(body);
    return sent;
  }
  wire::ExtensionList only(const ByteVector& supported_versions) {
    block = {0, 43, 0, std::uint8_t(supported_versions.size())};
    block.insert(block.end(), supported_versions.begin(), supported_versions.end());
    return wire::ExtensionList::parse(block).value();
  }

  ByteVector random = ByteVector(32, 1), block;
};

constexpr int kProtocolVersion = -int(Alert::protocol_version), kIllegal = -int(Alert::illegal_parameter);

TEST_F(VersionChoice, IsTheHighestThatBothHave) {
  EXPECT_EQ(of_client(kTls12, {kTls12, kTls13}), kTls13);
  EXPECT_EQ(of_client(kTls12, {kGrease, kTls12}), kTls12);
  EXPECT_EQ(of_client(kTls12, {kTls11}), kProtocolVersion);
  config.max_version = kTls12;
  EXPECT_EQ(of_client(kTls12, {kTls13, kTls12}), kTls12);
  EXPECT_EQ(of_client(kTls12, {kTls13}), kProtocolVersion);
  config.min_version = config.max_version = kTls13;
  EXPECT_EQ(of_client(kTls12, {kTls13, kTls12}), kTls13);
  EXPECT_EQ(of_client(kTls12, {kTls12}), kProtocolVersion);
}

// RFC 8446, 4.2.1.
TEST_F(VersionChoice, IsNeverTls13WithoutTheExtension) {
  EXPECT_EQ(of_client(kTls12), kTls12);
  EXPECT_EQ(of_client(kTls13), kTls12);
  EXPECT_EQ(of_client(kTls11), kProtocolVersion);
  config.min_version = kTls13;
  EXPECT_EQ(of_client(kTls12), kProtocolVersion);
}

TEST_F(VersionChoice, RefusesHellosOfOldWhateverTheyList) {
  EXPECT_EQ(of_client(kSsl30), kProtocolVersion);
  EXPECT_EQ(of_client(kSsl30, {kTls12}), kProtocolVersion);
  EXPECT_EQ(of_client(kSsl30, {kTls13}), kProtocolVersion);
  EXPECT_EQ(of_client(kTls11, {kTls13}), kProtocolVersion);
  EXPECT_EQ(of_client(kTls11, {kTls12}), kTls12);
}

TEST_F(VersionChoice, TakesOfServersWhatWasOffered) {
  EXPECT_EQ(of_server(kTls12), kTls12);
  EXPECT_EQ(of_server(kTls12, kTls13), kTls13);
  EXPECT_EQ(of_server(kTls12, kTls12), kIllegal);
  EXPECT_EQ(of_server(kTls11), kProtocolVersion);
  EXPECT_EQ(of_server(kTls13), kProtocolVersion);
  EXPECT_EQ(of_server(kSsl30), kProtocolVersion);
  EXPECT_EQ(of_server(kSsl30, kTls13), kProtocolVersion);
  EXPECT_EQ(of_server(kTls11, kTls13), kProtocolVersion);
  config.min_version = kTls13;
  EXPECT_EQ(of_server(kTls12), kProtocolVersion);
  config.min_version = config.max_version = kTls12;
  EXPECT_EQ(of_server(kTls12, kTls13), kIllegal);
}

// RFC 7507, 3.
TEST_F(VersionChoice, KnowsAFallbackThatWasNotNeeded) {
  EXPECT_EQ(of_fallback(kTls12, {kTls12, kTls13}), 0);
  EXPECT_EQ(of_fallback(kTls12), -int(Alert::inappropriate_fallback));
  EXPECT_EQ(of_fallback(kTls12, {kGrease, kTls12}), -int(Alert::inappropriate_fallback));
  EXPECT_EQ(of_fallback(kSsl30, {kTls13}), kProtocolVersion);
  config.max_version = kTls12;
  EXPECT_EQ(of_fallback(kTls12), 0);
}

}  // namespace
}  // namespace reprise::handshake
