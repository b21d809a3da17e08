// SPDX-License-Identifier: Apache-2.0
// KeyUpdate (RFC 8446, 4.6.3), the same for both sides.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/flow/machine.h"
#include "handshake/host/config.h"
#include "handshake/keys/tls13_secrets.h"
#include "wire/messages/key_update.h"

namespace reprise::handshake::tls13 {

// Takes the peer's KeyUpdate: new read keys, and our own update when it asks for one. How often a peer
// may do that is for the engine to count.
Result<> take_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, const wire::KeyUpdate& parsed,
                         const Message& message);
// Appends our KeyUpdate and changes the write keys.
Result<> send_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, RequestUpdate request);

}  // namespace reprise::handshake::tls13
