// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/wire/strictness.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/server_hello.h"

namespace reprise::wire {
namespace {

const ByteVector kNoExtensionsYet = hex("0303") + repeat(0xaa, 32)       // legacy_version, random
                                    + hex("04 01020304")                 // legacy_session_id
                                    + hex("0006 0a0a 1301 00ff 01 00");  // cipher_suites, legacy_compression_methods

TEST(ClientHello, RoundTrips) {
  const ByteVector bytes = kNoExtensionsYet + hex("000a  0a0a 0000  002b 0002 0304");
  expect_strict(read_client_hello, bytes, {kNoExtensionsYet.size()});
  const ClientHello hello = read_client_hello(bytes).value();
  EXPECT_EQ(hello.legacy_version, ProtocolVersion::tls12);
  EXPECT_EQ(copy_of(hello.random), repeat(0xaa, 32));
  EXPECT_EQ(copy_of(hello.legacy_session_id), hex("01020304"));
  EXPECT_TRUE(hello.cipher_suites.contains(kEmptyRenegotiationInfoScsv));
  EXPECT_EQ(hello.cipher_suites[0], 0x0a0a);
  EXPECT_EQ(hello.extensions.size(), 2u);

  Writer whole;
  write_client_hello(whole, hello);
  EXPECT_EQ(std::move(whole).take().value(), bytes);
  Writer piecewise;
  write_client_hello(piecewise, hello, [](Writer& out) {
    write_empty_extension(out, ExtensionType{0x0a0a});
    write_extension(out, ExtensionType::supported_versions, [&] { out.u16(0x0304); });
  });
  EXPECT_EQ(std::move(piecewise).take().value(), bytes);
}

TEST(ClientHello, MayEndBeforeTheExtensions) {
  const ClientHello hello = read_client_hello(kNoExtensionsYet).value();
  EXPECT_FALSE(hello.extensions.present());
  Writer out;
  write_client_hello(out, hello);
  EXPECT_EQ(std::move(out).take().value(), kNoExtensionsYet);
}

ByteVector client_hello_with(std::string_view from_session_id) {
  return hex("0303") + repeat(0, 32) + hex(from_session_id);
}

TEST(ClientHello, RefusesAFieldOutOfRange) {
  const ByteVector head = hex("0303") + repeat(0, 32);
  const ByteVector tail = hex("0002 1301 01 00");
  EXPECT_TRUE(read_client_hello(head + hex("20") + repeat(1, 32) + tail).ok());
  expect_failure(read_client_hello(head + hex("21") + repeat(1, 33) + tail), Alert::decode_error);
  expect_failure(read_client_hello(client_hello_with("00 0000 01 00")), Alert::decode_error);
  expect_failure(read_client_hello(client_hello_with("00 0003 130100 01 00")), Alert::decode_error);
  expect_failure(read_client_hello(client_hello_with("00 0002 1301 00")), Alert::decode_error);
}

TEST(ClientHello, TakesTheLongestListOfSuites) {
  const ByteVector longest = client_hello_with("00 fffe") + repeat(0x13, 0xfffe) + hex("01 00");
  EXPECT_EQ(read_client_hello(longest).value().cipher_suites.size(), 0x7fffu);
}

TEST(ClientHello, MustOfferNullCompression) {
  EXPECT_TRUE(read_client_hello(client_hello_with("00 0002 1301 02 0100")).ok());
  expect_failure(read_client_hello(client_hello_with("00 0002 1301 01 01")), Alert::illegal_parameter);
}

TEST(ClientHello, MustEndWithPreSharedKey) {
  const std::string_view start = "00 0002 1301 01 00";
  EXPECT_TRUE(read_client_hello(client_hello_with(start) + hex("0008  002b 0000  0029 0000")).ok());
  expect_failure(read_client_hello(client_hello_with(start) + hex("0008  0029 0000  002b 0000")),
                 Alert::illegal_parameter);
}

TEST(ClientHello, RefusesAnExtensionThatComesTwice) {
  expect_failure(read_client_hello(kNoExtensionsYet + hex("0008  002b 0000  002b 0000")), Alert::illegal_parameter);
}

ByteVector server_hello_prefix(Bytes random) {
  return hex("0303") + copy_of(random) + hex("02 0102") + hex("1301 00");  // id, cipher_suite, compression
}

TEST(ServerHello, RoundTrips) {
  const ByteVector prefix = server_hello_prefix(repeat(0xbb, 32));
  const ByteVector bytes = prefix + hex("0006  002b 0002 0304");
  expect_strict(read_server_hello, bytes, {prefix.size()});
  const ServerHello hello = read_server_hello(bytes).value();
  EXPECT_EQ(hello.legacy_version, ProtocolVersion::tls12);
  EXPECT_EQ(copy_of(hello.legacy_session_id_echo), hex("0102"));
  EXPECT_EQ(hello.cipher_suite, 0x1301);
  EXPECT_FALSE(hello.is_hello_retry_request());

  Writer whole;
  write_server_hello(whole, hello);
  EXPECT_EQ(std::move(whole).take().value(), bytes);
  Writer piecewise;
  write_server_hello(piecewise, hello,
                     [](Writer& out) { write_extension(out, ExtensionType::supported_versions, hex("0304")); });
  EXPECT_EQ(std::move(piecewise).take().value(), bytes);
}

TEST(ServerHello, MayEndBeforeTheExtensions) {
  const ByteVector bytes = server_hello_prefix(repeat(0xbb, 32));
  EXPECT_FALSE(read_server_hello(bytes).value().extensions.present());
}

TEST(ServerHello, IsAHelloRetryRequestByItsRandom) {
  const ByteVector bytes = server_hello_prefix(kHelloRetryRequestRandom);
  EXPECT_TRUE(read_server_hello(bytes).value().is_hello_retry_request());
  EXPECT_FALSE(ServerHello{}.is_hello_retry_request());
}

TEST(ServerHello, RefusesCompression) {
  const ByteVector bytes = hex("0303") + repeat(0, 32) + hex("00 1301 01");
  expect_failure(read_server_hello(bytes), Alert::illegal_parameter);
}

TEST(ServerHello, RefusesALongSessionId) {
  const ByteVector head = hex("0303") + repeat(0, 32);
  EXPECT_TRUE(read_server_hello(head + hex("20") + repeat(1, 32) + hex("1301 00")).ok());
  expect_failure(read_server_hello(head + hex("21") + repeat(1, 33) + hex("1301 00")), Alert::decode_error);
}

TEST(DowngradeSentinel, IsTheEndOfTheRandom) {
  const ByteVector start = repeat(0, 24);
  EXPECT_EQ(downgrade_sentinel(start + hex("444f574e47524401")), DowngradeSentinel::to_tls12);
  EXPECT_EQ(downgrade_sentinel(start + hex("444f574e47524400")), DowngradeSentinel::to_tls11_or_below);
  EXPECT_EQ(downgrade_sentinel(start + hex("444f574e47524402")), DowngradeSentinel::none);
  EXPECT_EQ(downgrade_sentinel({}), DowngradeSentinel::none);
}

}  // namespace
}  // namespace reprise::wire
