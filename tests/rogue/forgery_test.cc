// SPDX-License-Identifier: Apache-2.0
// Parts of two sessions joined make nobody somebody else.
//
// Mallory has a session of his own, its secret with it. Of alice's he has what went over the wire in the clear: her
// ticket or session id, and her hellos, never her secret. He offers her ticket with a binder or a Finished made of his
// secret, tickets cut from both, tickets and ids in the form of the other version, and her own hello again; as a server
// he takes up the session that a client had with her. All short sequences behind that are tried.
#include <gtest/gtest.h>

#include "encounter.h"
#include "search_depth.h"

namespace reprise::rogue {
namespace {

using S = Symbol;
using wire::HandshakeType;

constexpr const char* kBoth = "both versions";
constexpr Setup kServers[] = {
    {.name = "tls13.server.auth", .subject = Role::server, .version = kTls13, .authenticates = true},
    {.name = "tls13.server.auth.early",
     .subject = Role::server,
     .version = kTls13,
     .authenticates = true,
     .early_data = true},
    {.name = "tls12.server.auth", .subject = Role::server, .version = kTls12, .authenticates = true},
    {.name = "tls12.server.auth.id", .subject = Role::server, .version = kTls12, .authenticates = true, .by_id = true},
    {.name = "tls13.both", .subject = Role::server, .version = kTls13, .authenticates = true, .host = kBoth},
    {.name = "tls12.both", .subject = Role::server, .version = kTls12, .authenticates = true, .host = kBoth},
};
constexpr Setup kClients[] = {
    {.name = "tls13.client.ticket", .subject = Role::client, .version = kTls13, .offers = true},
    {.name = "tls13.client.early", .subject = Role::client, .version = kTls13, .offers = true, .early_data = true},
    {.name = "tls12.client.ticket", .subject = Role::client, .version = kTls12, .offers = true},
    {.name = "tls12.client.id", .subject = Role::client, .version = kTls12, .offers = true, .by_id = true},
};
constexpr Setup kRetrying = {
    .name = "tls13.retry", .subject = Role::server, .version = kTls13, .retries = true, .host = "both, retrying"};
constexpr Setup kTls12Peer = {.name = "tls12.peer", .subject = Role::server, .version = kTls12};

ByteVector spliced(const ByteVector& head, const ByteVector& tail, std::size_t cut) {
  ByteVector ticket(head.begin(), head.begin() + std::ptrdiff_t(std::min(cut, head.size())));
  if (cut < tail.size()) ticket.insert(ticket.end(), tail.begin() + std::ptrdiff_t(cut), tail.end());
  return ticket;
}

struct Forged {
  std::string name;
  Kept kept;
};

// What he can offer, of `hers` and `own`; the secret is his or none.
std::vector<Forged> forged_of(const Kept& hers, const Kept& own) {
  std::vector<std::pair<std::string, ByteVector>> tickets{{"her ticket", hers.ticket}};
  // A ticket is a key's name, a nonce, sealed text and a tag: cut behind each, and in the middle.
  for (const std::size_t cut : {std::size_t(16), std::size_t(32), hers.ticket.size() / 2, hers.ticket.size() - 16}) {
    if (cut >= hers.ticket.size()) continue;
    tickets.push_back({"hers, from " + std::to_string(cut) + " on his", spliced(hers.ticket, own.ticket, cut)});
    tickets.push_back({"his, from " + std::to_string(cut) + " on hers", spliced(own.ticket, hers.ticket, cut)});
  }
  std::vector<Forged> all;
  for (const auto& [name, ticket] : tickets) {
    for (const bool has_secret : {true, false}) {
      all.push_back({name + (has_secret ? ", his secret" : ", no secret"),
                     {.ticket = ticket,
                      .session_id = hers.session_id,
                      .secret = has_secret ? own.secret : ByteVector(),
                      .age_add = hers.age_add}});
    }
  }
  return all;
}

struct Rules {
  const char* who;            // tells about a failure
  bool may_show_early = false;  // whose session it is may be shown before its secret was proved, to nobody's use
};

void check(Subject& subject, const Rules& rules, const std::string& trace) {
  const auto* shown = subject.shown();
  const bool is_alice = shown != nullptr && std::string(name_of(*shown)) == "alice";
  EXPECT_FALSE(is_alice && (subject.complete() || !rules.may_show_early)) << rules.who << trace;
  if (is_alice || shown == nullptr) {
    EXPECT_EQ(subject.data() + subject.early_data(), "") << rules.who << trace;
    EXPECT_FALSE(subject.complete()) << rules.who << trace;
  }
}

// All sequences of up to `depth` letters behind what `begin` leads to.
template <typename Begin>
std::size_t search(Begin begin, std::span<const Symbol> letters, const Rules& rules, std::vector<Symbol> word,
                   std::size_t depth) {
  auto encounter = begin();
  std::string trace;
  for (const Symbol symbol : word) {
    (void)encounter->step(symbol);
    trace += std::string(", ") + name_of(symbol);
    check(encounter->subject(), rules, trace);
  }
  std::size_t num_tried = 1;
  if (encounter->subject().failed() || encounter->subject().closed() || word.size() == depth) return num_tried;
  for (const Symbol symbol : letters) {
    auto longer = word;
    longer.push_back(symbol);
    num_tried += search(begin, letters, rules, std::move(longer), depth);
  }
  return num_tried;
}

constexpr Symbol kOfClients[] = {S::client_hello_resuming, S::client_hello_early, S::client_hello,
                                 S::end_of_early_data,     S::certificate,        S::certificate_empty,
                                 S::client_key_exchange,   S::change_cipher_spec, S::finished,
                                 S::application_data};
constexpr Symbol kOfServers[] = {S::server_hello_resuming,      S::server_hello,        S::hello_retry_request,
                                 S::encrypted_extensions_early, S::encrypted_extensions, S::server_hello_done,
                                 S::new_session_ticket,         S::change_cipher_spec,  S::finished,
                                 S::application_data};

// --- As a client

TEST(Forgery, MakesNoClientAnotherWithHerTicket) {
  std::size_t num_tried = 0;
  for (const auto& setup : kServers) {
    for (const auto& of : kServers) {
      // Her ticket of one version in a hello of the other: where one host has made both.
      if (&of != &setup && (setup.host == nullptr || of.host != setup.host)) continue;
      const Kept& hers = past(of, alice()).kept;
      for (const auto& forged : forged_of(hers, past(setup).kept)) {
        const auto begin = [&] { return std::make_unique<Encounter>(setup, past(setup), forged.kept); };
        const std::string who = std::string(setup.name) + ", " + forged.name;
        // TLS 1.2: whose session it is shows from the hello on, and is proved with Finished.
        const Rules rules{.who = who.c_str(), .may_show_early = setup.version == kTls12};
        num_tried += search(begin, kOfClients, rules, {}, search_depth(4));
      }
    }
  }
  EXPECT_GT(num_tried, 1000u);
}

// Her hello, word for word: what is behind it he cannot make.
TEST(Forgery, LeadsNowhereWithHerHelloOfThen) {
  for (const auto& setup : kServers) {
    Encounter hers(setup, past(setup, alice()), past(setup, alice()).kept);
    const ByteVector hello = hers.rogue().message(S::client_hello_resuming);
    const auto begin = [&] {
      auto encounter = std::make_unique<Encounter>(setup);
      encounter->rogue().sent(HandshakeType::client_hello, hello);
      (void)encounter->feed(encounter->rogue().records().seal(ContentType::handshake, hello, 0));
      return encounter;
    };
    const Rules rules{.who = setup.name, .may_show_early = true};
    EXPECT_GT(search(begin, kOfClients, rules, {}, search_depth(4)), 10u);
  }
}

TEST(Forgery, AHelloOfTls12BehindARetryResumesNothing) {
  Encounter encounter(kRetrying);
  (void)encounter.step(S::client_hello);
  const ByteVector hello = make_rogue(kTls12Peer, past(kRetrying).kept)->message(S::client_hello_resuming);
  const std::string answer = encounter.feed(encounter.rogue().records().seal(ContentType::handshake, hello, 0));
  EXPECT_TRUE(answer.starts_with("alert:") && answer.ends_with("dead")) << answer;
}

// --- As a server

TEST(Forgery, MakesNoServerAnotherByTakingUpHerSession) {
  for (const auto& setup : kClients) {
    const auto& hers = past(setup, alice());
    for (const bool has_secret : {true, false}) {
      const Kept kept{.session_id = hers.kept.session_id,
                      .secret = has_secret ? past(setup).kept.secret : ByteVector()};
      const auto begin = [&] { return std::make_unique<Encounter>(setup, hers, kept); };
      const Rules rules{.who = setup.name, .may_show_early = true};
      EXPECT_GT(search(begin, kOfServers, rules, {}, search_depth(5)), 10u);
    }
  }
}

// A session id is of its server's choice. That of another's session replaces nothing.
TEST(Forgery, ASessionIdThatAnotherHasTakenReplacesNothing) {
  const auto& setup = kClients[3];
  const auto& hers = past(setup, alice());
  const ByteVector before = copy_of(hers.session->data().session_id());
  Encounter his(setup, past(setup), {.session_id = hers.kept.session_id, .secret = past(setup).kept.secret});
  ByteVector hello = his.rogue().message(S::server_hello);
  std::ranges::copy(before, hello.begin() + 4 + 2 + 32 + 1);
  const ByteVector record = his.rogue().records().seal(ContentType::handshake, hello);
  his.rogue().sent(HandshakeType::server_hello, hello);
  (void)his.feed(record);
  for (const Symbol symbol : {S::certificate, S::server_key_exchange, S::server_hello_done, S::change_cipher_spec,
                              S::finished})
    (void)his.step(symbol);
  ASSERT_TRUE(his.subject().complete());
  EXPECT_STREQ(name_of(*his.subject().shown()), "mallory");
  Encounter again(setup, hers, hers.kept);
  again.rogue().be(alice());
  for (const Symbol symbol : {S::server_hello_resuming, S::change_cipher_spec, S::finished}) (void)again.step(symbol);
  ASSERT_TRUE(again.subject().complete());
  EXPECT_STREQ(name_of(*again.subject().shown()), "alice");
}

}  // namespace
}  // namespace reprise::rogue
