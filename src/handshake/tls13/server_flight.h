// SPDX-License-Identifier: Apache-2.0
// ServerHello to Finished.
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

// RFC 8446, D.4: after our first message to a client that imitates a resumption of TLS 1.2.
void send_change_cipher_spec(ServerContext& context);
Result<ServerState> send_flight(NegotiateHello& state, ServerContext& context);
// `request_context` is empty within the handshake.
Result<> send_certificate_request(ServerContext& context, Bytes request_context);

}  // namespace reprise::handshake::tls13
