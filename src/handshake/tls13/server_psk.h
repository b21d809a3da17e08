// SPDX-License-Identifier: Apache-2.0
// The key that a server finds for what a client offers in pre_shared_key.
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

// A step of the hello (server_hello_steps.h).
Answer<> look_up_psks(NegotiateHello& state, ServerContext& context);
// The key that was found is not to be used after all.
void drop_psk(ServerContext& context);

}  // namespace reprise::handshake::tls13
