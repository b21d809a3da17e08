// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/shared_keys.h"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <vector>

#include "crypto/library.h"

namespace reprise::session {
namespace {

constexpr UnixSeconds kNow = 1'700'000'000;

ByteVector key_of(std::uint8_t byte) { return ByteVector(kRfc5077KeysLen, byte); }

class SharedKeys : public testing::Test {
 protected:
  void set(SharedTicketKeys& on, std::initializer_list<std::uint8_t> bytes) {
    std::vector<ByteVector> keys;
    for (const auto byte : bytes) keys.push_back(key_of(byte));
    const std::vector<Bytes> views(keys.begin(), keys.end());
    ASSERT_TRUE(on.set(views).ok());
  }
  ByteVector sealed_by(SharedTicketKeys& keys) { return keys.seal(*session_, kNow).value().bytes; }

  Ref<crypto::Library> library_ = make_ref<crypto::Library>(crypto::Algorithms::fetch(nullptr, nullptr).value());
  SharedTicketKeys here_{library_->algorithms.share(), library_->random, library_->interner};
  SharedTicketKeys there_{library_->algorithms.share(), library_->random, library_->interner};
  Ref<Session> session_ = [] {
    SessionFields fields;
    fields.version = 0x0303;
    fields.cipher_suite = 0xc02f;
    const ByteVector secret(48, 7);
    fields.secret = secret;
    return Session::create(SessionData::make(fields), kNow, 300);
  }();
};

TEST_F(SharedKeys, OpenWhatAnotherMachineHasSealed) {
  set(here_, {1});
  set(there_, {1});
  const auto opened = there_.open(sealed_by(here_), kNow);
  ASSERT_TRUE(opened.session);
  EXPECT_FALSE(opened.renew);
}

TEST_F(SharedKeys, AreReplacedWithoutALostTicket) {
  set(here_, {1});
  const auto before = sealed_by(here_);
  set(here_, {2, 1});
  EXPECT_TRUE(here_.open(before, kNow).session);
  EXPECT_TRUE(here_.open(before, kNow).renew);
  set(there_, {2});
  EXPECT_TRUE(there_.open(sealed_by(here_), kNow).session);
  EXPECT_EQ(there_.open(before, kNow).why, WhyNotResumed::unknown_ticket_key);
  const auto keys = here_.keys();
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].role, TicketKeyRole::current);
  EXPECT_EQ(keys[1].name[0], 1);
}

TEST_F(SharedKeys, StayWhenTheNewOnesCannotBeTaken) {
  set(here_, {1});
  const ByteVector good = key_of(2), bad(kRfc5077KeysLen - 1, 3);
  const std::array<Bytes, 2> views{good, bad};
  EXPECT_EQ(here_.set(views).error().reason, Reason::invalid_ticket_keys_length);
  EXPECT_EQ(here_.keys()[0].name[0], 1);
}

TEST_F(SharedKeys, OpenNothingThatIsShorterThanAName) {
  set(here_, {1});
  const auto ticket = sealed_by(here_);
  for (std::size_t len = 0; len <= kTicketKeyNameLen; ++len) {
    EXPECT_FALSE(here_.open(Bytes(ticket).first(len), kNow).session) << len;
  }
}

TEST_F(SharedKeys, SealNothingWhereThereAreNone) {
  EXPECT_EQ(here_.seal(*session_, kNow).error().reason, Reason::not_supported);
  EXPECT_EQ(here_.open(key_of(1), kNow).why, WhyNotResumed::unknown_ticket_key);
}

TEST_F(SharedKeys, AreNotNamedByPartOfAName) {
  set(here_, {1});
  const auto ticket = sealed_by(here_);  // goes on where the part ends
  EXPECT_EQ(here_.open(Bytes(ticket).first(kTicketKeyNameLen - 1), kNow).why, WhyNotResumed::unknown_ticket_key);
  EXPECT_EQ(here_.open(Bytes(ticket).first(kTicketKeyNameLen), kNow).why, WhyNotResumed::ticket_altered);
}

}  // namespace
}  // namespace reprise::session
