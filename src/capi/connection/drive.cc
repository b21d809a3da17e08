// SPDX-License-Identifier: Apache-2.0
#include "capi/connection/drive.h"

#include <openssl/err.h>

#include "capi/connection/call.h"
#include "capi/connection/key_updates.h"
#include "capi/host/callback_host.h"
#include "capi/library/reasons.h"
#include "capi/sessions/connection_tickets.h"

namespace reprise::capi {
namespace {

// For a connection whose handshake has not begun. False when it cannot: once libcrypto has been cleaned up (an exit
// handler that comes late, a static destructor) there are no random numbers any more.
bool prepare_to_begin(SSL* ssl) {
  if (OPENSSL_init_crypto(0, nullptr) == 0) return false;
  ssl->take_method_of_context();
  return true;
}

}  // namespace

engine::Connection* usable_connection(SSL* ssl, Way way, Reason undecided, const char* function) {
  if (ssl->side == Side::undecided) {
    report(fail_silently(undecided), function);
    return nullptr;
  }
  if (ssl->settings_lost) {
    report(fail_silently(Reason::out_of_memory), function);
    return nullptr;
  }
  if (!wait_for_way(ssl, way)) {
    wait_for_input(ssl);  // the call that the BIO serves goes on once it returns
    return nullptr;
  }
  if (ssl->failed || (SSL_in_before(ssl) != 0 && !prepare_to_begin(ssl))) return nullptr;
  return connection_of(ssl);
}

bool send_what_is_due(SSL* ssl, const char* function) {
  if (ssl->pending_write.taken != 0) return true;  // Compat: after the write that is to be repeated
  auto sent = send_due_tickets(ssl);
  if (sent.ok()) sent = send_due_key_update(ssl);
  if (!sent.ok()) fail_connection(ssl, sent.error(), function);
  return sent.ok();
}

bool must_return_after_message(SSL* ssl, std::uint64_t handled_before) {
  if ((ssl->settings->mode & SSL_MODE_AUTO_RETRY) != 0 || !ssl->engine->handshake_complete()) return false;
  if (ssl->engine->messages_handled() == handled_before || ssl->engine->amid_messages()) return false;
  wait_for_input(ssl);
  return true;
}

namespace {

bool end_input(SSL* ssl, const char* function) {
  const auto ended = ssl->engine->input_ended();
  if (ended.ok()) return true;  // as if close_notify had come: the next step says so
  fail_connection(ssl, ended.error(), function);
  ssl->transport_ended = true;
  return false;
}

}  // namespace

void begin_call(SSL* ssl) {
  ssl->want = Want::nothing;
  note_handshake_start(ssl);
  // Compat: a handshake begins with an empty queue, also one that a read or a write begins. (An empty one is costly to
  // clear.)
  if (!ssl->engine->handshake_complete() && ERR_peek_error() != 0) ERR_clear_error();
}

bool waits_for_transport(const SSL* ssl) {
  if (ssl->want == Want::reading) return ssl->bio_error.in != 0;
  return ssl->want == Want::writing && ssl->bio_error.out != 0;
}

void forget_errors_of_callbacks() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

bool refill(SSL* ssl, const char* function) {
  for (;;) {
    const bool unsent = owes_messages(ssl) && !flush_messages(ssl);
    if (unsent && !ssl->engine->handshake_complete()) return false;
    const bool may_be_sent_later = unsent && ssl->bio_error.out != 0;
    switch (fill(ssl)) {
      case Filled::some:
        return true;
      case Filled::ended:
        return end_input(ssl, function);
      case Filled::blocked:
        // Nobody may wait for more input alone while the peer may wait for what is not sent.
        if (!may_be_sent_later || !owes_messages(ssl) || !flush(ssl)) return false;
    }
  }
}

int drive_handshake(SSL* ssl, const char* function) {
  const auto step = [&]() -> Result<engine::Status> {
    const auto status = TRY(ssl->engine->handshake());
    if (status != engine::Status::early_data || ssl->side != Side::server) return status;
    TRY(ssl->engine->end_early_data());  // the program reads no more of it
    return ssl->engine->handshake();
  };
  ssl->host->go_on();
  const auto status = drive(ssl, step, function);
  if (!status) return -1;
  if (ssl->early_data == EarlyDataPhase::reading && ssl->engine->handshake_complete()) {
    ssl->early_data = EarlyDataPhase::finished_reading;
  }
  if (owes_messages(ssl) && !flush_messages(ssl)) {
    if (waits_for_transport(ssl)) forget_errors_of_callbacks();
    return -1;
  }
  if (*status == engine::Status::closed) ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;
  return *status == engine::Status::done ? 1 : -1;
}

}  // namespace reprise::capi
