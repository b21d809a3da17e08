// SPDX-License-Identifier: Apache-2.0
// A server of ours and the ClientHellos of RFC 8448, byte for byte as the trace's client sent them.
//
// Our ServerHello and EncryptedExtensions differ from the trace's by design (order of extensions; no supported_groups
// and record_size_limit), so what follows cannot be the trace's. The client at the other end is that of trace_client.h,
// which has the trace's private keys: each handshake is brought to its end and carries data. What depends on the
// ClientHello alone is compared with the trace: the binder, the early secrets, the records of early data.
#include <gtest/gtest.h>

#include "support/engine/credentials.h"
#include "support/engine/wire.h"
#include "trace_client.h"
#include "wire/extensions/pre_shared_key.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/handshake_header.h"

namespace reprise::vectors {
namespace {

using engine::Connection;
using engine::deliver;
using engine::Status;
using engine::take_output;

struct Rfc8448Server {
  explicit Rfc8448Server(const char* section) : trace(load_trace(section)), client_host(trace), server_host(trace) {
    server_host.settings->credentials.push_back(engine::test_credential(algorithms(), engine::TestKeyType::p256));
  }
  void expect_handshake_and_data() {
    ASSERT_TRUE(engine::run_handshake(client, server));
    for (const auto& [label, secret] : server_host.keys) EXPECT_TRUE(client_host.keys[label] == secret) << label;
    ASSERT_TRUE(client.write(bytes_of("question")).ok());
    deliver(server, take_output(client));
    EXPECT_EQ(engine::read_text(server), "question");
    ASSERT_TRUE(server.write(bytes_of("answer")).ok());
    deliver(client, take_output(server));
    ByteVector out(100);
    std::string answer;
    while (client.has_pending()) {
      const auto transfer = client.read(out);
      ASSERT_TRUE(transfer.ok());
      answer += text_of(Bytes(out).first(transfer.value().size));
    }
    EXPECT_EQ(answer, "answer");
  }

  const Trace trace;
  TraceHost client_host, server_host;
  Connection client{Role::client, client_host, make_trace_client};
  Connection server{Role::server, server_host};
};

TEST(Rfc8448Server, AnswersTheSimpleClientHello) {
  Rfc8448Server pair("simple_1rtt");
  pair.expect_handshake_and_data();
  EXPECT_EQ(pair.server.facts().suite->id, 0x1301);
  EXPECT_EQ(pair.server.facts().offer->server_name, "server");
}

TEST(Rfc8448Server, AsksForAnotherGroup) {
  Rfc8448Server pair("hello_retry_request");
  pair.server_host.settings->groups = {crypto::NamedGroup::secp256r1};
  pair.expect_handshake_and_data();
  EXPECT_TRUE(pair.server.facts().hello_retry);
  EXPECT_EQ(pair.server.facts().group, crypto::NamedGroup::secp256r1);
}

TEST(Rfc8448Server, AuthenticatesTheClient) {
  Rfc8448Server pair("client_authentication");
  pair.server_host.settings->client_certificate = handshake::PeerCertificate::required;
  pair.client_host.settings->credentials.push_back(engine::test_credential(algorithms(), engine::TestKeyType::rsa));
  pair.expect_handshake_and_data();
  EXPECT_TRUE(pair.server.facts().peer);
}

TEST(Rfc8448Server, LooksLikeTls12InCompatibilityMode) {
  Rfc8448Server pair("compatibility_mode");
  ASSERT_TRUE(pair.client.handshake().ok());
  deliver(pair.server, take_output(pair.client));
  ASSERT_TRUE(pair.server.handshake().ok());
  const ByteVector flight = take_output(pair.server);
  const std::size_t hello_end = 5 + (flight[3] << 8 | flight[4]);
  ASSERT_GT(flight.size(), hello_end + 6);
  const auto& trace_ccs = pair.trace.record_bytes(Role::server, 1);
  EXPECT_EQ(copy_of(Bytes(flight).subspan(hello_end, 6)), trace_ccs);
  // legacy_session_id_echo, with its length, as in the trace.
  const auto& trace_hello = pair.trace.record_bytes(Role::server, 0);
  constexpr std::size_t kEcho = 5 + 4 + 2 + 32;
  EXPECT_EQ(copy_of(Bytes(flight).subspan(kEcho, 33)), copy_of(Bytes(trace_hello).subspan(kEcho, 33)));
  deliver(pair.client, flight);
  pair.expect_handshake_and_data();
}

class Rfc8448Resumption : public testing::Test {
 protected:
  // The session is as old as the client says.
  Rfc8448Resumption() {
    const Trace first = load_trace("simple_1rtt");
    const auto& message = pair.trace.record(Role::client, 0)["payload"];
    const auto hello = wire::read_client_hello(Bytes(message).subspan(wire::kHandshakeHeaderLen)).value();
    const auto psks = wire::read_offered_psks(*hello.extensions.find(wire::ExtensionType::pre_shared_key)).value();
    const std::int64_t now = to_unix_seconds(pair.server_host.now());
    pair.client_host.session = session_of(first, now);
    for (const auto& identity : psks.identities) {
      const std::uint32_t age_ms = identity.obfuscated_ticket_age - pair.client_host.session->data().age_add();
      pair.server_host.session = session_of(first, now - age_ms / 1000);
    }
    pair.server_host.settings->max_early_data = 1024;
  }
  Rfc8448Server pair{"resumed_0rtt"};
};

TEST_F(Rfc8448Resumption, TakesTheTracesEarlyData) {
  const auto& early = pair.trace.record(Role::client, 1)["payload"];
  ByteVector out(100);
  deliver(pair.server, pair.trace.record_bytes(Role::client, 0));
  deliver(pair.server, pair.trace.record_bytes(Role::client, 1));
  const auto transfer = pair.server.read_early_data(out);
  ASSERT_TRUE(transfer.ok());
  out.resize(transfer.value().size);
  EXPECT_EQ(out, early);
  EXPECT_TRUE(pair.server.facts().resumed);
  EXPECT_EQ(pair.server_host.keys["CLIENT_EARLY_TRAFFIC_SECRET"], pair.trace.secret("c e traffic"));
  EXPECT_EQ(pair.server_host.keys["EARLY_EXPORTER_SECRET"], pair.trace.secret("e exp master"));
}

TEST_F(Rfc8448Resumption, CompletesWithTheTracesClientHello) {
  ASSERT_TRUE(pair.client.write_early_data(bytes_of("ABCDEF")).ok());
  ASSERT_TRUE(pair.client.end_early_data().ok());
  pair.expect_handshake_and_data();
  EXPECT_TRUE(pair.client.facts().resumed);
}

TEST_F(Rfc8448Resumption, RefusesABinderThatIsNotTheTraces) {
  ByteVector hello = pair.trace.record_bytes(Role::client, 0);
  hello.back() ^= 1;
  deliver(pair.server, hello);
  engine::expect_error(pair.server.handshake(), Alert::decrypt_error, Reason::binder_does_not_verify);
}

}  // namespace
}  // namespace reprise::vectors
