// SPDX-License-Identifier: Apache-2.0
// How a server finds a session by its id.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Asks the cache of the first context, then its callback, as the cache mode says, and counts. `version` is that of the
// handshake. Calls the application's callbacks.
handshake::FoundToResume look_up_session(SSL* ssl, Bytes id, std::uint16_t version);

// Whether the cache of the first context has a session of that id and of the connection's version.
bool is_cached(const SSL* ssl, Bytes id);

}  // namespace reprise::capi
