#include "capi/connection/drive.h"

#include "capi/connection/key_updates.h"
#include "capi/library/reasons.h"
#include "capi/sessions/connection_tickets.h"

namespace reprise::capi {

engine::Connection* usable_connection(SSL* ssl, Reason undecided, const char* function) {
  if (ssl->side == Side::undecided) {
    report(fail_silently(undecided), function);
    return nullptr;
  }
  if (ssl->settings_lost) {
    report(fail_silently(Reason::out_of_memory), function);
    return nullptr;
  }
  return ssl->failed ? nullptr : ssl->connection();
}

bool send_what_is_due(SSL* ssl, const char* function) {
  auto sent = send_due_tickets(ssl);
  if (sent.ok()) sent = send_due_key_update(ssl);
  if (!sent.ok()) fail_connection(ssl, sent.error(), function);
  return sent.ok();
}

bool must_return_after_message(SSL* ssl, std::uint64_t handled_before) {
  if ((ssl->settings->mode & SSL_MODE_AUTO_RETRY) != 0 || !ssl->engine->handshake_complete()) return false;
  if (ssl->engine->messages_handled() == handled_before) return false;
  ssl->want = Want::reading;
  BIO_clear_retry_flags(ssl->rbio);
  BIO_set_retry_read(ssl->rbio);
  return true;
}

bool refill(SSL* ssl, const char* function) {
  const auto filled = fill(ssl);
  if (filled == Filled::some) return true;
  if (filled == Filled::blocked) return false;
  const auto ended = ssl->engine->input_ended();
  if (ended.ok()) return true;  // as if close_notify had come: the next step says so
  fail_connection(ssl, ended.error(), function);
  ssl->transport_ended = true;
  return false;
}

int drive_handshake(SSL* ssl, const char* function) {
  if (!flush(ssl)) return -1;
  const auto status = drive(ssl, [&] { return ssl->engine->handshake(); }, function);
  if (!status) return -1;
  if (!ssl->engine->output().empty() && !flush(ssl)) return -1;
  if (*status == engine::Status::closed) {
    ssl->shutdown |= SSL_RECEIVED_SHUTDOWN;
    return 0;
  }
  return *status == engine::Status::done ? 1 : -1;
}

}  // namespace reprise::capi
