// SPDX-License-Identifier: Apache-2.0
#include "capi/host/info_events.h"

#include "capi/library/for_the_block.h"

namespace reprise::capi {
namespace {

InfoCallback info_callback_of(const SSL* ssl) {
  return ssl->info_callback != nullptr ? ssl->info_callback : ssl->ctx->live.info;
}

// The call that returns still needs the connection: it is not begun anew meanwhile, nor after a call inside of the
// callback that returns before this one does.
void tell_of_exit(SSL* ssl, int value) {
  if (ssl->tells_of_exit) return inform_of_exit(ssl, value);
  const ForTheBlock telling(ssl->tells_of_exit, true);
  inform_of_exit(ssl, value);
}

}  // namespace

void inform(const SSL* ssl, int where, int value) {
  if (const auto callback = info_callback_of(ssl); callback != nullptr) callback(ssl, where, value);
}

void inform_of_exit(const SSL* ssl, int value) {
  inform(ssl, ssl->side == Side::client ? SSL_CB_CONNECT_EXIT : SSL_CB_ACCEPT_EXIT, value);
}

HandshakeRun::HandshakeRun(SSL* ssl) : ssl_(ssl), open_(!ssl->failed && !ssl->engine->handshake_complete()) {
  if (!open_) return;
  watch_if_wanted(ssl);  // the context may have got a callback since
  ssl->host->begin_run(ssl->side == Side::server || ssl->engine->handshake_started());
}

void HandshakeRun::returns() {
  if (!open_) return;
  if (!ssl_->host->rests()) {
    tell_of_exit(ssl_, -1);
  } else if (ssl_->host->has_come_to_rest()) {
    tell_of_exit(ssl_, 1);
  }
}

void HandshakeRun::stepped() {
  if (!open_ || !ssl_->engine->handshake_complete()) return;
  open_ = false;
  tell_of_exit(ssl_, 1);
}

}  // namespace reprise::capi
