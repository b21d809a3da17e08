// SPDX-License-Identifier: Apache-2.0
// Two copies of a virtual machine hold the same keys and draw the same randomness. What they seal for different
// sessions must not share a nonce: under GCM that gives both plaintexts away, and the key that authenticates.
#include <gtest/gtest.h>

#include <algorithm>

#include "session/client/store_sealer.h"
#include "session/tickets/rfc5077_keys.h"
#include "session/tickets/ticket.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr ScopeHash kScope{1, 2, 3};

// One copy: its generator and all that it made are those of every other.
struct Copy {
  Ref<const crypto::Algorithms> algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates{algorithms.share()};
  crypto::FixedRandom random;
  TicketSealer sealer{algorithms.share(), random, certificates};

  ByteVector ticket(std::string_view secret) {
    return std::move(sealer.seal(*session_of(secret), kScope, kNow).value().bytes);
  }
  ByteVector rfc5077_ticket(std::string_view secret) {
    const std::string keys(kRfc5077KeysLen, 'k');
    const auto made = Rfc5077Keys::create(algorithms.share(), random, certificates, bytes_of(keys));
    return std::move(made.value()->seal(*session_of(secret), kNow).value().bytes);
  }
  ByteVector stored(std::string_view text, std::string_view about = "a") {
    const auto made = StoreSealer::create(algorithms.share(), random, bytes_of(std::string(kStoreSecretLen, 's')));
    const auto& store = *made.value();
    return std::move(store.seal(store.name(bytes_of(about)).value(), bytes_of(text)).value());
  }
  static Ref<Session> session_of(std::string_view secret) {
    SessionFields fields = fields_with_id("id");
    fields.secret = bytes_of(secret);
    return Session::create(SessionData::make(fields), kNow, 7200);
  }
};

constexpr std::string_view kOne = "one secret of 32 bytes, no more.";
constexpr std::string_view kTwo = "two secrets of 32 bytes, no more";

Bytes part(const ByteVector& bytes, std::size_t from, std::size_t size) { return Bytes(bytes).subspan(from, size); }
bool same(Bytes a, Bytes b) { return std::ranges::equal(a, b); }

TEST(ClonedMachine, SealsTicketsOfDifferentSessionsWithDifferentNonces) {
  const ByteVector one = Copy().ticket(kOne);
  const ByteVector two = Copy().ticket(kTwo);
  ASSERT_TRUE(same(part(one, 0, 16), part(two, 0, 16))) << "the same key";
  EXPECT_FALSE(same(part(one, 16, 12), part(two, 16, 12)));
}

TEST(ClonedMachine, SealsTheSameSessionToTheSameTicket) { EXPECT_EQ(Copy().ticket(kOne), Copy().ticket(kOne)); }

TEST(ClonedMachine, SealsTicketsUnderTheProgramsKeysWithDifferentIvs) {
  const ByteVector one = Copy().rfc5077_ticket(kOne);
  const ByteVector two = Copy().rfc5077_ticket(kTwo);
  EXPECT_FALSE(same(part(one, 16, 16), part(two, 16, 16)));
  EXPECT_EQ(one, Copy().rfc5077_ticket(kOne));
}

TEST(ClonedMachine, SealsForAStoreWithDifferentNonces) {
  const ByteVector one = Copy().stored(kOne);
  EXPECT_FALSE(same(part(one, 9, 12), part(Copy().stored(kTwo), 9, 12)));
  EXPECT_FALSE(same(part(one, 9, 12), part(Copy().stored(kOne, "b"), 9, 12))) << "under another name";
  EXPECT_EQ(one, Copy().stored(kOne));
}

// One machine: the same session twice.
TEST(Machine, SealsTheSameSessionWithAnotherNonceEachTime) {
  Copy machine;
  const ByteVector first = machine.ticket(kOne);
  const ByteVector second = machine.ticket(kOne);
  EXPECT_FALSE(same(part(first, 16, 12), part(second, 16, 12)));
}

// The example of docs/formats/ticket.md.
TEST(Machine, SealsAsTheFormatSays) {
  std::string hex;
  for (const std::uint8_t byte : Copy().ticket(kOne)) {
    for (const int nibble : {byte >> 4, byte & 15}) hex.push_back("0123456789abcdef"[nibble]);
  }
  EXPECT_EQ(hex,
            "7f4b2a9292c72f526e91eca2d94dd2564ab0fa5aed8af9b9cd5584d287be9ccef688f869e5c6711923cf07397770d259"
            "8563636b65e61ae8208eff496d77cf7a64f0658dd85d6759cf7a13629b7211fbf801b534879885b0473e87f4e891b38c"
            "ed9a6e33bde35d559cd9960e98463e49056211baf033136245df0ecbd9a60194d028f3aa884b479b");
}

}  // namespace
}  // namespace reprise::session
