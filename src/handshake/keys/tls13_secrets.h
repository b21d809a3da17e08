// SPDX-License-Identifier: Apache-2.0
// The secrets of one handshake and of the connection after it,
// and the moments at which they are derived (RFC 8446, 7.1).
#pragma once

#include <memory>
#include <string_view>

#include "base/secret_bytes.h"
#include "handshake/flow/context.h"
#include "handshake/keys/tls13_key_schedule.h"

namespace reprise::handshake::tls13 {

// What only the handshake needs.
struct HandshakeSecrets {
  const wire::CipherSuite* suite = nullptr;
  KeySchedule schedule;
  HashSecret client;  // handshake traffic secrets
  HashSecret server;
};

// What a connection keeps.
struct ConnectionSecrets {
  HashSecret client;  // application traffic secrets, current generation
  HashSecret server;
  HashSecret resumption_master;
  bool update_requested = false;  // our KeyUpdate asked for one of the peer's, and none has come since
};

// Of the ClientHello, whose hash is `client_hello_hash`, under a PSK's `early` secret: returns
// client_early_traffic_secret and sets facts.early_exporter_secret.
Result<HashSecret> derive_early_secrets(Context& context, const KeySchedule& early, Bytes client_hello_hash);
// After ServerHello is in the transcript. `shared_secret` is
// empty without (EC)DHE. The schedule is at the Early Secret.
Result<> derive_handshake_secrets(Context& context, HandshakeSecrets& secrets, Bytes shared_secret);
// After the server's Finished is in the transcript; sets facts.exporter_secret.
Result<> derive_application_secrets(Context& context, HandshakeSecrets& secrets, ConnectionSecrets& connection);
// After the client's Finished is in the transcript.
Result<> derive_resumption_master(Context& context, const HandshakeSecrets& secrets, ConnectionSecrets& connection);

// Secrets are logged when they come into use, between the messages, and not when they are derived. Compat: programs
// tell from the line before a message which keys it is under (nginx's QUIC over the C API).
void log_secret(Context& context, std::string_view label, const HashSecret& secret);
void log_early_secrets(Context& context, const HashSecret& traffic);
// With the exporter's, which is known as soon as these are.
void log_server_application_secret(Context& context, const ConnectionSecrets& connection);
inline constexpr std::string_view kClientHandshakeLabel = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
inline constexpr std::string_view kServerHandshakeLabel = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
inline constexpr std::string_view kClientApplicationLabel = "CLIENT_TRAFFIC_SECRET_0";

// Hands the keys of `traffic_secret` to the engine.
Result<> use_read_keys(Context& context, Epoch epoch, const wire::CipherSuite& suite, Bytes traffic_secret);
Result<> use_write_keys(Context& context, Epoch epoch, const wire::CipherSuite& suite, Bytes traffic_secret);

}  // namespace reprise::handshake::tls13
