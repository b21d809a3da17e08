// SPDX-License-Identifier: Apache-2.0
// Every message of every scenario, spoilt in every way that does not look inside: the receiver fails with the right
// alert, or waits for the rest; it never completes. (RFC 8446, 6.2; RFC 5246, 7.2.2.)
//
// That a connection that failed is dead, has let go of everything that it could still give, and has told the other end,
// is checked by run() each time.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "scenario.h"
#include "wire/messages/handshake_header.h"

namespace reprise::garbage {
namespace {

// close_notify where the peer is told nothing.
Alert alert_of(const Error& error) { return error.alert.value_or(Alert::close_notify); }

using wire::HandshakeType;
using Messages = std::vector<ByteVector>;

HandshakeType type_of(const Sent& sent) { return HandshakeType{sent.message[0]}; }
Role other(Role role) { return role == Role::client ? Role::server : Role::client; }

void set_length(ByteVector& message, std::size_t length) {
  message[1] = std::uint8_t(length >> 16), message[2] = std::uint8_t(length >> 8), message[3] = std::uint8_t(length);
}
void fix_length(ByteVector& message) { set_length(message, message.size() - wire::kHandshakeHeaderLen); }

class EveryScenario : public testing::TestWithParam<Scenario> {
 protected:
  // The scenario with that message spoilt by `spoil`; the receiver is the one who must mind.
  Outcome with(const Sent& sent, const std::function<Messages(const ByteVector&)>& spoil) {
    const Tampering tampering{.sender = sent.sender, .change = [&](std::size_t index, const ByteVector& message) {
                                return index == sent.index ? spoil(message) : Messages{message};
                              }};
    return run(GetParam(), &tampering);
  }
  std::string describe(const Sent& sent) const {
    return std::string(name_of(GetParam())) + ", message " + std::to_string(sent.index) + " of the " +
           (sent.sender == Role::client ? "client" : "server") + ", type " + std::to_string(sent.message[0]);
  }
  // After the handshake the sender's Finished has been checked already: what a ticket says is not part of it.
  static bool is_ticket(const Sent& sent) { return type_of(sent) == HandshakeType::new_session_ticket; }
  bool is_later_ticket(const Sent& sent) const { return is_ticket(sent) && !is_tls12(GetParam()); }
  // The certificate asked for after the handshake.
  bool is_later_request(const Sent& sent) const {
    return GetParam() == Scenario::tls13_after && type_of(sent) == HandshakeType::certificate_request;
  }
  static void expect_alert(const Outcome& outcome, const Sent& sent, const std::set<Alert>& allowed) {
    const auto& error = outcome.error_of(other(sent.sender));
    ASSERT_TRUE(error.has_value());
    EXPECT_TRUE(allowed.contains(alert_of(*error)))
        << reprise::name_of(alert_of(*error)) << " " << reprise::name_of(error->reason);
    // Unless it found a fault itself in the meantime.
    const bool told = sent.sender == Role::client ? outcome.client_was_told : outcome.server_was_told;
    EXPECT_TRUE(told || outcome.error_of(sent.sender));
  }
};

// Where a hello of TLS 1.2 may end: behind the compression methods (RFC 5246, 7.4.1.2).
bool may_end_at(const ByteVector& message, std::size_t size) {
  const std::size_t session_id = 4 + 2 + 32;
  if (message[0] > 2 || message.size() <= session_id) return false;
  std::size_t at = session_id + 1 + message[session_id] + 2;
  if (message[0] == 1) at += std::size_t(message[at - 2] << 8 | message[at - 1]) + 2;
  return size == at + (message[0] == 1 ? 0 : 1);
}

TEST_P(EveryScenario, RefusesAMessageCutAtAnyByte) {
  for (const Sent& sent : messages_of(GetParam())) {
    const std::size_t step = type_of(sent) == HandshakeType::certificate ? 7 : 1;
    for (std::size_t cut = 1; cut + wire::kHandshakeHeaderLen <= sent.message.size(); cut += step) {
      SCOPED_TRACE(describe(sent) + ", without its last " + std::to_string(cut) + " bytes");
      bool may_end = false;
      const auto outcome = with(sent, [&](ByteVector message) {
        may_end = may_end_at(message, message.size() - cut);
        message.resize(std::max(message.size() - cut, wire::kHandshakeHeaderLen));
        fix_length(message);
        return Messages{message};
      });
      EXPECT_FALSE(outcome.complete);
      std::set<Alert> allowed{Alert::decode_error};
      // A hello of TLS 1.2 without extensions: well formed, and not what either end wants.
      if (may_end)
        allowed = {Alert::handshake_failure, Alert::illegal_parameter, Alert::missing_extension,
                   Alert::protocol_version};
      expect_alert(outcome, sent, allowed);
    }
  }
}

TEST_P(EveryScenario, RefusesAMessageWithBytesLeftOver) {
  for (const Sent& sent : messages_of(GetParam())) {
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](ByteVector message) {
      message.push_back(0);
      fix_length(message);
      return Messages{message};
    });
    EXPECT_FALSE(outcome.complete);
    expect_alert(outcome, sent, {Alert::decode_error});
  }
}

TEST_P(EveryScenario, RefusesALengthThatIsTooShort) {
  for (const Sent& sent : messages_of(GetParam())) {
    if (sent.message.size() == wire::kHandshakeHeaderLen) continue;
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](ByteVector message) {
      set_length(message, message.size() - wire::kHandshakeHeaderLen - 1);
      return Messages{message};
    });
    EXPECT_FALSE(outcome.complete);
    expect_alert(outcome, sent, {Alert::decode_error});
  }
}

bool length_is_fixed(HandshakeType type) {
  return type == HandshakeType::server_hello_done || type == HandshakeType::end_of_early_data ||
         type == HandshakeType::key_update || type == HandshakeType::finished;
}

TEST_P(EveryScenario, RefusesALengthBeyondAllBounds) {
  for (const Sent& sent : messages_of(GetParam())) {
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](ByteVector message) {
      set_length(message, 0xffffff);
      return Messages{message};
    });
    EXPECT_FALSE(outcome.complete);
    // RFC 8446, 6: what the syntax does not allow is decode_error; what is too much for us is libssl's
    // illegal_parameter.
    expect_alert(outcome, sent, {length_is_fixed(type_of(sent)) ? Alert::decode_error : Alert::illegal_parameter});
  }
}

TEST_P(EveryScenario, DoesNotCompleteWithALengthThatIsTooLong) {
  for (const Sent& sent : messages_of(GetParam())) {
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](ByteVector message) {
      set_length(message, message.size() - wire::kHandshakeHeaderLen + 1);
      return Messages{message};
    });
    if (is_later_ticket(sent)) continue;  // waits for the byte
    EXPECT_FALSE(outcome.complete);
    if (!outcome.error_of(other(sent.sender))) continue;  // waits for the byte
    // It was made up by the message behind it, or the record behind it is another.
    expect_alert(outcome, sent, {Alert::decode_error, Alert::unexpected_message, Alert::bad_record_mac});
  }
}

TEST_P(EveryScenario, RefusesAMessageThatComesTwice) {
  for (const Sent& sent : messages_of(GetParam())) {
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](const ByteVector& message) { return Messages{message, message}; });
    EXPECT_EQ(outcome.complete, is_later_ticket(sent));
    if (is_later_ticket(sent)) continue;
    if (is_later_request(sent)) {
      // The client answers both; the server asked once.
      EXPECT_EQ(outcome.server_error.value_or(Error{}).alert, Alert::unexpected_message);
      continue;
    }
    expect_alert(outcome, sent, {Alert::unexpected_message});
  }
}

TEST_P(EveryScenario, DoesNotCompleteWithoutAnyOfItsMessages) {
  for (const Sent& sent : messages_of(GetParam())) {
    SCOPED_TRACE(describe(sent));
    const auto outcome = with(sent, [](const ByteVector&) { return Messages{}; });
    if (is_later_ticket(sent)) continue;
    EXPECT_FALSE(outcome.complete);
    if (!outcome.error_of(other(sent.sender))) continue;  // waits for it
    std::set<Alert> allowed{Alert::unexpected_message};
    // Messages after which keys change, and one that may be missing: the transcripts differ.
    if (type_of(sent) == HandshakeType::end_of_early_data || type_of(sent) == HandshakeType::key_update) {
      allowed = {Alert::bad_record_mac};
    }
    if (type_of(sent) == HandshakeType::certificate_request) allowed = {Alert::decrypt_error};
    if (type_of(sent) == HandshakeType::certificate_status) allowed.insert(Alert::decrypt_error);
    expect_alert(outcome, sent, allowed);
  }
}

// What the RFCs let stand in another's place, as far as the receiver can tell at once.
bool may_stand(Scenario scenario, const Sent& place, HandshakeType type) {
  if (type == type_of(place)) return true;
  // RFC 5246, 7.4.1.1: HelloRequest is ignored by a client that is in a handshake. 7.4.4: a request may come.
  if (is_tls12(scenario) && place.sender == Role::server) {
    // RFC 6066, 8: a server may leave the status out that it announced.
    if (type_of(place) == HandshakeType::certificate_status && type == HandshakeType::server_key_exchange) return true;
    return type == HandshakeType::hello_request || type == HandshakeType::certificate_request;
  }
  // As long as the server may still choose TLS 1.2, the same: this client offers both.
  if (scenario == Scenario::tls13_retry && place.index == 0 && type == HandshakeType::hello_request) return true;
  // RFC 8446, 4.3.2: a request may come before the certificate; 4.6: tickets and key updates at any time afterwards.
  return place.sender == Role::server && type == HandshakeType::certificate_request;
}

bool handshake_is_over(Scenario scenario, const Sent& place) {
  if (is_tls12(scenario)) return false;
  std::size_t finished[2] = {SIZE_MAX, SIZE_MAX};
  for (const Sent& sent : messages_of(scenario)) {
    auto& at = finished[int(sent.sender)];
    if (type_of(sent) == HandshakeType::finished && at == SIZE_MAX) at = sent.index;
  }
  return place.index > finished[int(place.sender)];
}

TEST_P(EveryScenario, RefusesEveryOtherMessageInAMessagesPlace) {
  std::map<HandshakeType, ByteVector> types;
  for (const Scenario scenario : kScenarios) {
    if (is_tls12(scenario) != is_tls12(GetParam())) continue;
    for (const Sent& sent : messages_of(scenario)) types.emplace(type_of(sent), sent.message);
  }
  types[HandshakeType{0}] = {0, 0, 0, 0};    // hello_request
  types[HandshakeType{99}] = {99, 0, 0, 0};  // of no name
  for (const Sent& sent : messages_of(GetParam())) {
    if (handshake_is_over(GetParam(), sent)) continue;
    for (const auto& [type, message] : types) {
      if (may_stand(GetParam(), sent, type)) continue;
      SCOPED_TRACE(describe(sent) + ", in its place type " + std::to_string(int(type)));
      const auto outcome = with(sent, [&](const ByteVector&) { return Messages{message}; });
      EXPECT_FALSE(outcome.complete);
      expect_alert(outcome, sent, {Alert::unexpected_message});
    }
  }
}

// Alerts that an altered byte may lead to, wherever it is.
const std::set<Alert> kAnyFault = {
    Alert::unexpected_message,  Alert::bad_record_mac,    Alert::handshake_failure,     Alert::bad_certificate,
    Alert::illegal_parameter,   Alert::decode_error,      Alert::decrypt_error,         Alert::protocol_version,
    Alert::missing_extension,   Alert::unknown_ca,        Alert::unsupported_extension, Alert::unsupported_certificate,
    Alert::no_application_protocol, Alert::unrecognized_name, Alert::bad_certificate_status_response,
};

TEST_P(EveryScenario, DoesNotCompleteWithAnyByteAltered) {
  for (const Sent& sent : messages_of(GetParam())) {
    if (is_later_ticket(sent)) continue;
    const std::size_t step = type_of(sent) == HandshakeType::certificate ? 7 : 1;
    for (std::size_t at = 0; at < sent.message.size(); at += step) {
      SCOPED_TRACE(describe(sent) + ", byte " + std::to_string(at));
      bool altered = false;
      const auto outcome = with(sent, [&](ByteVector message) {
        altered = at < message.size();
        if (altered) message[at] ^= std::uint8_t(1 << at % 8);
        return Messages{message};
      });
      if (!altered) continue;
      EXPECT_FALSE(outcome.complete);
      for (const auto& error : {outcome.client_error, outcome.server_error}) {
        EXPECT_TRUE(!error || kAnyFault.contains(alert_of(*error))) << reprise::name_of(alert_of(*error));
      }
    }
  }
}

TEST_P(EveryScenario, DoesNotCompleteWithAChangeCipherSpecMoreOrLess) {
  for (const Role sender : {Role::client, Role::server}) {
    for (const int count : {0, 2, 40}) {
      SCOPED_TRACE(std::string(name_of(GetParam())) + ", " + std::to_string(count));
      bool asked = false;
      const Tampering tampering{.sender = sender, .count_ccs = [&](std::size_t index) {
                                  asked = asked || index == 0;
                                  return index == 0 ? count : 1;
                                }};
      const auto outcome = run(GetParam(), &tampering);
      if (!asked) continue;
      // RFC 8446, D.4: in TLS 1.3 they mean nothing, in bounds.
      EXPECT_EQ(outcome.complete, !is_tls12(GetParam()) && count != 40);
      const auto& error = outcome.error_of(other(sender));
      // TLS 1.2: the one too many is read under the keys of the first. With one too few the Finished is read as it
      // stands on the wire: what its random bytes are taken for decides the alert.
      if (is_tls12(GetParam()) && count == 0) {
        EXPECT_TRUE(error);
        continue;
      }
      EXPECT_TRUE(!error || error->alert == Alert::unexpected_message || error->alert == Alert::bad_record_mac);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Garbage, EveryScenario, testing::ValuesIn(kScenarios),
                         [](const testing::TestParamInfo<Scenario>& info) { return std::string(name_of(info.param)); });

}  // namespace
}  // namespace reprise::garbage
