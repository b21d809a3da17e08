// SPDX-License-Identifier: Apache-2.0
// The same call or message at different moments of TLS 1.3.
#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/messages/handshake_header.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using session::WhyNotResumed;
using wire::ExtensionType;
using wire::HandshakeType;

// --- Exporters

TEST(Tls13Moments, NothingIsExportedBeforeThereIsASecret) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};  // asks for another share
  std::vector<bool> client_exports, server_exports;
  const auto tries = [](Side& side, std::vector<bool>& exports) {
    ByteVector key(16);
    const auto exported = side.machine->export_key("label", {}, false, key);
    if (!exported.ok()) {
      EXPECT_EQ(exported.error().reason, Reason::bad_handshake_state);
    }
    exports.push_back(exported.ok());
  };
  pair.client.tamper = [&](HandshakeType, ByteVector&) { tries(pair.server, server_exports); };
  pair.server.tamper = [&](HandshakeType type, ByteVector&) {
    if (type != HandshakeType::new_session_ticket) tries(pair.client, client_exports);
  };
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(server_exports, (std::vector{false, false, true})) << "two hellos, and Finished after its own";
  EXPECT_EQ(client_exports, std::vector<bool>(6, false)) << "up to the server's Finished";
  for (Side* side : {&pair.client, &pair.server}) {
    ByteVector key(16);
    EXPECT_TRUE(side->machine->export_key("label", {}, false, key).ok());
  }
}

// --- A client whose program has not chosen a certificate yet

TEST(Tls13Moments, TheServersFinishedIsTheEndWhileTheClientChoosesACertificate) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  pair.server.tamper = [&](HandshakeType type, ByteVector&) {
    EXPECT_FALSE(pair.client.machine->accepts_application_data());
    if (type == HandshakeType::finished) pair.client.host.times_not_yet = 1000;
  };
  EXPECT_FALSE(pair.run());
  ASSERT_FALSE(pair.client.error);
  EXPECT_EQ(pair.client.wants, Wants::host);
  EXPECT_TRUE(pair.client.machine->accepts_application_data());
  const auto result = pair.client.machine->receive_change_cipher_spec(pair.client.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::unexpected_message);
}

// --- What is shown of a key update

TEST(Tls13Moments, AKeyUpdateOfAClientAtRestIsShownAsOne) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  pair.client.out.states.clear();
  ASSERT_TRUE(pair.client.machine->update_keys(RequestUpdate::no, pair.client.out).ok());
  EXPECT_EQ(pair.client.out.states, (std::vector{StateName::client_write_key_update, StateName::ok}));
}

// --- A certificate that is wanted more than when it was asked for

TEST(Tls13Moments, WhoShowedNoCertificateIsNotLetInOnceOneIsRequired) {
  for (const bool later : {false, true}) {
    Pair pair;
    pair.client.host.settings->switches.post_handshake_auth = true;
    auto& server = *pair.server.host.settings;
    server.num_tickets = 0;
    if (later) {
      ASSERT_TRUE(pair.run());
      ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
      pair.server.out.flush();
    }
    server.client_certificate = PeerCertificate::requested;
    pair.client.tamper = [&](HandshakeType type, ByteVector&) {
      if (type == HandshakeType::finished) server.client_certificate = PeerCertificate::required;
    };
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.server), Alert::certificate_required);
  }
}

// --- A session that would have to say under which settings it was made, where nobody can say

TEST(Tls13Moments, NoSessionIsMadeWhoseTrustCannotBeNamed) {
  for (const bool later : {false, true}) {
    Pair pair;
    pair.client.host.settings->switches.post_handshake_auth = true;
    auto& server = *pair.server.host.settings;
    server.client_certificate = PeerCertificate::requested;
    server.switches.verify_peer = true;
    if (later) {
      ASSERT_TRUE(pair.run());
      ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
      pair.server.out.flush();
    }
    pair.server.host.scope_error = fail(Alert::internal_error, Reason::internal);
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.server), Alert::internal_error);
  }
}

// --- Server certificates that are too large

TEST(Tls13Moments, ACertificateIsAsLargeAsTheSettingsLetIt) {
  Pair pair;
  pair.client.host.settings->max_certificate_list = 100;
  EXPECT_FALSE(pair.run());
  ASSERT_TRUE(pair.client.error);
  EXPECT_EQ(pair.client.error->reason, Reason::message_too_large);
}

// --- After a HelloRetryRequest

struct MomentsOfARetry : ::testing::Test {
  MomentsOfARetry() { pair.server.host.settings->groups = {NamedGroup::secp384r1}; }
  // Does `change` as the second hello arrives, to it or to the server.
  void at_second_hello(std::function<void(ByteVector&)> change) {
    pair.client.tamper = [this, change = std::move(change)](HandshakeType type, ByteVector& message) {
      if (type == HandshakeType::client_hello && ++hellos == 2) change(message);
    };
  }
  int hellos = 0;
  Pair pair;
};

TEST_F(MomentsOfARetry, TheVersionStaysWhateverTheSettingsHaveBecome) {
  at_second_hello([&](ByteVector&) { pair.server.host.settings->max_version = kTls12; });
  EXPECT_FALSE(pair.run());
  ASSERT_TRUE(pair.server.error);
  EXPECT_EQ(pair.server.error->alert, Alert::illegal_parameter);
  EXPECT_EQ(pair.server.error->reason, Reason::wrong_ssl_version);
}

TEST_F(MomentsOfARetry, TheGroupThatWasAskedForMayBeNoneOfOursByThen) {
  at_second_hello([&](ByteVector&) { pair.server.host.settings->groups = {NamedGroup::secp256r1}; });
  EXPECT_FALSE(pair.run());
  ASSERT_TRUE(pair.server.error);
  EXPECT_EQ(pair.server.error->alert, Alert::illegal_parameter);
  EXPECT_EQ(pair.server.error->reason, Reason::bad_key_share);
}

// pre_shared_key of one identity, "ticket", whose binder is of `binder_len` zeroes.
ByteVector psk_named_ticket(std::size_t binder_len) {
  ByteVector body;
  wire::Writer out(body);
  out.vec16([&] {
    out.opaque16(bytes_of("ticket"));
    out.u32(0);
  });
  out.vec16([&] { out.opaque8(ByteVector(binder_len)); });
  return body;
}

Ref<session::Session> session_of(std::uint16_t suite, Bytes secret) {
  session::SessionFields fields;
  fields.version = kTls13;
  fields.cipher_suite = suite;
  fields.secret = secret;
  return session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
}

TEST_F(MomentsOfARetry, TheSuiteDoesNotFollowAKeyOfAnotherHash) {
  const ByteVector secret(32, 's');
  pair.server.host.tickets[copy_of(bytes_of("ticket"))] = session_of(0x1301, secret);
  pair.server.host.settings->switches.server_preference = true;  // a suite of SHA-384
  at_second_hello([&](ByteVector& hello) {
    edit_extension(hello, extensions_of_client_hello(hello), code_of(ExtensionType::pre_shared_key),
                   psk_named_ticket(32));
  });
  EXPECT_FALSE(pair.run());  // the client knows of no such hello
  EXPECT_FALSE(pair.server.error) << "the binder was not looked at";
  EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::hash_mismatch);
  EXPECT_EQ(pair.server.facts.suite->id, 0x1302);
}

// --- Resumption without (EC)DHE

struct PskModes : ::testing::Test {
  // The body of the server's hello in a resumption under these settings of the two ends.
  ByteVector resume(bool client_allows, bool server_allows) {
    Pair first;
    EXPECT_TRUE(first.run());
    Pair pair(first, first.client.host.published.back().share());
    for (Side* side : {&pair.client, &pair.server}) side->host.settings = side->host.settings->clone();
    pair.client.host.settings->switches.allow_psk_ke = client_allows;
    pair.server.host.settings->switches.allow_psk_ke = server_allows;
    ByteVector hello;
    pair.server.tamper = [&](HandshakeType type, ByteVector& message) {
      if (type == HandshakeType::server_hello) hello = copy_of(Bytes(message).subspan(wire::kHandshakeHeaderLen));
    };
    EXPECT_TRUE(pair.run());
    EXPECT_TRUE(pair.server.facts.resumed);
    return hello;
  }
};

TEST_F(PskModes, AreWithAShareWhereThereIsOne) {
  for (const bool client_allows : {false, true}) {
    for (const bool server_allows : {false, true}) {
      const auto body = resume(client_allows, server_allows);
      EXPECT_TRUE(wire::read_server_hello(body).value().extensions.contains(ExtensionType::key_share));
    }
  }
}

TEST_F(PskModes, WithoutAShareAreLookedAtWhereWeAllowThem) {
  const ByteVector secret(48, 's');
  for (const bool allowed : {false, true}) {
    Pair pair;
    pair.server.host.tickets[copy_of(bytes_of("ticket"))] = session_of(0x1302, secret);
    pair.server.host.settings->switches.allow_psk_ke = allowed;
    pair.client.tamper = [](HandshakeType type, ByteVector& hello) {
      if (type != HandshakeType::client_hello) return;
      const auto at = extensions_of_client_hello(hello);
      edit_extension(hello, at, code_of(ExtensionType::psk_key_exchange_modes), ByteVector{1, 0});  // psk_ke alone
      edit_extension(hello, at, code_of(ExtensionType::pre_shared_key), psk_named_ticket(48));
    };
    EXPECT_FALSE(pair.run());
    EXPECT_EQ(alert_of(pair.server), allowed ? std::optional(Alert::decrypt_error) : std::nullopt) << "the binder";
    if (!allowed) {
      EXPECT_EQ(pair.server.facts.why_not_resumed, WhyNotResumed::psk_mode_mismatch);
    }
  }
}

}  // namespace
}  // namespace reprise::handshake::testing
