// SPDX-License-Identifier: Apache-2.0
// What a ticket's key has let pass and is no payload all the same: of another program, or of a later one.
#include "session/tickets/ticket_payload.h"

#include <gtest/gtest.h>

#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr ScopeHash kScope{1, 2, 3};

class TicketPayload : public testing::Test {
 protected:
  TicketPayload() { EXPECT_TRUE(append_ticket_payload(*session_with_id("id"), kScope, nullptr, payload_).ok()); }
  WhyNotResumed why_not() {
    const auto read = read_ticket_payload(payload_, kScope, certificates_, left_out_, kNow);
    EXPECT_EQ(bool(read.session), read.why == WhyNotResumed::resumed);
    return read.why;
  }
  Ref<const crypto::Algorithms> algorithms_ = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates_{algorithms_.share()};
  LeftOutCertificates left_out_;
  ByteVector payload_;
};

TEST_F(TicketPayload, IsReadBack) { EXPECT_EQ(why_not(), WhyNotResumed::resumed); }

TEST_F(TicketPayload, HasAFormatThatIsKnown) {
  ++payload_[0];
  EXPECT_EQ(why_not(), WhyNotResumed::ticket_altered);
}

TEST_F(TicketPayload, EndsNowhereBeforeItsEnd) {
  while (!payload_.empty()) {
    payload_.pop_back();
    EXPECT_EQ(why_not(), WhyNotResumed::ticket_altered) << payload_.size();
  }
}

TEST_F(TicketPayload, HasNothingBehindTheSession) {
  payload_.push_back(0);
  EXPECT_EQ(why_not(), WhyNotResumed::ticket_altered);
}

TEST_F(TicketPayload, IsOfTheScope) {
  ++payload_[1];
  EXPECT_EQ(why_not(), WhyNotResumed::wrong_scope);
}

TEST_F(TicketPayload, NamesACertificateThatIsRemembered) {
  payload_.clear();
  const CertificateHash hash{7};
  ASSERT_TRUE(append_ticket_payload(*session_with_id("id"), kScope, &hash, payload_).ok());
  EXPECT_EQ(why_not(), WhyNotResumed::certificate_unknown);
}

}  // namespace
}  // namespace reprise::session
