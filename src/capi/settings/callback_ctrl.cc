// SPDX-License-Identifier: Apache-2.0
// SSL_CTX_callback_ctrl and SSL_callback_ctrl: the controls whose argument is a function.
#include "capi/library/unsupported.h"
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"

using namespace reprise::capi;

namespace {

constexpr const char* kFunction = "ssl_callback_ctrl";

template <typename Function>
Function as(void (*callback)()) {
  return reinterpret_cast<Function>(callback);
}

// The callbacks among the settings that SSL_new copies: contexts and connections keep them alike.
template <typename Owner>
long set_copied_callback(Owner* owner, int command, void (*callback)()) {
  switch (command) {
    case SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB:
      return change(owner, &Settings::not_resumable_callback, as<NotResumableCallback>(callback), kFunction);
    case SSL_CTRL_SET_TMP_DH_CB:
      return change(owner, &Settings::tmp_dh_callback, as<DH* (*)(SSL*, int, int)>(callback), kFunction);
    default:
      return 0;
  }
}

}  // namespace

extern "C" {

long SSL_CTX_callback_ctrl(SSL_CTX* ctx, int command, void (*callback)()) {
  if (ctx == nullptr) return 0;
  switch (command) {
    case SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB:
    case SSL_CTRL_SET_SRP_VERIFY_PARAM_CB:
    case SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB:
      report_unsupported("SRP");
      return 0;
    case SSL_CTRL_SET_TLSEXT_SERVERNAME_CB:
      ctx->live.server_name = as<int (*)(SSL*, int*, void*)>(callback);
      return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB:
      ctx->live.status = as<int (*)(SSL*, void*)>(callback);
      return 1;
    case SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB:
      ctx->sessions.ticket_key_hmac = as<TicketKeyCallbackHmac>(callback);
      return 1;
    case SSL_CTRL_SET_MSG_CALLBACK:
      SSL_CTX_set_msg_callback(ctx, as<MsgCallback>(callback));
      return 1;
    default:
      return set_copied_callback(ctx, command, callback);
  }
}

long SSL_callback_ctrl(SSL* ssl, int command, void (*callback)()) {
  if (ssl == nullptr) return 0;
  switch (command) {
    case SSL_CTRL_SET_TLSEXT_DEBUG_CB:
      ssl->extension_debug_callback = as<decltype(ssl->extension_debug_callback)>(callback);
      watch_if_wanted(ssl);
      return 1;
    case SSL_CTRL_SET_MSG_CALLBACK:
      SSL_set_msg_callback(ssl, as<MsgCallback>(callback));
      return 1;
    default:
      return set_copied_callback(ssl, command, callback);
  }
}

}  // extern "C"
