// SPDX-License-Identifier: Apache-2.0
// Peers that break the rules of TLS 1.2, and the alert that each gets.
#include <gtest/gtest.h>

#include "support/handshake/tls12_peers.h"
#include "wire/messages/certificate.h"

namespace reprise::handshake::tls12 {
namespace {

using wire::HandshakeType;

struct Misbehaviour : testing::Test {
  Misbehaviour() {
    static const auto credential = new_credential("EC", "P-256");
    server_host.settings->credentials.push_back(credential.share());
  }
  // What the receiver of a tampered parcel makes of it.
  Error server_error(const Conversation::Tamper& tamper) {
    Conversation talk(client_host, server_host);
    EXPECT_FALSE(talk.run(tamper));
    EXPECT_TRUE(talk.server.error.has_value());
    return talk.server.error.value_or(Error{});
  }
  Error client_error(const Conversation::Tamper& tamper) {
    Conversation talk(client_host, server_host);
    EXPECT_FALSE(talk.run(tamper));
    EXPECT_TRUE(talk.client.error.has_value());
    return talk.client.error.value_or(Error{});
  }

  TestHost client_host;
  TestHost server_host;
};

// Flips the last bit of the message of that type.
Conversation::Tamper flip(HandshakeType type, Role sender) {
  return [=](Role role, Parcel& parcel) {
    if (role == sender && is(parcel, type)) parcel.bytes.back() ^= 1;
    return true;
  };
}

Conversation::Tamper drop(HandshakeType type) {
  return [=](Role, Parcel& parcel) { return !is(parcel, type); };
}

// Puts another type and body in place of the message of that type.
Conversation::Tamper replace(HandshakeType type, HandshakeType by, ByteVector body) {
  return [=](Role, Parcel& parcel) {
    if (is(parcel, type)) {
      ByteVector message;
      wire::Writer out(message);
      wire::write_handshake(out, by, [&] { out.bytes(body); });
      parcel.bytes = message;
    }
    return true;
  };
}

// Adds an extension to the server's hello.
Conversation::Tamper add_extension(std::uint16_t type, ByteVector body) {
  return [=](Role sender, Parcel& parcel) {
    if (sender != Role::server || !is(parcel, HandshakeType::server_hello)) return true;
    const auto hello = wire::read_server_hello(Bytes(parcel.bytes).subspan(wire::kHandshakeHeaderLen)).value();
    ByteVector changed;
    wire::Writer out(changed);
    wire::write_handshake(out, HandshakeType::server_hello, [&] {
      wire::write_server_hello_prefix(out, hello);
      out.vec16([&] {
        for (const auto& extension : hello.extensions) {
          if (code_of(extension.type) != type) wire::write_extension(out, extension.type, extension.body);
        }
        wire::write_extension(out, wire::ExtensionType{type}, body);
      });
    });
    parcel.bytes = changed;
    return true;
  };
}

void expect(const Error& error, Alert alert, Reason reason) {
  EXPECT_EQ(error.alert, alert) << (error.alert ? name_of(*error.alert) : "none");
  EXPECT_EQ(error.reason, reason) << name_of(error.reason);
}

// --- Finished and signatures

TEST_F(Misbehaviour, AClientsWrongFinishedIsDecryptError) {
  expect(server_error(flip(HandshakeType::finished, Role::client)), Alert::decrypt_error, Reason::digest_check_failed);
}

TEST_F(Misbehaviour, AServersWrongFinishedIsDecryptError) {
  expect(client_error(flip(HandshakeType::finished, Role::server)), Alert::decrypt_error, Reason::digest_check_failed);
}

TEST_F(Misbehaviour, AFinishedOfTheWrongLengthIsDecodeError) {
  expect(server_error(replace(HandshakeType::finished, HandshakeType::finished, ByteVector(13))), Alert::decode_error,
         Reason::bad_digest_length);
}

TEST_F(Misbehaviour, AWrongSignatureOfTheServerIsDecryptError) {
  const auto tamper = [](Role, Parcel& parcel) {
    // In the point.
    if (is(parcel, HandshakeType::server_key_exchange)) parcel.bytes[wire::kHandshakeHeaderLen + 10] ^= 1;
    return true;
  };
  expect(client_error(tamper), Alert::decrypt_error, Reason::bad_signature);
}

TEST_F(Misbehaviour, AWrongSignatureOfTheClientIsDecryptError) {
  server_host.settings->client_certificate = PeerCertificate::requested;
  client_host.settings->credentials.push_back(new_credential("ED25519"));
  expect(server_error(flip(HandshakeType::certificate_verify, Role::client)), Alert::decrypt_error,
         Reason::bad_signature);
}

TEST_F(Misbehaviour, ASchemeThatWasNotOfferedIsIllegalParameter) {
  const auto tamper = [](Role, Parcel& parcel) {
    const std::size_t at = wire::kHandshakeHeaderLen + 4 + 32;  // behind the parameters of an x25519 exchange
    if (is(parcel, HandshakeType::server_key_exchange)) parcel.bytes[at] = 0x7f;
    return true;
  };
  expect(client_error(tamper), Alert::illegal_parameter, Reason::wrong_signature_type);
}

TEST_F(Misbehaviour, AGroupThatWasNotOfferedIsIllegalParameter) {
  const auto tamper = [](Role, Parcel& parcel) {
    if (is(parcel, HandshakeType::server_key_exchange)) parcel.bytes[wire::kHandshakeHeaderLen + 2] = 30;  // x448
    return true;
  };
  expect(client_error(tamper), Alert::illegal_parameter, Reason::wrong_curve);
}

TEST_F(Misbehaviour, AWrongPointIsIllegalParameter) {
  expect(server_error(replace(HandshakeType::client_key_exchange, HandshakeType::client_key_exchange, {1, 9})),
         Alert::illegal_parameter, Reason::bad_key_share);
}

TEST_F(Misbehaviour, ACertificateThatDoesNotSuitTheSuiteIsIllegalParameter) {
  const auto rsa = new_credential("RSA");
  const auto tamper = [&](Role sender, Parcel& parcel) {
    if (sender != Role::server || !is(parcel, HandshakeType::certificate)) return true;
    ByteVector message;
    wire::Writer out(message);
    wire::write_handshake(out, HandshakeType::certificate,
                          [&] { wire::write_certificate_tls12(out, [&] { out.opaque24(rsa->chain->leaf().der()); }); });
    parcel.bytes = message;
    return true;
  };
  expect(client_error(tamper), Alert::illegal_parameter, Reason::wrong_certificate_type);
}

TEST_F(Misbehaviour, AServerWithoutACertificateIsDecodeError) {
  expect(client_error(replace(HandshakeType::certificate, HandshakeType::certificate, {0, 0, 0})), Alert::decode_error,
         Reason::no_certificates_returned);
}

// --- Order

TEST_F(Misbehaviour, AMessageThatIsLeftOutMakesTheNextOneUnexpected) {
  server_host.settings->client_certificate = PeerCertificate::required;
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  for (const auto type :
       {HandshakeType::certificate, HandshakeType::server_key_exchange, HandshakeType::client_key_exchange}) {
    SCOPED_TRACE(wire::name_of(type));
    Conversation talk(client_host, server_host);
    EXPECT_FALSE(talk.run(drop(type)));
    const auto error = talk.client.error ? talk.client.error : talk.server.error;
    ASSERT_TRUE(error.has_value());
    expect(*error, Alert::unexpected_message, Reason::unexpected_message);
  }
}

TEST_F(Misbehaviour, AClientThatDoesNotProveItsKeyIsUnexpectedMessage) {
  server_host.settings->client_certificate = PeerCertificate::required;
  client_host.settings->credentials.push_back(new_credential("EC", "P-256"));
  expect(server_error(drop(HandshakeType::certificate_verify)), Alert::unexpected_message, Reason::ccs_received_early);
}

TEST_F(Misbehaviour, ATicketThatWasAnnouncedMustCome) {
  expect(client_error(drop(HandshakeType::new_session_ticket)), Alert::unexpected_message, Reason::ccs_received_early);
}

TEST_F(Misbehaviour, AMessageThatComesTwiceIsUnexpected) {
  for (const auto type : {HandshakeType::server_hello, HandshakeType::certificate, HandshakeType::server_key_exchange,
                          HandshakeType::server_hello_done}) {
    SCOPED_TRACE(wire::name_of(type));
    Conversation talk(client_host, server_host);
    EXPECT_FALSE(talk.run([&](Role, Parcel& parcel) {
      if (is(parcel, type)) talk.client.take(parcel);
      return true;
    }));
    ASSERT_TRUE(talk.client.error.has_value());
    expect(*talk.client.error, Alert::unexpected_message, Reason::unexpected_message);
  }
}

TEST_F(Misbehaviour, AMissingChangeCipherSpecLeavesFinishedUnreadable) {
  const auto tamper = [](Role, Parcel& parcel) { return parcel.type != wire::ContentType::change_cipher_spec; };
  expect(server_error(tamper), Alert::bad_record_mac, Reason::decryption_failed_or_bad_record_mac);
}

TEST_F(Misbehaviour, AFinishedWithoutChangeCipherSpecIsUnexpected) {
  const auto tamper = [](Role, Parcel& parcel) {
    parcel.keys.clear();  // as if written in the clear
    return parcel.type != wire::ContentType::change_cipher_spec;
  };
  expect(server_error(tamper), Alert::unexpected_message, Reason::unexpected_message);
}

// An early ChangeCipherSpec must not lead to keys of an empty secret.
TEST_F(Misbehaviour, AChangeCipherSpecOutOfPlaceIsUnexpected) {
  const Parcel ccs{wire::ContentType::change_cipher_spec, {1}, {}};
  for (const auto before :
       {HandshakeType::certificate, HandshakeType::server_hello_done, HandshakeType::client_key_exchange}) {
    SCOPED_TRACE(wire::name_of(before));
    Conversation talk(client_host, server_host);
    EXPECT_FALSE(talk.run([&](Role sender, Parcel& parcel) {
      if (is(parcel, before)) (sender == Role::client ? talk.server : talk.client).take(ccs);
      return true;
    }));
    const auto error = talk.client.error ? talk.client.error : talk.server.error;
    ASSERT_TRUE(error.has_value());
    expect(*error, Alert::unexpected_message, Reason::ccs_received_early);
  }
}

TEST_F(Misbehaviour, ASecondChangeCipherSpecIsUnexpected) {
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run([&](Role sender, Parcel& parcel) {
    if (sender == Role::client && parcel.type == wire::ContentType::change_cipher_spec) {
      talk.server.take(parcel);
      parcel.keys = talk.server.read_keys;
    }
    return true;
  }));
  ASSERT_TRUE(talk.server.error.has_value());
  expect(*talk.server.error, Alert::unexpected_message, Reason::ccs_received_early);
}

TEST_F(Misbehaviour, AHelloRequestInTheHandshakeIsIgnored) {
  Conversation talk(client_host, server_host);
  EXPECT_TRUE(talk.run([&](Role, Parcel& parcel) {
    if (is(parcel, HandshakeType::certificate)) talk.client.take({wire::ContentType::handshake, {0, 0, 0, 0}, {}});
    return true;
  }));
}

TEST_F(Misbehaviour, AStatusThatWasNotAnnouncedIsUnexpected) {
  expect(client_error(replace(HandshakeType::server_key_exchange, HandshakeType::certificate_status, {1, 0, 0, 1, 5})),
         Alert::unexpected_message, Reason::unexpected_message);
}

TEST_F(Misbehaviour, MessagesOfTls13AreUnexpected) {
  expect(client_error(replace(HandshakeType::certificate, HandshakeType::encrypted_extensions, {0, 0})),
         Alert::unexpected_message, Reason::unexpected_message);
}

// --- ServerHello

TEST_F(Misbehaviour, AnExtensionThatWasNotAskedForIsUnsupportedExtension) {
  for (const auto type : {wire::ExtensionType::application_layer_protocol_negotiation, wire::ExtensionType::server_name,
                          wire::ExtensionType::status_request, wire::ExtensionType{0x4321}}) {
    expect(client_error(add_extension(code_of(type), {})), Alert::unsupported_extension, Reason::unsolicited_extension);
  }
}

TEST_F(Misbehaviour, AnExtensionOutOfPlaceIsIllegalParameter) {
  expect(client_error(add_extension(code_of(wire::ExtensionType::signature_algorithms), {})), Alert::illegal_parameter,
         Reason::bad_extension);
}

TEST_F(Misbehaviour, AnAcknowledgementWithContentIsDecodeError) {
  client_host.settings->server_name = "host.test";
  expect(client_error(add_extension(code_of(wire::ExtensionType::server_name), {0})), Alert::decode_error,
         Reason::bad_extension);
  expect(client_error(add_extension(code_of(wire::ExtensionType::extended_master_secret), {0})), Alert::decode_error,
         Reason::bad_extension);
}

TEST_F(Misbehaviour, ARenegotiationInfoWithContentIsHandshakeFailure) {
  expect(client_error(add_extension(code_of(wire::ExtensionType::renegotiation_info), {1, 0})),
         Alert::handshake_failure, Reason::renegotiation_mismatch);
}

// Takes the server's answers for a client that is not told of renegotiation_info.
bool drop_all_extensions(Role sender, Parcel& parcel) {
  if (sender != Role::server || !is(parcel, HandshakeType::server_hello)) return true;
  const auto hello = wire::read_server_hello(Bytes(parcel.bytes).subspan(wire::kHandshakeHeaderLen)).value();
  ByteVector changed;
  wire::Writer out(changed);
  wire::write_handshake(out, HandshakeType::server_hello, [&] { wire::write_server_hello_prefix(out, hello); });
  parcel.bytes = changed;
  return true;
}

TEST_F(Misbehaviour, AServerThatKnowsNoSecureRenegotiationIsHandshakeFailure) {
  expect(client_error(drop_all_extensions), Alert::handshake_failure, Reason::unsafe_legacy_renegotiation);
}

TEST_F(Misbehaviour, AServerThatKnowsNoSecureRenegotiationPassesWhenTheProgramSaysSo) {
  client_host.settings->switches.allow_unsafe_legacy_server = true;
  Conversation talk(client_host, server_host);
  EXPECT_FALSE(talk.run(drop_all_extensions));
  EXPECT_FALSE(talk.client.error);  // goes on, to where the server finds the tampering
}

TEST_F(Misbehaviour, ASuiteThatWasNotOfferedIsIllegalParameter) {
  const auto tamper = [](Role, Parcel& parcel) {
    const std::size_t at = wire::kHandshakeHeaderLen + 2 + 32 + 1;  // behind an empty session id
    if (is(parcel, HandshakeType::server_hello)) parcel.bytes[at + 1] = 0x9c;
    return true;
  };
  expect(client_error(tamper), Alert::illegal_parameter, Reason::wrong_cipher_returned);
}

TEST_F(Misbehaviour, AProtocolThatWasNotOfferedIsIllegalParameter) {
  client_host.settings->alpn_protocols = copy_of(bytes_of("\2h2"));
  const auto type = code_of(wire::ExtensionType::application_layer_protocol_negotiation);
  expect(client_error(add_extension(type, {0, 3, 2, 'h', '3'})), Alert::illegal_parameter, Reason::bad_extension);
}

// --- ClientHello

// Changes the client's extensions.
TEST_F(Misbehaviour, AClientsRenegotiationInfoWithContentIsHandshakeFailure) {
  const auto tamper = [](Role, Parcel& parcel) {
    if (!is(parcel, HandshakeType::client_hello)) return true;
    const auto hello = wire::read_client_hello(Bytes(parcel.bytes).subspan(wire::kHandshakeHeaderLen)).value();
    ByteVector changed;
    wire::Writer out(changed);
    wire::write_handshake(out, HandshakeType::client_hello, [&] {
      wire::write_client_hello(out, hello, [&] {
        for (const auto& extension : hello.extensions) wire::write_extension(out, extension.type, extension.body);
        wire::write_extension(out, wire::ExtensionType::renegotiation_info, ByteVector{1, 0});
      });
    });
    parcel.bytes = changed;
    return true;
  };
  expect(server_error(tamper), Alert::handshake_failure, Reason::renegotiation_mismatch);
}

}  // namespace
}  // namespace reprise::handshake::tls12
