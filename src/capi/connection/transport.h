// SPDX-License-Identifier: Apache-2.0
// Between a connection and its BIOs. All with the turn, which is given back while a BIO is at work (call.h).
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// Sends all that waits, after another thread's BIO that is sending. False when the transport cannot take it now, or
// failed: ssl->want says writing.
bool flush(SSL* ssl);

// Whether what waits is messages of ours, which any call sends. The rest of a write that the transport did not take
// whole is not: that goes out when the write is repeated, and a read does not wait for it. What is added while a BIO is
// sending goes out after that.
inline bool owes_messages(const SSL* ssl) {
  return ssl->pending_write.taken == 0 && ssl->lent.out == kNobody && !ssl->engine->output().empty();
}
// Sends those.
bool flush_messages(SSL* ssl);

enum class Filled { some, blocked, ended };

// Reads from the transport what the connection needs next, and more only with read-ahead; or waits while another thread
// does. blocked: nothing came; ssl->want says reading. ended: end of file.
Filled fill(SSL* ssl);

// The call is to say that it waits for the transport, be that ready or not.
void wait_for_input(SSL* ssl);
void wait_for_output(SSL* ssl);

// SSL_ERROR_* for what a BIO that moved nothing says that it waits for, when it was to move bytes `way`; 0: it does not
// wait.
int bio_error(BIO* bio, Way way);

// Reports `error`. When it ended the connection, also sends the alert that belongs to it as far as the transport takes
// it, gives the session up and marks the connection failed.
void fail_connection(SSL* ssl, const Error& error, const char* function);

}  // namespace reprise::capi
