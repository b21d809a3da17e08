// SPDX-License-Identifier: Apache-2.0
// Tickets that a server's application asked for beyond those of the handshake.
#pragma once

#include "base/result.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Hands the tickets that SSL_new_session_ticket asked for to the connection. Called whenever the connection is driven.
Result<> send_due_tickets(SSL* ssl);

}  // namespace reprise::capi
