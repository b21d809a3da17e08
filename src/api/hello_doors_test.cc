// SPDX-License-Identifier: Apache-2.0
// What programs say in hellos, and let be used: extensions of their own, cookies, a security policy.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "reprise/connection.h"
#include "support/api/certificates.h"
#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::Alert;
using reprise::Bytes;
using reprise::ConnectionId;
using reprise::ExtensionPlace;
using reprise::ExtensionQuestion;
using reprise::OwnExtension;
using reprise::Reason;
using reprise::SecuritySubject;
using reprise::Version;
using Body = std::vector<std::uint8_t>;
using Written = reprise::Result<std::optional<Body>>;
using enum ExtensionPlace;

constexpr std::uint16_t kType = 0xffa5;

Body body_of(std::string_view text) {
  const auto bytes = reprise::bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

// Both ends of `version`.
struct Ends {
  explicit Ends(Version version) { client.versions = server.versions = {.min = version, .max = version}; }
  Pair pair() { return Pair(client_config(client), server_config(server)); }

  Hands hands;
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};

class HelloDoors : public testing::TestWithParam<Version>, protected Ends {
 protected:
  HelloDoors() : Ends(GetParam()) {}
  bool is_tls13() const { return GetParam() == Version::tls13; }
};
INSTANTIATE_TEST_SUITE_P(Each, HelloDoors, testing::Values(Version::tls12, Version::tls13), [](const auto& test) {
  return test.param == Version::tls12 ? "Tls12" : "Tls13";
});

// Both versions' places for the answer to a hello.
const std::vector<ExtensionPlace> kHelloAndAnswer = {client_hello, tls12_server_hello, encrypted_extensions};

// --- Extensions

TEST_P(HelloDoors, CarryExtensionsBothWays) {
  client.extensions = {{.type = kType, .places = kHelloAndAnswer, .write = [](const ExtensionQuestion&) -> Written {
                          return std::optional(body_of("ping"));
                        }}};
  server.extensions = {{.type = kType,
                        .places = kHelloAndAnswer,
                        .write = [](const ExtensionQuestion& asked) -> Written {
                          EXPECT_EQ(reprise::text_of(asked.offered.value()), "ping");
                          return std::optional(body_of("pong"));
                        }}};
  auto both = pair();
  EXPECT_FALSE(both.server.peer_extension(client_hello, kType));
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(reprise::text_of(both.server.peer_extension(client_hello, kType).value()), "ping");
  const auto place = is_tls13() ? encrypted_extensions : tls12_server_hello;
  EXPECT_EQ(reprise::text_of(both.client.peer_extension(place, kType).value()), "pong");
  EXPECT_FALSE(both.client.peer_extension(client_hello, kType));
}

TEST_P(HelloDoors, ShowNothingOfAHelloBeforeTheHandshakeIsComplete) {
  client.extensions = {{.type = kType, .places = kHelloAndAnswer}};
  server.extensions = {{.type = kType, .places = kHelloAndAnswer}};
  auto both = pair();
  ASSERT_TRUE(both.client.handshake().ok());
  deliver(both.client, both.server);
  ASSERT_TRUE(both.server.handshake().ok());
  EXPECT_FALSE(both.server.peer_extension(client_hello, kType));
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(both.server.peer_extension(client_hello, kType).value().size(), 0u);
}

TEST_P(HelloDoors, AnswerNobodyWhoHasNotAsked) {
  int num_written = 0;
  server.extensions = {{.type = kType, .places = kHelloAndAnswer, .write = [&](const ExtensionQuestion&) -> Written {
                          ++num_written;
                          return std::optional(Body());
                        }}};
  EXPECT_TRUE(pair().handshake());
  EXPECT_EQ(num_written, 0);
}

TEST_P(HelloDoors, RefuseAnExtensionOfThePeers) {
  client.extensions = {{.type = kType, .places = kHelloAndAnswer}};
  server.extensions = {{.type = kType,
                        .places = kHelloAndAnswer,
                        .read = [](const ExtensionQuestion& asked, Bytes body) -> reprise::Result<> {
                          EXPECT_EQ(asked.place, client_hello);
                          EXPECT_TRUE(body.empty());
                          return reprise::refusal(Alert::access_denied);
                        }}};
  auto both = pair();
  EXPECT_FALSE(both.handshake());
  EXPECT_EQ(both.client_status.error().alert, Alert::access_denied);
}

TEST_P(HelloDoors, RefuseToWriteAnExtension) {
  client.extensions = {{.type = kType, .places = kHelloAndAnswer, .write = [](const ExtensionQuestion&) -> Written {
                          return reprise::refusal(Alert::internal_error);
                        }}};
  auto both = pair();
  EXPECT_FALSE(both.handshake());
  EXPECT_EQ(both.client_status.error().reason, Reason::callback_failed);
}

TEST_P(HelloDoors, RefuseAnAnswerWhereNoneMayStand) {
  client.extensions = {{.type = kType, .places = {client_hello}}};
  server.extensions = {{.type = kType, .places = kHelloAndAnswer, .write = [](const ExtensionQuestion&) -> Written {
                          return std::optional(Body());
                        }}};
  auto both = pair();
  EXPECT_FALSE(both.handshake());
  EXPECT_EQ(both.server_status.error().alert, Alert::illegal_parameter);
}

TEST_P(HelloDoors, RefuseBodiesThatAreTooLong) {
  client.extensions = {{.type = kType, .places = kHelloAndAnswer, .write = [](const ExtensionQuestion&) -> Written {
                          return std::optional(Body(0x10000));
                        }}};
  EXPECT_FALSE(pair().handshake());
}

TEST_P(HelloDoors, TellTheConnectionThatAsks) {
  std::map<ConnectionId, std::string> greetings;
  client.extensions = {{.type = kType,
                        .places = {client_hello},
                        .write = [&](const ExtensionQuestion& asked) -> Written {
                          return std::optional(body_of(greetings[asked.connection]));
                        }}};
  server.extensions = {{.type = kType, .places = {client_hello}}};
  auto first = pair(), second = pair();
  EXPECT_NE(first.client.id(), second.client.id());
  greetings = {{first.client.id(), "first"}, {second.client.id(), "second"}};
  ASSERT_TRUE(first.handshake() && second.handshake());
  EXPECT_EQ(reprise::text_of(first.server.peer_extension(client_hello, kType).value()), "first");
  EXPECT_EQ(reprise::text_of(second.server.peer_extension(client_hello, kType).value()), "second");
}

TEST_P(HelloDoors, NameExtensionsThatCannotBe) {
  const auto problem = [&](std::vector<OwnExtension> extensions) {
    client.extensions = std::move(extensions);
    return describe(reprise::ClientConfig::make(library(), client).error());
  };
  const OwnExtension fine{.type = kType, .places = {client_hello}};
  EXPECT_EQ(problem({{.type = 0, .places = {client_hello}}}), "bad_value: extensions");  // server_name is ours
  EXPECT_EQ(problem({{.type = kType}}), "bad_value: extensions");
  EXPECT_EQ(problem({fine, fine}), "bad_value: extensions");
  server.extensions = {fine, fine};
  EXPECT_EQ(describe(reprise::ServerConfig::make(library(), server).error()), "bad_value: extensions");
}

TEST_P(HelloDoors, ShowExtensionsToTheHostThatTheClientChose) {
  client.extensions = {{.type = kType, .places = {client_hello}}};
  int num_read = 0;
  auto host = server;
  host.extensions = {{.type = kType,
                      .places = {client_hello},
                      .read = [&](const ExtensionQuestion&, Bytes) {
                        ++num_read;
                        return reprise::Result<>();
                      }}};
  server.virtual_hosts = {{.name = "localhost", .config = server_config(host)}};
  auto both = pair();
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(num_read, 1);
  EXPECT_TRUE(both.server.peer_extension(client_hello, kType));
}

class Tls13Doors : public testing::Test, protected Ends {
 protected:
  Tls13Doors() : Ends(Version::tls13) {}
};

TEST_F(Tls13Doors, CarryExtensionsInEveryMessage) {
  // An answer takes a type of its own where two places answer one offer.
  const std::map<ExtensionPlace, std::uint16_t> types = {{tls13_server_hello, 0xfe01},
                                                         {hello_retry_request, 0xfe02},
                                                         {encrypted_extensions, 0xfe03},
                                                         {certificate, 0xfe04}};
  std::multiset<ExtensionPlace> seen_by_client, seen_by_server;
  const auto say = [](const ExtensionQuestion&) -> Written { return std::optional(body_of("x")); };
  const auto note = [](auto& seen) {
    return [&](const ExtensionQuestion& asked, Bytes) { return seen.insert(asked.place), reprise::Result<>(); };
  };
  for (const auto& [place, type] : types) {
    client.extensions.push_back({.type = type, .places = {client_hello, place}, .read = note(seen_by_client)});
    server.extensions.push_back({.type = type, .places = {client_hello, place}, .write = say});
  }
  for (const auto place : {certificate_request, new_session_ticket}) {
    const auto type = std::uint16_t(0xfe10 + int(place));
    OwnExtension both{.type = type, .places = {place, certificate}, .write = say, .read = note(seen_by_client)};
    client.extensions.push_back(both);
    both.read = note(seen_by_server);
    server.extensions.push_back(both);
  }
  const Authority authority("CA");
  const auto issued = authority.issue("alice");
  client.certificate_pem = issued.certificate;
  client.key_pem = issued.key;
  server.client_trust_pem = authority.pem();
  server.client_certificate = reprise::ClientCertificate::required;
  server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  server.algorithms.groups = {0x0018};
  auto both = pair();
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(both.transfer(both.server, both.client, "data"), "data");
  EXPECT_EQ(seen_by_client, (std::multiset{tls13_server_hello, hello_retry_request, encrypted_extensions, certificate,
                                           certificate_request, new_session_ticket, new_session_ticket}));
  EXPECT_EQ(seen_by_server, std::multiset{certificate});
  EXPECT_TRUE(both.client.peer_extension(new_session_ticket, 0xfe10 + int(new_session_ticket)));
  EXPECT_FALSE(both.client.peer_extension(certificate, types.at(certificate)));
}

TEST_F(Tls13Doors, RepeatAnExtensionAfterAHelloRetryRequest) {
  int num_written = 0;
  client.extensions = {{.type = kType, .places = {client_hello}, .write = [&](const ExtensionQuestion&) -> Written {
                          return std::optional(body_of(std::to_string(++num_written)));
                        }}};
  std::vector<std::string> seen;
  server.extensions = {{.type = kType,
                        .places = {client_hello},
                        .read = [&](const ExtensionQuestion&, Bytes body) {
                          seen.emplace_back(reprise::text_of(body));
                          return reprise::Result<>();
                        }}};
  server.algorithms.groups = {0x0018};
  auto both = pair();
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "1"}));
  EXPECT_EQ(num_written, 1);
}

// --- Cookies

class CookieDoors : public Tls13Doors {
 protected:
  CookieDoors() {
    server.cookies = {.make = [&](ConnectionId id) -> reprise::Result<Body> { return body_of(addresses.at(id)); },
                      .accepts = [&](ConnectionId id, Bytes part) {
                        return reprise::text_of(part) == addresses.at(id);
                      }};
  }
  // Takes what the client says to a server that knows nothing of it, which answers.
  reprise::Connection ask(reprise::Connection& ours, const reprise::ServerConfig& config, std::string address) {
    auto theirs = reprise::Connection::server(config);
    addresses[theirs.id()] = std::move(address);
    (void)ours.handshake();
    deliver(ours, theirs);
    status = theirs.handshake();
    deliver(theirs, ours);
    return theirs;
  }
  bool finish(reprise::Connection& ours, reprise::Connection& theirs) {
    for (int i = 0; i < 3; ++i) {
      (void)ours.handshake();
      deliver(ours, theirs);
      status = theirs.handshake();
      if (!status.ok()) return false;
      deliver(theirs, ours);
    }
    return ours.handshake_complete() && theirs.handshake_complete();
  }

  std::map<ConnectionId, std::string> addresses;
  reprise::Result<reprise::Status> status = reprise::Status::wants_input;  // the server's
};

TEST_F(CookieDoors, LetAnotherConnectionGoOn) {
  const auto theirs = server_config(server);
  auto ours = reprise::Connection::client(client_config(client));
  { EXPECT_TRUE(ask(ours, theirs, "1.2.3.4").awaits_cookie()); }
  auto second = ask(ours, theirs, "1.2.3.4");
  EXPECT_FALSE(second.awaits_cookie());
  EXPECT_TRUE(finish(ours, second));
}

TEST_F(CookieDoors, LetAnotherServerWithTheKeyGoOn) {
  const auto reaches = [&](Body key) {
    server.cookies.key = Body(32, 1);
    const auto first = server_config(server);
    server.cookies.key = std::move(key);
    const auto second = server_config(server);
    auto ours = reprise::Connection::client(client_config(client));
    { ask(ours, first, "1.2.3.4"); }
    auto theirs = ask(ours, second, "1.2.3.4");
    return finish(ours, theirs);
  };
  EXPECT_TRUE(reaches(Body(32, 1)));
  EXPECT_FALSE(reaches(Body(32, 2)));
  EXPECT_FALSE(reaches(Body()));
}

TEST_F(CookieDoors, RefuseACookieOfAnotherAddress) {
  const auto theirs = server_config(server);
  auto ours = reprise::Connection::client(client_config(client));
  { ask(ours, theirs, "1.2.3.4"); }
  ask(ours, theirs, "5.6.7.8");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().alert, Alert::illegal_parameter);
  EXPECT_EQ(status.error().reason, Reason::cookie_mismatch);
}

TEST_F(CookieDoors, GoOnWithTheConnectionThatAsked) {
  const auto config = server_config(server);
  auto ours = reprise::Connection::client(client_config(client));
  auto theirs = ask(ours, config, "1.2.3.4");
  EXPECT_TRUE(theirs.awaits_cookie());
  EXPECT_TRUE(finish(ours, theirs));
  EXPECT_FALSE(theirs.awaits_cookie());
}

TEST_F(CookieDoors, LookAtTheCookieInTheConnectionThatAskedToo) {
  const auto config = server_config(server);
  auto ours = reprise::Connection::client(client_config(client));
  auto theirs = ask(ours, config, "1.2.3.4");
  addresses[theirs.id()] = "5.6.7.8";
  EXPECT_FALSE(finish(ours, theirs));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, Reason::cookie_mismatch);
}

TEST_F(CookieDoors, AreForTls13Alone) {
  client.versions = server.versions = {};
  client.versions.max = Version::tls12;
  auto ours = reprise::Connection::client(client_config(client));
  auto theirs = ask(ours, server_config(server), "1.2.3.4");
  EXPECT_FALSE(theirs.awaits_cookie());
  EXPECT_TRUE(finish(ours, theirs));
}

TEST_F(CookieDoors, EndTheHandshakeWhereNoneIsMade) {
  server.cookies.make = [](ConnectionId) -> reprise::Result<Body> { return reprise::refusal(Alert::internal_error); };
  auto ours = reprise::Connection::client(client_config(client));
  const auto theirs = ask(ours, server_config(server), "");
  EXPECT_EQ(status.error().reason, Reason::callback_failed);
  EXPECT_FALSE(theirs.awaits_cookie());
}

TEST_F(CookieDoors, NameCookiesThatCannotBe) {
  auto bad = server;
  bad.cookies.key = Body(31, 1);
  EXPECT_EQ(describe(reprise::ServerConfig::make(library(), bad).error()), "bad_value: cookies");
  bad = server;
  bad.cookies.accepts = {};
  EXPECT_EQ(describe(reprise::ServerConfig::make(library(), bad).error()), "bad_value: cookies");
}

TEST_F(CookieDoors, AreThoseOfTheSettingsThatTheConnectionBeganWith) {
  auto host = server;
  host.cookies = {};
  server.virtual_hosts = {{.name = "localhost", .config = server_config(host)}};
  const auto theirs = server_config(server);
  auto ours = reprise::Connection::client(client_config(client));
  { EXPECT_TRUE(ask(ours, theirs, "1.2.3.4").awaits_cookie()); }
  auto second = ask(ours, theirs, "1.2.3.4");
  EXPECT_TRUE(finish(ours, second));
}

// --- What may be used

TEST_P(HelloDoors, RefuseASuiteAndAGroup) {
  const auto refuse = [](std::uint16_t suite, std::uint16_t group) {
    return [=](const reprise::UseQuestion& asked) {
      if (asked.subject == SecuritySubject::cipher_suite) return asked.number != suite;
      return asked.subject != SecuritySubject::group || asked.number != group;
    };
  };
  const auto usual = [&] {
    auto both = pair();
    EXPECT_TRUE(both.handshake());
    return both.server.negotiated();
  };
  const auto before = usual();
  for (const bool at_client : {true, false}) {
    const auto policy = refuse(before.cipher_suite, before.key_exchange_group);
    client.allow_use = at_client ? policy : reprise::AllowUse();
    server.allow_use = at_client ? reprise::AllowUse() : policy;
    const auto after = usual();
    EXPECT_NE(after.cipher_suite, before.cipher_suite);
    EXPECT_NE(after.key_exchange_group, before.key_exchange_group);
  }
}

TEST_P(HelloDoors, RefuseASchemeThatTheServerSignsWith) {
  server.allow_use = [](const reprise::UseQuestion& asked) {
    return asked.subject != SecuritySubject::signature_scheme;
  };
  auto both = pair();
  EXPECT_FALSE(both.handshake());
  EXPECT_EQ(both.client_status.error().alert, Alert::handshake_failure);
}

TEST_P(HelloDoors, RefuseAKeyOfOurOwnThatIsTooWeak) {
  int strength = 0;
  server.allow_use = [&](const reprise::UseQuestion& asked) {
    if (asked.subject != SecuritySubject::certificate_key) return true;
    strength = asked.bits;
    return asked.bits > 128;
  };
  EXPECT_FALSE(pair().handshake());
  EXPECT_EQ(strength, 128);  // that of P-256
}

TEST_P(HelloDoors, AllowWhatTheLevelDoesNot) {
  server.algorithms.security_level = 5;
  EXPECT_FALSE(pair().handshake());
  int num_over = 0;
  server.allow_use = [&](const reprise::UseQuestion& asked) { return num_over += int(!asked.at_level), true; };
  EXPECT_TRUE(pair().handshake());
  EXPECT_GT(num_over, 0);
}

TEST_P(HelloDoors, RefuseAVersion) {
  client.versions = server.versions = {};
  server.allow_use = [&](const reprise::UseQuestion& asked) {
    return asked.subject != SecuritySubject::version || asked.number == std::uint16_t(GetParam());
  };
  auto both = pair();
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(both.server.negotiated().version, GetParam());
  server.allow_use = [](const reprise::UseQuestion& asked) { return asked.subject != SecuritySubject::version; };
  EXPECT_EQ(describe(reprise::ServerConfig::make(library(), server).error()), "no_protocols_available: allow_use");
}

TEST_P(HelloDoors, RefuseTickets) {
  server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  server.allow_use = [](const reprise::UseQuestion& asked) { return asked.subject != SecuritySubject::tickets; };
  auto both = pair();
  ASSERT_TRUE(both.handshake());
  EXPECT_EQ(both.transfer(both.server, both.client, "data"), "data");
  EXPECT_EQ(both.client.take_sessions().size(), is_tls13() ? 2u : 0u);
}

}  // namespace
