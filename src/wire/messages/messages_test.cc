// SPDX-License-Identifier: Apache-2.0
// The messages other than the hellos: what is read is what was written, and what may not be is refused.
#include <gtest/gtest.h>

#include "support/wire/strictness.h"
#include "wire/messages/alert_message.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/certificate_verify.h"
#include "wire/messages/client_key_exchange.h"
#include "wire/messages/empty_messages.h"
#include "wire/messages/encrypted_extensions.h"
#include "wire/messages/finished.h"
#include "wire/messages/key_update.h"
#include "wire/messages/new_session_ticket.h"
#include "wire/messages/server_key_exchange.h"

namespace reprise::wire {
namespace {

// What `write(Writer&)` writes.
template <typename Write>
ByteVector written(Write write) {
  Writer out;
  write(out);
  return std::move(out).take().value();
}

TEST(EncryptedExtensions, RoundTrip) {
  const ByteVector bytes = hex("0009  0010 0005 0003 02 6832");
  expect_strict(read_encrypted_extensions, bytes);
  const auto message = read_encrypted_extensions(bytes).value();
  EXPECT_EQ(
      written([&](Writer& out) { write_encrypted_extensions(out, [&] { out.bytes(message.extensions.raw()); }); }),
      bytes);
  expect_failure(read_encrypted_extensions(hex("0008  0010 0000  0010 0000")), Alert::illegal_parameter);
}

TEST(CertificateTls13, RoundTrips) {
  const ByteVector bytes = hex("02 abcd") +                               // certificate_request_context
                           hex("000014") +                                // certificate_list
                           hex("000003 300100 0005 0012 0001 07") +       // first entry, with an extension
                           hex("000002 3000 0000");                       // second entry, without
  expect_strict(read_certificate_tls13, bytes);
  const CertificateTls13 message = read_certificate_tls13(bytes).value();
  ASSERT_EQ(message.certificate_list.size(), 2u);
  EXPECT_EQ(copy_of(message.certificate_list.front().cert_data), hex("300100"));
  EXPECT_EQ(copy_of(*message.certificate_list.front().extensions.find(ExtensionType::signed_certificate_timestamp)),
            hex("07"));
  EXPECT_EQ(written([&](Writer& out) {
              write_certificate_tls13(out, message.certificate_request_context, [&] {
                for (const CertificateEntry& entry : message.certificate_list) {
                  write_certificate_entry(out, entry.cert_data, [&] { out.bytes(entry.extensions.raw()); });
                }
              });
            }),
            bytes);
}

TEST(CertificateTls13, MayBeEmpty) {
  expect_strict(read_certificate_tls13, hex("00 000000"));
  EXPECT_TRUE(read_certificate_tls13(hex("00 000000")).value().certificate_list.empty());
}

TEST(CertificateTls13, RefusesBadEntries) {
  expect_failure(read_certificate_tls13(hex("00 000005 000000 0000")), Alert::decode_error);
  expect_failure(read_certificate_tls13(hex("00 000004 000001 30")), Alert::decode_error);
  expect_failure(read_certificate_tls13(hex("00 00000e 000001 30 0008 0012 0000 0012 0000")), Alert::illegal_parameter);
}

TEST(CertificateTls12, RoundTrips) {
  const ByteVector bytes = hex("000009 000002 3000 000001 31");
  expect_strict(read_certificate_tls12, bytes);
  const CertificateTls12 message = read_certificate_tls12(bytes).value();
  ASSERT_EQ(message.certificate_list.size(), 2u);
  EXPECT_EQ(written([&](Writer& out) {
              write_certificate_tls12(out, [&] {
                for (const Bytes certificate : message.certificate_list) out.opaque24(certificate);
              });
            }),
            bytes);
  EXPECT_TRUE(read_certificate_tls12(hex("000000")).ok());
  expect_failure(read_certificate_tls12(hex("000003 000000")), Alert::decode_error);
}

TEST(CertificateRequestTls13, RoundTrips) {
  const ByteVector bytes = hex("01 07 0008 000d 0004 0002 0403");
  expect_strict(read_certificate_request_tls13, bytes);
  const auto message = read_certificate_request_tls13(bytes).value();
  EXPECT_TRUE(message.extensions.contains(ExtensionType::signature_algorithms));
  EXPECT_EQ(written([&](Writer& out) {
              write_certificate_request_tls13(out, message.certificate_request_context,
                                              [&] { out.bytes(message.extensions.raw()); });
            }),
            bytes);
}

TEST(CertificateRequestTls12, RoundTrips) {
  const ByteVector bytes = hex("02 01 40 0004 0403 0804 0004 0002 3000");
  expect_strict(read_certificate_request_tls12, bytes);
  const auto message = read_certificate_request_tls12(bytes).value();
  EXPECT_EQ(copy_of(message.certificate_types), hex("0140"));
  EXPECT_EQ(message.certificate_authorities.size(), 1u);
  const std::vector<std::uint16_t> schemes(message.supported_signature_algorithms.begin(),
                                           message.supported_signature_algorithms.end());
  EXPECT_EQ(written([&](Writer& out) {
              write_certificate_request_tls12(out, message.certificate_types, schemes, [&] {
                for (const Bytes name : message.certificate_authorities) out.opaque16(name);
              });
            }),
            bytes);
  EXPECT_TRUE(read_certificate_request_tls12(hex("01 01 0002 0401 0000")).ok());
  expect_failure(read_certificate_request_tls12(hex("00 0002 0401 0000")), Alert::decode_error);
  expect_failure(read_certificate_request_tls12(hex("01 01 0000 0000")), Alert::decode_error);
  expect_failure(read_certificate_request_tls12(hex("01 01 0003 040100 0000")), Alert::decode_error);
}

TEST(CertificateVerify, RoundTrips) {
  const ByteVector bytes = hex("0804 0003 010203");
  expect_strict(read_certificate_verify, bytes);
  const CertificateVerify message = read_certificate_verify(bytes).value();
  EXPECT_EQ(message.algorithm, 0x0804);
  EXPECT_EQ(written([&](Writer& out) { write_certificate_verify(out, message); }), bytes);
}

TEST(ServerKeyExchange, RoundTrips) {
  const ByteVector bytes = hex("03 001d 04 01020304 0403 0002 abcd");
  expect_strict(read_server_key_exchange, bytes);
  const ServerKeyExchange message = read_server_key_exchange(bytes).value();
  EXPECT_EQ(message.params.named_curve, 0x001d);
  EXPECT_EQ(copy_of(message.params_bytes), hex("03 001d 04 01020304"));
  EXPECT_EQ(written([&](Writer& out) {
              write_server_ecdh_params(out, message.params);
              write_digitally_signed(out, message.signed_params);
            }),
            bytes);
}

TEST(ServerKeyExchange, RefusesUnnamedCurvesAndEmptyPoints) {
  expect_failure(read_server_key_exchange(hex("01 001d 01 01 0403 0001 ab")), Alert::illegal_parameter);
  expect_failure(read_server_key_exchange(hex("03 001d 00 0403 0001 ab")), Alert::decode_error);
}

TEST(ClientKeyExchange, RoundTrips) {
  const ByteVector bytes = hex("04 01020304");
  expect_strict(read_client_key_exchange, bytes);
  EXPECT_EQ(written([&](Writer& out) { write_client_key_exchange(out, read_client_key_exchange(bytes).value()); }),
            bytes);
  expect_failure(read_client_key_exchange(hex("00")), Alert::decode_error);
}

TEST(Finished, HasTheLengthThatTheSuiteSays) {
  const ByteVector bytes = repeat(7, 12);
  const auto read = [](Bytes body) { return read_finished(body, kVerifyDataLenTls12); };
  expect_strict(read, bytes);
  EXPECT_EQ(written([&](Writer& out) { write_finished(out, read(bytes).value()); }), bytes);
}

TEST(NewSessionTicketTls13, RoundTrips) {
  const ByteVector bytes = hex("00001c20 01020304 02 0001 0003 616263 0008 002a 0004 00004000");
  expect_strict(read_new_session_ticket_tls13, bytes);
  const auto message = read_new_session_ticket_tls13(bytes).value();
  EXPECT_EQ(message.ticket_lifetime, 7200u);
  EXPECT_EQ(message.ticket_age_add, 0x01020304u);
  EXPECT_EQ(copy_of(message.ticket_nonce), hex("0001"));
  EXPECT_EQ(text_of(message.ticket), "abc");
  EXPECT_EQ(written([&](Writer& out) {
              write_new_session_ticket_tls13(out, message, [&] { out.bytes(message.extensions.raw()); });
            }),
            bytes);
  EXPECT_TRUE(read_new_session_ticket_tls13(hex("00000000 00000000 00 0001 61 0000")).ok());
  expect_failure(read_new_session_ticket_tls13(hex("00000000 00000000 00 0000 0000")), Alert::decode_error);
}

TEST(NewSessionTicketTls12, RoundTrips) {
  const ByteVector bytes = hex("00001c20 0003 616263");
  expect_strict(read_new_session_ticket_tls12, bytes);
  const auto message = read_new_session_ticket_tls12(bytes).value();
  EXPECT_EQ(message.ticket_lifetime_hint, 7200u);
  EXPECT_EQ(written([&](Writer& out) { write_new_session_ticket_tls12(out, message); }), bytes);
  EXPECT_TRUE(read_new_session_ticket_tls12(hex("00000000 0000")).value().ticket.empty());
}

TEST(KeyUpdate, IsZeroOrOne) {
  expect_strict(read_key_update, hex("01"));
  EXPECT_EQ(read_key_update(hex("00")).value().request_update, KeyUpdateRequest::update_not_requested);
  EXPECT_EQ(written([](Writer& out) { write_key_update(out, {KeyUpdateRequest::update_requested}); }), hex("01"));
  expect_failure(read_key_update(hex("02")), Alert::illegal_parameter);
}

TEST(EmptyMessages, RefuseABody) {
  expect_strict(read_end_of_early_data, {});
  expect_strict(read_server_hello_done, {});
  expect_strict(read_hello_request, {});
}

TEST(AlertMessage, RoundTrips) {
  const ByteVector bytes = hex("02 28");
  expect_strict(read_alert, bytes);
  const AlertMessage message = read_alert(bytes).value();
  EXPECT_EQ(message.level, AlertLevel::fatal);
  EXPECT_EQ(message.description, Alert::handshake_failure);
  EXPECT_EQ(written([&](Writer& out) { write_alert(out, message); }), bytes);
  EXPECT_TRUE(read_alert(hex("ff ff")).ok());
}

}  // namespace
}  // namespace reprise::wire
