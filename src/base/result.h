// SPDX-License-Identifier: Apache-2.0
// How Results are made and passed on.
#pragma once

#include <utility>

#include "base/error.h"
#include "reprise/result.h"

namespace reprise {

using v0::Result;
using v0::Unit;

// Success with nothing to say.
inline Result<> success() { return Result<>(Unit{}); }

// The value of `expr`, or a return of its Error from the enclosing function.
#define TRY(expr)                            \
  ({                                         \
    auto try_result = (expr);                \
    if (!try_result.ok()) {                  \
      return try_result.error();             \
    }                                        \
    std::move(try_result.value());           \
  })

}  // namespace reprise
