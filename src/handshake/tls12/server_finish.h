// SPDX-License-Identifier: Apache-2.0
// The end of a server's handshake.
#pragma once

#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {

// Appends NewSessionTicket with facts.session in it, if one was announced (RFC 5077, 3.3).
Result<> send_ticket(ServerContext& context);

}  // namespace reprise::handshake::tls12
