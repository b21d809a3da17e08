// SPDX-License-Identifier: Apache-2.0
// The seam between C and us: what an entry point does with a Result.
#pragma once

#include <exception>

#include "base/own_exception.h"
#include "base/result.h"
#include "capi/library/reasons.h"

namespace reprise::capi {

// Runs `body`, a callable that returns Result<>. Returns 1 when it succeeds; otherwise reports its Error and returns 0.
// An exception of ours, for want of memory or because a length is beyond any, is an Error like any other: nothing of
// ours is thrown through C. What the program throws in a callback or BIO, and the unwinding of a thread that is
// cancelled or exits, passes (docs/decisions/0005).
template <typename Body>
int guard(Body&& body, const char* function = __builtin_FUNCTION()) {
  try {
    const auto result = body();
    if (result.ok()) return 1;
    report(result.error(), function);
  } catch (const std::exception& exception) {
    report(fail_silently(reason_of_own(exception)), function);
  }
  return 0;
}

// The same for calls that return a pointer: what `body` returns, or null when it throws one of our exceptions.
template <typename Body>
auto pointer_from(Body&& body, const char* function = __builtin_FUNCTION()) -> decltype(body()) {
  decltype(body()) made = nullptr;
  guard(
      [&]() -> Result<> {
        made = body();
        return success();
      },
      function);
  return made;
}

}  // namespace reprise::capi
