// SPDX-License-Identifier: Apache-2.0
// HelloRetryRequest, and what a server keeps of a client until it has come back.
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

Result<ServerState> send_hello_retry_request(NegotiateHello& state, ServerContext& context);
// Whether the client has yet to bring a cookie before we look any closer (RFC 8446, 4.2.2).
bool awaits_cookie(const ServerContext& context);
// Takes the cookie of a second ClientHello, if it has one: the handshake then goes on as if the first one and our
// answer to it were known. illegal_parameter for a cookie that is not ours.
Result<> take_cookie(const NegotiateHello& state, ServerContext& context);
// The same where this handshake has sent it: nothing is recalled, and a hello without it, or with one that is too old,
// is refused. So a client that has not read our answer comes no further, though we remember it.
Result<> check_cookie(const wire::ClientHello& hello, ServerContext& context);

}  // namespace reprise::handshake::tls13
