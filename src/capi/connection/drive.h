// SPDX-License-Identifier: Apache-2.0
// Drives a connection over its BIOs until a call can return.
#pragma once

#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// The connection, for a call (call.h) that goes `way`: when no other thread's BIO is in the way. Null with the reason
// reported: no side chosen yet (`undecided`); or in silence: an earlier failure, or called by a BIO that is in the way.
engine::Connection* usable_connection(SSL* ssl, Way way, Reason undecided, const char* function);

// Goes on until `step` gives something else than wants_input. `step` returns a Result of an engine Status or Transfer.
// Nothing when the call must return to the application: ssl->want says why, or the connection has failed.
template <typename Step>
auto drive(SSL* ssl, Step step, const char* function) -> std::optional<std::decay_t<decltype(step().value())>>;

// One handshake from wherever it stands. 1 done, -1 not yet or failed.
int drive_handshake(SSL* ssl, const char* function);

}  // namespace reprise::capi

#include "capi/connection/drive_inl.h"
