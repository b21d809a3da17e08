// SPDX-License-Identifier: Apache-2.0
// Our ServerHello (RFC 5246, 7.4.1.3).
#pragma once

#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {

// Makes facts.server_random, which may be asked for before the message is written.
Result<> make_random(ServerContext& context);

// Appends it, with the extensions that answer the client's. Everything is chosen. The
// transcript begins with `state.hello` from here on.
Result<> send_server_hello(const NegotiateHello& state, KeepMessages keep, ServerContext& context);

}  // namespace reprise::handshake::tls12
