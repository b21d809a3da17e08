// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/peer_of.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "capi/objects/settings_hash.h"
#include "capi/objects/trusted.h"
#include "capi/objects/verification.h"
#include "crypto/parts_hash.h"

namespace reprise::capi {
namespace {

std::uint16_t port_of(const SSL* ssl) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  const int fd = SSL_get_wfd(ssl);
  if (fd < 0 || ::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

using Hash = crypto::PartsHash;

void add_switches(const handshake::Switches& switches, Hash& hash) {
  for (const bool on : {switches.tickets, switches.extended_master_secret, switches.allow_psk_ke,
                        switches.post_handshake_auth, switches.allow_unsafe_legacy_server}) {
    add_number(on, hash);
  }
}

// The trust as far as it can be seen: folders of certificates and callbacks cannot, nor what is loaded later.
Result<> add_trust(const SSL* ssl, Hash& hash) {
  const auto verification = TRY(new_verification(ssl, nullptr, nullptr));
  add_terms(ssl, verification.get(), hash);
  // SHA-1 will do: what matters is checked when the session is accepted.
  any_trusted(verification.store.get(), [&](const session::AnchorId& id) { return hash.add(id), false; });
  return success();
}

// With our certificates, as a session is ours to the server.
Result<session::PeerKey> hash_of_settings(const SSL* ssl, const handshake::Config& config) {
  const auto code = [](auto value) { return std::size_t(value); };
  auto hash = TRY(Hash::start(*config.algorithms));
  add_number(config.min_version, hash);
  add_number(config.max_version, hash);
  add_number(std::size_t(config.security_level), hash);
  add_number(std::size_t(ssl->settings->verify_mode), hash);
  add_number(config.max_fragment_length, hash);
  add_switches(config.switches, hash);
  add_numbers(config.suites, [](const wire::CipherSuite* suite) { return suite->id; }, hash);
  add_numbers(config.groups, code, hash);
  add_numbers(config.signature_schemes, code, hash);
  hash.add(config.alpn_protocols);
  hash.add(config.session_id_context);
  TRY(add_trust(ssl, hash));
  add_number(config.credentials.size(), hash);
  for (const auto& credential : config.credentials) hash.add(credential->chain->leaf().der());
  return std::move(hash).finish();
}

// Custom extensions in the server's Certificate are seen in full handshakes alone.
bool looks_into_certificates(const CustomExtension& extension) {
  return (extension.context & (SSL_EXT_TLS1_3_CERTIFICATE | SSL_EXT_TLS1_2_SERVER_HELLO)) != 0;
}

}  // namespace

bool may_offer_unasked(const SSL* ssl) {
  const auto& settings = *ssl->settings;
  if (!ssl->has_server_name || ssl->server_name.empty() || ssl->early_data != EarlyDataPhase::none) return false;
  if (ssl->session_ctx->sessions.cache_mode == SSL_SESS_CACHE_OFF) return false;
  if (settings.psk_client_callback != nullptr || settings.psk_use_session_callback != nullptr) return false;
  if (ssl->ticket_extension || ssl->session_secret_callback != nullptr) return false;
  // A stapled response comes with the certificate.
  if (settings.status_type == TLSEXT_STATUSTYPE_ocsp) return false;
  return std::ranges::none_of(settings.custom_extensions, looks_into_certificates);
}

Result<session::PeerKey> peer_of(const SSL* ssl, const handshake::Config& config) {
  const auto settings = TRY(hash_of_settings(ssl, config));
  return session::peer_key(*config.algorithms,
                           {.name = ssl->server_name, .port = port_of(ssl), .settings = settings});
}

}  // namespace reprise::capi
