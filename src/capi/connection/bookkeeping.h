// SPDX-License-Identifier: Apache-2.0
// What a context counts of its connections' handshakes, and what it tidies up after them.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Counts a handshake that begins (SSL_CTX_sess_connect, SSL_CTX_sess_accept); once a handshake.
void note_handshake_start(SSL* ssl);
// Counts one that is complete and what became of the session that it offered, and flushes the cache every so often as
// SSL_CTX_set_session_cache_mode(3) says; once a handshake. Does nothing while it is not complete.
void note_handshake_end(SSL* ssl);

}  // namespace reprise::capi
