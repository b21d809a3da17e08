// Our ServerHello (RFC 5246, 7.4.1.3).
#pragma once

#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {

// Appends it, with the extensions that answer the client's, and makes facts.server_random. Everything is chosen. The
// transcript begins with `state.message` from here on.
Result<> send_server_hello(const AnswerHello& state, KeepMessages keep, ServerContext& context);

}  // namespace reprise::handshake::tls12
