// SPDX-License-Identifier: Apache-2.0
// Every extension of every message that has some, spoilt: sent twice, cut, made longer, and joined by one that nobody
// asked for. (RFC 8446, 4.2; RFC 5246, 7.4.1.4.)
#include <gtest/gtest.h>

#include <algorithm>

#include "scenario.h"
#include "wire/extensions/extensions.h"
#include "wire/messages/handshake_header.h"

namespace reprise::garbage {
namespace {

using wire::ExtensionType;
using wire::HandshakeType;
using Block = std::vector<std::pair<std::uint16_t, ByteVector>>;

// Where the block of extensions of a message begins (its length),
// counted from the start of the message; 0: it has none.
std::size_t block_of(const ByteVector& message, bool tls12) {
  const std::size_t session_id = 4 + 2 + 32;
  const auto u8 = [&](std::size_t at) { return std::size_t(message[at]); };
  const auto u16 = [&](std::size_t at) { return u8(at) << 8 | u8(at + 1); };
  switch (HandshakeType{message[0]}) {
    case HandshakeType::client_hello: {
      const std::size_t suites = session_id + 1 + u8(session_id);
      const std::size_t methods = suites + 2 + u16(suites);
      return methods + 1 + u8(methods);
    }
    case HandshakeType::server_hello: return session_id + 1 + u8(session_id) + 3;
    case HandshakeType::encrypted_extensions: return 4;
    case HandshakeType::certificate_request: return tls12 ? 0 : 5 + u8(4);
    case HandshakeType::new_session_ticket: return tls12 ? 0 : 13 + u8(12) + 2 + u16(13 + u8(12));
    default: return 0;
  }
}

Block read_block(const ByteVector& message, std::size_t at) {
  Block block;
  for (wire::Reader reader(Bytes(message).subspan(at + 2)); !reader.empty();) {
    const auto type = reader.u16().value();
    block.emplace_back(type, copy_of(reader.opaque16().value()));
  }
  return block;
}

ByteVector with_block(const ByteVector& message, std::size_t at, const Block& block) {
  ByteVector changed(message.begin(), message.begin() + std::ptrdiff_t(at));
  wire::Writer out(changed);
  out.vec16([&] {
    for (const auto& [type, body] : block) wire::write_extension(out, ExtensionType{type}, body);
  });
  const std::size_t size = changed.size() - wire::kHandshakeHeaderLen;
  changed[1] = std::uint8_t(size >> 16), changed[2] = std::uint8_t(size >> 8), changed[3] = std::uint8_t(size);
  return changed;
}

class EveryExtension : public testing::TestWithParam<Scenario> {
 protected:
  bool tls12() const { return is_tls12(GetParam()); }
  // Each message that has extensions.
  template <typename Body>
  void for_each_message(Body body) {
    for (const Sent& sent : messages_of(GetParam())) {
      const std::size_t at = block_of(sent.message, tls12());
      if (at == 0 || at >= sent.message.size()) continue;
      body(sent, read_block(sent.message, at));
    }
  }
  // The run in which `change` was made to the extensions of that message, and what its receiver made of it.
  template <typename Change>
  std::optional<Alert> alert_for(const Sent& sent, Change change) {
    const Tampering tampering{
        .sender = sent.sender, .change = [&](std::size_t index, const ByteVector& message) -> std::vector<ByteVector> {
          if (index != sent.index) return {message};
          const std::size_t at = block_of(message, tls12());
          Block block = read_block(message, at);
          change(block);
          return {with_block(message, at, block)};
        }};
    const auto outcome = run(GetParam(), &tampering);
    complete_ = outcome.complete;
    const auto& error = outcome.error_of(sent.sender == Role::client ? Role::server : Role::client);
    return error ? std::optional(error->alert) : std::nullopt;
  }
  bool complete_ = false;
};

std::string describe(const Sent& sent, std::uint16_t type) {
  return "message " + std::to_string(sent.message[0]) + ", extension " + std::to_string(type);
}

TEST_P(EveryExtension, IsRefusedWhenItComesTwice) {
  for_each_message([&](const Sent& sent, const Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      SCOPED_TRACE(describe(sent, block[i].first));
      EXPECT_EQ(alert_for(sent, [&](Block& b) { b.insert(b.begin(), b[i]); }), Alert::illegal_parameter);
    }
  });
}

// Bodies that any bytes may stand in, and what is for TLS 1.2 alone when TLS 1.3 is spoken.
bool is_not_looked_at(std::uint16_t type, bool tls12) {
  const ExtensionType known{type};
  if (known == ExtensionType::session_ticket || known == ExtensionType::padding) return true;
  return !tls12 && (known == ExtensionType::ec_point_formats || known == ExtensionType::extended_master_secret);
}

// After a HelloRetryRequest: whatever is altered in it is not what the first one said (RFC 8446, 4.1.2), which a server
// may find out before it reads the extension.
bool is_second_hello(const Sent& sent) {
  return HandshakeType{sent.message[0]} == HandshakeType::client_hello && sent.index != 0;
}

// A ClientHello that is altered no longer fits its binder, which a server may find out first.
bool is_what_it_should_be(std::optional<Alert> alert, const Sent& sent, const Block& block) {
  const auto is_psk = [](const auto& extension) {
    return ExtensionType{extension.first} == ExtensionType::pre_shared_key;
  };
  const bool has_binder = sent.sender == Role::client && std::ranges::any_of(block, is_psk);
  if (is_second_hello(sent) && alert == Alert::illegal_parameter) return true;
  return alert == Alert::decode_error || (has_binder && alert == Alert::decrypt_error);
}

TEST_P(EveryExtension, IsRefusedWithBytesLeftOver) {
  for_each_message([&](const Sent& sent, const Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (is_not_looked_at(block[i].first, tls12())) continue;
      SCOPED_TRACE(describe(sent, block[i].first));
      const auto alert = alert_for(sent, [&](Block& b) { b[i].second.push_back(0); });
      EXPECT_FALSE(complete_);
      EXPECT_TRUE(is_what_it_should_be(alert, sent, block)) << int(alert.value_or(Alert{}));
    }
  });
}

TEST_P(EveryExtension, IsRefusedWhenCutAtAnyByte) {
  for_each_message([&](const Sent& sent, const Block& block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (is_not_looked_at(block[i].first, tls12())) continue;
      for (std::size_t size = 0; size < block[i].second.size(); ++size) {
        SCOPED_TRACE(describe(sent, block[i].first) + ", cut to " + std::to_string(size));
        const auto alert = alert_for(sent, [&](Block& b) { b[i].second.resize(std::min(size, b[i].second.size())); });
        EXPECT_FALSE(complete_);
        EXPECT_TRUE(is_what_it_should_be(alert, sent, block)) << int(alert.value_or(Alert{}));
      }
    }
  });
}

TEST_P(EveryExtension, IsRefusedInAnAnswerWhenNobodyAskedForIt) {
  for_each_message([&](const Sent& sent, const Block&) {
    const HandshakeType type{sent.message[0]};
    const bool answers = type == HandshakeType::server_hello || type == HandshakeType::encrypted_extensions;
    for (const std::uint16_t unknown : {0x0a0a, 0x1234, 0xfff0}) {
      SCOPED_TRACE(describe(sent, unknown));
      const auto alert = alert_for(sent, [&](Block& b) { b.insert(b.begin(), {unknown, ByteVector{1}}); });
      if (answers) {
        EXPECT_EQ(alert, Alert::unsupported_extension);
      } else if (type == HandshakeType::client_hello && GetParam() == Scenario::tls13_retry) {
        // In one hello of the two.
        EXPECT_EQ(alert, Alert::illegal_parameter);
      } else {
        // A request with an extension of no name is taken (RFC 8446, 4.2); a changed transcript shows later.
        EXPECT_TRUE(!alert || *alert == Alert::decrypt_error || *alert == Alert::bad_record_mac);
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Garbage, EveryExtension, testing::ValuesIn(kScenarios),
                         [](const testing::TestParamInfo<Scenario>& info) { return std::string(name_of(info.param)); });

}  // namespace
}  // namespace reprise::garbage
