#include "capi/host/extension_debug.h"

#include <algorithm>

#include "capi/connection/ssl_object.h"
#include "capi/settings/extension_support.h"
#include "wire/reader.h"

namespace reprise::capi {
namespace {

bool is_known(const SSL* ssl, unsigned type) {
  if (extension_supported(type) || type == TLSEXT_TYPE_signature_algorithms_cert) return true;
  return std::ranges::any_of(ssl->settings->custom_extensions, [&](const auto& own) { return own.type == type; });
}

// Compat: 1 stands for what a server sent; of extensions that are not known nothing is told.
Result<> tell_block(SSL* ssl, wire::Reader block) {
  while (!block.empty()) {
    const unsigned type = TRY(block.u16());
    const Bytes body = TRY(block.opaque16());
    const auto callback = ssl->extension_debug_callback;
    if (callback == nullptr || !is_known(ssl, type)) continue;
    callback(ssl, ssl->side == Side::client, int(type), body.data(), int(body.size()), ssl->extension_debug_arg);
  }
  return success();
}

Result<> tell_client_hello(SSL* ssl, wire::Reader body) {
  TRY(body.bytes(2 + 32));   // legacy_version, random
  TRY(body.opaque8());       // legacy_session_id
  TRY(body.opaque16());      // cipher_suites
  TRY(body.opaque8());       // legacy_compression_methods
  return tell_block(ssl, TRY(body.vec16()));
}

Result<> tell_server_hello(SSL* ssl, wire::Reader body) {
  TRY(body.bytes(2 + 32));   // legacy_version, random
  TRY(body.opaque8());       // legacy_session_id_echo
  TRY(body.bytes(2 + 1));    // cipher_suite, legacy_compression_method
  return tell_block(ssl, TRY(body.vec16()));
}

Result<> tell_certificate(SSL* ssl, wire::Reader body) {
  TRY(body.opaque8());       // certificate_request_context
  for (auto entries = TRY(body.vec24()); !entries.empty();) {
    TRY(entries.opaque24());
    TRY(tell_block(ssl, TRY(entries.vec16())));
  }
  return success();
}

Result<> tell_certificate_request(SSL* ssl, wire::Reader body) {
  TRY(body.opaque8());       // certificate_request_context
  return tell_block(ssl, TRY(body.vec16()));
}

Result<> tell_ticket(SSL* ssl, wire::Reader body) {
  TRY(body.bytes(4 + 4));    // ticket_lifetime, ticket_age_add
  TRY(body.opaque8());       // ticket_nonce
  TRY(body.opaque16());
  return tell_block(ssl, TRY(body.vec16()));
}

Result<> tell_message(SSL* ssl, Bytes message) {
  wire::Reader reader(message);
  const auto type = TRY(reader.u8());
  auto body = TRY(reader.vec24());
  if (type == SSL3_MT_CLIENT_HELLO) return tell_client_hello(ssl, body);
  if (type == SSL3_MT_SERVER_HELLO) return tell_server_hello(ssl, body);
  if (type == SSL3_MT_ENCRYPTED_EXTENSIONS) return tell_block(ssl, TRY(body.vec16()));
  if (facts_of(ssl).version != TLS1_3_VERSION) return success();  // the messages below are others in TLS 1.2
  if (type == SSL3_MT_CERTIFICATE) return tell_certificate(ssl, body);
  if (type == SSL3_MT_CERTIFICATE_REQUEST) return tell_certificate_request(ssl, body);
  if (type == SSL3_MT_NEWSESSION_TICKET) return tell_ticket(ssl, body);
  return success();
}

}  // namespace

void tell_extensions(SSL* ssl, Bytes message) { static_cast<void>(tell_message(ssl, message)); }

}  // namespace reprise::capi
