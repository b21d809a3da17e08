// SPDX-License-Identifier: Apache-2.0
// Where a connection stands with early data, for calls that are not about it.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// A call that completes the handshake ends what early data a client has been writing. False, with ssl->want set or the
// reason reported, when the call cannot go on.
bool leave_early_data(SSL* ssl, const char* function);

// Whether application data may be read or written: not before a call about early data that must be repeated has been.
// Reports the reason when not.
bool may_transfer_data(const SSL* ssl, const char* function);

}  // namespace reprise::capi
