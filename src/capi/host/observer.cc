// SPDX-License-Identifier: Apache-2.0
// The callbacks that only watch: SSL_CTX_set_info_callback(3) and SSL_CTX_set_msg_callback(3).
#include <utility>

#include "capi/connection/info_events.h"
#include "capi/connection/ssl_object.h"
#include "capi/host/connection_host.h"
#include "capi/host/extension_debug.h"
#include "capi/library/for_the_block.h"

namespace reprise::capi {
namespace {

InfoCallback info_callback_of(const SSL* ssl) {
  return ssl->settings->info_callback != nullptr ? ssl->settings->info_callback : ssl->ctx->settings->info_callback;
}

int loop_of(const SSL* ssl) { return ssl->side == Side::client ? SSL_CB_CONNECT_LOOP : SSL_CB_ACCEPT_LOOP; }
int exit_of(const SSL* ssl) { return ssl->side == Side::client ? SSL_CB_CONNECT_EXIT : SSL_CB_ACCEPT_EXIT; }

}  // namespace

void inform(const SSL* ssl, int where, int value) {
  if (const auto callback = info_callback_of(ssl); callback != nullptr) callback(ssl, where, value);
}

HandshakeRun::HandshakeRun(SSL* ssl) : ssl_(ssl), open_(!ssl->failed && !ssl->engine->handshake_complete()) {
  if (open_) ssl->host->begin_run(ssl->side == Side::server || ssl->engine->handshake_started());
}

void HandshakeRun::returns() {
  if (!open_) return;
  if (!ssl_->host->rests()) {
    inform(ssl_, exit_of(ssl_), -1);
  } else if (ssl_->host->has_come_to_rest()) {
    inform(ssl_, exit_of(ssl_), 1);
  }
}

void HandshakeRun::stepped() {
  if (!open_ || !ssl_->engine->handshake_complete()) return;
  open_ = false;
  inform(ssl_, exit_of(ssl_), 1);
}

void ConnectionHost::message(engine::Direction direction, std::uint16_t version, int content_type, Bytes bytes) {
  if (direction == engine::Direction::received && content_type == SSL3_RT_HANDSHAKE) go_on();
  if (const auto& settings = *ssl_->settings; settings.msg_callback != nullptr) {
    settings.msg_callback(direction == engine::Direction::sent, version, content_type, bytes.data(), bytes.size(),
                          ssl_, settings.msg_callback_arg);
  }
  const bool has_extensions = direction == engine::Direction::received && content_type == SSL3_RT_HANDSHAKE;
  if (has_extensions && ssl_->extension_debug_callback != nullptr) tell_extensions(ssl_, bytes);
}

void ConnectionHost::alert(engine::Direction direction, AlertLevel level, Alert alert) {
  const int where = direction == engine::Direction::sent ? SSL_CB_WRITE_ALERT : SSL_CB_READ_ALERT;
  inform(ssl_, where, int(level) << 8 | int(alert));
}

void ConnectionHost::handshake_started() { inform(ssl_, SSL_CB_HANDSHAKE_START, 1); }

void ConnectionHost::go_on() {
  if (std::exchange(rest_, Rest::no) == Rest::no) return;
  inform(ssl_, SSL_CB_HANDSHAKE_START, 1);
  tell_state(last_state_);
  resumes_run_ = true;
}

// Compat: a run that goes on where another stopped tells that
// state again, and the end is told by handshake_finished alone.
void ConnectionHost::state_entered(handshake::StateName name) {
  if (name == handshake::StateName::ok) {
    // Compat: a ticket that came is a run of its own.
    const auto before = std::exchange(last_state_, name);
    const bool ticket = before == handshake::StateName::client_read_session_ticket;
    if (ticket && ssl_->engine->handshake_complete()) inform(ssl_, exit_of(ssl_), 1);
    return;
  }
  // A server rests when the program asks for early data, whether any comes or not.
  if (name == handshake::StateName::early_data &&
      (ssl_->side == Side::client || ssl_->early_data == EarlyDataPhase::accepting)) {
    last_state_ = name;
    rest_ = Rest::reached;
    const ForTheBlock shown(ssl_->shown_state, name);
    inform(ssl_, SSL_CB_HANDSHAKE_DONE, 1);
    return;
  }
  if (name != handshake::StateName::before && std::exchange(resumes_run_, false)) tell_state(last_state_);
  last_state_ = name;
  tell_state(name);
}

void ConnectionHost::tell_state(handshake::StateName name) {
  const ForTheBlock shown(ssl_->shown_state, name);
  inform(ssl_, loop_of(ssl_), 1);
}

void ConnectionHost::handshake_finished() {
  // Compat: a server of TLS 1.3 shows that it is about to send tickets.
  const bool sends_tickets = ssl_->side == Side::server && facts_of(ssl_).version == TLS1_3_VERSION;
  const auto name = sends_tickets ? handshake::StateName::server_write_session_ticket : handshake::StateName::ok;
  const ForTheBlock shown(ssl_->shown_state, name);
  inform(ssl_, SSL_CB_HANDSHAKE_DONE, 1);
}

}  // namespace reprise::capi
