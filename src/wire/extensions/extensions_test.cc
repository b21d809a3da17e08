// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/extensions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/wire/strictness.h"

namespace reprise::wire {
namespace {

Result<ExtensionList> read_block(Bytes bytes) {
  Reader reader(bytes);
  const ExtensionList list = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  return list;
}

// A block of `num` empty extensions of the types `first`, `first` + 1 and so on.
ByteVector block_of(std::uint16_t first, std::uint16_t num) {
  Writer out;
  for (std::uint16_t i = 0; i < num; ++i) write_empty_extension(out, ExtensionType(first + i));
  return std::move(out).take().value();
}

TEST(ExtensionList, FindsAndKeepsTheOrder) {
  const ByteVector bytes = hex("0014  002b 0002 0304  0a0a 0000  0000 0000  ff01 0002 0100");
  expect_strict(read_block, bytes);
  const ExtensionList list = read_block(bytes).value();
  EXPECT_TRUE(list.present());
  EXPECT_EQ(list.size(), 4u);
  EXPECT_FALSE(list.empty());
  EXPECT_TRUE(read_block(hex("0000")).value().empty());
  EXPECT_EQ(list.last_type(), ExtensionType::renegotiation_info);
  EXPECT_EQ(copy_of(*list.find(ExtensionType::supported_versions)), hex("0304"));
  EXPECT_TRUE(list.contains(ExtensionType{0x0a0a}));
  EXPECT_TRUE(list.find(ExtensionType::server_name)->empty());
  EXPECT_FALSE(list.contains(ExtensionType::key_share));
  EXPECT_FALSE(list.contains(ExtensionType{0x1a1a}));
  std::vector<ExtensionType> order;
  for (const Extension& extension : list) order.push_back(extension.type);
  EXPECT_EQ(order, (std::vector{ExtensionType::supported_versions, ExtensionType{0x0a0a}, ExtensionType::server_name,
                                ExtensionType::renegotiation_info}));

  Writer out;
  write_extensions(out, list);
  EXPECT_EQ(std::move(out).take().value(), bytes);
}

TEST(ExtensionList, WritesNothingWhenThereIsNoBlock) {
  Writer out;
  write_extensions(out, ExtensionList());
  EXPECT_TRUE(out.written().empty());
  const ByteVector empty = hex("0000");
  write_extensions(out, read_block(empty).value());
  EXPECT_EQ(copy_of(out.written()), empty);
}

TEST(ExtensionList, RefusesATypeThatComesTwice) {
  for (const char* type : {"0000", "003f", "0040", "0a0a", "ff01"}) {
    const ByteVector twice = hex(std::string(type) + "0000 0033 0000" + type + "0001 00");
    expect_failure(ExtensionList::parse(twice), Alert::illegal_parameter);
  }
}

TEST(ExtensionList, TakesAnyNumberOfTypesAndStillSeesOneComeTwice) {
  const ByteVector many = block_of(0, 16383);
  const ExtensionList list = ExtensionList::parse(many).value();
  EXPECT_EQ(list.size(), 16383u);
  EXPECT_TRUE(list.contains(ExtensionType{16382}));
  EXPECT_FALSE(list.contains(ExtensionType{16383}));
  for (const std::uint16_t again : {std::uint16_t{100}, std::uint16_t{131}, std::uint16_t{132}, std::uint16_t{16382}}) {
    const ByteVector twice = many + block_of(again, 1);
    expect_failure(ExtensionList::parse(twice), Alert::illegal_parameter);
  }
}

TEST(ExtensionList, RefusesALengthThatLeavesTheBlock) {
  expect_failure(ExtensionList::parse(hex("0000 0001")), Alert::decode_error);
  expect_failure(ExtensionList::parse(hex("0000 0000 00")), Alert::decode_error);
  expect_failure(read_block(hex("0004 0000 0001 00")), Alert::decode_error);
}

TEST(EmptyExtension, RefusesABody) {
  EXPECT_TRUE(read_empty_extension({}).ok());
  expect_failure(read_empty_extension(hex("00")), Alert::decode_error);
}

TEST(ExtensionContexts, FollowTheTableOfTls13) {
  using enum ExtensionContext;
  struct Row {
    ExtensionType type;
    std::vector<ExtensionContext> contexts;
  };
  // RFC 8446, 4.2.
  const Row rows[] = {
      {ExtensionType::server_name, {client_hello, encrypted_extensions}},
      {ExtensionType::max_fragment_length, {client_hello, encrypted_extensions}},
      {ExtensionType::status_request, {client_hello, certificate_request, certificate}},
      {ExtensionType::supported_groups, {client_hello, encrypted_extensions}},
      {ExtensionType::signature_algorithms, {client_hello, certificate_request}},
      {ExtensionType::use_srtp, {client_hello, encrypted_extensions}},
      {ExtensionType::heartbeat, {client_hello, encrypted_extensions}},
      {ExtensionType::application_layer_protocol_negotiation, {client_hello, encrypted_extensions}},
      {ExtensionType::signed_certificate_timestamp, {client_hello, certificate_request, certificate}},
      {ExtensionType::client_certificate_type, {client_hello, encrypted_extensions}},
      {ExtensionType::server_certificate_type, {client_hello, encrypted_extensions}},
      {ExtensionType::padding, {client_hello}},
      {ExtensionType::key_share, {client_hello, server_hello, hello_retry_request}},
      {ExtensionType::pre_shared_key, {client_hello, server_hello}},
      {ExtensionType::psk_key_exchange_modes, {client_hello}},
      {ExtensionType::early_data, {client_hello, encrypted_extensions, new_session_ticket}},
      {ExtensionType::cookie, {client_hello, hello_retry_request}},
      {ExtensionType::supported_versions, {client_hello, server_hello, hello_retry_request}},
      {ExtensionType::certificate_authorities, {client_hello, certificate_request}},
      {ExtensionType::oid_filters, {certificate_request}},
      {ExtensionType::post_handshake_auth, {client_hello}},
      {ExtensionType::signature_algorithms_cert, {client_hello, certificate_request}},
  };
  const ExtensionContext of_tls13[] = {client_hello, server_hello, hello_retry_request, encrypted_extensions,
                                       certificate, certificate_request, new_session_ticket};
  for (const Row& row : rows) {
    for (const ExtensionContext context : of_tls13) {
      const bool listed = std::ranges::find(row.contexts, context) != row.contexts.end();
      EXPECT_EQ(allowed_in(row.type, context), listed) << name_of(row.type) << " " << int(code_of(context));
    }
  }
}

TEST(ExtensionContexts, KeepTheVersionsApart) {
  using enum ExtensionContext;
  for (const auto type : {ExtensionType::session_ticket, ExtensionType::extended_master_secret,
                          ExtensionType::encrypt_then_mac, ExtensionType::renegotiation_info}) {
    EXPECT_TRUE(allowed_in(type, server_hello_tls12));
    EXPECT_FALSE(allowed_in(type, server_hello));
    EXPECT_FALSE(allowed_in(type, encrypted_extensions));
  }
  for (const auto type : {ExtensionType::key_share, ExtensionType::pre_shared_key, ExtensionType::supported_versions}) {
    EXPECT_FALSE(allowed_in(type, server_hello_tls12));
  }
}

TEST(ExtensionContexts, LetUnknownTypesStandWhereTheyAreIgnored) {
  using enum ExtensionContext;
  const ExtensionType unknown{0x0a0a};
  EXPECT_FALSE(is_known(unknown));
  EXPECT_TRUE(is_known(ExtensionType::server_name));
  for (const auto context : {client_hello, certificate_request, new_session_ticket})
    EXPECT_TRUE(allowed_in(unknown, context));
  for (const auto context :
       {server_hello, hello_retry_request, encrypted_extensions, certificate, server_hello_tls12}) {
    EXPECT_FALSE(allowed_in(unknown, context));
  }
}

}  // namespace
}  // namespace reprise::wire
