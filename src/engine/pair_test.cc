// SPDX-License-Identifier: Apache-2.0
// Both sides with their real handshakes, in memory.
#include <gtest/gtest.h>

#include <string>

#include "support/engine/credentials.h"
#include "support/engine/wire.h"

namespace reprise::engine {
namespace {

using crypto::NamedGroup;
using handshake::RequestUpdate;

const Ref<const crypto::Algorithms>& algorithms() {
  static const auto fetched = record::test_algorithms();
  return fetched;
}

class RealPair : public testing::Test {
 protected:
  void limit_to(std::uint16_t version) {
    client_host.mutable_config().max_version = client_host.mutable_config().min_version = version;
  }
  void connect(Ref<session::Session> offered = nullptr) {
    client = std::make_unique<Connection>(Role::client, client_host);
    server = std::make_unique<Connection>(Role::server, server_host);
    if (offered) client->offer(std::move(offered));
  }
  void expect_handshake() {
    for (int i = 0; i < 6; ++i) {
      const auto ours = client->handshake();
      ASSERT_TRUE(ours.ok()) << name_of(ours.error().reason) << " " << ours.error().file << ":" << ours.error().line;
      deliver(*server, take_output(*client));
      const auto theirs = server->handshake();
      ASSERT_TRUE(theirs.ok()) << name_of(theirs.error().reason) << " " << theirs.error().file << ":"
                               << theirs.error().line;
      deliver(*client, take_output(*server));
    }
    ASSERT_TRUE(client->handshake_complete() && server->handshake_complete());
  }
  void expect_transfer(Connection& from, Connection& to, std::string_view text) {
    const auto sent = from.write(bytes_of(text));
    ASSERT_TRUE(sent.ok()) << name_of(sent.error().reason);
    ASSERT_EQ(sent.value().size, text.size());
    deliver(to, take_output(from));
    std::string got;
    while (got.size() < text.size()) {
      const std::string part = read_text(to);
      ASSERT_FALSE(part.empty());
      got += part;
    }
    EXPECT_EQ(got, text);
  }
  void expect_data_both_ways() {
    expect_transfer(*client, *server, "from the client");
    expect_transfer(*server, *client, "from the server");
    expect_transfer(*client, *server, std::string(50'000, 'c'));
    expect_transfer(*server, *client, std::string(50'000, 's'));
  }
  // The session that the client got from a first connection.
  Ref<session::Session> first_session() {
    connect();
    expect_handshake();
    expect_data_both_ways();
    return client_host.published.empty() ? nullptr : client_host.published.back().share();
  }

  PairHost client_host{Role::client, algorithms()};
  PairHost server_host{Role::server, algorithms()};
  std::unique_ptr<Connection> client, server;
  ByteVector out = ByteVector(100);
};

TEST_F(RealPair, CarriesDataThroughKeyUpdatesAndCloses) {
  connect();
  expect_handshake();
  EXPECT_EQ(client->facts().version, 0x0304);
  EXPECT_EQ(server->facts().version, 0x0304);
  expect_data_both_ways();
  for (const RequestUpdate request : {RequestUpdate::no, RequestUpdate::yes}) {
    ASSERT_TRUE(client->update_keys(request).ok());
    expect_data_both_ways();
    ASSERT_TRUE(server->update_keys(request).ok());
    expect_data_both_ways();
  }
  client->close();
  deliver(*server, take_output(*client));
  EXPECT_EQ(server->read(out).value().status, Status::closed);
  expect_transfer(*server, *client, "half closed");
  server->close();
  deliver(*client, take_output(*server));
  EXPECT_EQ(client->read(out).value().status, Status::closed);
  EXPECT_FALSE(client->failed() || server->failed());
}

TEST_F(RealPair, AnswersRequestsForAKeyUpdateOnce) {
  connect();
  expect_handshake();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client->update_keys(RequestUpdate::yes).ok());
    deliver(*server, take_output(*client));
    EXPECT_EQ(server->read(out).value().status, Status::wants_input);
    EXPECT_TRUE(server->output().empty());
    // An update that asks is no answer: the answer comes with data all the same.
    ASSERT_TRUE(server->update_keys(RequestUpdate::yes).ok());
    EXPECT_TRUE(server->owes_key_update());
    expect_transfer(*server, *client, "data");
    EXPECT_FALSE(server->owes_key_update());
    EXPECT_TRUE(client->owes_key_update());
    expect_data_both_ways();
  }
}

// --- change_cipher_spec for what stands in the middle

// The types of the records in `bytes`.
std::vector<int> record_types(Bytes bytes) {
  std::vector<int> types;
  while (bytes.size() >= 5) {
    types.push_back(bytes[0]);
    bytes = bytes.subspan(std::min<std::size_t>(bytes.size(), 5 + std::size_t(bytes[3] << 8 | bytes[4])));
  }
  return types;
}

TEST_F(RealPair, SendsAChangeCipherSpecBeforeAnEncryptedAlert) {
  for (const bool compatible : {true, false}) {
    client_host.mutable_config().switches.middlebox_compat = compatible;
    const auto expected = compatible ? std::vector<int>{20, 23} : std::vector<int>{23};
    connect();
    ASSERT_TRUE(client->handshake().ok());
    deliver(*server, take_output(*client));
    ASSERT_TRUE(server->handshake().ok());
    ByteVector flight = take_output(*server);
    flight.back() ^= 1;
    deliver(*client, flight);
    EXPECT_FALSE(client->handshake().ok());
    const ByteVector said = take_output(*client);
    EXPECT_EQ(record_types(said), expected);
    deliver(*server, said);
    expect_error(server->handshake(), Alert::bad_record_mac, Reason::peer_sent_alert);
  }
}

TEST_F(RealPair, SendsAChangeCipherSpecBeforeAnEncryptedClose) {
  connect();
  ASSERT_TRUE(client->handshake().ok());
  deliver(*server, take_output(*client));
  ASSERT_TRUE(server->handshake().ok());
  const ByteVector flight = take_output(*server);
  deliver(*client, Bytes(flight).first(flight.size() - 1));
  ASSERT_TRUE(client->handshake().ok());
  client->close();
  EXPECT_EQ(record_types(take_output(*client)), (std::vector<int>{20, 23}));
}

TEST_F(RealPair, SendsOneChangeCipherSpecAHandshake) {
  for (const bool retries : {false, true}) {
    if (retries) server_host.mutable_config().groups = {NamedGroup::secp256r1};
    connect();
    std::vector<int> types;
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(client->handshake().ok());
      const ByteVector said = take_output(*client);
      for (const int type : record_types(said)) types.push_back(type);
      deliver(*server, said);
      ASSERT_TRUE(server->handshake().ok());
      deliver(*client, take_output(*server));
    }
    client->close();
    for (const int type : record_types(take_output(*client))) types.push_back(type);
    EXPECT_EQ(types, retries ? (std::vector<int>{22, 20, 22, 23, 23}) : (std::vector<int>{22, 20, 23, 23}));
  }
}

TEST_F(RealPair, ResumesWithATicket) {
  auto session = first_session();
  ASSERT_TRUE(session);
  connect(std::move(session));
  expect_handshake();
  EXPECT_TRUE(client->facts().resumed);
  EXPECT_TRUE(server->facts().resumed);
  expect_data_both_ways();
}

TEST_F(RealPair, RetriesWithAnotherGroup) {
  server_host.mutable_config().groups = {NamedGroup::secp256r1};
  connect();
  expect_handshake();
  EXPECT_TRUE(client->facts().hello_retry);
  EXPECT_EQ(client->facts().group, NamedGroup::secp256r1);
  expect_data_both_ways();
}

TEST_F(RealPair, ExportsTheSameKeys) {
  connect();
  expect_handshake();
  ByteVector ours(32), theirs(32);
  ASSERT_TRUE(client->export_key("EXPORTER-test", bytes_of("context"), true, ours).ok());
  ASSERT_TRUE(server->export_key("EXPORTER-test", bytes_of("context"), true, theirs).ok());
  EXPECT_EQ(ours, theirs);
}

TEST_F(RealPair, CarriesEarlyData) {
  server_host.mutable_config().max_early_data = 1000;
  auto session = first_session();
  ASSERT_TRUE(session);
  connect(std::move(session));
  ASSERT_EQ(client->write_early_data(bytes_of("early")).value().size, 5u);
  deliver(*server, take_output(*client));
  const auto read = server->read_early_data(out);
  ASSERT_TRUE(read.ok()) << name_of(read.error().reason) << " " << read.error().file << ":" << read.error().line;
  EXPECT_EQ(text_of(Bytes(out).first(read.value().size)), "early");
  ASSERT_TRUE(client->end_early_data().ok());
  deliver(*client, take_output(*server));
  ASSERT_EQ(client->handshake().value(), Status::done);
  deliver(*server, take_output(*client));
  EXPECT_EQ(server->read_early_data(out).value().size, 0u);
  expect_handshake();
  EXPECT_EQ(client->facts().early_data, handshake::EarlyData::accepted);
  expect_data_both_ways();
}

TEST_F(RealPair, DropsEarlyDataThatTheServerDoesNotRead) {
  server_host.mutable_config().max_early_data = 1000;
  auto session = first_session();
  ASSERT_TRUE(session);
  connect(std::move(session));
  ASSERT_EQ(client->write_early_data(bytes_of("early")).value().size, 5u);
  ASSERT_TRUE(client->end_early_data().ok());
  expect_handshake();
  EXPECT_EQ(client->facts().early_data, handshake::EarlyData::rejected);
  expect_data_both_ways();
}

TEST_F(RealPair, DropsEarlyDataBeforeARetry) {
  server_host.mutable_config().max_early_data = 1000;
  auto session = first_session();
  ASSERT_TRUE(session);
  server_host.mutable_config().groups = {NamedGroup::secp256r1};
  connect(std::move(session));
  ASSERT_EQ(client->write_early_data(bytes_of("early")).value().size, 5u);
  ASSERT_TRUE(client->end_early_data().ok());
  expect_handshake();
  EXPECT_TRUE(client->facts().hello_retry);
  expect_data_both_ways();
}

TEST_F(RealPair, TellsTheOtherSideWhyItFails) {
  client_host.mutable_config().signature_schemes = {crypto::SignatureScheme::ed25519};
  connect();
  ASSERT_TRUE(client->handshake().ok());
  deliver(*server, take_output(*client));
  ASSERT_FALSE(server->handshake().ok());
  deliver(*client, take_output(*server));
  expect_error(client->handshake(), Alert::handshake_failure, Reason::peer_sent_alert);
}

TEST_F(RealPair, ServesTls12) {
  limit_to(0x0303);
  connect();
  expect_handshake();
  EXPECT_EQ(server->facts().version, 0x0303);
  expect_data_both_ways();
  server->close();
  deliver(*client, take_output(*server));
  EXPECT_EQ(client->read(out).value().status, Status::closed);
}

TEST_F(RealPair, ResumesTls12WithATicket) {
  limit_to(0x0303);
  auto session = first_session();
  ASSERT_TRUE(session);
  connect(std::move(session));
  expect_handshake();
  EXPECT_TRUE(client->facts().resumed);
  expect_data_both_ways();
}

TEST_F(RealPair, FailsOnEveryAlteredByteOfTheServersFlight) {
  connect();
  ASSERT_TRUE(client->handshake().ok());
  const ByteVector hello = take_output(*client);
  deliver(*server, hello);
  ASSERT_TRUE(server->handshake().ok());
  const std::size_t size = server->output().size();
  for (std::size_t i = 0; i < size; i += 7) {
    connect();
    ASSERT_TRUE(client->handshake().ok());
    deliver(*server, take_output(*client));
    ASSERT_TRUE(server->handshake().ok());
    ByteVector flight = take_output(*server);
    if (i >= flight.size()) break;
    flight[i] ^= 0x20;
    deliver(*client, flight);
    const auto status = client->handshake();
    EXPECT_FALSE(status.ok() && status.value() == Status::done && client->handshake_complete() && i > 5) << i;
  }
}

struct Combination {
  NamedGroup group;
  std::uint16_t suite;
  TestKeyType key;
};

class EveryCombination : public RealPair, public testing::WithParamInterface<Combination> {};

TEST_P(EveryCombination, CompletesTls13) {
  for (auto* host : {&client_host, &server_host}) {
    host->mutable_config().groups = {GetParam().group};
    host->mutable_config().suites = {wire::find_cipher_suite(GetParam().suite)};
  }
  server_host.mutable_config().credentials.clear();
  server_host.mutable_config().credentials.push_back(test_credential(algorithms(), GetParam().key));
  connect();
  expect_handshake();
  EXPECT_EQ(client->facts().group, GetParam().group);
  EXPECT_EQ(client->facts().suite->id, GetParam().suite);
  expect_data_both_ways();
}

std::vector<Combination> combinations() {
  std::vector<Combination> all;
  const TestKeyType keys[] = {TestKeyType::p256,    TestKeyType::rsa,   TestKeyType::rsa_pss, TestKeyType::p384,
                              TestKeyType::p521,    TestKeyType::ed25519, TestKeyType::ed448};
  // The finite-field groups take long: each once.
  for (const auto& group : crypto::all_groups()) {
    if (group.family == crypto::GroupFamily::ffdhe) {
      all.push_back({group.id, 0x1301, TestKeyType::p256});
      continue;
    }
    for (const std::uint16_t suite : {0x1301, 0x1302, 0x1303, 0x1304, 0x1305}) {
      for (const TestKeyType key : keys) all.push_back({group.id, suite, key});
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(GroupsSuitesAndKeys, EveryCombination, testing::ValuesIn(combinations()));

}  // namespace
}  // namespace reprise::engine
