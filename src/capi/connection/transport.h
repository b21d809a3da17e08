// SPDX-License-Identifier: Apache-2.0
// Between a connection and its BIOs.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Sends all that waits. False when the transport cannot take it now, or failed: ssl->want says writing.
bool flush(SSL* ssl);

// Whether what waits is messages of ours. The rest of a write that the transport did not take whole is not: that goes
// out when the write is repeated, and a read does not wait for it.
inline bool owes_messages(const SSL* ssl) { return ssl->pending_write.taken == 0 && !ssl->engine->output().empty(); }

enum class Filled { some, blocked, ended };

// Reads from the transport what the connection needs next, and more only with read-ahead. blocked: nothing came;
// ssl->want says reading. ended: end of file.
Filled fill(SSL* ssl);

// Reports `error`. When it ended the connection, also sends the alert that belongs to it as far as the transport takes
// it, gives the session up and marks the connection failed.
void fail_connection(SSL* ssl, const Error& error, const char* function);

}  // namespace reprise::capi
