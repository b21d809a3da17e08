// SPDX-License-Identifier: Apache-2.0
// What passes from a connection to its session, and from the session to the connections that resume it.
#pragma once

#include "handshake/host/facts.h"

namespace reprise::handshake {

// Puts what the ends have agreed on so far, and who has proved to be the peer, into `fields`: the session's in the
// making as well as the finished one's. Views live as long as facts do.
void note_agreed(const Facts& facts, session::SessionFields& fields);
// What a session is to remember of the connection: all but its names, its secret and its times. Views as above.
session::SessionFields remembered(const Facts& facts);

// Goes on with `session`: facts take over all that its full handshake found out and that this one does not find out
// anew. For both sides and both versions; an external PSK is such a session too.
void restore(Facts& facts, Ref<session::Session> session);
// As if restore() had not been called.
void forget(Facts& facts);

}  // namespace reprise::handshake
