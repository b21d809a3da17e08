// The template of drive.h.
#pragma once

#include "capi/connection/bookkeeping.h"
#include "capi/connection/info_events.h"
#include "capi/connection/transport.h"

namespace reprise::capi {

inline engine::Status status_of(engine::Status status) { return status; }
inline engine::Status status_of(const engine::Transfer& transfer) { return transfer.status; }

// Whether a call without SSL_MODE_AUTO_RETRY must return to the
// application: a message was handled, and no data came of it.
bool must_return_after_message(SSL* ssl, std::uint64_t handled_before);

// Reads more. False when the call must return.
bool refill(SSL* ssl, const char* function);

// Messages that the application has asked for since the last call. False when the connection failed over them.
bool send_what_is_due(SSL* ssl, const char* function);

template <typename Step>
auto drive(SSL* ssl, Step step, const char* function) -> std::optional<std::decay_t<decltype(step().value())>> {
  const std::uint64_t handled = ssl->engine->messages_handled();
  HandshakeRun run(ssl);
  note_handshake_start(ssl);
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
    if (status == engine::Status::wants_host) return std::nullopt;  // the Host has set ssl->want
    if (!flush(ssl)) {
      if (status == engine::Status::wants_input) return std::nullopt;
      // Data was read already: what waits to be sent goes out with a later call.
      return result.value();
    }
    if (status != engine::Status::wants_input) return result.value();
    if (must_return_after_message(ssl, handled) || !refill(ssl, function)) return std::nullopt;
  }
}

}  // namespace reprise::capi
