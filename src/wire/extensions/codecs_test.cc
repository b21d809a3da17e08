// SPDX-License-Identifier: Apache-2.0
// One test or more for each extension_data: what is read is what was written, and what may not be is refused.
#include <gtest/gtest.h>

#include "support/wire/strictness.h"
#include "wire/extensions/alpn.h"
#include "wire/extensions/certificate_authorities.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/cookie.h"
#include "wire/extensions/early_data.h"
#include "wire/extensions/max_fragment_length.h"
#include "wire/extensions/renegotiation_info.h"
#include "wire/extensions/server_name.h"
#include "wire/extensions/status_request.h"
#include "wire/extensions/supported_versions.h"

namespace reprise::wire {
namespace {

// What `write(Writer&)` writes.
template <typename Write>
ByteVector written(Write write) {
  Writer out;
  write(out);
  return std::move(out).take().value();
}

TEST(ServerName, RoundTrips) {
  const ByteVector bytes = hex("000e 00 000b") + copy_of(bytes_of("example.com"));
  expect_strict(read_server_name, bytes);
  EXPECT_EQ(read_server_name(bytes).value(), "example.com");
  EXPECT_EQ(written([](Writer& out) { write_server_name(out, "example.com"); }), bytes);
}

TEST(ServerName, RefusesOtherTypesAndSecondNames) {
  expect_failure(read_server_name(hex("0004 01 0001 61")), Alert::decode_error);
  expect_failure(read_server_name(hex("0008 00 0001 61 00 0001 62")), Alert::decode_error);
  expect_failure(read_server_name(hex("0003 00 0000")), Alert::decode_error);
  expect_failure(read_server_name(hex("0000")), Alert::decode_error);
}

TEST(ServerName, RefusesNamesThatNoHostHas) {
  expect_failure(read_server_name(hex("0006 00 0003 610062")), Alert::illegal_parameter);
  EXPECT_TRUE(read_server_name(hex("0102 00 00ff") + repeat('a', 255)).ok());
  expect_failure(read_server_name(hex("0103 00 0100") + repeat('a', 256)), Alert::illegal_parameter);
}

TEST(Alpn, RoundTrips) {
  const ByteVector bytes = hex("000c 02 6832 08 687474702f312e31");
  expect_strict(read_alpn_protocols, bytes);
  const Opaque8List protocols = read_alpn_protocols(bytes).value();
  ASSERT_EQ(protocols.size(), 2u);
  EXPECT_EQ(text_of(protocols.front()), "h2");
  EXPECT_EQ(text_of(*++protocols.begin()), "http/1.1");
  EXPECT_EQ(written([&](Writer& out) { write_alpn_protocols(out, protocols.raw()); }), bytes);
}

TEST(Alpn, RefusesEmptyListsAndNames) {
  expect_failure(read_alpn_protocols(hex("0000")), Alert::decode_error);
  expect_failure(read_alpn_protocols(hex("0003 00 01 61")), Alert::decode_error);
}

TEST(Alpn, TakesExactlyOneNameFromAServer) {
  const ByteVector one = hex("0003 02 6832");
  expect_strict(read_alpn_selection, one);
  EXPECT_EQ(text_of(read_alpn_selection(one).value()), "h2");
  EXPECT_EQ(written([](Writer& out) { write_alpn_selection(out, bytes_of("h2")); }), one);
  expect_failure(read_alpn_selection(hex("0006 02 6832 02 6833")), Alert::illegal_parameter);
}

TEST(StatusRequest, RoundTrips) {
  const ByteVector bytes = hex("01 0007 0003 616263 0000");
  expect_failure(read_status_request(bytes), Alert::decode_error);  // cut short: an id that is not whole
  const ByteVector whole = hex("01 0008 0003 616263 0001 64 0002 6566");
  expect_strict(read_status_request, whole);
  const auto request = read_status_request(whole).value();
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->responder_ids.size(), 2u);
  EXPECT_EQ(copy_of(request->request_extensions), hex("6566"));
  EXPECT_EQ(written([&](Writer& out) { write_status_request(out, *request); }), whole);
  EXPECT_EQ(written([&](Writer& out) { write_status_request(out, {}); }), hex("01 0000 0000"));
}

TEST(StatusRequest, IsIgnoredForAnUnknownType) {
  const auto request = read_status_request(hex("02 ffff"));
  ASSERT_TRUE(request.ok());
  EXPECT_FALSE(request.value().has_value());
}

TEST(CertificateStatus, RoundTrips) {
  const ByteVector bytes = hex("01 000003 616263");
  expect_strict(read_certificate_status, bytes);
  EXPECT_EQ(copy_of(read_certificate_status(bytes).value()), hex("616263"));
  EXPECT_EQ(written([](Writer& out) { write_certificate_status(out, hex("616263")); }), bytes);
  expect_failure(read_certificate_status(hex("01 000000")), Alert::decode_error);
  expect_failure(read_certificate_status(hex("02 000001 61")), Alert::illegal_parameter);
}

TEST(SupportedGroups, KeepUnknownGroups) {
  const ByteVector bytes = hex("0006 0a0a 001d 0017");
  expect_strict(read_supported_groups, bytes);
  const U16List groups = read_supported_groups(bytes).value();
  EXPECT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[1], 0x001d);
  EXPECT_TRUE(groups.contains(0x0017));
  EXPECT_FALSE(groups.contains(0x1d00));
  const std::vector<std::uint16_t> codes(groups.begin(), groups.end());
  EXPECT_EQ(codes, (std::vector<std::uint16_t>{0x0a0a, 0x001d, 0x0017}));
  EXPECT_EQ(written([&](Writer& out) { write_supported_groups(out, codes); }), bytes);
}

TEST(SupportedGroups, RefuseEmptyAndOddLists) {
  expect_failure(read_supported_groups(hex("0000")), Alert::decode_error);
  expect_failure(read_supported_groups(hex("0003 001d 00")), Alert::decode_error);
}

TEST(SignatureAlgorithms, RoundTrip) {
  const ByteVector bytes = hex("0004 0403 0804");
  expect_strict(read_signature_algorithms, bytes);
  const std::uint16_t schemes[] = {0x0403, 0x0804};
  EXPECT_EQ(written([&](Writer& out) { write_signature_algorithms(out, schemes); }), bytes);
}

TEST(EcPointFormats, MustHoldUncompressed) {
  const ByteVector bytes = hex("03 00 01 02");
  expect_strict(read_ec_point_formats, bytes);
  EXPECT_EQ(written([&](Writer& out) { write_ec_point_formats(out, hex("000102")); }), bytes);
  expect_failure(read_ec_point_formats(hex("02 01 02")), Alert::illegal_parameter);
  expect_failure(read_ec_point_formats(hex("00")), Alert::decode_error);
}

TEST(PskKeyExchangeModes, RoundTrip) {
  const ByteVector bytes = hex("03 01 0b 00");
  expect_strict(read_psk_key_exchange_modes, bytes);
  EXPECT_EQ(copy_of(read_psk_key_exchange_modes(bytes).value()), hex("010b00"));
  EXPECT_EQ(written([&](Writer& out) { write_psk_key_exchange_modes(out, hex("010b00")); }), bytes);
  expect_failure(read_psk_key_exchange_modes(hex("00")), Alert::decode_error);
}

TEST(SupportedVersions, RoundTrip) {
  const ByteVector bytes = hex("04 0304 0303");
  expect_strict(read_supported_versions, bytes);
  EXPECT_TRUE(read_supported_versions(bytes).value().contains(code_of(ProtocolVersion::tls13)));
  const ProtocolVersion versions[] = {ProtocolVersion::tls13, ProtocolVersion::tls12};
  EXPECT_EQ(written([&](Writer& out) { write_supported_versions(out, versions); }), bytes);
  expect_failure(read_supported_versions(hex("00")), Alert::decode_error);
  expect_failure(read_supported_versions(hex("03 0304 03")), Alert::decode_error);
}

TEST(SelectedVersion, RoundTrips) {
  const ByteVector bytes = hex("0304");
  expect_strict(read_selected_version, bytes);
  EXPECT_EQ(read_selected_version(bytes).value(), ProtocolVersion::tls13);
  EXPECT_EQ(written([](Writer& out) { write_selected_version(out, ProtocolVersion::tls13); }), bytes);
}

TEST(Cookie, RoundTrips) {
  const ByteVector bytes = hex("0002 abcd");
  expect_strict(read_cookie, bytes);
  EXPECT_EQ(written([](Writer& out) { write_cookie(out, hex("abcd")); }), bytes);
  expect_failure(read_cookie(hex("0000")), Alert::decode_error);
  EXPECT_TRUE(read_cookie(hex("ffff") + repeat(1, 0xffff)).ok());
}

TEST(EarlyData, RoundTrips) {
  const ByteVector bytes = hex("00004000");
  expect_strict(read_max_early_data_size, bytes);
  EXPECT_EQ(read_max_early_data_size(bytes).value(), 16384u);
  EXPECT_EQ(written([](Writer& out) { write_max_early_data_size(out, 16384); }), bytes);
}

TEST(CertificateAuthorities, RoundTrip) {
  const ByteVector bytes = hex("0007 0002 3000 0001 31");
  expect_strict(read_certificate_authorities, bytes);
  const Opaque16List names = read_certificate_authorities(bytes).value();
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(written([&](Writer& out) {
              write_certificate_authorities(out, [&] {
                for (const Bytes name : names) out.opaque16(name);
              });
            }),
            bytes);
  expect_failure(read_certificate_authorities(hex("0000")), Alert::decode_error);
  expect_failure(read_certificate_authorities(hex("0005 0000 0001 31")), Alert::decode_error);
}

TEST(MaxFragmentLength, IsOneToFour) {
  expect_strict(read_max_fragment_length, hex("01"));
  EXPECT_EQ(fragment_length_of(1), 512u);
  EXPECT_EQ(fragment_length_of(read_max_fragment_length(hex("04")).value()), 4096u);
  EXPECT_EQ(written([](Writer& out) { write_max_fragment_length(out, 3); }), hex("03"));
  expect_failure(read_max_fragment_length(hex("00")), Alert::illegal_parameter);
  expect_failure(read_max_fragment_length(hex("05")), Alert::illegal_parameter);
}

TEST(RenegotiationInfo, RoundTrips) {
  const ByteVector bytes = hex("02 abcd");
  expect_strict(read_renegotiation_info, bytes);
  EXPECT_TRUE(read_renegotiation_info(hex("00")).value().empty());
  EXPECT_EQ(written([](Writer& out) { write_renegotiation_info(out, hex("abcd")); }), bytes);
}

}  // namespace
}  // namespace reprise::wire
