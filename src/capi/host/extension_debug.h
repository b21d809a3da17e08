// What SSL_set_tlsext_debug_callback is told.
#pragma once

#include "base/bytes.h"
#include "capi/library/types.h"

namespace reprise::capi {

// Tells the callback of `ssl`, which is set, of each extension in a handshake message that has arrived, with its
// header. A message that is not well-formed is told as far as it can be read: it is refused by those who parse it.
void tell_extensions(SSL* ssl, Bytes message);

}  // namespace reprise::capi
