// SPDX-License-Identifier: Apache-2.0
#include "reprise/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "support/api/sessions.h"

namespace {

using namespace reprise_test;
using reprise::Bytes;
using reprise::bytes_of;
using reprise::Ref;
using reprise::Session;
using reprise::SessionBuilder;
using reprise::text_of;
using reprise::Version;

Ref<const Session> full_session() {
  return small_session("an id")
      .version(Version::tls13)
      .cipher_suite(0x1301)
      .extended_master_secret(reprise::ExtendedMasterSecret::used)
      .id_context(bytes_of("context"))
      .ticket(bytes_of("a ticket"))
      .ticket_lifetime(7200s)
      .ticket_age_add(12345)
      .application_data(bytes_of("of the server"))
      .max_early_data_bytes(16384)
      .server_name("example.org")
      .application_protocol("h2")
      .publish()
      .value();
}

void expect_full(const reprise::SessionView& session) {
  EXPECT_EQ(session.version(), Version::tls13);
  EXPECT_EQ(session.cipher_suite(), 0x1301);
  EXPECT_EQ(session.cipher_suite_name(), "TLS_AES_128_GCM_SHA256");
  EXPECT_TRUE(session.extended_master_secret());
  EXPECT_EQ(text_of(session.id()), "an id");
  EXPECT_EQ(text_of(session.id_context()), "context");
  EXPECT_EQ(text_of(session.ticket()), "a ticket");
  EXPECT_EQ(session.ticket_lifetime(), 7200s);
  EXPECT_EQ(session.ticket_age_add(), 12345u);
  EXPECT_EQ(text_of(session.application_data()), "of the server");
  EXPECT_EQ(session.max_early_data_bytes(), 16384u);
  EXPECT_EQ(session.server_name(), "example.org");
  EXPECT_EQ(session.application_protocol(), "h2");
  EXPECT_EQ(session.made_at(), kNow);
  EXPECT_EQ(session.timeout(), 300s);
  const auto secret = session.secret();
  EXPECT_EQ(secret.text(), "0123456789abcdef0123456789abcdef0123456789abcdef");
}

TEST(ApiSession, HoldsWhatItsBuilderWasGiven) {
  const auto session = full_session();
  expect_full(session);
}

TEST(ApiSession, IsEditedByCopying) {
  const auto session = full_session();
  const auto edited = SessionBuilder(session).server_name("example.net").ticket({}).publish().value();
  expect_full(session);
  EXPECT_EQ(edited->server_name(), "example.net");
  EXPECT_TRUE(edited->ticket().empty());
  EXPECT_EQ(edited->application_protocol(), "h2");
  EXPECT_FALSE(edited == session);
}

TEST(ApiSession, NamesItsCipherSuiteAsTheStandardsDo) {
  const auto session = session_with_id("id");
  EXPECT_EQ(session->cipher_suite_name(), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  const auto unknown = small_session("id").cipher_suite(0x0a0a).publish().value();
  EXPECT_EQ(unknown->cipher_suite_name(), "");
}

TEST(ApiSession, LivesAsLongAsItsLastOwner) {
  Ref<const Session> kept;
  std::string_view name;
  {
    const auto session = full_session();
    name = session->server_name();
    kept = session->share();
    EXPECT_TRUE(kept == session);
  }
  EXPECT_EQ(kept->server_name(), "example.org");
  EXPECT_EQ(name.data(), kept->server_name().data());
}

TEST(ApiSession, ExpiresAfterItsTimeout) {
  const auto session = full_session();
  EXPECT_FALSE(session->expired(kNow + 300s));
  EXPECT_TRUE(session->expired(kNow + 301s));
}

TEST(ApiSession, IsResumableWithAnIdOrATicketUntilItIsMarked) {
  const auto with_id = session_with_id("id");
  EXPECT_TRUE(with_id->resumable());
  const auto with_ticket = small_session("").ticket(bytes_of("ticket")).publish().value();
  EXPECT_TRUE(with_ticket->resumable());
  const auto with_neither = session_with_id("");
  EXPECT_FALSE(with_neither->resumable());
  const auto marked = SessionBuilder(with_id).not_resumable().publish().value();
  EXPECT_FALSE(marked->resumable());
  EXPECT_TRUE(with_id->resumable());
}

TEST(ApiSession, GoesThroughDerAndPem) {
  const auto session = full_session();
  const auto der = reprise::der_of(session);
  ASSERT_TRUE(der.ok());
  const auto from_der = reprise::session_from_der(library(), der.value().bytes(), kNow);
  ASSERT_TRUE(from_der.ok());
  expect_full(from_der.value());

  const auto pem = reprise::pem_of(session);
  ASSERT_TRUE(pem.ok());
  EXPECT_TRUE(pem.value().text().starts_with("-----BEGIN SSL SESSION PARAMETERS-----\n"));
  const auto from_pem = reprise::session_from_pem(library(), pem.value().text(), kNow);
  ASSERT_TRUE(from_pem.ok());
  expect_full(from_pem.value());
}

TEST(ApiSession, IsNotReadFromAnythingElse) {
  const auto garbage = reprise::session_from_der(library(), bytes_of("garbage"), kNow);
  ASSERT_FALSE(garbage.ok());
  EXPECT_EQ(garbage.error().reason, reprise::Reason::bad_data);
  EXPECT_FALSE(garbage.error().alert.has_value());

  const auto session = full_session();
  const auto der = reprise::der_of(session);
  std::vector<std::uint8_t> longer(der.value().bytes().begin(), der.value().bytes().end());
  longer.push_back(0);
  EXPECT_EQ(reprise::session_from_der(library(), longer, kNow).error().reason, reprise::Reason::bad_data);
  EXPECT_EQ(reprise::session_from_pem(library(), "no session", kNow).error().reason, reprise::Reason::pem_library);
}

TEST(ApiSession, WithoutACipherSuiteIsNotWritten) {
  const auto session = SessionBuilder().id(bytes_of("id")).publish().value();
  EXPECT_EQ(reprise::der_of(session).error().reason, reprise::Reason::bad_cipher);
  EXPECT_EQ(reprise::pem_of(session).error().reason, reprise::Reason::bad_cipher);
}

TEST(ApiSessionBuilder, RefusesWhatNoSessionHolds) {
  const std::vector<std::uint8_t> bytes(0x10000);
  const Bytes all(bytes);
  EXPECT_EQ(SessionBuilder().id(all.first(33)).publish().error().reason, reprise::Reason::too_long);
  EXPECT_EQ(SessionBuilder().id_context(all.first(33)).publish().error().reason, reprise::Reason::too_long);
  EXPECT_EQ(SessionBuilder().secret(all.first(513)).publish().error().reason, reprise::Reason::too_long);
  EXPECT_EQ(SessionBuilder().ticket(all).publish().error().reason, reprise::Reason::too_long);
  EXPECT_EQ(SessionBuilder().application_protocol(std::string(256, 'p')).publish().error().reason,
            reprise::Reason::too_long);
  EXPECT_EQ(SessionBuilder().timeout(-1s).publish().error().reason, reprise::Reason::bad_value);
  EXPECT_EQ(SessionBuilder().made_at(reprise::Time(-1s)).publish().error().reason, reprise::Reason::bad_value);
  EXPECT_EQ(SessionBuilder().ticket_lifetime(std::chrono::hours(24 * 365 * 200)).publish().error().reason,
            reprise::Reason::bad_value);
  EXPECT_TRUE(SessionBuilder().id(all.first(32)).secret(all.first(512)).publish().ok());
}

TEST(ApiSessionBuilder, ReportsTheFirstFault) {
  const std::string name(33, 'n');
  EXPECT_EQ(SessionBuilder().timeout(-1s).id(bytes_of(name)).publish().error().reason, reprise::Reason::bad_value);
}

}  // namespace
