// SPDX-License-Identifier: Apache-2.0
// Drives a variant of states: a message goes to the state that
// takes it, a state that waits for the Host is asked again.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "base/result.h"
#include "handshake/flow/context.h"
#include "handshake/flow/machine.h"

namespace reprise::handshake {

// Hands a message to `state` if that has an on() for it; what no on() accepts is refused before it is parsed.
template <typename Parsed, typename State, typename StepContext, typename Read>
Result<State> deliver(State state, const Message& message, StepContext& context, Read read) {
  return std::visit(
      [&](auto&& current) -> Result<State> {
        if constexpr (requires(Parsed& parsed) { std::move(current).on(parsed, message, context); }) {
          Parsed parsed = TRY(read(message.body));
          return std::move(current).on(parsed, message, context);
        } else {
          return fail(Alert::unexpected_message, Reason::unexpected_message);
        }
      },
      std::move(state));
}

// The same for a change_cipher_spec, where that has a place among the messages: `Signal` stands for it.
template <typename Signal, typename State, typename StepContext>
Result<State> deliver_signal(State state, StepContext& context) {
  return std::visit(
      [&](auto&& current) -> Result<State> {
        if constexpr (requires { std::move(current).on(Signal{}, context); }) {
          return std::move(current).on(Signal{}, context);
        } else {
          return fail(Alert::unexpected_message, Reason::ccs_received_early);
        }
      },
      std::move(state));
}

// Asks the Host for as long as it answers: a state with an ask_again() waits for it. One that gives no next state is
// left as it is.
template <typename State, typename StepContext>
Result<Wants> settle(State& state, StepContext& context) {
  for (;;) {
    auto answer = std::visit(
        [&](auto& current) -> std::optional<Answer<State>> {
          if constexpr (requires { std::move(current).ask_again(context); }) {
            return std::move(current).ask_again(context);
          }
          return std::nullopt;
        },
        state);
    if (!answer) return Wants::message;
    auto next = TRY(std::move(*answer));
    if (!next) return Wants::host;
    state = std::move(*next);
  }
}

}  // namespace reprise::handshake
