// SPDX-License-Identifier: Apache-2.0
// A client's sessions that its program knows nothing of: taken from and added to the file of sessions.
#include <new>

#include "capi/host/callback_host.h"
#include "capi/objects/ssl_object.h"
#include "capi/sessions/peer_of.h"
#include "capi/sessions/session_file.h"

namespace reprise::capi {
namespace {

// Who is asked for a certificate may give another one the next time: callbacks decide anew in every full handshake.
bool client_may_be_another(const SSL* ssl, const handshake::Facts& facts) {
  const bool asks = ssl->ctx->live.client_cert != nullptr || ssl->settings->cert_callback != nullptr;
  return facts.certificate_requested && asks;
}

}  // namespace

Ref<session::Session> CallbackHost::session_to_offer() {
  auto* sessions = session_file(*ssl_->ctx->library);
  if (sessions == nullptr || !may_offer_unasked(ssl_)) return nullptr;
  const auto peer = peer_of(ssl_, config());
  if (!peer.ok()) return nullptr;
  kept_ = {.in = sessions, .peer = peer.value()};
  hidden_offer_ = sessions->take(peer.value(), unix_seconds_now());
  offer_unsent_ = bool(hidden_offer_);
  return hidden_offer_.share();
}

// Without the chain, the peer could not be verified when the session is accepted.
void CallbackHost::keep(const session::Session& session, const handshake::Facts& facts) {
  if (kept_.in == nullptr || session.data().peer_chain() == nullptr || client_may_be_another(ssl_, facts)) return;
  kept_.in->put(kept_.peer, session, unix_seconds_now());
}

void CallbackHost::forget_kept() {
  if (hidden_offer_) kept_.in->forget(kept_.peer, unix_seconds_now());
}

// What nobody has seen may be offered another time. Where the handshake came to nothing, the next one does without: a
// server may be one that hangs up on what it does not know.
void CallbackHost::before_end() {
  if (!hidden_offer_ || ssl_->engine->handshake_complete()) return;
  try {
    if (!offer_unsent_) return forget_kept();
    kept_.in->put(kept_.peer, *hidden_offer_, unix_seconds_now());
  } catch (const std::bad_alloc&) {
    // It is lost, at the cost of a full handshake.
  }
}

}  // namespace reprise::capi
