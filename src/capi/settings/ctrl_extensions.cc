// SPDX-License-Identifier: Apache-2.0
// Controls of server_name and status_request.
#include <openssl/ssl.h>

#include <cstring>

#include "capi/library/reasons.h"
#include "capi/settings/ctrl.h"

namespace reprise::capi {
namespace {

constexpr std::size_t kMaxHostNameLength = 255;

long refuse(Reason reason) {
  report(fail_silently(reason), "ssl_ctrl");
  return 0;
}

long set_host_name(SSL* ssl, long type, const char* name) {
  if (type != TLSEXT_NAMETYPE_host_name) return refuse(Reason::invalid_servername);
  ssl->has_server_name = false;
  ssl->server_name.clear();
  if (name == nullptr) return 1;
  const auto length = std::strlen(name);
  if (length == 0 || length > kMaxHostNameLength) return refuse(Reason::invalid_servername);
  ssl->server_name = name;
  ssl->has_server_name = true;
  return 1;
}

std::optional<long> context_control(SSL_CTX* ctx, int command, void* pointer) {
  switch (command) {
    case SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG:
      ctx->live.server_name_arg = pointer;
      return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG:
      ctx->live.status_arg = pointer;
      return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG:
      if (pointer == nullptr) return refuse(Reason::passed_null_parameter);
      *static_cast<void**>(pointer) = ctx->live.status_arg;
      return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB:
      if (pointer == nullptr) return refuse(Reason::passed_null_parameter);
      *reinterpret_cast<int (**)(SSL*, void*)>(pointer) = ctx->live.status;
      return 1;
    default:
      return std::nullopt;
  }
}

// The stapled response: a client's as it came, a server's as it was set.
long give_response(const SSL* ssl, void* pointer) {
  if (pointer == nullptr) return refuse(Reason::passed_null_parameter);
  const auto& response = ssl->side == Side::client ? facts_of(ssl).ocsp_response : ssl->ocsp_response;
  *static_cast<const unsigned char**>(pointer) = response.empty() ? nullptr : response.data();
  return response.empty() ? -1 : long(response.size());
}

// Compat: takes the caller's memory over, as OpenSSL does.
long take_response(SSL* ssl, long length, void* pointer) {
  const Own<unsigned char> given(static_cast<unsigned char*>(pointer));
  ssl->ocsp_response.assign(given.get(), given.get() + (given && length > 0 ? length : 0));
  return 1;
}

// Extensions and responder ids of a status request are neither sent nor kept of a client's: there are none to give, and
// only their absence can be set.
long give_nothing(void* pointer) {
  if (pointer == nullptr) return refuse(Reason::passed_null_parameter);
  *static_cast<void**>(pointer) = nullptr;
  return 1;
}

long take_nothing(const void* pointer) { return pointer == nullptr ? 1 : refuse(Reason::not_supported); }

// Compat: a server's connection tells what its client asked for. A resumption does not look.
bool asked_for_status(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return ssl->side == Side::server && facts.offer && facts.offer->wants_ocsp && !facts.resumed;
}

std::optional<long> connection_control(SSL* ssl, int command, long number, void* pointer) {
  switch (command) {
    case SSL_CTRL_SET_TLSEXT_HOSTNAME:
      return set_host_name(ssl, number, static_cast<const char*>(pointer));
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP:
      return give_response(ssl, pointer);
    case SSL_CTRL_SET_TLSEXT_DEBUG_ARG:
      ssl->extension_debug_arg = pointer;
      return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS:
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS:
      return give_nothing(pointer);
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS:
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS:
      return take_nothing(pointer);
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP:
      return take_response(ssl, number, pointer);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<long> ctrl_extensions(const CtrlTarget& target, int command, long number, void* pointer) {
  if (command == SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE) {
    target.set(&Settings::status_type, int(number));
    return 1;
  }
  if (command == SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE) {
    if (target.ssl != nullptr && asked_for_status(target.ssl)) return TLSEXT_STATUSTYPE_ocsp;
    return target.setting(&Settings::status_type);
  }
  return target.ssl != nullptr ? connection_control(target.ssl, command, number, pointer)
                               : context_control(target.ctx, command, pointer);
}

}  // namespace reprise::capi
