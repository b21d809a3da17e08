// SPDX-License-Identifier: Apache-2.0
// Whole handshakes of TLS 1.3 between our client and our server.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/codec/reader.h"
#include "wire/extensions/extensions.h"

namespace reprise::handshake::testing {
namespace {

using crypto::NamedGroup;
using session::WhyNotResumed;

bool asked(const Side& side, const char* question) {
  return std::ranges::find(side.host.asked, question) != side.host.asked.end();
}

void expect_same_secrets(const Pair& pair) {
  EXPECT_TRUE(std::ranges::equal(pair.client.facts.exporter_secret.bytes(), pair.server.facts.exporter_secret.bytes()));
  EXPECT_FALSE(pair.client.facts.exporter_secret.empty());
  EXPECT_EQ(pair.client.out.write_key, pair.server.out.read_key);
  EXPECT_EQ(pair.client.out.read_key, pair.server.out.write_key);
  EXPECT_EQ(pair.client.out.write_epoch, Epoch::application);
}

TEST(Tls13Handshake, CompletesInOneRoundTrip) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  expect_same_secrets(pair);
  EXPECT_EQ(pair.client.facts.version, 0x0304);
  EXPECT_EQ(pair.client.facts.suite->id, 0x1302);
  EXPECT_EQ(pair.client.facts.group, NamedGroup::x25519);
  EXPECT_FALSE(pair.client.facts.resumed);
  EXPECT_FALSE(pair.client.facts.hello_retry);
  EXPECT_EQ(pair.client.facts.peer.leaf()->der().size(),
            pair.server.host.settings->credentials[0]->chain->leaf().der().size());
  EXPECT_EQ(pair.client.facts.peer_signature_scheme, 0x0403);
  EXPECT_EQ(pair.client.host.keys["EXPORTER_SECRET"], pair.server.host.keys["EXPORTER_SECRET"]);
  EXPECT_EQ(pair.client.host.keys["CLIENT_TRAFFIC_SECRET_0"], pair.server.host.keys["CLIENT_TRAFFIC_SECRET_0"]);
}

TEST(Tls13Handshake, GivesTheClientTwoSessionsThatCanBeResumed) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  ASSERT_EQ(pair.client.host.published.size(), 2u);
  EXPECT_EQ(pair.server.host.published.size(), 2u);
  const auto& session = *pair.client.host.published[0];
  EXPECT_TRUE(session.is_resumable());
  EXPECT_EQ(session.data().session_id().size(), 32u);
  EXPECT_EQ(pair.client.facts.session.get(), pair.client.host.published[1].get());
  EXPECT_FALSE(std::ranges::equal(session.data().secret(), pair.client.host.published[1]->data().secret()));
  EXPECT_TRUE(std::ranges::equal(session.data().secret(), pair.server.host.published[0]->data().secret()));
}

TEST(Tls13Handshake, AsksTheHostInOpenSslsOrder) {
  Pair pair;
  pair.client.host.settings->server_name = "host.test";
  pair.client.host.settings->alpn_protocols = {2, 'h', '2'};
  pair.client.host.settings->switches.request_ocsp = true;
  ASSERT_TRUE(pair.run());
  const std::vector<std::string> expected = {"client_hello", "server_name", "choose_alpn", "certificate_wanted",
                                             "ocsp_response"};
  EXPECT_EQ(pair.server.host.asked, expected);
}

TEST(Tls13Handshake, NamesItsStatesAsOpenSslDoes) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  using enum StateName;
  const std::vector<StateName> client = {before, client_write_client_hello, client_read_server_hello,
      client_read_encrypted_extensions, client_read_certificate, client_read_certificate_verify, client_read_finished,
      client_write_change_cipher_spec, client_write_finished, ok, client_read_session_ticket, ok,
      client_read_session_ticket, ok};
  const std::vector<StateName> server = {before,
                                         server_read_client_hello,
                                         server_write_server_hello,
                                         server_write_change_cipher_spec,
                                         server_write_encrypted_extensions,
                                         server_write_certificate,
                                         server_write_certificate_verify,
                                         server_write_finished,
                                         early_data,
                                         server_read_finished,
                                         server_write_session_ticket,
                                         server_write_session_ticket,
                                         ok};
  EXPECT_EQ(pair.client.out.states, client);
  EXPECT_EQ(pair.server.out.states, server);
}

TEST(Tls13Handshake, WaitsForAHostThatCannotAnswerYet) {
  Pair pair;
  pair.client.host.times_not_yet = pair.server.host.times_not_yet = 2;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  pair.server.host.settings->client_certificate = PeerCertificate::required;
  ASSERT_TRUE(pair.run());
  expect_same_secrets(pair);
}

TEST(Tls13Handshake, WorksWithEveryGroup) {
  for (const auto& group : crypto::all_groups()) {
    if (group.public_key_size > 512) continue;  // slow, and no different
    Pair pair;
    pair.client.host.settings->groups = {group.id};
    pair.server.host.settings->groups = {group.id};
    ASSERT_TRUE(pair.run()) << group.name;
    EXPECT_EQ(pair.server.facts.group, group.id);
    expect_same_secrets(pair);
  }
}

// Adds the public values that `side` sends in key_share to `shares`.
void note_shares(Side& side, std::vector<ByteVector>& shares) {
  side.tamper = [&](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::client_hello && type != wire::HandshakeType::server_hello) return;
    const bool client = type == wire::HandshakeType::client_hello;
    wire::Reader in(Bytes(message).subspan(client ? extensions_of_client_hello(message)
                                                  : extensions_of_server_hello(message)));
    const auto share = wire::ExtensionList::read(in).value().find(wire::ExtensionType::key_share);
    if (share && share->size() > 2) shares.push_back(copy_of(*share));
  };
}

TEST(Tls13Handshake, UsesNoKeyShareTwice) {
  std::vector<ByteVector> shares;
  for (const auto group : {NamedGroup::x25519, NamedGroup::secp384r1}) {  // the second time with a HelloRetryRequest
    Pair first;
    first.server.host.settings->groups = {group};
    note_shares(first.client, shares);
    note_shares(first.server, shares);
    ASSERT_TRUE(first.run());
    Pair second(first, first.client.host.published[0].share());
    note_shares(second.client, shares);
    note_shares(second.server, shares);
    ASSERT_TRUE(second.run());
  }
  EXPECT_EQ(shares.size(), 10u);
  std::ranges::sort(shares);
  EXPECT_EQ(std::ranges::adjacent_find(shares), shares.end());
}

TEST(Tls13Handshake, WorksWithEverySuite) {
  for (const std::uint16_t id : {0x1301, 0x1302, 0x1303, 0x1304, 0x1305}) {
    Pair pair;
    pair.client.host.settings->suites = {wire::find_cipher_suite(id)};
    pair.server.host.settings->suites = {wire::find_cipher_suite(id)};
    ASSERT_TRUE(pair.run()) << id;
    expect_same_secrets(pair);
  }
}

TEST(Tls13Handshake, SignsWithTheKeyThatTheClientCanVerify) {
  for (const char* type : {"EC", "RSA", "ED25519"}) {
    Pair pair;
    pair.server.host.settings->credentials.clear();
    pair.server.host.settings->credentials.push_back(make_credential(type));
    ASSERT_TRUE(pair.run()) << type;
  }
}

TEST(Tls13Handshake, FailsWithoutACertificate) {
  Pair pair;
  pair.server.host.settings->credentials.clear();
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::handshake_failure);
}

TEST(Tls13Handshake, TakesTheCertificateThatTheCallbackSets) {
  Pair pair;
  pair.server.host.settings->credentials.clear();
  pair.server.host.on_certificate_wanted = [](Config& config) { config.credentials.push_back(make_credential("EC")); };
  EXPECT_TRUE(pair.run());
}

TEST(Tls13Handshake, SendsNoChangeCipherSpecWithoutMiddleboxCompatibility) {
  Pair pair;
  pair.client.host.settings->switches.middlebox_compat = false;
  ASSERT_TRUE(pair.run());
  for (const auto* side : {&pair.client, &pair.server}) {
    EXPECT_EQ(std::ranges::count(side->out.states, StateName::client_write_change_cipher_spec), 0);
    EXPECT_EQ(std::ranges::count(side->out.states, StateName::server_write_change_cipher_spec), 0);
  }
}

TEST(Tls13Handshake, AgreesOnAnApplicationProtocolAndAName) {
  Pair pair;
  pair.client.host.settings->server_name = "host.test";
  pair.client.host.settings->alpn_protocols = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  pair.server.host.alpn_answer = "http/1.1";
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.alpn, "http/1.1");
  EXPECT_TRUE(pair.client.facts.server_name_acknowledged);
  EXPECT_EQ(pair.client.host.published[0]->data().hostname(), "host.test");
  EXPECT_EQ(pair.server.host.published[0]->data().hostname(), "host.test");
}

TEST(Tls13Handshake, StaplesAnOcspResponse) {
  Pair pair;
  pair.client.host.settings->switches.request_ocsp = true;
  pair.server.host.ocsp_answer = {1, 2, 3};
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.ocsp_response, (ByteVector{1, 2, 3}));
  EXPECT_TRUE(asked(pair.client, "check_ocsp_response"));
}

TEST(Tls13Handshake, EndsWhenTheServersChainIsRejected) {
  Pair pair;
  pair.client.host.verdict = {.accepted = false, .alert = Alert::unknown_ca, .result = 20};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::unknown_ca);
  EXPECT_EQ(pair.client.facts.verify_result, 20);
}

TEST(Tls13Handshake, ExportsTheSameKeysOnBothSides) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  std::array<std::uint8_t, 40> a{}, b{}, c{};
  ASSERT_TRUE(pair.client.machine->export_key("label", bytes_of("context"), true, a).ok());
  ASSERT_TRUE(pair.server.machine->export_key("label", bytes_of("context"), true, b).ok());
  ASSERT_TRUE(pair.server.machine->export_key("other", bytes_of("context"), true, c).ok());
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
}

// --- HelloRetryRequest

TEST(Tls13Retry, AsksForAShareOfAnotherGroup) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.client.facts.hello_retry);
  EXPECT_TRUE(pair.server.facts.hello_retry);
  EXPECT_EQ(pair.client.facts.group, NamedGroup::secp384r1);
  expect_same_secrets(pair);
}

TEST(Tls13Retry, ResumesAllTheSame) {
  Pair first;
  ASSERT_TRUE(first.run());
  Pair second(first, first.client.host.published[0].share());
  second.server.host.settings = second.server.host.settings->clone();
  second.server.host.settings->groups = {NamedGroup::secp384r1};
  ASSERT_TRUE(second.run());
  EXPECT_TRUE(second.client.facts.hello_retry);
  EXPECT_TRUE(second.client.facts.resumed);
  expect_same_secrets(second);
}

TEST(Tls13Retry, EchoesACookie) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    const bool retry = type == wire::HandshakeType::server_hello && message[6] == 0xcf && message[7] == 0x21;
    if (retry) edit_extension(message, extensions_of_server_hello(message), 44, ByteVector{0, 3, 7, 8, 9});
  };
  bool echoed = false;
  pair.client.tamper = [&](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::client_hello) return;
    const auto hello = wire::read_client_hello(Bytes(message).subspan(4)).value();
    const auto cookie = hello.extensions.find(wire::ExtensionType::cookie);
    echoed = cookie && std::ranges::equal(*cookie, ByteVector{0, 3, 7, 8, 9});
  };
  pair.run();
  EXPECT_TRUE(echoed);
}

TEST(Tls13Retry, RefusesAGroupThatTheClientSentAShareFor) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::server_hello) return;
    edit_extension(message, extensions_of_server_hello(message), 51, ByteVector{0, 29});
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

TEST(Tls13Retry, RefusesAGroupThatTheClientDoesNotOffer) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::server_hello) return;
    edit_extension(message, extensions_of_server_hello(message), 51, ByteVector{0x2a, 0x2a});
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
}

// `change` comes at the ServerHello that follows a HelloRetryRequest.
std::optional<Alert> alert_for_hello_after_retry(const std::function<void(ByteVector&)>& change) {
  Pair pair;
  int num_hellos = 0;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [&](wire::HandshakeType type, ByteVector& message) {
    if (type == wire::HandshakeType::server_hello && ++num_hellos == 2) change(message);
  };
  EXPECT_FALSE(pair.run());
  return alert_of(pair.client);
}

TEST(Tls13Retry, StaysWithItsVersionAndSuite) {
  EXPECT_EQ(alert_for_hello_after_retry([](ByteVector& m) { m[4 + 35 + 32 + 1] = m[4 + 35 + 32 + 1] == 1 ? 2 : 1; }),
            Alert::illegal_parameter);
  EXPECT_EQ(alert_for_hello_after_retry([](ByteVector& m) {
              edit_extension(m, extensions_of_server_hello(m), 43, std::nullopt);
            }),
            Alert::illegal_parameter);
}

TEST(Tls13Retry, StaysWithItsGroup) {
  const ByteVector x25519 = {0, 29, 0, 32, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                             1, 1,  1, 1,  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  EXPECT_EQ(alert_for_hello_after_retry([&](ByteVector& m) {
              edit_extension(m, extensions_of_server_hello(m), 51, x25519);
            }),
            Alert::illegal_parameter);
}

TEST(Tls13Retry, NeedsSupportedVersions) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::server_hello) return;
    edit_extension(message, extensions_of_server_hello(message), 43, std::nullopt);
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::missing_extension);
}

TEST(Tls13Retry, EchoesTheSessionId) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type == wire::HandshakeType::server_hello) message[4 + 35] ^= 1;
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
  EXPECT_EQ(pair.client.error->reason, Reason::invalid_session_id);
}

TEST(Tls13Retry, RefusesARequestThatChangesNothing) {
  Pair pair;
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  pair.server.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::server_hello) return;
    edit_extension(message, extensions_of_server_hello(message), 51, std::nullopt);
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.client), Alert::illegal_parameter);
  EXPECT_EQ(pair.client.error->reason, Reason::no_change_following_hrr);
}

TEST(Tls13Retry, FailsWithoutACommonGroup) {
  Pair pair;
  pair.client.host.settings->groups = {NamedGroup::x25519};
  pair.server.host.settings->groups = {NamedGroup::secp384r1};
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::handshake_failure);
}

// --- Client certificates

TEST(Tls13ClientCertificate, IsAskedForAndVerified) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::required;
  pair.server.host.ca_names = {{0x30, 0x00}};
  pair.client.host.settings->credentials.push_back(make_credential("ED25519"));
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.peer);
  EXPECT_EQ(pair.server.facts.peer_signature_scheme, 0x0807);
  EXPECT_EQ(pair.client.facts.peer_ca_names, (std::vector<ByteVector>{{0x30, 0x00}}));
  EXPECT_TRUE(asked(pair.server, "verify_peer"));
  EXPECT_FALSE(asked(pair.client, "client_certificate_wanted"));
  expect_same_secrets(pair);
}

TEST(Tls13ClientCertificate, MayBeMissingWhenItIsOnlyRequested) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::requested;
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.facts.peer);
  EXPECT_TRUE(asked(pair.client, "client_certificate_wanted"));
}

TEST(Tls13ClientCertificate, MustBeThereWhenItIsRequired) {
  Pair pair;
  pair.server.host.settings->client_certificate = PeerCertificate::required;
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(alert_of(pair.server), Alert::certificate_required);
}

TEST(Tls13ClientCertificate, CanBeAskedForLater) {
  Pair pair;
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  ASSERT_TRUE(pair.run());
  pair.client.host.times_not_yet = pair.server.host.times_not_yet = 1;
  ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
  pair.server.out.flush();
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.peer);
  EXPECT_EQ(pair.client.host.published.size(), 4u);
  EXPECT_TRUE(pair.server.host.published.back()->data().peer() != nullptr);
}

TEST(Tls13ClientCertificate, IsOnlyAskedForLaterWhenTheServerSaysSo) {
  Pair pair;
  pair.client.host.settings->switches.post_handshake_auth = true;
  pair.client.host.settings->credentials.push_back(make_credential("EC"));
  pair.server.host.settings->client_certificate = PeerCertificate::required;
  pair.server.host.settings->switches.certificate_when_asked = true;
  ASSERT_TRUE(pair.run());
  EXPECT_FALSE(pair.server.facts.peer);
  ASSERT_TRUE(pair.server.machine->request_client_certificate(pair.server.out).ok());
  pair.server.out.flush();
  ASSERT_TRUE(pair.run());
  EXPECT_TRUE(pair.server.facts.peer);
}

TEST(Tls13ClientCertificate, IsNotAskedForLaterUnlessTheClientOffersIt) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  const auto result = pair.server.machine->request_client_certificate(pair.server.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::extension_not_received);
}

// --- KeyUpdate

// What the engine does before the next data.
void answer(Side& side) {
  ASSERT_EQ(side.out.owes_key_update, Debt::due);
  ASSERT_TRUE(side.machine->update_keys(RequestUpdate::no, side.out).ok());
  EXPECT_EQ(side.out.owes_key_update, Debt::none);
  side.out.flush();
}

TEST(Tls13KeyUpdate, ChangesTheKeysOfBothDirectionsWhenAsked) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  const auto client_before = pair.client.out.write_key;
  const auto server_before = pair.server.out.write_key;
  ASSERT_TRUE(pair.client.machine->update_keys(RequestUpdate::yes, pair.client.out).ok());
  pair.client.out.flush();
  ASSERT_TRUE(pair.run());
  EXPECT_NE(pair.client.out.write_key, client_before);
  EXPECT_EQ(pair.server.out.write_key, server_before);
  answer(pair.server);
  ASSERT_TRUE(pair.run());
  EXPECT_NE(pair.server.out.write_key, server_before);
  EXPECT_EQ(pair.client.out.owes_key_update, Debt::none);
  expect_same_secrets(pair);
}

// The request_update of each KeyUpdate that `side` sends from now on.
void note_requests(Side& side, std::vector<int>& requests) {
  side.tamper = [&](wire::HandshakeType type, ByteVector& message) {
    if (type == wire::HandshakeType::key_update) requests.push_back(message.back());
  };
}

TEST(Tls13KeyUpdate, AsksOnlyOnceBeforeThePeerHasSentOne) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  std::vector<int> asked, answered;
  note_requests(pair.client, asked);
  note_requests(pair.server, answered);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pair.client.machine->update_keys(RequestUpdate::yes, pair.client.out).ok());
    pair.client.out.flush();
  }
  ASSERT_TRUE(pair.run());
  answer(pair.server);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(asked, (std::vector<int>{1, 0, 0}));
  EXPECT_EQ(answered, (std::vector<int>{0}));
  // Any KeyUpdate of the peer's will do: that of an answer, or one of its own.
  ASSERT_TRUE(pair.client.machine->update_keys(RequestUpdate::yes, pair.client.out).ok());
  pair.client.out.flush();
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(asked.back(), 1);
  EXPECT_EQ(pair.server.out.owes_key_update, Debt::due);
  expect_same_secrets(pair);
}

TEST(Tls13KeyUpdate, MustEndItsRecord) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  const ByteVector update = {24, 0, 0, 1, 0};
  const auto result = pair.server.machine->receive(update, false, pair.server.out);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().alert, Alert::unexpected_message);
  EXPECT_EQ(result.error().reason, Reason::not_on_record_boundary);
}

TEST(Tls13Tickets, AreSentOnRequest) {
  Pair pair;
  ASSERT_TRUE(pair.run());
  ASSERT_TRUE(pair.server.machine->send_tickets(3, pair.server.out).ok());
  pair.server.out.flush();
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.host.published.size(), 5u);
}

}  // namespace
}  // namespace reprise::handshake::testing
