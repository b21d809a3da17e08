// SPDX-License-Identifier: Apache-2.0
// The 80 bytes of SSL_CTX_set_tlsext_ticket_keys(3), for servers that share them.
#pragma once

#include "base/result.h"
#include "capi/objects/ssl_ctx.h"

namespace reprise::capi {

// The keys set, or null while our own ring seals tickets.
Ref<const session::Rfc5077Keys> fixed_ticket_keys(const SSL_CTX& ctx);

// Seals with `keys` from now on. Fails with invalid_ticket_keys_length.
Result<> set_ticket_keys(SSL_CTX& ctx, Bytes keys);

// Copies the keys in force to `out`. A program that asks for them means to share them: when none were set, random ones
// are set first, and the ring, which rotates, is used no more.
Result<> get_ticket_keys(SSL_CTX& ctx, MutableBytes out);

}  // namespace reprise::capi
