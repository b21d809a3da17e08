// SPDX-License-Identifier: Apache-2.0
// KeyUpdate messages that the application asked for.
#pragma once

#include "base/result.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Hands the update that SSL_key_update asked for to the connection. Called whenever the connection is driven.
Result<> send_due_key_update(SSL* ssl);

}  // namespace reprise::capi
