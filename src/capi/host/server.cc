// SPDX-License-Identifier: Apache-2.0
// A server's questions: hello, name, protocol, certificate, stapling.
#include <openssl/ocsp.h>

#include "capi/host/callback_host.h"
#include "capi/host/given.h"
#include "capi/library/for_the_block.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::answered;
using handshake::not_yet;

// Compat: where a callback has turned to another context, the connection counts there from now on.
void count_at_name(SSL* ssl) {
  if (ssl->ctx.get() == ssl->session_ctx.get() || facts_of(ssl).hello_retry) return;
  ssl->session_ctx->sessions.counters.accept.fetch_sub(1, std::memory_order_relaxed);
  ssl->ctx->sessions.counters.accept.fetch_add(1, std::memory_order_relaxed);
}

Answer<> wait_for(SSL* ssl, Want want) {
  ssl->want = want;
  return not_yet();
}

}  // namespace

Answer<> CallbackHost::client_hello(const wire::ClientHello& hello) {
  const auto& live = ssl_->ctx->live;
  if (live.client_hello == nullptr) return answered();
  int alert = SSL_AD_INTERNAL_ERROR;
  const ForTheBlock shown(current_hello_, &hello);
  const int result = live.client_hello(ssl_, &alert, live.client_hello_arg);
  if (result == SSL_CLIENT_HELLO_SUCCESS) return answered();
  if (result == SSL_CLIENT_HELLO_RETRY) return wait_for(ssl_, Want::client_hello_cb);
  return fail(given_alert(alert), Reason::client_hello_cb_failed);
}

void CallbackHost::note_server_name(std::string_view name) {
  server_name_ = name;
  has_server_name_ = !name.empty();
}

Answer<handshake::ServerName> CallbackHost::server_name(std::string_view name) {
  note_server_name(name);
  const auto& own = ssl_->ctx->live;
  const auto& live = own.server_name != nullptr ? own : ssl_->session_ctx->live;
  int alert = SSL_AD_UNRECOGNIZED_NAME;
  auto* const callback = live.server_name;
  const int result = callback != nullptr ? callback(ssl_, &alert, live.server_name_arg) : SSL_TLSEXT_ERR_NOACK;
  count_at_name(ssl_);
  switch (result) {
    case SSL_TLSEXT_ERR_OK:
      return std::optional(has_server_name_ ? handshake::ServerName::accepted : handshake::ServerName::ignored);
    case SSL_TLSEXT_ERR_ALERT_FATAL:
      return fail(given_alert(alert), Reason::callback_failed);
    case SSL_TLSEXT_ERR_ALERT_WARNING:
      return std::optional(handshake::ServerName::warned);
    default:
      return std::optional(handshake::ServerName::ignored);
  }
}

Answer<> CallbackHost::certificate_wanted(const handshake::Facts&) {
  const auto& settings = *ssl_->settings;
  if (settings.cert_callback == nullptr) return answered();
  const int result = settings.cert_callback(ssl_, settings.cert_callback_arg);
  if (result > 0) return answered();
  if (result < 0) return wait_for(ssl_, Want::x509_lookup);
  const bool is_client = ssl_->side == Side::client;
  return fail(Alert::internal_error, is_client ? Reason::callback_failed : Reason::cert_callback_error);
}

Answer<handshake::AlpnChoice> CallbackHost::choose_alpn(Bytes client_protocols) {
  const auto& live = ssl_->ctx->live;
  if (live.alpn_select == nullptr) return std::optional(handshake::AlpnChoice{});
  const unsigned char* chosen = nullptr;
  unsigned char length = 0;
  const int result = live.alpn_select(ssl_, &chosen, &length, client_protocols.data(),
                                      unsigned(client_protocols.size()), live.alpn_select_arg);
  if (result == SSL_TLSEXT_ERR_NOACK) return std::optional(handshake::AlpnChoice{});
  if (result != SSL_TLSEXT_ERR_OK) return fail(Alert::no_application_protocol, Reason::no_alpn_overlap);
  if (chosen == nullptr && length != 0) return fail(Alert::internal_error, Reason::internal);
  return std::optional(handshake::AlpnChoice{.none = false, .protocol = text_of({chosen, length})});
}

Answer<ByteVector> CallbackHost::ocsp_response(const handshake::Facts&) {
  const auto& live = ssl_->ctx->live;
  if (live.status == nullptr) return std::optional(ByteVector{});
  switch (live.status(ssl_, live.status_arg)) {
    case SSL_TLSEXT_ERR_OK:
      return std::optional(ssl_->ocsp_response);
    case SSL_TLSEXT_ERR_NOACK:
      return std::optional(ByteVector{});
    default:
      return fail(Alert::internal_error, Reason::clienthello_tlsext);
  }
}

bool CallbackHost::allows_early_data() {
  const auto& settings = *ssl_->settings;
  return settings.allow_early_data_callback == nullptr ||
         settings.allow_early_data_callback(ssl_, settings.allow_early_data_arg) != 0;
}

}  // namespace reprise::capi
