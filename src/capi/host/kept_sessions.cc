// A client's sessions that its program knows nothing of: taken from and added to the file of sessions.
#include <new>

#include "capi/connection/ssl_object.h"
#include "capi/host/connection_host.h"
#include "capi/sessions/peer_of.h"
#include "capi/sessions/session_file.h"

namespace reprise::capi {
namespace {

// By the clock that sessions get their time from: that of unix_seconds_now() lags behind it for some milliseconds, in
// which a new session would be one of the next second.
session::UnixSeconds now_of(const ConnectionHost& host) { return to_unix_seconds(host.now()); }

// Who is asked for a certificate may give another one the next time: callbacks decide anew in every full handshake.
bool client_may_be_another(const SSL* ssl, const handshake::Facts& facts) {
  const bool asks = ssl->ctx->live.client_cert != nullptr || ssl->settings->cert_callback != nullptr;
  return facts.certificate_requested && asks;
}

}  // namespace

Ref<session::Session> ConnectionHost::session_to_offer() {
  auto* sessions = session_file(*ssl_->ctx->library);
  if (sessions == nullptr || !may_offer_unasked(ssl_)) return nullptr;
  const auto peer = peer_of(ssl_, config());
  if (!peer.ok()) return nullptr;
  kept_in_ = sessions;
  kept_under_ = peer.value();
  kept_offer_ = sessions->take(kept_under_, now_of(*this));
  kept_unsent_ = bool(kept_offer_);
  return kept_offer_.share();
}

// Without the chain, the peer could not be verified when the session is accepted.
void ConnectionHost::keep(const session::Session& session, const handshake::Facts& facts) {
  if (kept_in_ == nullptr || session.data().peer_chain() == nullptr || client_may_be_another(ssl_, facts)) return;
  kept_in_->put(kept_under_, session, now_of(*this));
}

void ConnectionHost::forget_kept() {
  if (kept_offer_) kept_in_->forget(kept_under_);
}

// What nobody has seen may be offered another time. Where the handshake came to nothing, the next one does without: a
// server may be one that hangs up on what it does not know.
void ConnectionHost::before_end() {
  if (!kept_offer_ || ssl_->engine->handshake_complete()) return;
  try {
    if (!kept_unsent_) return forget_kept();
    kept_in_->put(kept_under_, *kept_offer_, now_of(*this));
  } catch (const std::bad_alloc&) {
    // It is lost, at the cost of a full handshake.
  }
}

}  // namespace reprise::capi
