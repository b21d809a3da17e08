// SPDX-License-Identifier: Apache-2.0
// Alerts, and how a connection ends (RFC 8446, 6; RFC 5246, 7.2).
#include "engine/connection_impl.h"

#include "wire/messages/alert_message.h"

namespace reprise::engine {
namespace {

constexpr unsigned kMaxWarningAlerts = 4;  // Compat: the fifth in a row is one too many, as in libssl

}  // namespace

// RFC 9846, E.4: a client's first record under keys follows a change_cipher_spec, lest something in the middle object.
Result<> Connection::Impl::send_alert(AlertLevel level, Alert alert) {
  if (change_cipher_spec_due_) TRY(writer_.change_cipher_spec());
  change_cipher_spec_due_ = false;
  return writer_.alert(level, alert);
}

Result<Connection::Impl::Step> Connection::Impl::take_alert() {
  const Bytes content = reader_.content();
  if (content.size() != 2) return fail(Alert::unexpected_message, Reason::invalid_alert);
  if (is_tls13()) TRY(expect_whole_message());
  const wire::AlertMessage message = TRY(wire::read_alert(content));
  ++messages_handled_;
  watch_.message(Direction::received, wire::ContentType::alert, content);
  watch_.alert(Direction::received, message.level, message.description);
  reader_.take(content.size());
  return obey_alert(message.level, message.description);
}

Result<Connection::Impl::Step> Connection::Impl::obey_alert(AlertLevel level, Alert alert) {
  // RFC 8446, 6: in TLS 1.3 the level says nothing; all alerts but these two are fatal.
  const bool warning = is_tls13() ? alert == Alert::user_canceled : level == AlertLevel::warning;
  const bool fatal = is_tls13() ? !warning : level == AlertLevel::fatal;
  if (alert == Alert::close_notify && (is_tls13() || warning)) {
    close_received_ = true;
    return Step::closed;
  }
  if (fatal) {
    peer_alert_ = std::uint8_t(alert);
    return fail(alert, Reason::peer_sent_alert);
  }
  if (!warning) return fail(Alert::illegal_parameter, Reason::invalid_alert);
  if (++warning_alerts_ > kMaxWarningAlerts) return fail(Alert::unexpected_message, Reason::too_many_warning_alerts);
  if (alert == Alert::no_renegotiation) return fail(Alert::handshake_failure, Reason::no_renegotiation);
  return Step::progressed;
}

// Ends the connection: tells the peer where the error says so, and forgets what could resume it.
void Connection::Impl::die(const Error& error) {
  dead_ = true;
  const bool from_peer = error.reason == Reason::peer_sent_alert;
  const bool tell = !from_peer && error.alert.has_value();
  writer_.abandon_flight();
  // When not even an alert can be sealed there is nothing left to say.
  if (tell && !close_sent_) (void)send_alert(AlertLevel::fatal, *error.alert).ok();
  // RFC 5246, 7.2.2: an alert that is fatal invalidates the session. Compat: in TLS 1.3 as well.
  // Compat: after our close_notify nothing of ours can be the end of it: the transport may just go.
  if ((tell && !close_sent_) || from_peer) retire_session();
  messages_.done();
}

// An exception of ours was caught.
Error Connection::Impl::die_of(Reason reason) {
  const Error error = fail(Alert::internal_error, reason);
  dead_ = true;
  try {
    die(error);
  } catch (const std::exception& exception) {
    (void)reason_of_own(exception);  // not even the alert can be sent
  }
  return error;
}

// Nothing is sent and nobody told: the observer's code may be what is being left.
void Connection::Impl::break_off() {
  dead_ = true;
  host_asked_ = false;
  writer_.abandon_flight();
  messages_.done();
}

void Connection::Impl::retire_session() {
  if (facts_.session) host_.retire(facts_.session);
}

void Connection::Impl::close() {
  if (dead_ || close_sent_ || !started_) return;
  close_sent_ = true;
  // A failure to seal means that nothing can be said any more.
  (void)send_alert(AlertLevel::warning, Alert::close_notify).ok();
}

Result<Status> Connection::Impl::input_ended() {
  return guarded([&]() -> Result<Status> {
    if (close_received_) return Status::closed;
    if (host_.config().switches.ignore_unexpected_eof) {
      close_received_ = true;
      return Status::closed;
    }
    // Compat: a transport that ends without close_notify is told decode_error.
    return fail(Alert::decode_error, Reason::unexpected_eof);
  });
}

}  // namespace reprise::engine
