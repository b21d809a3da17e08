// SPDX-License-Identifier: Apache-2.0
#include "capi/host/extension_debug.h"

#include <algorithm>

#include "capi/objects/ssl_object.h"
#include "capi/settings/extension_support.h"
#include "wire/messages/certificate.h"
#include "wire/messages/certificate_request.h"
#include "wire/messages/client_hello.h"
#include "wire/messages/encrypted_extensions.h"
#include "wire/messages/handshake_header.h"
#include "wire/messages/new_session_ticket.h"
#include "wire/messages/server_hello.h"

namespace reprise::capi {
namespace {

bool is_known(const SSL* ssl, unsigned type) {
  if (extension_supported(type) || type == TLSEXT_TYPE_signature_algorithms_cert) return true;
  return std::ranges::any_of(ssl->settings->custom_extensions, [&](const auto& own) { return own.type == type; });
}

// Compat: 1 stands for what a server sent; of extensions that are not known nothing is told.
void tell(SSL* ssl, const wire::ExtensionList& extensions) {
  for (const auto& [type, body] : extensions) {
    const auto callback = ssl->extension_debug_callback;
    if (callback == nullptr || !is_known(ssl, code_of(type))) continue;
    callback(ssl, ssl->side == Side::client, code_of(type), body.data(), int(body.size()), ssl->extension_debug_arg);
  }
}

// What a message that the engine refuses holds is not told.
template <typename Message>
void tell(SSL* ssl, const Result<Message>& message) {
  if (message.ok()) tell(ssl, message.value().extensions);
}

void tell_certificates(SSL* ssl, const Result<wire::CertificateTls13>& message) {
  if (!message.ok()) return;
  for (const auto& entry : message.value().certificate_list) tell(ssl, entry.extensions);
}

}  // namespace

void tell_extensions(SSL* ssl, Bytes message) {
  using enum wire::HandshakeType;
  if (message.size() < wire::kHandshakeHeaderLen) return;
  const auto type = wire::read_handshake_header(message.first<wire::kHandshakeHeaderLen>()).type;
  const Bytes body = message.subspan(wire::kHandshakeHeaderLen);
  if (type == client_hello) return tell(ssl, wire::read_client_hello(body));
  if (type == server_hello) return tell(ssl, wire::read_server_hello(body));
  if (type == encrypted_extensions) return tell(ssl, wire::read_encrypted_extensions(body));
  if (facts_of(ssl).version != TLS1_3_VERSION) return;  // the messages below are others in TLS 1.2
  if (type == certificate) return tell_certificates(ssl, wire::read_certificate_tls13(body));
  if (type == certificate_request) return tell(ssl, wire::read_certificate_request_tls13(body));
  if (type == new_session_ticket) return tell(ssl, wire::read_new_session_ticket_tls13(body));
}

}  // namespace reprise::capi
