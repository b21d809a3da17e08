// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/connection_tickets.h"

#include <utility>

#include "capi/library/guard.h"

using namespace reprise;
using namespace reprise::capi;

namespace reprise::capi {

Result<> send_due_tickets(SSL* ssl) {
  if (ssl->due_tickets == 0) [[likely]] return success();
  if (ssl->engine->amid_messages()) return success();  // after those
  ssl->host->allow_tickets();
  return ssl->engine->send_tickets(std::exchange(ssl->due_tickets, 0));
}

}  // namespace reprise::capi

extern "C" {

int SSL_new_session_ticket(SSL* ssl) {
  const bool possible = ssl->side == Side::server && !ssl->failed && ssl->engine && ssl->engine->handshake_complete() &&
                        facts_of(ssl).version == TLS1_3_VERSION;
  // Compat: not in the middle of something else, be that but a KeyUpdate to be sent.
  if (!possible || (ssl->due_tickets == 0 && SSL_in_init(ssl) != 0)) return 0;
  ++ssl->due_tickets;
  return 1;
}

int SSL_set_session_ticket_ext(SSL* ssl, void* data, int length) {
  return guard([&]() -> Result<> {
    if (length < 0) return fail_silently(Reason::out_of_memory);  // Compat: the reason is OpenSSL's
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    ssl->ticket_extension = data != nullptr && length > 0 ? ByteVector(bytes, bytes + length) : ByteVector();
    return success();
  });
}

int SSL_set_session_ticket_ext_cb(SSL* ssl, tls_session_ticket_ext_cb_fn callback, void* arg) {
  if (ssl == nullptr) return 0;
  ssl->ticket_extension_callback = callback;
  ssl->ticket_extension_arg = arg;
  return 1;
}

}  // extern "C"
