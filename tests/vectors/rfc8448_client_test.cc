// SPDX-License-Identifier: Apache-2.0
// The traces of RFC 8448 replayed on a connection of ours in the role of the client, record by record: what the trace's
// server sent goes in, and every byte that comes out is the trace's, alerts and application data included.
//
// From the ServerHello on everything is the product's: key schedule, transcript, checks of certificate, signature and
// Finished, records. The ClientHellos are the trace's (see trace_client.h). One thing is not replayed: in "Client
// Authentication" the client's private key is not published, so that our client signs with a key of its own there; its
// signature and Finished differ, and the trace's own are checked in rfc8448_steps_test.cc.
#include <gtest/gtest.h>

#include "engine/connection.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "record/opener.h"
#include "support/crypto/inputs.h"
#include "trace_client.h"
#include "wire/messages/certificate.h"
#include "wire/messages/handshake_header.h"

namespace reprise::vectors {
namespace {

using engine::Status;

class Rfc8448Client {
 public:
  explicit Rfc8448Client(const char* section) : trace(load_trace(section)), host(trace) {}

  // The server's `nth` record.
  void receive(std::size_t nth) { receive(trace.record_bytes(Role::server, nth)); }
  void receive(Bytes record) {
    while (!record.empty()) {
      const MutableBytes space = connection.input_space(connection.input_wanted());
      const std::size_t size = std::min(space.size(), record.size());
      std::ranges::copy(record.first(size), space.begin());
      connection.input_filled(size);
      record = record.subspan(size);
      if (!connection.handshake_complete()) {
        ASSERT_TRUE(connection.handshake().ok());
      }
    }
  }
  ByteVector sent() {
    ByteVector bytes = copy_of(connection.output());
    connection.output_sent(bytes.size());
    return bytes;
  }
  // What came out is the client's record `first` and so many after it.
  void expect_sent(std::size_t first, std::size_t count = 1) {
    ByteVector expected;
    for (std::size_t i = first; i < first + count; ++i) {
      const auto& record = trace.record_bytes(Role::client, i);
      expected.insert(expected.end(), record.begin(), record.end());
    }
    EXPECT_EQ(sent(), expected) << first;
  }
  void start() {
    const auto status = connection.handshake();
    ASSERT_TRUE(status.ok());
    EXPECT_EQ(status.value(), Status::wants_input);
  }
  void expect_secrets() {
    EXPECT_EQ(host.keys["CLIENT_HANDSHAKE_TRAFFIC_SECRET"], trace.secret("c hs traffic"));
    EXPECT_EQ(host.keys["SERVER_HANDSHAKE_TRAFFIC_SECRET"], trace.secret("s hs traffic"));
    EXPECT_EQ(host.keys["CLIENT_TRAFFIC_SECRET_0"], trace.secret("c ap traffic"));
    EXPECT_EQ(host.keys["SERVER_TRAFFIC_SECRET_0"], trace.secret("s ap traffic"));
    EXPECT_EQ(host.keys["EXPORTER_SECRET"], trace.secret("exp master"));
  }
  // Application data both ways: the client's record and the server's of these numbers.
  void exchange_data(std::size_t client_record, std::size_t server_record) {
    const auto& data = trace.record(Role::client, client_record)["payload"];
    EXPECT_EQ(connection.write(data).value().size, data.size());
    expect_sent(client_record);
    receive(server_record);
    ByteVector out(100);
    const auto transfer = connection.read(out);
    ASSERT_TRUE(transfer.ok());
    out.resize(transfer.value().size);
    EXPECT_EQ(out, trace.record(Role::server, server_record)["payload"]);
  }
  // Both alerts.
  void close(std::size_t client_record, std::size_t server_record) {
    connection.close();
    expect_sent(client_record);
    receive(server_record);
    ByteVector out(100);
    EXPECT_EQ(connection.read(out).value().status, Status::closed);
  }

  const Trace trace;
  TraceHost host;
  engine::Connection connection{Role::client, host, make_trace_client};
};

TEST(Rfc8448Client, RepeatsTheSimpleHandshake) {
  Rfc8448Client client("simple_1rtt");
  client.start();
  client.expect_sent(0);
  client.receive(0);
  client.receive(1);
  ASSERT_TRUE(client.connection.handshake_complete());
  client.expect_sent(1);
  client.expect_secrets();
  client.receive(2);  // NewSessionTicket
  ByteVector out(10);
  ASSERT_TRUE(client.connection.read(out).ok());
  ASSERT_EQ(client.host.published.size(), 1u);
  const auto expected = session_of(client.trace, 0);
  const auto& session = client.host.published[0]->data();
  EXPECT_EQ(copy_of(session.secret()), copy_of(expected->data().secret()));
  EXPECT_EQ(copy_of(session.ticket()), copy_of(expected->data().ticket()));
  EXPECT_EQ(session.age_add(), expected->data().age_add());
  EXPECT_EQ(session.max_early_data(), 1024u);
  client.exchange_data(2, 3);
  client.close(3, 4);
}

TEST(Rfc8448Client, RepeatsTheResumptionWithEarlyData) {
  Rfc8448Client client("resumed_0rtt");
  client.host.session = session_of(load_trace("simple_1rtt"), to_unix_seconds(client.host.now()));
  const auto& early = client.trace.record(Role::client, 1)["payload"];
  EXPECT_EQ(client.connection.write_early_data(early).value().size, early.size());
  client.expect_sent(0, 2);
  EXPECT_EQ(client.host.keys["CLIENT_EARLY_TRAFFIC_SECRET"], client.trace.secret("c e traffic"));
  EXPECT_EQ(client.host.keys["EARLY_EXPORTER_SECRET"], client.trace.secret("e exp master"));
  ASSERT_TRUE(client.connection.end_early_data().ok());
  client.receive(0);
  client.receive(1);
  ASSERT_TRUE(client.connection.handshake_complete());
  EXPECT_EQ(client.connection.facts().early_data, handshake::EarlyData::accepted);
  client.expect_sent(2, 2);  // EndOfEarlyData, Finished
  client.expect_secrets();
  client.exchange_data(4, 2);
  client.close(5, 3);
}

TEST(Rfc8448Client, RepeatsTheHelloRetryRequest) {
  Rfc8448Client client("hello_retry_request");
  client.start();
  client.expect_sent(0);
  client.receive(0);
  client.expect_sent(1);
  client.receive(1);
  client.receive(2);
  ASSERT_TRUE(client.connection.handshake_complete());
  EXPECT_TRUE(client.connection.facts().hello_retry);
  client.expect_sent(2);
  client.expect_secrets();
  client.close(3, 3);
}

TEST(Rfc8448Client, RepeatsTheCompatibilityMode) {
  Rfc8448Client client("compatibility_mode");
  client.start();
  client.expect_sent(0);
  for (const std::size_t record : {0, 1, 2}) client.receive(record);
  ASSERT_TRUE(client.connection.handshake_complete());
  client.expect_sent(1, 2);  // change_cipher_spec, Finished
  client.expect_secrets();
  client.close(3, 3);
}

// A chain of the one certificate in a Certificate message, and a key that is not its own.
Ref<const handshake::Credential> credential_of(Bytes message) {
  const auto parsed = wire::read_certificate_tls13(message.subspan(wire::kHandshakeHeaderLen)).value();
  std::vector<Ref<const crypto::Certificate>> chain;
  for (const auto& entry : parsed.certificate_list) {
    chain.push_back(crypto::Certificate::from_der(algorithms(), entry.cert_data));
  }
  auto credential = make_ref<handshake::Credential>();
  credential->chain = make_ref<crypto::CertificateChain>(std::move(chain));
  credential->key = crypto::PrivateKey::sharing(algorithms(), crypto::new_key("RSA", nullptr, 1024).get());
  return credential;
}

TEST(Rfc8448Client, RepeatsTheClientAuthenticationUpToTheSignature) {
  Rfc8448Client client("client_authentication");
  const auto& certificate = client.trace.step(Role::client, "construct a Certificate handshake message")["Certificate"];
  client.host.settings->credentials.push_back(credential_of(certificate));
  client.start();
  client.expect_sent(0);
  client.receive(0);
  client.receive(1);
  ASSERT_TRUE(client.connection.handshake_complete());
  EXPECT_TRUE(client.connection.facts().certificate_requested);
  client.expect_secrets();
  ByteVector record = client.sent();
  const auto& theirs = client.trace.record(Role::client, 1);
  ASSERT_EQ(record.size(), theirs["complete record"].size());
  const Step& keys = client.trace.step(Role::client, "derive write traffic keys for handshake data");
  record::Opener opener;
  ASSERT_TRUE(
      opener
          .use_keys(*algorithms(), {crypto::Aead::aes_128_gcm, record::Format::tls13,
                                    SecretArray<32>(keys["key expanded"]), SecretArray<12>(keys["iv expanded"])})
          .ok());
  const auto opened = opener.open(record);
  ASSERT_TRUE(opened.ok());
  const std::size_t same = certificate.size() + 8;  // and the CertificateVerify up to its signature
  EXPECT_EQ(copy_of(Bytes(opened.value().content).first(same)), copy_of(Bytes(theirs["payload"]).first(same)));
  client.connection.close();
  EXPECT_EQ(client.sent(), client.trace.record_bytes(Role::client, 2));
  client.receive(2);
  ByteVector out(10);
  EXPECT_EQ(client.connection.read(out).value().status, Status::closed);
}

}  // namespace
}  // namespace reprise::vectors
