// The seam between C and us: what an entry point does with a Result.
#pragma once

#include <new>

#include "base/result.h"
#include "capi/library/reasons.h"

namespace reprise::capi {

// Runs `body`, a callable that returns Result<>. Returns 1 when it succeeds; otherwise reports its Error and returns 0.
// Running out of memory in `body` is an Error like any other: nothing is thrown through C.
template <typename Body>
int guard(Body&& body, const char* function = __builtin_FUNCTION()) {
  try {
    const auto result = body();
    if (result.ok()) return 1;
    report(result.error(), function);
  } catch (const std::bad_alloc&) {
    report(fail_silently(Reason::out_of_memory), function);
  }
  return 0;
}

// The same for calls that return a pointer: what `body` returns, or null when it runs out of memory.
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
