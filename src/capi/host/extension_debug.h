// SPDX-License-Identifier: Apache-2.0
// What SSL_set_tlsext_debug_callback is told.
#pragma once

#include "base/bytes.h"
#include "capi/library/types.h"

namespace reprise::capi {

// Tells the callback of `ssl`, which is set, of each extension in a handshake message that has arrived, with its
// header. Of a message that is not well-formed nothing is told: it is refused.
void tell_extensions(SSL* ssl, Bytes message);

}  // namespace reprise::capi
