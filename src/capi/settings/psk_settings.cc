// SPDX-License-Identifier: Apache-2.0
// The callbacks and hints for keys agreed on beforehand: SSL_CTX_set_psk_client_callback(3) and its kin.
#include <cstring>

#include "capi/library/guard.h"
#include "capi/objects/change.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr std::size_t kMaxIdentityLen = 256;  // PSK_MAX_IDENTITY_LEN

template <typename Owner>
int use_hint(Owner* owner, const char* hint, const char* function) {
  if (owner == nullptr) return 0;
  return guard(
      [&]() -> Result<> {
        if (hint != nullptr && std::strlen(hint) > kMaxIdentityLen) return fail_silently(Reason::data_length_too_long);
        owner->edit([&](Settings& settings) {
          settings.has_psk_identity_hint = hint != nullptr;
          settings.psk_identity_hint = hint != nullptr ? hint : "";
        });
        return success();
      },
      function);
}

}  // namespace

extern "C" {

void SSL_CTX_set_psk_client_callback(SSL_CTX* ctx, SSL_psk_client_cb_func callback) {
  change(ctx, &Settings::psk_client_callback, callback);
}
void SSL_set_psk_client_callback(SSL* ssl, SSL_psk_client_cb_func callback) {
  change(ssl, &Settings::psk_client_callback, callback);
}

void SSL_CTX_set_psk_server_callback(SSL_CTX* ctx, SSL_psk_server_cb_func callback) {
  change(ctx, &Settings::psk_server_callback, callback);
}
void SSL_set_psk_server_callback(SSL* ssl, SSL_psk_server_cb_func callback) {
  change(ssl, &Settings::psk_server_callback, callback);
}

void SSL_CTX_set_psk_use_session_callback(SSL_CTX* ctx, SSL_psk_use_session_cb_func callback) {
  change(ctx, &Settings::psk_use_session_callback, callback);
}
void SSL_set_psk_use_session_callback(SSL* ssl, SSL_psk_use_session_cb_func callback) {
  change(ssl, &Settings::psk_use_session_callback, callback);
}

void SSL_CTX_set_psk_find_session_callback(SSL_CTX* ctx, SSL_psk_find_session_cb_func callback) {
  change(ctx, &Settings::psk_find_session_callback, callback);
}
void SSL_set_psk_find_session_callback(SSL* ssl, SSL_psk_find_session_cb_func callback) {
  change(ssl, &Settings::psk_find_session_callback, callback);
}

int SSL_CTX_use_psk_identity_hint(SSL_CTX* ctx, const char* hint) { return use_hint(ctx, hint, __func__); }
int SSL_use_psk_identity_hint(SSL* ssl, const char* hint) { return use_hint(ssl, hint, __func__); }

const char* SSL_get_psk_identity(const SSL* ssl) {
  const auto* session = ssl != nullptr ? current_session(ssl) : nullptr;
  return session != nullptr ? text_of(session->lend(session::Lent::psk_identity)).data() : nullptr;
}
const char* SSL_get_psk_identity_hint(const SSL* ssl) {
  const auto* session = ssl != nullptr ? current_session(ssl) : nullptr;
  return session != nullptr ? text_of(session->lend(session::Lent::psk_identity_hint)).data() : nullptr;
}

}  // extern "C"
