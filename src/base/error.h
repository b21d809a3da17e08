// SPDX-License-Identifier: Apache-2.0
// An error is a value: what to tell the peer, what to tell our caller, and where it was found.
#pragma once

#include <optional>

#include "base/alert.h"
#include "base/reason.h"

namespace reprise {

// `alert` is for the peer, which is not to hear of the error where there is none; the rest is for the caller's error
// queue.
struct Error {
  std::optional<Alert> alert;
  Reason reason;
  const char* file;
  int line;
};

inline Error fail(Alert alert, Reason reason, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return {alert, reason, file, line};
}

// For faults that the peer must not hear of: it is gone already, or it is our caller that erred.
inline Error fail_silently(Reason reason, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return {std::nullopt, reason, file, line};
}

// The name of `reason` as in the table of reason.h: lower case, words joined by underscores. Static storage.
const char* name_of(Reason reason);

}  // namespace reprise
