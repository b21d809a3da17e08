// SPDX-License-Identifier: Apache-2.0
// Sessions come and go: what a handshake publishes, looks up and gives up.
#include "capi/host/callback_host.h"
#include "capi/ledger/ledger.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/verification.h"
#include "capi/sessions/lookup.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::FoundToResume;

bool is_server(const SSL* ssl) { return ssl->side == Side::server; }

int direction_of(const SSL* ssl) { return is_server(ssl) ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_CLIENT; }

// A server that verifies clients without an id context makes sessions that nobody may resume.
bool lacks_id_context(const SSL* ssl) {
  const auto& settings = *ssl->settings;
  return is_server(ssl) && settings.session_id_context.empty() && (settings.verify_mode & SSL_VERIFY_PEER) != 0;
}

// A stateless ticket of TLS 1.3 needs no entry; what would miss one is early data (single use), an application that
// wants to hear of expiry, and a ticket that is but the name of a session.
bool is_stored(const SSL* ssl, std::uint16_t version) {
  const auto& sessions = ssl->session_ctx->sessions;
  const auto& settings = *ssl->settings;
  if ((sessions.cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) != 0) return false;
  if (version != TLS1_3_VERSION || !is_server(ssl)) return true;
  const bool single_use = settings.max_early_data > 0 && (settings.options & SSL_OP_NO_ANTI_REPLAY) == 0;
  return single_use || sessions.remove_callback != nullptr || (settings.options & SSL_OP_NO_TICKET) != 0;
}

// The reference that the callback is given is its own if it returns 1. It may give it up and return 0 all the same:
// then there is nothing left for us to drop.
void offer_to_application(SSL* ssl, const Ref<session::Session>& session) {
  const auto callback = ssl->session_ctx->sessions.new_callback;
  if (callback == nullptr) return;
  constexpr auto* kBy = "new_session_cb";
  auto* given = hand_over(session.share(), kBy, ledger::address_of(callback));
  if (callback(ssl, given) != 0) return;
  if (ledger::declines(*session, kBy, ledger::address_of(callback))) Ref<session::Session>::adopt(from_c(given));
}

}  // namespace

void CallbackHost::publish(const Ref<session::Session>& session, const handshake::Facts& facts) {
  if (!is_server(ssl_)) {
    inherit_ex_data(ssl_, *session);
    keep(*session, facts);
  }
  ssl_->session_replaced = false;
  if (session->data().session_id().empty() || session->not_resumable() || lacks_id_context(ssl_)) return;
  auto* ctx = ssl_->session_ctx.get();
  if ((ctx->sessions.cache_mode & direction_of(ssl_)) == 0) return;
  if (is_stored(ssl_, session->data().version())) add_session(ctx, session);
  offer_to_application(ssl_, session);
}

namespace {

// Whether the peer of `session` is one that the program wants now, by the names that it verifies. What the session was
// made for does not say: the server may have kept silent on it.
bool has_names_wanted_of(const SSL* ssl, const session::SessionData& session) {
  const auto store = verify_store_of(ssl);
  const bool of_store = store != nullptr && wants_names(X509_STORE_get0_param(store.get()));
  if (!of_store && !wants_names(ssl->current_param().object.get())) return true;
  const auto verification = new_verification(ssl, nullptr, nullptr);
  const auto certificate = session.peer()->x509();
  return verification.ok() && certificate.ok() &&
         has_wanted_names(certificate.value(), X509_STORE_CTX_get0_param(verification.value().get()));
}

}  // namespace

bool CallbackHost::verifies_again(const session::Session& session) const {
  if (is_hidden_offer(&session)) return true;
  const auto& data = session.data();
  if (data.peer() == nullptr) return false;
  // RFC 8446, 4.6.1: MUST only resume under another name when the server's certificate is good for it.
  const bool other_name = !data.hostname().empty() && data.hostname() != config().server_name;
  if (other_name || !has_names_wanted_of(ssl_, data)) return true;
  // A program that does not verify is told what was found, as OpenSSL does.
  return data.verify_result() != X509_V_OK && ssl_->settings->verify_mode != SSL_VERIFY_NONE;
}

bool CallbackHost::retire(const Ref<session::Session>& session) {
  auto* ctx = ssl_->session_ctx.get();
  const bool failed = ssl_->engine->failed();
  if (failed) forget_kept();
  if (is_hidden_offer(session.get())) return false;  // nobody else has it
  // Compat: a client that keeps no sessions leaves those that it used to whoever offered them.
  if (!is_server(ssl_) && !failed && (ctx->sessions.cache_mode & SSL_SESS_CACHE_CLIENT) == 0) return false;
  if (single_use_ && session.get() == single_use_.get() && std::exchange(spent_, true)) return false;
  if (is_unsealed(*session)) return session->mark_not_resumable(), false;
  return remove_session(ctx, *session) == 1;
}

Answer<FoundToResume> CallbackHost::find_session(Bytes id) {
  return std::optional(look_up_session(ssl_, id, TLS1_2_VERSION));
}

void CallbackHost::resumption_decided(session::WhyNotResumed why, bool resumed) {
  auto& sessions = ssl_->session_ctx->sessions;
  if (resumed) sessions.counters.hits.fetch_add(1, std::memory_order_relaxed);
  if (why == session::WhyNotResumed::expired) sessions.counters.timeouts.fetch_add(1, std::memory_order_relaxed);
  // RFC 8446, 8.1: out of the cache once the client has proved
  // that it has the key, whether or not early data came along.
  if (resumed && single_use_ && !std::exchange(spent_, true)) remove_session(ssl_->session_ctx.get(), *single_use_);
}

bool CallbackHost::may_be_resumed(bool forward_secure) {
  const auto callback = ssl_->settings->not_resumable_callback;
  return callback == nullptr || callback(ssl_, forward_secure) == 0;
}

Result<ByteVector> CallbackHost::new_session_id() {
  const auto& own = *ssl_->settings;
  const auto generate = own.generate_session_id != nullptr
                            ? own.generate_session_id
                            : ssl_->session_ctx->setting(&Settings::generate_session_id);
  const bool tls13 = facts_of(ssl_).version == TLS1_3_VERSION;
  if (!tls13 && (ssl_->session_ctx->sessions.cache_mode & SSL_SESS_CACHE_SERVER) == 0) return ByteVector{};
  if (tls13 && generate == nullptr) return ByteVector{};  // TLS 1.3 makes its own
  ByteVector id(session::kMaxSessionIdLen);
  if (generate == nullptr) {
    TRY(random().fill(id));
    return id;
  }
  unsigned length = unsigned(id.size());
  if (generate(ssl_, id.data(), &length) == 0) return fail(Alert::internal_error, Reason::session_id_callback_failed);
  if (length == 0 || length > id.size()) return fail(Alert::internal_error, Reason::session_id_has_bad_length);
  id.resize(length);
  if (is_cached(ssl_, id)) return fail(Alert::internal_error, Reason::session_id_conflict);
  return id;
}

}  // namespace reprise::capi
