// SPDX-License-Identifier: Apache-2.0
// What programs answer themselves: judging peers, signing, keeping sessions, choosing. Each at once and after a while.
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <map>
#include <set>

#include "reprise/connection.h"
#include "support/api/certificates.h"
#include "support/api/pair.h"

namespace {

using namespace reprise_test;
using reprise::Alert;
using reprise::Answer;
using reprise::Bytes;
using reprise::ClientCertificate;
using reprise::Question;
using reprise::Reason;
using reprise::Ref;
using reprise::Session;
using reprise::SessionView;
using reprise::Status;
using reprise::Version;

// Says "not yet" the first time that a question is put.
class Slowness {
 public:
  explicit Slowness(bool slow) : slow_(slow) {}
  bool not_yet(Question question) { return slow_ && seen_.insert(question).second; }

 private:
  bool slow_;
  std::set<Question> seen_;
};

// The version, and whether the program takes its time.
class Doors : public testing::TestWithParam<std::tuple<Version, bool>> {
 protected:
  Doors() { client.versions = server.versions = {.min = std::get<0>(GetParam()), .max = std::get<0>(GetParam())}; }
  bool is_slow() const { return std::get<1>(GetParam()); }
  bool is_tls13() const { return std::get<0>(GetParam()) == Version::tls13; }

  Hands hands;
  Slowness slowness{is_slow()};
  reprise::ClientOptions client = client_options(hands);
  reprise::ServerOptions server = server_options(hands);
};
INSTANTIATE_TEST_SUITE_P(Each, Doors,
                         testing::Combine(testing::Values(Version::tls12, Version::tls13), testing::Bool()),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param) == Version::tls12 ? "Tls12" : "Tls13") +
                                  (std::get<1>(test.param) ? "Later" : "AtOnce");
                         });

// --- Judging

TEST_P(Doors, JudgeAServer) {
  client.trust_pem = Authority("nobody's").pem();
  std::vector<long> results;
  client.judge_server = [&](Question question, const reprise::PeerChain& peer) -> Answer<> {
    if (slowness.not_yet(question)) return reprise::not_yet();
    EXPECT_EQ(peer.certificates.size(), 1u);
    results.push_back(peer.result);
    return std::optional(reprise::Unit());
  };
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_NE(results[0], X509_V_OK);
  EXPECT_EQ(pair.client.verify_result(), results[0]);
}

TEST_P(Doors, RefuseAServerThatWeTrust) {
  client.judge_server = [&](Question question, const reprise::PeerChain& peer) -> Answer<> {
    if (slowness.not_yet(question)) return reprise::not_yet();
    EXPECT_EQ(peer.result, X509_V_OK);
    return reprise::refusal(Alert::certificate_revoked);
  };
  Pair pair(client_config(client), server_config(server));
  EXPECT_FALSE(pair.handshake());
  EXPECT_EQ(pair.client_status.error().reason, Reason::callback_failed);
  EXPECT_EQ(pair.server_status.error().alert, Alert::certificate_revoked);
}

TEST_P(Doors, JudgeTheServerOfASessionAgain) {
  server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  bool good = true;
  client.judge_server = [&](Question question, const reprise::PeerChain&) -> Answer<> {
    if (slowness.not_yet(question)) return reprise::not_yet();
    if (!good) return reprise::refusal(Alert::certificate_revoked);
    return std::optional(reprise::Unit());
  };
  const auto ours = client_config(client);
  const auto theirs = server_config(server);
  Pair again(ours, theirs, fresh_session(ours, theirs));
  EXPECT_TRUE(again.handshake());
  EXPECT_TRUE(again.client.negotiated().resumed);
  auto session = fresh_session(ours, theirs);
  good = false;
  Pair refused(ours, theirs, std::move(session));
  EXPECT_FALSE(refused.handshake());
}

TEST_P(Doors, DoNotResumeJudgedSessionsWithoutTheJudge) {
  server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  auto judged = client;
  judged.judge_server = [](Question, const reprise::PeerChain&) -> Answer<> { return std::optional(reprise::Unit()); };
  const auto theirs = server_config(server);
  Pair pair(client_config(client), theirs, fresh_session(client_config(judged), theirs));
  EXPECT_TRUE(pair.handshake());
  EXPECT_FALSE(pair.client.negotiated().resumed);
}

TEST_P(Doors, JudgeAClient) {
  server.client_certificate = ClientCertificate::required;
  server.client_trust_pem = localhost_pem();
  server.judge_client = [&](Question question, const reprise::PeerChain& peer) -> Answer<> {
    if (slowness.not_yet(question)) return reprise::not_yet();
    if (peer.result != X509_V_OK) return reprise::refusal(Alert::access_denied);
    return std::optional(reprise::Unit());
  };
  client.certificate_pem = client.key_pem = localhost_pem();
  Pair pair(client_config(client), server_config(server));
  EXPECT_TRUE(pair.handshake());
  const auto stranger = Authority("strangers").issue("mallory");
  client.certificate_pem = stranger.certificate;
  client.key_pem = stranger.key;
  Pair refused(client_config(client), server_config(server));
  EXPECT_FALSE(refused.handshake());
}

// --- Signing

// Signs with a key that the connection never sees.
class Vault final : public reprise::Signer {
 public:
  Vault(const std::string& key_pem, Slowness& slowness) : slowness_(slowness) {
    const certificates::Bio in(BIO_new_mem_buf(key_pem.data(), int(key_pem.size())));
    key_.reset(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  }
  Answer<std::vector<std::uint8_t>> sign(Question question, std::uint16_t scheme, Bytes content) override {
    if (slowness_.not_yet(question)) {
      waiting = true;
      return reprise::not_yet<std::vector<std::uint8_t>>();
    }
    waiting = false;
    ++num_signatures;
    EXPECT_EQ(scheme, 0x0403);  // ecdsa_secp256r1_sha256
    std::unique_ptr<EVP_MD_CTX, certificates::FreeWith<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, content.data(), content.size());
    std::vector<std::uint8_t> signature(size);
    EXPECT_EQ(EVP_DigestSign(context.get(), signature.data(), &size, content.data(), content.size()), 1);
    signature.resize(size);
    return std::optional(std::move(signature));
  }
  void forget(Question) override { ++num_forgotten; }

  bool waiting = false;
  int num_signatures = 0;
  int num_forgotten = 0;

 private:
  Slowness& slowness_;
  certificates::Key key_;
};

TEST_P(Doors, SignForAServer) {
  const Authority authority("CA");
  const auto issued = authority.issue("localhost");
  const auto vault = std::make_shared<Vault>(issued.key, slowness);
  server.certificate_pem = server.key_pem = "";
  server.certificates = {{.certificate_pem = issued.certificate, .signer = vault}};
  client.trust_pem = authority.pem();
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(vault->num_signatures, 1);
  EXPECT_EQ(pair.transfer(pair.client, pair.server, "data"), "data");
}

TEST_P(Doors, SignForAClient) {
  const Authority authority("CA");
  const auto issued = authority.issue("alice");
  const auto vault = std::make_shared<Vault>(issued.key, slowness);
  client.certificates = {{.certificate_pem = issued.certificate, .signer = vault}};
  server.client_certificate = ClientCertificate::required;
  server.client_trust_pem = authority.pem();
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(vault->num_signatures, 1);
  EXPECT_FALSE(pair.server.peer_certificates().empty());
}

TEST_P(Doors, HearOfAConnectionThatGoesBeforeItsSignature) {
  const Authority authority("CA");
  const auto issued = authority.issue("localhost");
  Slowness always(true);
  const auto vault = std::make_shared<Vault>(issued.key, always);
  server.certificate_pem = server.key_pem = "";
  server.certificates = {{.certificate_pem = issued.certificate, .signer = vault}};
  client.trust_pem = authority.pem();
  {
    Pair pair(client_config(client), server_config(server));
    (void)pair.client.handshake();
    deliver(pair.client, pair.server);
    EXPECT_EQ(pair.server.handshake().value(), Status::wants_answer);
    EXPECT_TRUE(vault->waiting);
    EXPECT_EQ(vault->num_forgotten, 0);
  }
  EXPECT_EQ(vault->num_forgotten, 1);
}

TEST_P(Doors, TakeKeysThatAreEncrypted) {
  const Authority authority("CA");
  const auto issued = authority.issue("localhost");
  const certificates::Bio in(BIO_new_mem_buf(issued.key.data(), int(issued.key.size())));
  const certificates::Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  client.trust_pem = authority.pem();
  server.certificate_pem = server.key_pem = "";
  server.certificates = {{.certificate_pem = issued.certificate,
                          .key_pem = certificates::pem_of(key.get(), "open sesame"),
                          .passphrase = "open sesame"}};
  EXPECT_TRUE(Pair(client_config(client), server_config(server)).handshake());
  server.certificates[0].passphrase = "open barley";
  EXPECT_EQ(describe(reprise::ServerConfig::make(library(), server).error()), "pem_library: key_pem");
  server.certificates[0].key_pem = "";
  server.certificates[0].key = key.get();  // libcrypto's own object
  EXPECT_TRUE(Pair(client_config(client), server_config(server)).handshake());
}

TEST_P(Doors, ShowTheCertificateThatTheClientCanVerify) {
  const Authority authority("CA");
  const auto rsa = authority.issue_rsa("localhost");
  server.certificates = {{.certificate_pem = rsa.certificate, .key_pem = rsa.key}};
  client.trust_pem = localhost_pem() + authority.pem();
  client.algorithms.signature_schemes = {0x0804};  // rsa_pss_rsae_sha256
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.client.negotiated().signature_scheme, 0x0804);
}

// --- Algorithms

TEST_P(Doors, ChooseSuitesAndGroups) {
  client.algorithms.cipher_suites = {0xc02b, 0x1301};
  client.algorithms.groups = {0x0018, 0x0017};
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  const auto agreed = pair.server.negotiated();
  EXPECT_EQ(agreed.cipher_suite, is_tls13() ? 0x1301 : 0xc02b);
  EXPECT_EQ(agreed.key_exchange_group, 0x0018);
}

TEST_P(Doors, NameTheAlgorithmThatThereIsNot) {
  client.algorithms.groups = {0x6a6a};
  EXPECT_EQ(describe(reprise::ClientConfig::make(library(), client).error()), "unknown_group: groups");
  client.algorithms = {.cipher_suites = {0x0001}};
  EXPECT_EQ(describe(reprise::ClientConfig::make(library(), client).error()), "unknown_cipher_returned: cipher_suites");
  client.algorithms = {.signature_schemes = {0x0a0a}};
  EXPECT_EQ(describe(reprise::ClientConfig::make(library(), client).error()),
            "wrong_signature_type: signature_schemes");
}

// --- Keeping sessions

// Two servers may share one, as they would a database.
class Table final : public reprise::SessionStore {
 public:
  explicit Table(Slowness& slowness) : slowness_(slowness) {}
  void put(const SessionView& session) override {
    sessions[std::string(reprise::text_of(session.id()))] = session.share();
  }
  Answer<Ref<const Session>> find(Question question, Bytes id) override {
    if (slowness_.not_yet(question)) return reprise::not_yet<Ref<const Session>>();
    const auto at = sessions.find(std::string(reprise::text_of(id)));
    return std::optional(at == sessions.end() ? Ref<const Session>() : at->second.share());
  }
  Answer<Ref<const Session>> take(Question question, Bytes id) override {
    if (slowness_.not_yet(question)) return reprise::not_yet<Ref<const Session>>();
    const auto at = sessions.find(std::string(reprise::text_of(id)));
    if (at == sessions.end()) return std::optional(Ref<const Session>());
    return std::optional(std::move(sessions.extract(at).mapped()));
  }
  void remove(const SessionView& session) override { sessions.erase(std::string(reprise::text_of(session.id()))); }

  std::map<std::string, Ref<const Session>> sessions;

 private:
  Slowness& slowness_;
};

TEST_P(Doors, KeepSessionsForSeveralServers) {
  const auto table = std::make_shared<Table>(slowness);
  server.store = table;
  const auto first = server_config(server), second = server_config(server);
  const auto ours = client_config(client);
  Pair pair(ours, second, fresh_session(ours, first));
  ASSERT_TRUE(pair.handshake());
  EXPECT_TRUE(pair.server.negotiated().resumed);
  EXPECT_FALSE(table->sessions.empty());
}

TEST_P(Doors, KeepSessionsInTheirScope) {
  server.store = std::make_shared<Table>(slowness);
  server.scope = "a.example";
  const auto a = server_config(server);
  server.scope = "b.example";
  const auto b = server_config(server);
  const auto ours = client_config(client);
  Pair pair(ours, b, fresh_session(ours, a));
  ASSERT_TRUE(pair.handshake());
  EXPECT_FALSE(pair.server.negotiated().resumed);
}

TEST_P(Doors, TakeEarlyDataOfASessionOnce) {
  if (!is_tls13()) return;
  server.store = std::make_shared<Table>(slowness);
  server.max_early_data_bytes = 100;
  const auto theirs = server_config(server);
  const auto ours = client_config(client);
  const auto session = fresh_session(ours, theirs);
  const auto pem = reprise::pem_of(session);
  const auto copy = reprise::session_from_pem(library(), pem.value().text(), kNow).value();
  for (const auto expected : {reprise::EarlyData::accepted, reprise::EarlyData::rejected}) {
    Pair pair(ours, theirs, expected == reprise::EarlyData::accepted ? session.share() : copy.share());
    ASSERT_TRUE(pair.client.write_early_data(reprise::bytes_of("early")).ok());
    (void)pair.client.end_early_data();
    std::array<std::uint8_t, 100> buffer;
    for (int i = 0; i < 6; ++i) {
      deliver(pair.client, pair.server);
      (void)pair.server.read_early_data(buffer);
      (void)pair.server.handshake();
      deliver(pair.server, pair.client);
      (void)pair.client.handshake();
    }
    EXPECT_TRUE(pair.server.handshake_complete());
    EXPECT_EQ(pair.server.negotiated().early_data, expected);
  }
}

TEST_P(Doors, ShareTicketsUnderKeysOfTheirOwn) {
  const auto keys = reprise::TicketSealer::make_keys(library()).value();
  const auto server_with_keys = [&](std::string scope) {
    server.tickets = reprise::TicketSealer::with_keys(library(), std::vector<Bytes>{keys.bytes()}).value();
    server.scope = std::move(scope);
    return server_config(server);
  };
  const auto a = server_with_keys("a.example"), also_a = server_with_keys("a.example"),
             b = server_with_keys("b.example");
  const auto ours = client_config(client);
  Pair shared(ours, also_a, fresh_session(ours, a));
  EXPECT_TRUE(shared.handshake());
  EXPECT_TRUE(shared.server.negotiated().resumed);
  Pair apart(ours, b, fresh_session(ours, a));
  EXPECT_TRUE(apart.handshake());
  EXPECT_FALSE(apart.server.negotiated().resumed);
}

// --- Choosing

TEST_P(Doors, ChooseSettingsByTheHello) {
  server.application_protocols = {"h2"};
  const auto for_h2 = server_config(server);
  server.application_protocols = {};
  server.choose_config = [&](Question question,
                             const reprise::Hello& hello) -> Answer<std::optional<reprise::ServerConfig>> {
    if (slowness.not_yet(question)) return reprise::not_yet<std::optional<reprise::ServerConfig>>();
    EXPECT_EQ(hello.server_name, "localhost");
    EXPECT_FALSE(hello.cipher_suites.empty() || hello.groups.empty() || hello.signature_schemes.empty());
    const bool h2 = std::ranges::count(hello.application_protocols, "h2") != 0;
    return std::optional(h2 ? std::optional(for_h2) : std::nullopt);
  };
  const auto theirs = server_config(server);
  client.application_protocols = {"h2"};
  Pair chosen(client_config(client), theirs);
  ASSERT_TRUE(chosen.handshake());
  EXPECT_EQ(chosen.client.negotiated().application_protocol, "h2");
  client.application_protocols = {"other"};
  Pair other(client_config(client), theirs);
  ASSERT_TRUE(other.handshake());
  EXPECT_EQ(other.client.negotiated().application_protocol, "");
}

TEST_P(Doors, ChooseTheProtocol) {
  server.choose_protocol = [](const reprise::Hello& hello) -> reprise::Result<std::string> {
    if (hello.application_protocols.back() == "none") return reprise::refusal(Alert::no_application_protocol);
    return std::string(hello.application_protocols.back());
  };
  client.application_protocols = {"a", "b"};
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.client.negotiated().application_protocol, "b");
  client.application_protocols = {"a", "none"};
  Pair refused(client_config(client), server_config(server));
  EXPECT_FALSE(refused.handshake());
  EXPECT_EQ(refused.client_status.error().alert, Alert::no_application_protocol);
}

// --- Keys agreed on beforehand

TEST_P(Doors, FindKeysThatWereAgreedOn) {
  if (!is_tls13()) return;
  const auto psk = [](std::string_view key) {
    const auto bytes = reprise::bytes_of(key);
    const auto name = reprise::bytes_of("device 7");
    return reprise::Psk{.identity = {name.begin(), name.end()},
                        .key = reprise::Secret({bytes.begin(), bytes.end()})};
  };
  client.psk = [&](Question question) -> Answer<std::optional<reprise::Psk>> {
    if (slowness.not_yet(question)) return reprise::not_yet<std::optional<reprise::Psk>>();
    return std::optional(std::optional(psk("0123456789abcdef0123456789abcdef")));
  };
  std::string theirs = "0123456789abcdef0123456789abcdef";
  server.certificate_pem = server.key_pem = "";
  server.find_psk = [&](Question question, Bytes identity) -> Answer<std::optional<reprise::Psk>> {
    if (slowness.not_yet(question)) return reprise::not_yet<std::optional<reprise::Psk>>();
    EXPECT_EQ(reprise::text_of(identity), "device 7");
    return std::optional(std::optional(psk(theirs)));
  };
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_TRUE(pair.client.peer_certificates().empty());
  theirs.back() = 'x';
  Pair wrong(client_config(client), server_config(server));
  EXPECT_FALSE(wrong.handshake());
  EXPECT_EQ(wrong.server_status.error().reason, Reason::binder_does_not_verify);
}

// --- The rest

TEST_P(Doors, StapleOcspResponses) {
  client.request_ocsp = true;
  server.ocsp_response = [&](Question question) -> Answer<std::vector<std::uint8_t>> {
    if (slowness.not_yet(question)) return reprise::not_yet<std::vector<std::uint8_t>>();
    return std::optional(std::vector<std::uint8_t>{1, 2, 3});
  };
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.client.ocsp_response().size(), 3u);
}

TEST_P(Doors, LogKeysAlikeAtBothEnds) {
  std::set<std::string> ours, theirs;
  client.key_log = [&](std::string_view line) { ours.emplace(line); };
  server.key_log = [&](std::string_view line) { theirs.emplace(line); };
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(ours, theirs);
  EXPECT_EQ(ours.size(), is_tls13() ? 5u : 1u);
  const std::string label = is_tls13() ? "SERVER_HANDSHAKE_TRAFFIC_SECRET " : "CLIENT_RANDOM ";
  EXPECT_EQ(std::ranges::count_if(ours, [&](const auto& line) { return line.starts_with(label); }), 1);
}

TEST_P(Doors, SendTicketsWithTheFirstData) {
  server.tickets = reprise::TicketSealer::open(library(), hands.now).value();
  server.tickets_with_data = true;
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  EXPECT_EQ(pair.read(pair.client), "");
  EXPECT_EQ(pair.client.take_sessions().size(), is_tls13() ? 0u : 1u);
  EXPECT_EQ(pair.transfer(pair.server, pair.client, "data"), "data");
  EXPECT_EQ(pair.client.take_sessions().size(), is_tls13() ? 2u : 0u);
}

TEST_P(Doors, PadRecords) {
  client.record_padding = 1024;
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  ASSERT_TRUE(pair.client.write(reprise::bytes_of("short")).ok());
  EXPECT_EQ(pair.client.output().size() >= 1024, is_tls13());
}

TEST_P(Doors, TakeInputWithoutACopy) {
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  ASSERT_TRUE(pair.client.write(reprise::bytes_of("data")).ok());
  const auto sent = pair.client.output();
  const auto room = pair.server.input_space(sent.size());
  ASSERT_EQ(room.size(), sent.size());
  std::ranges::copy(sent, room.begin());
  pair.server.input_filled(sent.size());
  EXPECT_EQ(pair.read(pair.server), "data");
  EXPECT_LE(pair.server.input_space(std::size_t(1) << 30).size(), std::size_t(64) * 1024);
}

TEST_P(Doors, AskAClientForItsCertificateLater) {
  if (!is_tls13()) return;
  const Authority authority("CA");
  const auto issued = authority.issue("alice");
  const auto vault = std::make_shared<Vault>(issued.key, slowness);
  client.certificates = {{.certificate_pem = issued.certificate, .signer = vault}};
  client.post_handshake_authentication = true;
  server.client_trust_pem = authority.pem();
  server.client_certificate = ClientCertificate::requested;
  const auto requested = server_config(server);
  Pair pair(client_config(client), requested);
  ASSERT_TRUE(pair.handshake());
  ASSERT_TRUE(pair.server.request_client_certificate().ok());
  deliver(pair.server, pair.client);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(pair.read(pair.client), "");
  deliver(pair.client, pair.server);
  EXPECT_EQ(pair.read(pair.server), "");
  EXPECT_EQ(vault->num_signatures, 2);
  EXPECT_FALSE(pair.server.peer_certificates().empty());
}

TEST_P(Doors, SendNothingBetweenACertificateAndItsProof) {
  if (!is_tls13()) return;
  const Authority authority("CA");
  const auto issued = authority.issue("alice");
  client.certificates = {
      {.certificate_pem = issued.certificate, .signer = std::make_shared<Vault>(issued.key, slowness)}};
  client.post_handshake_authentication = true;
  server.client_trust_pem = authority.pem();
  server.client_certificate = ClientCertificate::requested;
  Pair pair(client_config(client), server_config(server));
  ASSERT_TRUE(pair.handshake());
  ASSERT_TRUE(pair.server.request_client_certificate().ok());
  deliver(pair.server, pair.client);
  std::array<std::uint8_t, 100> out;
  Status status = pair.client.read(out).value().status;
  while (status == Status::wants_answer) {
    const auto before = pair.client.output().size();
    EXPECT_FALSE(pair.client.update_keys().ok());
    status = pair.client.write(reprise::bytes_of("data")).value().status;
    if (status != Status::wants_answer) break;
    EXPECT_EQ(pair.client.output().size(), before);
  }
  if (status == Status::wants_input) status = pair.client.write(reprise::bytes_of("data")).value().status;
  ASSERT_EQ(status, Status::done);
  deliver(pair.client, pair.server);
  EXPECT_EQ(pair.read(pair.server), "data");
  EXPECT_FALSE(pair.server.peer_certificates().empty());
}

TEST(ErrorCode, SpeaksOfReasons) {
  const std::error_code code = make_error_code(Reason::private_key_mismatch);
  EXPECT_TRUE(code);
  EXPECT_EQ(code.message(), "private_key_mismatch");
  EXPECT_EQ(code, Reason::private_key_mismatch);
  EXPECT_NE(code, Reason::bad_value);
}

}  // namespace
