// SPDX-License-Identifier: Apache-2.0
// Answers to a handshake's questions, which may be "not yet".
#pragma once

#include <optional>
#include <utility>

#include "base/result.h"
#include "reprise/answer.h"

namespace reprise::handshake {

using v0::Answer;
using v0::not_yet;
inline Answer<> answered() { return std::optional<Unit>{Unit{}}; }

// The answer in `expr`, or a return of State `self` unchanged (see machine.h) when there is none yet; Errors return
// as by TRY.
#define TRY_ANSWER(expr, when_not_yet)              \
  ({                                                \
    auto try_answer = (expr);                       \
    if (!try_answer.ok()) return try_answer.error(); \
    if (!try_answer.value()) return when_not_yet;   \
    std::move(*try_answer.value());                 \
  })

}  // namespace reprise::handshake
