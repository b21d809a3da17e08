// SPDX-License-Identifier: Apache-2.0
// KeyUpdate (RFC 8446, 4.6.3), the same for both sides.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/flow/machine.h"
#include "handshake/host/config.h"
#include "handshake/keys/tls13_secrets.h"
#include "wire/messages/key_update.h"

namespace reprise::handshake::tls13 {

// Takes the peer's KeyUpdate: new read keys, and an update of our own that is due when it asks for one. How often a
// peer may send one is the engine's to limit.
Result<> take_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, const wire::KeyUpdate& parsed,
                         const Message& message);
// Appends our KeyUpdate and changes the write keys. Enters no state: where the peer stands does not matter to it.
Result<> send_key_update(Context& context, Role own_role, ConnectionSecrets& secrets, RequestUpdate request);

}  // namespace reprise::handshake::tls13
