// SPDX-License-Identifier: Apache-2.0
// A server's sessions and the tickets that lead to them (RFC 8446, 4.6.1).
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

// The record of this connection as a session, put into facts.session.
// It cannot be resumed: tickets make sessions that can.
Result<> note_connection(ServerContext& context);

// Sends up to `count` NewSessionTicket messages, each with a session of its own, which is published. Fewer when the
// client could not use them or the Host issues none.
Result<> issue_tickets(ServerContext& context, unsigned count);

// How many follow a handshake: the setting after a full one, one after a resumption.
unsigned tickets_due(const ServerContext& context);

}  // namespace reprise::handshake::tls13
