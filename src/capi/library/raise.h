// SPDX-License-Identifier: Apache-2.0
// Errors of the API that carry a text of their own.
#pragma once

namespace reprise::capi {

// Pushes the SSL_R_ code `reason` on this thread's error queue with the text that `format` makes; `function` is the
// entry point that failed (a string of static storage).
[[gnu::format(printf, 3, 4)]] void raise(int reason, const char* function, const char* format, ...);

}  // namespace reprise::capi
