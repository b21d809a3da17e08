// SPDX-License-Identifier: Apache-2.0
// Master secrets from elsewhere: SSL_set_session_secret_cb, which EAP-FAST makes its tickets work with (RFC 4851, 5.1).
#include <algorithm>

#include "capi/host/callback_host.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {

std::optional<handshake::KnownSecret> CallbackHost::known_secret(const handshake::Facts&) {
  if (ssl_->session_secret_callback == nullptr) return std::nullopt;
  SecretArray<SSL_MAX_MASTER_KEY_LENGTH> secret;
  const auto room = secret.resize(SSL_MAX_MASTER_KEY_LENGTH);
  std::ranges::fill(room, std::uint8_t{0});
  int length = int(room.size());
  const SSL_CIPHER* cipher = nullptr;
  // Null on clients.
  STACK_OF(SSL_CIPHER)* offered = SSL_get_client_ciphers(ssl_);
  const int result =
      ssl_->session_secret_callback(ssl_, room.data(), &length, offered, &cipher, ssl_->session_secret_arg);
  if (result == 0 || length <= 0 || std::size_t(length) > room.size()) return std::nullopt;
  handshake::KnownSecret known{.master_secret = SecretBytes(secret.bytes().first(std::size_t(length)))};
  if (cipher != nullptr) known.suite = wire::find_cipher_suite(SSL_CIPHER_get_protocol_id(cipher));
  return known;
}

}  // namespace reprise::capi

extern "C" int SSL_set_session_secret_cb(SSL* ssl, tls_session_secret_cb_fn callback, void* arg) {
  if (ssl == nullptr) return 0;
  ssl->session_secret_callback = callback;
  ssl->session_secret_arg = arg;
  return 1;
}
