// SPDX-License-Identifier: Apache-2.0
// The template of drive.h.
#pragma once

#include "capi/connection/bookkeeping.h"
#include "capi/connection/transport.h"
#include "capi/host/info_events.h"

namespace reprise::capi {

inline engine::Status status_of(engine::Status status) { return status; }
inline engine::Status status_of(const engine::Transfer& transfer) { return transfer.status; }

// Whether a call without SSL_MODE_AUTO_RETRY must return to the
// application: a message was handled, and no data came of it.
bool must_return_after_message(SSL* ssl, std::uint64_t handled_before);

// What a call at the connection begins with.
void begin_call(SSL* ssl);

// Compat: what callbacks and BIOs have left on the queue in a handshake is no answer of a call that goes on later, or
// has succeeded. When the call began the queue was empty.
void forget_errors_of_callbacks();

// Whether the call is to be repeated when the transport is ready.
bool waits_for_transport(const SSL* ssl);

// Sends what waits, if that is messages of ours, and reads more: also while the transport takes nothing, once the
// handshake is complete. False when the call must return.
bool refill(SSL* ssl, const char* function);

// Messages that the application has asked for since the last call. False when the connection failed over them.
bool send_what_is_due(SSL* ssl, const char* function);

template <typename Step>
auto drive_run(SSL* ssl, HandshakeRun& run, Step& step, const char* function)
    -> std::optional<std::decay_t<decltype(step().value())>> {
  std::uint64_t handled = ssl->engine->messages_handled();
  bool complete = ssl->engine->handshake_complete();
  begin_call(ssl);
  if (!send_what_is_due(ssl, function)) return std::nullopt;
  for (;;) {
    auto result = step();
    note_handshake_end(ssl);
    run.stepped();
    if (!result.ok()) {
      fail_connection(ssl, result.error(), function);
      return std::nullopt;
    }
    const auto status = status_of(result.value());
    if (status == engine::Status::wants_answer) return std::nullopt;  // the Host has set ssl->want
    if (status != engine::Status::wants_input) {
      if (owes_messages(ssl)) (void)flush(ssl);  // what is not taken goes out with a later call
      return result.value();
    }
    // The messages of the first handshake are not among those that a call returns after.
    if (!complete) handled = ssl->engine->messages_handled();
    complete = ssl->engine->handshake_complete();
    if (must_return_after_message(ssl, handled) || !refill(ssl, function)) return std::nullopt;
  }
}

template <typename Step>
auto drive(SSL* ssl, Step step, const char* function) -> std::optional<std::decay_t<decltype(step().value())>> {
  HandshakeRun run(ssl);
  const bool in_handshake = !ssl->engine->handshake_complete();
  auto result = drive_run(ssl, run, step, function);
  run.returns();
  if (in_handshake && !ssl->failed && (result || waits_for_transport(ssl))) forget_errors_of_callbacks();
  return result;
}

}  // namespace reprise::capi
