// What a client takes from a server's answer in either version.
#pragma once

#include "handshake/context.h"

namespace reprise::handshake {

// Takes the server's choice of a protocol, which must be one of ours (RFC 7301, 3.1), and sets facts.alpn. `body` is the
// extension's. Fails with decode_error or illegal_parameter.
Result<> accept_alpn(Context& context, Bytes body);

}  // namespace reprise::handshake
