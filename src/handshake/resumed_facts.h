// What passes from a connection to its session, and from the session to the connections that resume it.
#pragma once

#include "handshake/facts.h"

namespace reprise::handshake {

// What a session is to remember of the connection: all but its names, its secret and its times. Views live as long as
// facts do.
session::SessionFields remembered(const Facts& facts);

// Goes on with `session`: facts take over all that its full handshake found out and that this one does not find out
// anew. For both sides and both versions; an external PSK is such a session too.
void restore(Facts& facts, Ref<session::Session> session);
// As if restore() had not been called.
void forget(Facts& facts);

}  // namespace reprise::handshake
