// SPDX-License-Identifier: Apache-2.0
// The client's side of HelloRetryRequest (RFC 8446, 4.1.4).
#pragma once

#include "handshake/flow/context.h"
#include "handshake/hello/offer.h"
#include "wire/messages/server_hello.h"

namespace reprise::handshake {

// Checks the request against the offer and changes the offer as it asks; the transcript then holds what a second
// ClientHello follows. Takes early data back.
Result<> take_hello_retry_request(Context& context, const Message& message, const wire::ServerHello& request,
                                  Offer& offer);

}  // namespace reprise::handshake
