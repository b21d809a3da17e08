// SPDX-License-Identifier: Apache-2.0
// Every step of every trace of RFC 8448, for both sides: each secret, key and MAC is derived from what the step names,
// each hash is that of the handshake's messages up to some point, each record is sealed and opened, each signature and
// each Finished is checked by the product's code over the trace's own messages.
#include <gtest/gtest.h>

#include <set>

#include "crypto/key_share.h"
#include "handshake/flow/certificates.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "handshake/tls13/authentication.h"
#include "record/opener.h"
#include "record/sealer.h"
#include "trace_host.h"
#include "wire/messages/server_hello.h"

namespace reprise::vectors {
namespace {

using crypto::HashAlgorithm;
namespace tls13 = handshake::tls13;

class Rfc8448 : public testing::TestWithParam<const char*> {
 protected:
  ByteVector expanded(Bytes secret, Bytes info, std::size_t size) {
    ByteVector out(size);
    EXPECT_TRUE(crypto::hkdf_expand(scratch, HashAlgorithm::sha256, secret, info, out).ok());
    return out;
  }
  ByteVector hash_of(Bytes bytes) {
    return copy_of(crypto::digest(*algorithms_, HashAlgorithm::sha256, bytes, scratch.hash()).value().bytes());
  }

  const Trace trace = load_trace(GetParam());
  Ref<const crypto::Algorithms> algorithms_ = algorithms();
  crypto::Scratch scratch{*algorithms_};
};

// The label in the title of a step: "c hs traffic".
std::string_view label_in(const Step& step) {
  const std::string_view title = step.title;
  const auto begin = title.find("\"tls13 ") + 7;
  return title.substr(begin, title.find('"', begin) - begin);
}

TEST_P(Rfc8448, DerivesEverySecretAndKey) {
  int steps = 0;
  for (const Step& step : trace.steps) {
    SCOPED_TRACE(step.title);
    if (step.starts_with("extract secret")) {
      const auto secret = crypto::hkdf_extract(scratch, HashAlgorithm::sha256, step["salt"], step["IKM"]);
      EXPECT_EQ(copy_of(secret.value().bytes()), step["secret"]);
    } else if (step.starts_with("derive secret")) {
      EXPECT_EQ(expanded(step["PRK"], step["info"], 32), step["expanded"]);
      const auto secret =
          crypto::derive_secret(scratch, HashAlgorithm::sha256, step["PRK"], label_in(step), step["hash"]);
      EXPECT_EQ(copy_of(secret.value().bytes()), step["expanded"]);
    } else if (step.starts_with("derive write") || step.starts_with("derive read")) {
      EXPECT_EQ(expanded(step["PRK"], step["key info"], 16), step["key expanded"]);
      EXPECT_EQ(expanded(step["PRK"], step["iv info"], 12), step["iv expanded"]);
      const auto keys = tls13::traffic_keys(scratch, *wire::find_cipher_suite(0x1301), step["PRK"]);
      EXPECT_EQ(copy_of(keys.value().key.bytes()), step["key expanded"]);
      EXPECT_EQ(copy_of(keys.value().iv.bytes()), step["iv expanded"]);
    } else if (step.starts_with("generate resumption secret")) {
      const auto psk = tls13::resumption_psk(scratch, HashAlgorithm::sha256, step["PRK"], step["hash"]);
      EXPECT_EQ(copy_of(psk.value().bytes()), step["expanded"]);
    } else if (step.starts_with("calculate")) {
      EXPECT_EQ(expanded(step["PRK"], step["info"], 32), step["expanded"]);
    } else {
      continue;
    }
    ++steps;
  }
  EXPECT_GE(steps, 30);
}

TEST_P(Rfc8448, SchedulesTheSecretsOneAfterTheOther) {
  tls13::KeySchedule schedule;
  const bool resumes = trace.step(Role::client, "extract secret \"early\"")["IKM"] != ByteVector(32);
  const ByteVector psk = resumes ? trace.step(Role::client, "extract secret \"early\"")["IKM"] : ByteVector();
  const auto derived = [&](const char* label) {
    const Step& step = trace.step(Role::server, "derive secret \"tls13 " + std::string(label) + "\"");
    EXPECT_EQ(copy_of(schedule.derive(scratch, label, step["hash"]).value().bytes()), step["expanded"]) << label;
  };
  ASSERT_TRUE(schedule.start(scratch, HashAlgorithm::sha256, psk).ok());
  if (resumes) derived("c e traffic"), derived("e exp master");
  ASSERT_TRUE(schedule.advance(scratch, trace.step(Role::server, "extract secret \"handshake\"")["IKM"]).ok());
  derived("c hs traffic"), derived("s hs traffic");
  ASSERT_TRUE(schedule.advance(scratch, {}).ok());
  derived("c ap traffic"), derived("s ap traffic"), derived("exp master"), derived("res master");
}

TEST_P(Rfc8448, AgreesOnTheSharedSecret) {
  const bool retried = std::string_view(GetParam()) == "hello_retry_request";
  const auto* title = retried ? "create an ephemeral P-256 key pair" : "create an ephemeral x25519 key pair";
  const auto group = retried ? crypto::NamedGroup::secp256r1 : crypto::NamedGroup::x25519;
  const Step& client = trace.step(Role::client, title);
  const Step& server = trace.step(Role::server, title);
  const auto share = crypto::KeyShare::from_private_key(*algorithms_, group, server["private key"]);
  EXPECT_EQ(copy_of(share.value().public_key()), server["public key"]);
  EXPECT_EQ(copy_of(share.value().derive(client["public key"]).value().bytes()),
            trace.step(Role::server, "extract secret \"handshake\"")["IKM"]);
}

// --- Records

// Both ends of one direction.
struct Direction {
  record::Sealer sealer;
  record::Opener opener;
  bool sent = false;
};

wire::ContentType type_of(const Step& step) {
  if (step.starts_with("send application_data")) return wire::ContentType::application_data;
  if (step.starts_with("send alert")) return wire::ContentType::alert;
  if (step.starts_with("send change_cipher_spec")) return wire::ContentType::change_cipher_spec;
  return wire::ContentType::handshake;
}

TEST_P(Rfc8448, SealsAndOpensEveryRecord) {
  Direction directions[2];
  int records = 0;
  for (const Step& step : trace.steps) {
    SCOPED_TRACE(step.title);
    auto& [sealer, opener, sent] = directions[int(step.who)];
    if (step.starts_with("derive write traffic keys")) {
      const record::Keys keys{crypto::Aead::aes_128_gcm, record::Format::tls13, SecretArray<32>(step["key expanded"]),
                              SecretArray<12>(step["iv expanded"])};
      ASSERT_TRUE(sealer.use_keys(*algorithms_, keys).ok() && opener.use_keys(*algorithms_, keys).ok());
    }
    if (!step.has("complete record")) continue;
    const auto version =
        step.who == Role::client && !sent ? wire::ProtocolVersion::tls10 : wire::ProtocolVersion::tls12;
    const record::Content content{.type = type_of(step), .bytes = step["payload"], .version = version};
    ByteVector record(sealer.sealed_size(content));
    ASSERT_TRUE(sealer.seal(content, record).ok());
    EXPECT_EQ(record, step["complete record"]);
    if (content.type != wire::ContentType::change_cipher_spec) {
      const auto opened = opener.open(record);
      ASSERT_TRUE(opened.ok());
      EXPECT_EQ(copy_of(opened.value().content), step["payload"]);
      EXPECT_EQ(opened.value().type, content.type);
    }
    sent = true;
    ++records;
  }
  EXPECT_GE(records, 6);
}

// --- The transcript

// The handshake's messages one by one, as the product's code sees them.
struct Reading {
  explicit Reading(const Trace& trace) : host(trace), core(host, facts) {}

  TraceHost host;
  handshake::Facts facts;
  handshake::Core core;
  bool has_hash = false;
};

// An Effects for code that checks and does not send.
class NoOutput final : public handshake::Effects {
 public:
  ByteVector& flight() override { return flight_; }
  void send_change_cipher_spec() override {}
  void owe_change_cipher_spec() override {}
  void send_warning_alert(Alert) override {}
  Result<> use_read_keys(handshake::Epoch, const record::Keys&) override { return success(); }
  Result<> use_write_keys(handshake::Epoch, const record::Keys&) override { return success(); }
  void owe_key_update(handshake::Debt) override {}
  void limit_fragments(std::size_t) override {}
  void skip_early_data(std::uint32_t) override {}
  void accept_early_data(std::uint32_t) override {}
  void offer_early_data(std::uint32_t) override {}
  void entered(handshake::StateName) override {}
  void handshake_done() override {}

 private:
  ByteVector flight_;
};

// The messages that a step makes part of the handshake; a ClientHello counts when it is sent, as its binders come late.
ByteVector message_in(const Step& step) {
  if (step.title == "send handshake record" && step["payload"][0] == 1) return step["payload"];
  if (!step.starts_with("construct") || step.values.empty()) return {};
  const auto& [name, bytes] = step.values.front();
  return name.starts_with("ClientHello") || name == "NewSessionTicket" ? ByteVector() : bytes;
}

class Rfc8448Messages : public Rfc8448 {
 protected:
  void take(const Step& step, Bytes message) {
    handshake::Context context(reading.core, out);
    auto& transcript = context.transcript;
    const auto type = wire::HandshakeType{message[0]};
    const Bytes body = message.subspan(wire::kHandshakeHeaderLen);
    const Role reader = step.who == Role::client ? Role::server : Role::client;
    if (type == wire::HandshakeType::certificate) {
      const auto parsed = wire::read_certificate_tls13(body);
      ASSERT_TRUE(parsed.ok());
      candidate.chain =
          std::move(tls13::read_chain(context, parsed.value(), tls13::OcspRequested::no).value());
    } else if (type == wire::HandshakeType::certificate_verify) {
      EXPECT_TRUE(tls13::check_certificate_verify(context, reader, candidate,
                                                      wire::read_certificate_verify(body).value()).ok());
      ++signatures;
    } else if (type == wire::HandshakeType::finished) {
      const auto& secret = trace.secret(step.who == Role::client ? "c hs traffic" : "s hs traffic");
      const auto parsed = wire::read_finished(body, 32);
      EXPECT_TRUE(tls13::check_finished(context, step.who, HashAlgorithm::sha256, secret, parsed.value()).ok());
      ++finished;
    } else if (type == wire::HandshakeType::server_hello) {
      const auto hello = wire::read_server_hello(body);
      if (hello.value().is_hello_retry_request()) {
        ASSERT_TRUE(transcript.replace_by_message_hash(*algorithms_).ok());
      }
    }
    transcript.add(message);
    if (!transcript.has_hash()) {
      ASSERT_TRUE(transcript.choose_hash(*algorithms_, HashAlgorithm::sha256, handshake::KeepMessages::no).ok());
    }
    hashes.insert(copy_of(transcript.digest(scratch.hash()).value().bytes()));
  }

  Reading reading{trace};
  handshake::CandidatePeer candidate;
  NoOutput out;
  std::set<ByteVector> hashes;
  int signatures = 0;
  int finished = 0;
};

TEST_P(Rfc8448Messages, CarryTheHashesSignaturesAndMacsOfTheTranscript) {
  hashes.insert(hash_of({}));
  for (const Step& step : trace.steps) {
    SCOPED_TRACE(step.title);
    if (const ByteVector message = message_in(step); !message.empty()) take(step, message);
    if (step.starts_with("derive secret")) {
      EXPECT_TRUE(hashes.contains(step["hash"]));
    }
  }
  const std::string_view section = GetParam();
  EXPECT_EQ(finished, 2);
  EXPECT_EQ(signatures, section == "resumed_0rtt" ? 0 : section == "client_authentication" ? 2 : 1);
}

TEST(Rfc8448Binder, IsThatOfTheClientHelloUpToTheBinders) {
  const Trace trace = load_trace("resumed_0rtt");
  const Step& step = trace.step(Role::client, "calculate PSK binder");
  crypto::Scratch scratch(*algorithms());
  tls13::KeySchedule early;
  ASSERT_TRUE(
      early.start(scratch, HashAlgorithm::sha256, trace.step(Role::client, "extract secret \"early\"")["IKM"]).ok());
  const auto hash = crypto::digest(*algorithms(), HashAlgorithm::sha256, step["ClientHello prefix"], scratch.hash());
  EXPECT_EQ(copy_of(hash.value().bytes()), step["binder hash"]);
  const auto binder = tls13::binder(scratch, early, tls13::BinderKind::resumption, hash.value().bytes());
  EXPECT_EQ(copy_of(binder.value().bytes()), step["finished"]);
}

constexpr const char* kSections[] = {"simple_1rtt", "resumed_0rtt", "hello_retry_request", "client_authentication",
                                     "compatibility_mode"};
std::string name_of_section(const testing::TestParamInfo<const char*>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(Traces, Rfc8448, testing::ValuesIn(kSections), name_of_section);
INSTANTIATE_TEST_SUITE_P(Traces, Rfc8448Messages, testing::ValuesIn(kSections), name_of_section);

}  // namespace
}  // namespace reprise::vectors
