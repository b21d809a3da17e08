// SPDX-License-Identifier: Apache-2.0
// Which session a connection holds, and when it must be given up.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// The session in use or in the making, or the one on offer before there is one; null for none. Lent.
session::Session* current_session(const SSL* ssl);

// Client: gives `session`, which is the connection's from now on, copies of the application data of the one before it:
// a ticket's session goes on where the handshake's, or the one resumed, left off.
void inherit_ex_data(SSL* ssl, session::Session& session);

// As OpenSSL does when a connection that is open is dropped without close_notify: its session leaves the cache and is
// not resumed again. True when that was so.
bool retire_unclosed_session(SSL* ssl);

}  // namespace reprise::capi
