// SPDX-License-Identifier: Apache-2.0
// How errors are made where they are found.
#pragma once

#include "reprise/error.h"

namespace reprise {

using v0::Alert;
using v0::Error;
using v0::Reason;
using v0::name_of;

enum class AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

inline Error fail(Alert alert, Reason reason, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return {alert, reason, file, line};
}

// For faults that the peer must not hear of: it is gone already, or it is our caller that erred.
inline Error fail_silently(Reason reason, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return {std::nullopt, reason, file, line};
}

}  // namespace reprise
