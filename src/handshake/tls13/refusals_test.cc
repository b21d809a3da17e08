// SPDX-License-Identifier: Apache-2.0
// What is refused where it is found: later steps would stop most of it too, and say something else.
#include <gtest/gtest.h>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/handshake_header.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using session::WhyNotResumed;
using wire::HandshakeType;

// Expects `side` to have refused with this alert and this reason.
void expect_refusal(const Side& side, Alert alert, Reason reason) {
  ASSERT_TRUE(side.error);
  EXPECT_EQ(side.error->alert, alert);
  EXPECT_EQ(side.error->reason, reason);
}

// Puts an empty extension in front of all others: behind pre_shared_key none may stand.
void add_in_front(ByteVector& hello, std::uint8_t type) {
  const std::size_t at = extensions_of_client_hello(hello);
  const std::uint8_t extension[] = {0, type, 0, 0};
  hello.insert(hello.begin() + std::ptrdiff_t(at) + 2, std::begin(extension), std::end(extension));
  edit_extension(hello, at, 0xffff, std::nullopt);  // puts the lengths right
}

ByteVector shares_of(std::initializer_list<std::uint8_t> groups) {
  ByteVector list;
  for (const auto group : groups) {
    const std::size_t size = group == 29 ? 32 : group == 24 ? 97 : 65;
    list.insert(list.end(), {0, group, 0, std::uint8_t(size)});
    list.insert(list.end(), size, 4);
  }
  ByteVector body{std::uint8_t(list.size() >> 8), std::uint8_t(list.size())};
  body.insert(body.end(), list.begin(), list.end());
  return body;
}

TEST(Tls13Refusals, SharesInAnotherOrderThanTheGroups) {
  Pair pair;
  pair.client.tamper = [](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::client_hello) edit_extension(m, extensions_of_client_hello(m), 51, shares_of({23, 29}));
  };
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::illegal_parameter, Reason::bad_key_share);
}

TEST(Tls13Refusals, TwoSharesOfOneGroup) {
  Pair pair;
  pair.client.tamper = [](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::client_hello) edit_extension(m, extensions_of_client_hello(m), 51, shares_of({29, 29}));
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

TEST(Tls13Refusals, EarlyDataInASecondHello) {
  Pair first;
  ASSERT_TRUE(first.run());
  Pair pair(first, first.client.host.published[0].share());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  int num_hellos = 0;
  pair.client.tamper = [&](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::client_hello && ++num_hellos == 2) add_in_front(m, 42);
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(num_hellos, 2);
  expect_refusal(pair.server, Alert::illegal_parameter, Reason::bad_early_data);
}

TEST(Tls13Refusals, ASecondRequestForARetry) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  ByteVector request;
  pair.server.tamper = [&](HandshakeType type, ByteVector& m) {
    if (type != HandshakeType::server_hello) return;
    if (request.empty()) request = m;
    else m = request;
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unexpected_message);
}

TEST(Tls13Refusals, AnotherVersionAfterARequestForARetry) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  int num_hellos = 0;
  pair.server.tamper = [&](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::server_hello && ++num_hellos == 2) {
      edit_extension(m, extensions_of_server_hello(m), 43, std::nullopt);
    }
  };
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.client, Alert::illegal_parameter, Reason::wrong_ssl_version);
}

TEST(Tls13Refusals, AnOlderVersionAfterEarlyData) {
  Pair first;
  first.server.host.settings->max_early_data = 1000;
  ASSERT_TRUE(first.run());
  Pair pair(first, first.client.host.published[0].share());
  pair.server.host.settings = pair.server.host.settings->clone();
  pair.server.host.settings->max_version = kTls12;
  pair.client.machine->want_early_data();
  EXPECT_FALSE(pair.run());
  EXPECT_NE(pair.client.out.offered_early_data, 0u);
  expect_refusal(pair.client, Alert::protocol_version, Reason::wrong_ssl_version);
}

TEST(Tls13Refusals, ALaterCertificateForAnotherRequest) {
  Pair pair;
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
  pair.server.out.flush();
  pair.client.tamper = [](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::certificate) m[5] ^= 1;  // the first byte of the context
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::illegal_parameter);
}

TEST(Tls13Refusals, ALaterFinishedThatIsWrong) {
  Pair pair;
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
  pair.server.out.flush();
  pair.client.tamper = [](HandshakeType type, ByteVector& m) {
    if (type == HandshakeType::finished) m.back() ^= 1;
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::decrypt_error);
}

TEST(Tls13Refusals, AFinishedWithMoreBehindIt) {
  Pair pair;
  pair.client.followed = HandshakeType::finished;
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::unexpected_message, Reason::not_on_record_boundary);
}

TEST(Tls13Refusals, ALaterFinishedWithMoreBehindIt) {
  Pair pair;
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
  pair.server.out.flush();
  pair.client.followed = HandshakeType::finished;
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::unexpected_message, Reason::not_on_record_boundary);
}

TEST(Tls13Refusals, NoKeyExchangeAndNoPsk) {
  Pair pair;
  for (Side* side : {&pair.client, &pair.server}) side->host.settings->switches.allow_psk_ke = true;
  pair.server.host.settings->groups = {NamedGroup::secp521r1};
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::handshake_failure, Reason::no_suitable_key_share);
}

TEST(Tls13Refusals, NoSuiteInCommon) {
  Pair pair;
  pair.client.host.settings->min_version = kTls13;
  pair.client.host.settings->suites = {wire::find_cipher_suite(0x1301)};
  pair.server.host.settings->suites = {wire::find_cipher_suite(0x1302)};
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::handshake_failure, Reason::no_shared_cipher);
}

TEST(Tls13Refusals, AServerThatHasNoCertificateSaysSo) {
  Pair pair;
  pair.server.host.settings->credentials.clear();
  EXPECT_FALSE(pair.run());
  expect_refusal(pair.server, Alert::handshake_failure, Reason::no_certificate_set);
}

TEST(Tls13Refusals, ACertificateListOfAClientThatIsTooLong) {
  Pair pair;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  pair.server.host.settings->client_certificate = PeerCertificate::required;
  pair.server.host.settings->max_certificate_list = 100;
  EXPECT_FALSE(pair.run());
  EXPECT_TRUE(pair.server.error);
  EXPECT_FALSE(pair.server.facts.peer);
}

// The shares of a second hello that was asked for one of P-256, and has another in its place or beside it.
struct SecondShares : ::testing::Test {
  SecondShares() {
    pair.server.host.settings->groups = {NamedGroup::secp256r1, NamedGroup::x25519};
    pair.client.host.settings->groups = {NamedGroup::secp384r1, NamedGroup::x25519, NamedGroup::secp256r1};
    pair.server.host.settings->switches.server_preference = true;
  }
  // `change` is given the share that was asked for, as an entry of the list.
  template <typename Change>
  void expect_refused(Change change) {
    int num_hellos = 0;
    pair.client.tamper = [&](HandshakeType type, ByteVector& m) {
      if (type != HandshakeType::client_hello || ++num_hellos != 2) return;
      const auto hello = wire::read_client_hello(Bytes(m).subspan(wire::kHandshakeHeaderLen)).value();
      const ByteVector list = change(copy_of(hello.extensions.find(wire::ExtensionType::key_share)->subspan(2)));
      ByteVector body{std::uint8_t(list.size() >> 8), std::uint8_t(list.size())};
      body.insert(body.end(), list.begin(), list.end());
      edit_extension(m, extensions_of_client_hello(m), 51, body);
    };
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(num_hellos, 2);
    expect_refusal(pair.server, Alert::illegal_parameter, Reason::bad_key_share);
  }
  Pair pair;
};

TEST_F(SecondShares, HoldNoOther) {
  expect_refused([](const ByteVector&) {
    const auto body = shares_of({29});
    return ByteVector(body.begin() + 2, body.end());
  });
}

ByteVector with_one_in_front(std::uint8_t group, ByteVector asked_for) {
  const auto body = shares_of({group});
  asked_for.insert(asked_for.begin(), body.begin() + 2, body.end());
  return asked_for;
}

TEST_F(SecondShares, HoldNoOtherThatTheServerWouldTake) {
  expect_refused([](ByteVector asked_for) { return with_one_in_front(29, std::move(asked_for)); });
}

TEST_F(SecondShares, HoldNoOtherThatTheServerWouldPassOver) {
  expect_refused([](ByteVector asked_for) { return with_one_in_front(24, std::move(asked_for)); });
}

// A hello that offers a session and lacks extensions that only a full handshake needs.
struct IncompleteOffer : ::testing::Test {
  IncompleteOffer() { EXPECT_TRUE(first.run()); }
  void expect_missing(std::initializer_list<std::uint16_t> types, Reason reason) {
    Pair pair(first, first.client.host.published[0].share());
    pair.server.host.tickets.clear();
    pair.client.tamper = [&](HandshakeType type, ByteVector& m) {
      if (type != HandshakeType::client_hello) return;
      for (const auto left_out : types) edit_extension(m, extensions_of_client_hello(m), left_out, std::nullopt);
    };
    EXPECT_FALSE(pair.run());
    expect_refusal(pair.server, Alert::missing_extension, reason);
  }
  Pair first;
};

TEST_F(IncompleteOffer, LacksTheGroups) { expect_missing({10, 51}, Reason::missing_supported_groups_extension); }
TEST_F(IncompleteOffer, LacksTheSignatureAlgorithms) { expect_missing({13}, Reason::missing_sigalgs_extension); }

// A second handshake whose server has changed what it keeps of the first.
struct ChangedSession : ::testing::Test {
  ChangedSession() { EXPECT_TRUE(first.run()); }
  template <typename Change>
  WhyNotResumed outcome_of(Change change) {
    Pair pair(first, first.client.host.published[0].share());
    for (auto& [ticket, kept] : pair.server.host.tickets) kept->edit(change);
    EXPECT_TRUE(pair.run());
    EXPECT_FALSE(pair.server.facts.resumed);
    return pair.server.facts.why_not_resumed;
  }
  Pair first;
};

TEST_F(ChangedSession, DoesNotServeWithoutASecret) {
  EXPECT_EQ(outcome_of([](session::SessionFields& fields) { fields.secret = {}; }), WhyNotResumed::not_resumable);
}

TEST_F(ChangedSession, DoesNotServeWithASuiteThatNobodyKnows) {
  EXPECT_EQ(outcome_of([](session::SessionFields& fields) { fields.cipher_suite = 0x1399; }),
            WhyNotResumed::cipher_mismatch);
}

TEST_F(ChangedSession, DoesNotServeWithASuiteOfAnotherVersion) {
  EXPECT_EQ(outcome_of([](session::SessionFields& fields) { fields.cipher_suite = 0xc02f; }),
            WhyNotResumed::cipher_mismatch);
}

TEST_F(ChangedSession, OfAProtocolThatIsNotOfferedBringsNoEarlyData) {
  const auto session = first.client.host.published[0].share();
  session->edit([](session::SessionFields& fields) {
    fields.alpn = bytes_of("gone");
    fields.max_early_data = 1000;
  });
  Pair pair(first, session.share());
  pair.client.machine->want_early_data();
  EXPECT_FALSE(pair.run());
  ASSERT_TRUE(pair.client.error);
  EXPECT_EQ(pair.client.error->reason, Reason::inconsistent_early_data_alpn);
}

TEST_F(ChangedSession, OfAnotherVersionDoesNotServe) {
  EXPECT_EQ(outcome_of([](session::SessionFields& fields) { fields.version = kTls12; }),
            WhyNotResumed::version_mismatch);
}

}  // namespace
}  // namespace reprise::handshake::testing
