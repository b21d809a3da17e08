// SPDX-License-Identifier: Apache-2.0
#include "session/object/lineage.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "session/object/der.h"
#include "support/session/sessions.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kDay_s = 24 * 3600;
constexpr std::int64_t kTimeout_s = 7200;
constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kGeneralizedTime = 0x18;

ByteVector element(std::uint8_t tag, Bytes contents) {
  ByteVector out;
  DerWriter writer(out);
  writer.header(tag, contents.size());
  writer.raw(contents);
  return out;
}

ByteVector operator+(ByteVector left, const ByteVector& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// The start of a certificate (RFC 5280, 4.1), valid until the time in `text`.
ByteVector certificate_until(std::uint8_t tag, std::string_view text) {
  const auto version = element(der_explicit(0), element(kDerInteger, ByteVector{2}));
  const auto serial = element(kDerInteger, ByteVector{1});
  const auto signature = element(kDerSequence, {});
  const auto issuer = element(kDerSequence, {});
  const auto validity =
      element(kDerSequence, element(kUtcTime, bytes_of("000101000000Z")) + element(tag, bytes_of(text)));
  return element(kDerSequence, element(kDerSequence, version + serial + signature + issuer + validity));
}

Ref<Session> session_of_chain(UnixSeconds origin, UnixSeconds time, std::int64_t timeout_s = kTimeout_s,
                              const crypto::Certificate* peer = nullptr) {
  SessionFields fields = fields_with_id("id");
  fields.origin_time = origin;
  fields.peer = peer;
  return Session::create(SessionData::make(fields), time, timeout_s);
}

WhyNotResumed age_of(const Session& session, UnixSeconds now, std::int64_t timeout_s = kTimeout_s) {
  return check_lineage(session, timeout_s, PeerVerified::no, now);
}

TEST(Lineage, EndsAWeekAfterTheFullHandshake) {
  const auto session = session_of_chain(kNow, kNow + 7 * kDay_s - 10);
  EXPECT_EQ(age_of(*session, kNow + 7 * kDay_s), WhyNotResumed::resumed);
  EXPECT_EQ(age_of(*session, kNow + 7 * kDay_s + 1), WhyNotResumed::too_old_lineage);
}

TEST(Lineage, LastsAsLongAsSessionsAreToLast) {
  const auto session = session_of_chain(kNow, kNow);
  EXPECT_EQ(age_of(*session, kNow + 20 * kDay_s, 30 * kDay_s), WhyNotResumed::resumed);
  EXPECT_EQ(age_of(*session, kNow + 30 * kDay_s + 1, 30 * kDay_s), WhyNotResumed::too_old_lineage);
  const auto long_lived = session_of_chain(kNow, kNow, 30 * kDay_s);
  EXPECT_EQ(age_of(*long_lived, kNow + 20 * kDay_s), WhyNotResumed::resumed);
}

TEST(Lineage, OfASessionThatDoesNotSayBeginsWithIt) {
  const auto session = session_of_chain(0, kNow);
  EXPECT_EQ(lineage_start(*session), kNow);
  EXPECT_EQ(age_of(*session, kNow + 7 * kDay_s + 1), WhyNotResumed::too_old_lineage);
}

TEST(Lineage, ThatEndsAfterAllTimeHasNoEnd) {
  EXPECT_EQ(lineage_end(*session_of_chain(kNow, kNow, kNever), kTimeout_s), kNever);
}

TEST(AgeOfASession, IsBoundedWhateverTheSessionSays) {
  constexpr UnixSeconds kFirst = std::numeric_limits<UnixSeconds>::min();
  constexpr std::int64_t kThousandYears_s = 1000 * 365 * kDay_s;
  EXPECT_EQ(age_s(*session_of_chain(0, kNow), kNow + 10), 10);
  EXPECT_EQ(age_s(*session_of_chain(0, kNow), kNow - 10), -10);
  for (const UnixSeconds time : {kFirst, kFirst + kNow, -kThousandYears_s * 100}) {
    EXPECT_GT(age_s(*session_of_chain(0, time), kNow), kThousandYears_s);
    EXPECT_LT(age_s(*session_of_chain(0, time), kNow), kNever / 10'000);
  }
  for (const UnixSeconds time : {kNever, kNever - kNow, kThousandYears_s * 100}) {
    EXPECT_LT(age_s(*session_of_chain(0, time), kNow), -kThousandYears_s);
    EXPECT_GT(age_s(*session_of_chain(0, time), kNow), -kNever / 10'000);
  }
  EXPECT_GT(age_s(*session_of_chain(0, kFirst), kNever), kThousandYears_s);
  EXPECT_LT(age_s(*session_of_chain(0, kNever), kFirst), -kThousandYears_s);
}

TEST(Lineage, DoesNotOutliveACertificateThatWasVerified) {
  const auto algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  // 1'700'000'000 is 2023-11-14 22:13:20 UTC.
  const auto peer = crypto::Certificate::from_der(algorithms.share(), certificate_until(kUtcTime, "231114221330Z"));
  const auto session = session_of_chain(kNow, kNow, kTimeout_s, peer.get());
  EXPECT_EQ(check_lineage(*session, kTimeout_s, PeerVerified::yes, kNow + 10), WhyNotResumed::resumed);
  EXPECT_EQ(check_lineage(*session, kTimeout_s, PeerVerified::yes, kNow + 11), WhyNotResumed::certificate_expired);
  EXPECT_EQ(check_lineage(*session, kTimeout_s, PeerVerified::no, kNow + 11), WhyNotResumed::resumed);
}

TEST(Lineage, TakesAVerifiedCertificateWithoutAnEndForExpired) {
  const auto algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  const auto peer = crypto::Certificate::from_der(algorithms.share(), bytes_of("no certificate"));
  const auto session = session_of_chain(kNow, kNow, kTimeout_s, peer.get());
  EXPECT_EQ(check_lineage(*session, kTimeout_s, PeerVerified::yes, kNow), WhyNotResumed::certificate_expired);
}

TEST(NotAfter, ReadsBothFormsOfTime) {
  EXPECT_EQ(not_after(certificate_until(kUtcTime, "231114221320Z")), kNow);
  EXPECT_EQ(not_after(certificate_until(kUtcTime, "491231235959Z")), 2524607999);
  EXPECT_EQ(not_after(certificate_until(kUtcTime, "500101000000Z")), -631152000) << "1950";
  EXPECT_EQ(not_after(certificate_until(kGeneralizedTime, "20231114221320Z")), kNow);
  EXPECT_EQ(not_after(certificate_until(kGeneralizedTime, "99991231235959Z")), 253402300799);
}

TEST(NotAfter, RefusesWhatIsNoTime) {
  for (const char* text : {"", "231114221320", "2311142213Z", "231314221320Z", "230229221320Z", "231114241320Z",
                           "231114226020Z", "23111422132xZ", "231114221320+", "231114221320ZZ", "231114221360Z",
                           "x31114221320Z", "2x1114221320Z", "23x114221320Z", "2311x4221320Z", "231114x21320Z",
                           "23111422x320Z",
                           // Digits of which the next character makes up the value of a month.
                           "301/01000000Z", "300:01000000Z"}) {
    EXPECT_FALSE(not_after(certificate_until(kUtcTime, text))) << text;
  }
}

TEST(NotAfter, RefusesEveryTruncatedCertificate) {
  const auto whole = certificate_until(kUtcTime, "231114221320Z");
  ASSERT_TRUE(not_after(whole));
  for (std::size_t len = 0; len < whole.size(); ++len) EXPECT_FALSE(not_after(Bytes(whole).first(len))) << len;
}

TEST(NotAfter, RefusesACertificateWithoutItsNumber) {
  const auto version = element(der_explicit(0), element(kDerInteger, ByteVector{2}));
  const auto serial = element(kDerInteger, ByteVector{1});
  const auto empty = element(kDerSequence, {});
  const auto time = element(kUtcTime, bytes_of("231114221320Z"));
  const auto rest = empty + empty + element(kDerSequence, time + time);
  EXPECT_TRUE(not_after(element(kDerSequence, element(kDerSequence, version + serial + rest))));
  EXPECT_TRUE(not_after(element(kDerSequence, element(kDerSequence, serial + rest)))) << "version 1";
  EXPECT_FALSE(not_after(element(kDerSequence, element(kDerSequence, version + rest))));
}

TEST(NotAfter, RefusesACertificateWithoutAStart) {
  const auto version = element(der_explicit(0), element(kDerInteger, ByteVector{2}));
  const auto serial = element(kDerInteger, ByteVector{1});
  const auto empty = element(kDerSequence, {});
  const auto end = element(kUtcTime, bytes_of("231114221320Z"));
  const auto until = [&](const ByteVector& start) {
    const auto validity = element(kDerSequence, start + end);
    return not_after(element(kDerSequence, element(kDerSequence, version + serial + empty + empty + validity)));
  };
  EXPECT_TRUE(until(end));
  EXPECT_FALSE(until(element(kDerOctetString, {})));
  EXPECT_FALSE(until({}));
}

TEST(NotAfter, RefusesAnyOtherTag) {
  EXPECT_FALSE(not_after(certificate_until(kDerOctetString, "231114221320Z")));
}

}  // namespace
}  // namespace reprise::session
