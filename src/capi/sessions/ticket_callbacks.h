// SPDX-License-Identifier: Apache-2.0
// Tickets whose keys the application's callback knows: SSL_CTX_set_tlsext_ticket_key_evp_cb(3) and its older HMAC form.
//
//   key_name[16] | iv | ciphertext | mac over all before it (RFC 5077, 4, with whatever algorithms the callback chose)
#pragma once

#include <optional>

#include "base/result.h"
#include "capi/objects/ssl_object.h"
#include "session/tickets/ticket.h"

namespace reprise::capi {

bool has_ticket_key_callback(const SSL_CTX& ctx);

// Seals `session`. Empty when the callback gives no key. Fails with ticket_callback_failed when it fails.
Result<ByteVector> seal_with_callback(SSL* ssl, const session::Session& session);

// Opens `ticket`: the session and whether the callback asked for a new ticket, or null and why not. Fails with
// ticket_callback_failed when the callback does.
Result<session::UnsealedTicket> open_with_callback(SSL* ssl, Bytes ticket);

}  // namespace reprise::capi
