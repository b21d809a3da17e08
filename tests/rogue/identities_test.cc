// SPDX-License-Identifier: Apache-2.0
// Several PSK identities in a hello (RFC 9846, 4.3.11): the server takes one, and its binder alone makes or breaks it.
#include <gtest/gtest.h>

#include "encounter.h"
#include "handshake/keys/tls13_key_schedule.h"

namespace reprise::rogue {
namespace {

namespace tls13 = handshake::tls13;
using wire::HandshakeType;

constexpr Setup kServer = {
    .name = "tls13.server.auth", .subject = Role::server, .version = kTls13, .authenticates = true};
constexpr std::size_t kHashLen = 32;
constexpr const char* kWrongBinder = "alert:decrypt_error dead";

enum class Binder : std::uint8_t { right, wrong };

struct Identity {
  Kept kept;
  Binder binder = Binder::right;
};

Identity his(Binder binder = Binder::right) { return {past(kServer).kept, binder}; }
// Her ticket; of her secret he can only be ignorant.
Identity hers() { return {{.ticket = past(kServer, alice()).kept.ticket, .secret = {}}, Binder::wrong}; }
Identity unknown() { return {{.ticket = copy_of(bytes_of("no ticket of anybody's")), .secret = {}}, Binder::wrong}; }

ByteVector binder_of(const Identity& identity, Bytes covered) {
  if (identity.binder == Binder::wrong) return ByteVector(kHashLen, 0xb1);
  crypto::Scratch scratch(*algorithms());
  tls13::KeySchedule early;
  EXPECT_TRUE(early.start(scratch, crypto::HashAlgorithm::sha256, identity.kept.secret).ok());
  const auto hash = crypto::digest(*algorithms(), crypto::HashAlgorithm::sha256, covered);
  const auto mac = tls13::binder(scratch, early, tls13::BinderKind::resumption, hash.value().bytes());
  return copy_of(mac.value().bytes());
}

void put_u16(ByteVector& out, std::size_t value) {
  out.push_back(std::uint8_t(value >> 8)), out.push_back(std::uint8_t(value));
}
void add_to_u16(ByteVector& out, std::size_t at, std::ptrdiff_t more) {
  const auto value = std::size_t(std::ptrdiff_t(out[at] << 8 | out[at + 1]) + more);
  out[at] = std::uint8_t(value >> 8), out[at + 1] = std::uint8_t(value);
}

// The rogue's resuming hello with `identities` in place of its own.
ByteVector hello_with(Rogue& rogue, const std::vector<Identity>& identities) {
  ByteVector hello = rogue.message(Symbol::client_hello_resuming);
  const std::size_t before = hello.size();
  const std::size_t one = 2 + rogue.kept().ticket.size() + 4;
  hello.resize(before - (2 + one) - (2 + 1 + kHashLen) - 2);  // from the length of pre_shared_key on
  ByteVector list;
  for (const auto& identity : identities) {
    put_u16(list, identity.kept.ticket.size());
    list.insert(list.end(), identity.kept.ticket.begin(), identity.kept.ticket.end());
    for (int shift = 24; shift >= 0; shift -= 8) list.push_back(std::uint8_t(identity.kept.age_add >> shift));
  }
  const std::size_t binders = identities.size() * (1 + kHashLen);
  put_u16(hello, 2 + list.size() + 2 + binders);
  put_u16(hello, list.size());
  hello.insert(hello.end(), list.begin(), list.end());
  const auto more = std::ptrdiff_t(hello.size() + 2 + binders) - std::ptrdiff_t(before);
  add_to_u16(hello, 2, more);  // of the message: its low bytes
  const std::size_t session_id = 4 + 2 + 32;
  const std::size_t suites = session_id + 1 + hello[session_id];
  const std::size_t methods = suites + 2 + std::size_t(hello[suites] << 8 | hello[suites + 1]);
  add_to_u16(hello, methods + 1 + hello[methods], more);  // of the extensions
  const ByteVector covered = hello;
  put_u16(hello, binders);
  for (const auto& identity : identities) {
    const ByteVector binder = binder_of(identity, covered);
    hello.push_back(std::uint8_t(binder.size()));
    hello.insert(hello.end(), binder.begin(), binder.end());
  }
  return hello;
}

// What comes of such a hello, and of a Finished behind it: whom the program is told that it speaks to, or the alert.
std::string outcome_of(const std::vector<Identity>& identities) {
  Encounter encounter(kServer, past(kServer), past(kServer).kept);
  auto& rogue = encounter.rogue();
  const ByteVector hello = hello_with(rogue, identities);
  rogue.sent(HandshakeType::client_hello, hello);
  const std::string answer = encounter.feed(rogue.records().seal(ContentType::handshake, hello, 0));
  if (encounter.subject().failed()) {
    EXPECT_EQ(encounter.subject().shown(), nullptr) << answer;
    return answer;
  }
  (void)encounter.step(Symbol::finished);
  if (!encounter.subject().complete()) return "a full handshake";
  return name_of(*encounter.subject().shown());
}

TEST(Identities, TheSecondServesWhereTheFirstIsUnknown) {
  EXPECT_EQ(outcome_of({unknown(), his()}), "mallory");
  EXPECT_EQ(outcome_of({unknown(), unknown(), his()}), "mallory");
}

TEST(Identities, TheBinderOfTheOneThatIsTakenIsLookedAt) {
  EXPECT_EQ(outcome_of({his(Binder::wrong), his()}), kWrongBinder);
  EXPECT_EQ(outcome_of({unknown(), his(Binder::wrong)}), kWrongBinder);
  EXPECT_EQ(outcome_of({his(Binder::wrong), unknown()}), kWrongBinder);
}

TEST(Identities, TheBindersOfOthersAreNot) {
  EXPECT_EQ(outcome_of({his(), unknown()}), "mallory");
  EXPECT_EQ(outcome_of({his(), his(Binder::wrong)}), "mallory");
}

TEST(Identities, OneThatComesTwiceIsTakenOnce) { EXPECT_EQ(outcome_of({his(), his()}), "mallory"); }

// No order in which her ticket stands beside his makes him her.
TEST(Identities, AnotherPeersTicketBesideOnesOwnMakesNobodyThatPeer) {
  EXPECT_EQ(outcome_of({hers(), his()}), kWrongBinder);
  EXPECT_EQ(outcome_of({unknown(), hers(), his()}), kWrongBinder);
  EXPECT_EQ(outcome_of({his(), hers()}), "mallory");
}

TEST(Identities, WhereNoneIsKnownTheHandshakeIsAFullOne) {
  EXPECT_EQ(outcome_of({unknown(), unknown()}), "a full handshake");
}

// Identities that are looked up are bounded: the right one behind too many of no use is not found.
TEST(Identities, TheLookUpEndsAfterEight) {
  std::vector<Identity> many(7, unknown());
  many.push_back(his());
  EXPECT_EQ(outcome_of(many), "mallory");
  many.insert(many.begin(), unknown());
  EXPECT_EQ(outcome_of(many), "a full handshake");
}

}  // namespace
}  // namespace reprise::rogue
