// SPDX-License-Identifier: Apache-2.0
// The sessions that a client is given: which of them it offers under which settings, and how its hello names them.
#include <gtest/gtest.h>

#include <algorithm>

#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake::testing {
namespace {

using session::SessionFields;
using session::WhyNotResumed;
using wire::ExtensionType;

const ByteVector kContext{'o', 'u', 'r', 's'};
const ByteVector kSecret(48, 's');
const ByteVector kId(20, 'i');

// A client with a session, as its test has changed the two.
class Offering {
 public:
  explicit Offering(std::uint16_t version) {
    fields.version = version;
    fields.cipher_suite = version == kTls13 ? 0x1301 : 0xc02b;
    fields.secret = Bytes(kSecret).first(version == kTls13 ? 32 : 48);
    fields.ticket = bytes_of("ticket");
    fields.lifetime_hint = 7200;
    fields.flags = session::kFlagExtendedMasterSecret;
  }

  void run() {
    auto session = session::Session::create(session::SessionData::make(fields), 1'700'000'000, 7200);
    pair.emplace(std::move(session));
    pair->client.host.settings = settings.share();
    pair->server.host.settings->max_version = server_version;
    if (retries) pair->server.host.settings->groups = {crypto::NamedGroup::secp384r1};
    pair->client.tamper = [&](wire::HandshakeType type, ByteVector& sent) {
      if (type != wire::HandshakeType::client_hello) return;
      messages.push_back(sent);
      if (after_hello) after_hello(*settings);
    };
    if (early_data) pair->client.machine->want_early_data();
    pair->run();
  }
  wire::ClientHello hello() const { return wire::read_client_hello(Bytes(messages.at(0)).subspan(4)).value(); }
  ByteVector id() const { return copy_of(hello().legacy_session_id); }
  WhyNotResumed why() const { return pair->client.facts.why_not_resumed; }
  std::ptrdiff_t num_change_cipher_specs() const {
    return std::ranges::count(pair->client.out.states, StateName::client_write_change_cipher_spec);
  }

  SessionFields fields;
  Ref<Config> settings = test_config();
  std::uint16_t server_version = kTls13;
  bool early_data = false;
  bool retries = false;  // the server asks for another share
  void (*after_hello)(Config&) = nullptr;
  std::optional<Pair> pair;
  std::vector<ByteVector> messages;  // the ClientHellos
};

// --- The session id

TEST(SessionIdOfAHello, IsTheSessionsInTls12) {
  Offering client(kTls12);
  client.fields.session_id = kId;
  client.run();
  EXPECT_EQ(client.id(), kId);
}

TEST(SessionIdOfAHello, IsMadeUpForATicketInTls12) {
  Offering client(kTls12);
  client.run();
  EXPECT_EQ(client.id().size(), 32u);
  EXPECT_EQ(copy_of(*client.hello().extensions.find(ExtensionType::session_ticket)), copy_of(bytes_of("ticket")));
}

TEST(SessionIdOfAHello, IsNeverThatOfASessionOfTls13) {
  Offering client(kTls13);
  client.fields.session_id = kId;
  client.run();
  EXPECT_EQ(client.id().size(), 32u);
  Offering without(kTls13);
  without.settings->switches.middlebox_compat = false;
  without.run();
  EXPECT_TRUE(without.id().empty());
}

// --- A client that offers those alone whose servers it has verified (own_sessions_only)

struct OwnCase {
  const char* name;
  void (*change)(SessionFields&, Config&);
  WhyNotResumed why;
};

void PrintTo(const OwnCase& one, std::ostream* out) { *out << one.name; }

const OwnCase kOwnCases[] = {
    {"Verified", [](SessionFields&, Config&) {}, WhyNotResumed::refused_by_server},
    {"Distrusted", [](SessionFields& f, Config&) { f.verify_result = 18; }, WhyNotResumed::wrong_scope},
    {"WithoutAServer", [](SessionFields& f, Config&) { f.peer = nullptr; }, WhyNotResumed::wrong_scope},
    {"OfAnotherContext", [](SessionFields& f, Config&) { f.session_id_context = kId; }, WhyNotResumed::wrong_scope},
    {"OfNoContext", [](SessionFields& f, Config& c) { f.session_id_context = {}, c.session_id_context.clear(); },
     WhyNotResumed::wrong_scope},
    {"OfAnyContext",
     [](SessionFields& f, Config& c) { f.session_id_context = kId, c.switches.sessions_of_any_context = true; },
     WhyNotResumed::wrong_scope},
};

class OwnSessions : public ::testing::TestWithParam<OwnCase> {};

TEST_P(OwnSessions, AreThoseVerifiedUnderTheContext) {
  const auto credential = make_credential("EC");
  for (const std::uint16_t version : {kTls12, kTls13}) {
    Offering client(version);
    client.settings->switches.own_sessions_only = true;
    client.settings->session_id_context = kContext;
    client.fields.session_id_context = kContext;
    client.fields.peer = &credential->chain->leaf();
    client.server_version = version;
    GetParam().change(client.fields, *client.settings);
    client.run();
    EXPECT_EQ(client.why(), GetParam().why) << version;
  }
}

INSTANTIATE_TEST_SUITE_P(, OwnSessions, ::testing::ValuesIn(kOwnCases),
                         [](const auto& info) { return info.param.name; });

// --- Early data goes with the protocol that the session spoke

std::optional<Reason> reason_with(ByteVector protocols) {
  Offering client(kTls13);
  client.early_data = true;
  client.fields.max_early_data = 100;
  client.fields.alpn = bytes_of("h2");
  client.settings->alpn_protocols = std::move(protocols);
  client.run();
  const auto& error = client.pair->client.error;
  EXPECT_EQ(client.messages.empty(), error.has_value());
  return error ? std::optional(error->reason) : std::nullopt;
}

TEST(EarlyDataOfAHello, NeedsTheProtocolOfTheSession) {
  EXPECT_EQ(reason_with({1, 'x', 2, 'h', '2'}), std::nullopt);
  EXPECT_EQ(reason_with({1, 'x', 2, 'h', '3'}), Reason::inconsistent_early_data_alpn);
  EXPECT_EQ(reason_with({}), Reason::inconsistent_early_data_alpn);
}

TEST(EarlyDataOfAHello, TakesNoProtocolFromAListThatIsCutOff) {
  EXPECT_EQ(reason_with({1, 'x', 3, 'h', '2'}), Reason::inconsistent_early_data_alpn);
}

// --- ChangeCipherSpec for middleboxes (RFC 8446, D.4)

TEST(ClientThatImitatesTls12, DoesSoWithTheIdOfASessionOfTls12) {
  for (const bool compatible : {true, false}) {
    Offering client(kTls12);  // and the server speaks TLS 1.3
    client.fields.session_id = kId;
    client.settings->switches.middlebox_compat = compatible;
    client.run();
    EXPECT_EQ(client.id(), kId);
    EXPECT_EQ(client.num_change_cipher_specs(), compatible);
  }
}

TEST(ClientThatImitatesTls12, NeedsAnIdInItsHello) {
  for (const bool retries : {false, true}) {
    Offering client(kTls13);
    client.retries = retries;
    client.settings->switches.middlebox_compat = false;
    client.after_hello = [](Config& config) { config.switches.middlebox_compat = true; };
    client.run();
    EXPECT_EQ(client.messages.size(), retries ? 2u : 1u);
    EXPECT_EQ(client.num_change_cipher_specs(), 0);
  }
}

}  // namespace
}  // namespace reprise::handshake::testing
