// SPDX-License-Identifier: Apache-2.0
// Why a session was not resumed, as each side knows it: one row for each reason that the handshake itself finds. Those
// that only the opening of a ticket finds are in session/tickets/ticket_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/version.h"
#include "support/handshake/credentials.h"
#include "support/handshake/pair.h"
#include "wire/extensions/pre_shared_key.h"

namespace reprise::handshake::testing {
namespace {

using session::WhyNotResumed;
using enum session::WhyNotResumed;

enum class Named : std::uint8_t { by_id, by_ticket };

// The second connection, before it begins: its settings are its own.
struct Second {
  Config& client;
  Config& server;
  TestHost& server_host;
  session::Session& at_client;
  session::Session& at_server;
};

struct Row {
  const char* name;
  std::uint16_t version;  // of the first connection
  Named named;            // TLS 1.2: how its session is named
  void (*change)(Second&);
  WhyNotResumed server;
  WhyNotResumed client;
};

void speak_only(Config& config, std::uint16_t version) { config.min_version = config.max_version = version; }
void drop_suite(Config& config, std::uint16_t id) {
  std::erase_if(config.suites, [id](const wire::CipherSuite* suite) { return suite->id == id; });
}
void drop_hash(Config& config, crypto::HashAlgorithm hash) {
  std::erase_if(config.suites,
                [hash](const wire::CipherSuite* suite) { return suite->is_tls13() && hash_of(*suite) == hash; });
}
void age(session::Session& session, std::int64_t by_s) { session.set_time(session.time() - by_s); }
void age_lineage(session::Session& session) {
  session.edit([](session::SessionFields& fields) { fields.origin_time -= 604801; });
}
void nothing(Second&) {}

// The certificate of the session is unreadable here, which counts as expired.
void verify_unreadable_peer(Config& config, TestHost& host, session::Session& session) {
  config.switches.verify_peer = true;
  config.session_id_context = {'c'};
  const std::uint8_t garbage[] = {0x30, 0x00};
  const auto certificate = host.certificates().intern(garbage);
  session.edit([&](session::SessionFields& fields) {
    fields.peer = certificate.value().get();
    fields.session_id_context = config.session_id_context;
  });
}

constexpr auto kSha384 = crypto::HashAlgorithm::sha384;
constexpr auto kById = Named::by_id;
constexpr auto kByTicket = Named::by_ticket;

const Row kRows[] = {
    {"ResumedById", kTls12, kById, nothing, resumed, resumed},
    {"ResumedByTicket", kTls12, kByTicket, nothing, resumed, resumed},
    {"Resumed", kTls13, kByTicket, nothing, resumed, resumed},
    {"TicketsOffAtTheServer", kTls12, kByTicket, [](Second& s) { s.server.switches.tickets = false; }, tickets_off,
     refused_by_server},
    {"TicketsOffAtTheClient", kTls12, kByTicket, [](Second& s) { s.client.switches.tickets = false; }, unknown_id,
     tickets_off},
    {"UnknownId", kTls12, kById, [](Second& s) { s.server_host.cache.clear(); }, unknown_id, refused_by_server},
    {"UnknownIdOfAClientThatSpeaksTls13", kTls12, kById,
     [](Second& s) {
       s.server_host.cache.clear();
       s.client.max_version = kTls13;
       speak_only(s.server, kTls12);
     },
     unknown_or_made_up_id, refused_by_server},
    {"UnknownTicketOfTls12", kTls12, kByTicket, [](Second& s) { s.server_host.tickets.clear(); }, unknown_ticket_key,
     refused_by_server},
    {"UnknownTicket", kTls13, kByTicket, [](Second& s) { s.server_host.tickets.clear(); }, unknown_ticket_key,
     refused_by_server},
    {"ExpiredById", kTls12, kById, [](Second& s) { age(s.at_server, 7300); }, expired, refused_by_server},
    {"ExpiredByTicket", kTls12, kByTicket, [](Second& s) { age(s.at_server, 7300); }, expired, refused_by_server},
    {"ExpiredAtTheServer", kTls13, kByTicket, [](Second& s) { age(s.at_server, 7300); }, expired, refused_by_server},
    {"ExpiredAtTheClient", kTls13, kByTicket, [](Second& s) { age(s.at_client, 7300); }, none_offered, expired},
    {"TooOldLineageAtTheServerOfTls12", kTls12, kById, [](Second& s) { age_lineage(s.at_server); }, too_old_lineage,
     refused_by_server},
    {"TooOldLineageAtTheClientOfTls12", kTls12, kById, [](Second& s) { age_lineage(s.at_client); }, none_offered,
     too_old_lineage},
    {"TooOldLineageAtTheServer", kTls13, kByTicket, [](Second& s) { age_lineage(s.at_server); }, too_old_lineage,
     refused_by_server},
    {"TooOldLineageAtTheClient", kTls13, kByTicket, [](Second& s) { age_lineage(s.at_client); }, none_offered,
     too_old_lineage},
    {"CertificateExpiredAtTheServerOfTls12", kTls12, kById,
     [](Second& s) { verify_unreadable_peer(s.server, s.server_host, s.at_server); }, certificate_expired,
     refused_by_server},
    {"CertificateExpiredAtTheClientOfTls12", kTls12, kById,
     [](Second& s) { verify_unreadable_peer(s.client, s.server_host, s.at_client); }, none_offered,
     certificate_expired},
    {"CertificateExpiredAtTheServer", kTls13, kByTicket,
     [](Second& s) { verify_unreadable_peer(s.server, s.server_host, s.at_server); }, certificate_expired,
     refused_by_server},
    {"CertificateExpiredAtTheClient", kTls13, kByTicket,
     [](Second& s) { verify_unreadable_peer(s.client, s.server_host, s.at_client); }, none_offered,
     certificate_expired},
    {"WrongScopeInTls12", kTls12, kById, [](Second& s) { s.server.client_certificate = PeerCertificate::required; },
     wrong_scope, refused_by_server},
    {"WrongScope", kTls13, kByTicket, [](Second& s) { s.server.client_certificate = PeerCertificate::required; },
     wrong_scope, refused_by_server},
    {"SessionIdContextInTls12", kTls12, kById, [](Second& s) { s.server.session_id_context = {'d'}; },
     session_id_context, refused_by_server},
    {"SessionIdContext", kTls13, kByTicket, [](Second& s) { s.server.session_id_context = {'d'}; }, session_id_context,
     refused_by_server},
    {"AnOlderServer", kTls13, kByTicket,
     [](Second& s) {
       s.client.min_version = kTls12;
       speak_only(s.server, kTls12);
     },
     version_mismatch, version_mismatch},
    {"ANewerServerAndATicket", kTls12, kByTicket, [](Second& s) { s.client.max_version = kTls13; }, version_mismatch,
     version_mismatch},
    {"ANewerServerAndAnId", kTls12, kById, [](Second& s) { s.client.max_version = kTls13; }, none_offered,
     version_mismatch},
    {"AnOlderClient", kTls13, kByTicket, [](Second& s) { speak_only(s.client, kTls12); }, none_offered,
     version_mismatch},
    {"ANewerClient", kTls12, kByTicket, [](Second& s) { speak_only(s.client, kTls13); }, none_offered,
     version_mismatch},
    {"CipherMismatchAtTheServer", kTls12, kById,
     [](Second& s) { drop_suite(s.server, s.at_server.data().cipher_suite()); }, cipher_mismatch, refused_by_server},
    {"CipherMismatchAtTheClientOfTls12", kTls12, kById,
     [](Second& s) { drop_suite(s.client, s.at_client.data().cipher_suite()); }, none_offered, cipher_mismatch},
    {"CipherMismatchAtTheClient", kTls13, kByTicket, [](Second& s) { drop_hash(s.client, kSha384); }, none_offered,
     cipher_mismatch},
    {"HashMismatchAtTheServer", kTls13, kByTicket, [](Second& s) { drop_hash(s.server, kSha384); }, hash_mismatch,
     refused_by_server},
    {"HashMismatchAfterARetry", kTls13, kByTicket,
     [](Second& s) {
       drop_hash(s.server, kSha384);
       s.server.groups = {crypto::NamedGroup::secp384r1};
     },
     none_offered, hash_mismatch},
    {"EmsMismatchAtTheServer", kTls12, kById,
     [](Second& s) {
       for (auto* session : {&s.at_client, &s.at_server}) {
         session->edit([](session::SessionFields& fields) { fields.flags &= ~session::kFlagExtendedMasterSecret; });
       }
     },
     ems_mismatch, refused_by_server},
    {"EmsMismatchAtTheClient", kTls12, kById, [](Second& s) { s.client.switches.extended_master_secret = false; },
     none_offered, ems_mismatch},
    {"NotResumableAtTheServer", kTls12, kById, [](Second& s) { s.at_server.mark_not_resumable(); }, not_resumable,
     refused_by_server},
    {"NotResumableAtTheClient", kTls12, kById, [](Second& s) { s.at_client.mark_not_resumable(); }, none_offered,
     not_resumable},
    {"TicketNotResumableAtTheServer", kTls13, kByTicket, [](Second& s) { s.at_server.mark_not_resumable(); },
     not_resumable, refused_by_server},
    {"TicketNotResumableAtTheClient", kTls13, kByTicket, [](Second& s) { s.at_client.mark_not_resumable(); },
     none_offered, not_resumable},
    {"SniMismatch", kTls12, kById, [](Second& s) { s.client.server_name = "other.test"; }, sni_mismatch,
     refused_by_server},
};

struct ResumptionReasons : ::testing::TestWithParam<Row> {
  ResumptionReasons() {
    auto& client = *first.client.host.settings;
    speak_only(client, GetParam().version);
    client.server_name = "host.test";
    client.credentials.push_back(make_credential("EC"));  // for servers that come to want one
    first.server.host.settings->switches.tickets = GetParam().named == Named::by_ticket;
  }

  Pair first;
};

TEST_P(ResumptionReasons, AreKnownToBothSides) {
  ASSERT_TRUE(first.run());
  const bool by_id = GetParam().version == kTls12 && GetParam().named == Named::by_id;
  const auto kept = first.client.facts.version == kTls13 ? first.client.host.published.at(0).share()
                                                         : first.client.facts.session.share();
  auto& known = first.server.host;
  if (by_id) known.cache[copy_of(kept->data().session_id())] = known.published.at(0).share();
  auto& of_server = by_id ? known.cache.begin()->second : known.tickets[copy_of(kept->data().ticket())];
  Pair pair(first, kept.share());
  pair.client.host.settings = pair.client.host.settings->clone();
  pair.server.host.settings = pair.server.host.settings->clone();
  Second second{*pair.client.host.settings, *pair.server.host.settings, pair.server.host, *kept, *of_server};
  GetParam().change(second);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(session::name_of(pair.server.facts.outcome()), session::name_of(GetParam().server));
  EXPECT_EQ(session::name_of(pair.client.facts.outcome()), session::name_of(GetParam().client));
  EXPECT_EQ(pair.server.facts.resumed, GetParam().server == resumed);
}

INSTANTIATE_TEST_SUITE_P(All, ResumptionReasons, ::testing::ValuesIn(kRows),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(ResumptionReasonsOfFirstVisits, AreThatNothingWasOffered) {
  for (const auto version : {kTls12, kTls13}) {
    Pair pair;
    speak_only(*pair.client.host.settings, version);
    ASSERT_TRUE(pair.run());
    EXPECT_EQ(pair.client.facts.outcome(), none_offered);
    EXPECT_EQ(pair.server.facts.outcome(), none_offered);
  }
}

TEST(ResumptionReasonsOfFirstVisits, AllowForTheIdThatAClientOfTls13MakesUp) {
  Pair pair;
  speak_only(*pair.server.host.settings, kTls12);
  ASSERT_TRUE(pair.run());
  EXPECT_EQ(pair.client.facts.outcome(), none_offered);
  EXPECT_EQ(pair.server.facts.outcome(), unknown_or_made_up_id);
}

// Nothing of ours offers a key for use without key exchange alone, so that the hello is changed on its way, which the
// client then notices.
TEST(ResumptionReasonsOfPsks, AreThatTheModesHaveNothingInCommon) {
  Pair first;
  ASSERT_TRUE(first.run());
  Pair pair(first, first.client.host.published.at(0).share());
  pair.client.tamper = [](wire::HandshakeType type, ByteVector& message) {
    if (type != wire::HandshakeType::client_hello) return;
    edit_extension(message, extensions_of_client_hello(message), code_of(wire::ExtensionType::psk_key_exchange_modes),
                   ByteVector{1, 0});
  };
  EXPECT_FALSE(pair.run());
  EXPECT_EQ(pair.server.facts.outcome(), psk_mode_mismatch);
}

}  // namespace
}  // namespace reprise::handshake::testing
