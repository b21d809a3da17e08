// Where a connection stands with early data, for calls that are not about it.
#pragma once

#include "capi/ssl_object.h"

namespace reprise::capi {

// A call that completes the handshake ends what early data a client has been writing. False, with the reason reported or
// ssl->want set, when the call cannot go on: also in the middle of a call about early data that must be repeated first.
bool leave_early_data(SSL* ssl, const char* function);

// As leave_early_data for calls that read, which may come between a client's writes of early data.
bool may_read_now(const SSL* ssl, const char* function);

}  // namespace reprise::capi
