// SPDX-License-Identifier: Apache-2.0
// The callbacks that only watch: SSL_CTX_set_info_callback(3) and SSL_CTX_set_msg_callback(3).
#include <utility>

#include "capi/host/callback_host.h"
#include "capi/host/extension_debug.h"
#include "capi/host/info_events.h"
#include "capi/library/for_the_block.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

using handshake::StateName;

int loop_of(const SSL* ssl) { return ssl->side == Side::client ? SSL_CB_CONNECT_LOOP : SSL_CB_ACCEPT_LOOP; }

// What a message that goes out is the work of; messages are told of when their flight leaves, after the last was made.
std::optional<StateName> writing(const SSL* ssl, int content_type, Bytes bytes) {
  const bool client = ssl->side == Side::client;
  if (content_type == SSL3_RT_CHANGE_CIPHER_SPEC) {
    return client ? StateName::client_write_change_cipher_spec : StateName::server_write_change_cipher_spec;
  }
  if (content_type != SSL3_RT_HANDSHAKE) return std::nullopt;
  switch (bytes[0]) {
    case SSL3_MT_HELLO_REQUEST: return StateName::server_write_hello_request;
    case SSL3_MT_CLIENT_HELLO: return StateName::client_write_client_hello;
    case SSL3_MT_SERVER_HELLO: return StateName::server_write_server_hello;
    case SSL3_MT_NEWSESSION_TICKET: return StateName::server_write_session_ticket;
    case SSL3_MT_END_OF_EARLY_DATA: return StateName::client_write_end_of_early_data;
    case SSL3_MT_ENCRYPTED_EXTENSIONS: return StateName::server_write_encrypted_extensions;
    case SSL3_MT_CERTIFICATE: return client ? StateName::client_write_certificate : StateName::server_write_certificate;
    case SSL3_MT_SERVER_KEY_EXCHANGE: return StateName::server_write_key_exchange;
    case SSL3_MT_CERTIFICATE_REQUEST: return StateName::server_write_certificate_request;
    case SSL3_MT_SERVER_DONE: return StateName::server_write_server_done;
    case SSL3_MT_CERTIFICATE_VERIFY:
      return client ? StateName::client_write_certificate_verify : StateName::server_write_certificate_verify;
    case SSL3_MT_CLIENT_KEY_EXCHANGE: return StateName::client_write_client_key_exchange;
    case SSL3_MT_FINISHED: return client ? StateName::client_write_finished : StateName::server_write_finished;
    case SSL3_MT_CERTIFICATE_STATUS: return StateName::server_write_certificate_status;
    case SSL3_MT_KEY_UPDATE: return client ? StateName::client_write_key_update : StateName::server_write_key_update;
    default: return std::nullopt;
  }
}

}  // namespace

void CallbackHost::message(engine::Direction direction, std::uint16_t version, int content_type, Bytes bytes) {
  if (direction == engine::Direction::received && content_type == SSL3_RT_HANDSHAKE) {
    go_on();
    if (std::exchange(resumes_run_, false)) tell_state(last_state_);
  }
  if (const auto& settings = *ssl_->settings; settings.msg_callback != nullptr) {
    const bool sent = direction == engine::Direction::sent;
    const ForTheBlock shown(ssl_->shown_state, sent ? writing(ssl_, content_type, bytes) : std::nullopt);
    settings.msg_callback(sent, version, content_type, bytes.data(), bytes.size(), ssl_, settings.msg_callback_arg);
  }
  const bool has_extensions = direction == engine::Direction::received && content_type == SSL3_RT_HANDSHAKE;
  if (has_extensions && ssl_->extension_debug_callback != nullptr) tell_extensions(ssl_, bytes);
}

void CallbackHost::alert(engine::Direction direction, AlertLevel level, Alert alert) {
  const int where = direction == engine::Direction::sent ? SSL_CB_WRITE_ALERT : SSL_CB_READ_ALERT;
  inform(ssl_, where, int(level) << 8 | int(alert));
}

void CallbackHost::handshake_started() {
  unsealed_ = nullptr;
  inform(ssl_, SSL_CB_HANDSHAKE_START, 1);
}

void CallbackHost::go_on() {
  if (std::exchange(rest_, Rest::no) == Rest::no) return;
  inform(ssl_, SSL_CB_HANDSHAKE_START, 1);
  tell_state(last_state_);
  resumes_run_ = true;
}

// Compat: a run that goes on where another stopped tells that
// state again, and the end is told by handshake_finished alone.
void CallbackHost::state_entered(handshake::StateName name) {
  if (name == handshake::StateName::ok) {
    // Compat: a ticket that came is a run of its own.
    const auto before = std::exchange(last_state_, name);
    const bool ticket = before == handshake::StateName::client_read_session_ticket;
    if (ticket && ssl_->engine->handshake_complete()) inform_of_exit(ssl_, 1);
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

void CallbackHost::tell_state(handshake::StateName name) {
  const ForTheBlock shown(ssl_->shown_state, name);
  inform(ssl_, loop_of(ssl_), 1);
}

void CallbackHost::handshake_finished() {
  // Compat: a server of TLS 1.3 shows that it is about to send tickets.
  const bool sends_tickets = ssl_->side == Side::server && facts_of(ssl_).version == TLS1_3_VERSION;
  const auto name = sends_tickets ? handshake::StateName::server_write_session_ticket : handshake::StateName::ok;
  const ForTheBlock shown(ssl_->shown_state, name);
  inform(ssl_, SSL_CB_HANDSHAKE_DONE, 1);
}

}  // namespace reprise::capi
