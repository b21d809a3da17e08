// SPDX-License-Identifier: Apache-2.0
// Answers that may come later. A connection asks a program its questions (config.h, signer.h, session_store.h) in the
// middle of a call. One who cannot answer yet returns not_yet(): the call comes back with Status::wants_answer, and the
// question is asked again when the connection is driven next. Nothing else happens on the connection in between.
#pragma once

#include <cstdint>
#include <optional>

#include "reprise/export.h"
#include "reprise/result.h"

namespace reprise::v0 {

// The answer, or nothing: not yet. An Error ends the handshake, with its alert if it has one.
template <typename T = Unit>
using Answer = Result<std::optional<T>>;

template <typename T = Unit>
Answer<T> not_yet() {
  return std::optional<T>{};
}

// Which question it is: the same each time it is asked again, and never the number of another in this process.
enum class Question : std::uint64_t {};

// Which connection asks: Connection::id(), and never the number of another in this process.
enum class ConnectionId : std::uint64_t {};

// An error of a door's own: what the peer is told, and why.
inline Error refusal(Alert alert, Reason reason = Reason::callback_failed, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE()) {
  return {alert, reason, file, line};
}

}  // namespace reprise::v0
