// SPDX-License-Identifier: Apache-2.0
#include "engine/message_limits.h"

#include "wire/messages/record_header.h"

namespace reprise::engine {
namespace {

using handshake::Role;
using wire::HandshakeType;

enum class Receiver : std::uint8_t { client, server, both };

struct Row {
  HandshakeType type;
  Receiver receiver;
  std::size_t limit;
};

constexpr std::size_t kCertificateList = 0;  // stands for the setting

// Compat: the limits of libssl, which no real message comes near. Certificate and CertificateRequest follow a setting.
constexpr Row kRows[] = {
    {HandshakeType::hello_request, Receiver::client, 0},
    {HandshakeType::client_hello, Receiver::server, 131396},
    {HandshakeType::server_hello, Receiver::client, 65607},
    {HandshakeType::new_session_ticket, Receiver::client, 131338},
    {HandshakeType::end_of_early_data, Receiver::server, 0},
    {HandshakeType::encrypted_extensions, Receiver::client, 20000},
    {HandshakeType::certificate, Receiver::both, kCertificateList},
    {HandshakeType::server_key_exchange, Receiver::client, 102400},
    {HandshakeType::certificate_request, Receiver::client, kCertificateList},
    {HandshakeType::server_hello_done, Receiver::client, 0},
    {HandshakeType::certificate_verify, Receiver::both, 65539},
    {HandshakeType::client_key_exchange, Receiver::server, 2048},
    {HandshakeType::finished, Receiver::both, 64},
    {HandshakeType::certificate_status, Receiver::client, wire::kMaxPlaintextLen},
    {HandshakeType::key_update, Receiver::both, 1},
};

bool follows_setting(HandshakeType type) {
  return type == HandshakeType::certificate || type == HandshakeType::certificate_request;
}

}  // namespace

Result<std::size_t> message_limit(Role receiver, HandshakeType type, std::size_t max_certificate_list) {
  const Receiver self = receiver == Role::client ? Receiver::client : Receiver::server;
  for (const Row& row : kRows) {
    if (row.type != type || (row.receiver != self && row.receiver != Receiver::both)) continue;
    return follows_setting(type) ? max_certificate_list : row.limit;
  }
  return fail(Alert::unexpected_message, Reason::unexpected_message);
}

}  // namespace reprise::engine
