// SPDX-License-Identifier: Apache-2.0
// Under what the sessions of a client's connection are kept.
#pragma once

#include "capi/objects/ssl_object.h"
#include "session/client/peer_key.h"

namespace reprise::capi {

// Whether sessions that the program knows nothing of may be offered on `ssl`: not when it has switched sessions off,
// names no server, or expects of every handshake what only a full one brings.
bool may_offer_unasked(const SSL* ssl);

// The server's name, the port that `ssl` is connected to if it has a socket, and a hash of the settings that bear on
// what a session is: who changes one of them is offered none of the sessions made before.
Result<session::PeerKey> peer_of(const SSL* ssl, const handshake::Config& config);

}  // namespace reprise::capi
