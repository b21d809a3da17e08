// SPDX-License-Identifier: Apache-2.0
// From our errors to the error queue that programs read.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace reprise::capi {

// The SSL_R_ code that programs know `reason` by; never 0. For Reason::peer_sent_alert see ssl_reason_of_alert.
int ssl_reason(Reason reason);

// The code for an alert that the peer sent: SSL_R_SSLV3_ALERT_* and SSL_R_TLSV1_ALERT_* are 1000 + the alert's number.
int ssl_reason_of_alert(std::uint8_t alert);

// Pushes `error` on this thread's error queue, with the place where it was found; `function` is the entry point that
// failed (a string of static storage). An Error with Reason::peer_sent_alert carries the alert received in `alert`.
void report(const Error& error, const char* function);

}  // namespace reprise::capi
