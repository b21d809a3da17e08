// SPDX-License-Identifier: Apache-2.0
#include "api/cache.h"
#include "api/settings_parts.h"
#include "api/ticket.h"
#include "crypto/parts_hash.h"
#include "crypto/pem.h"

namespace reprise::api {
namespace {

constexpr std::size_t kCookieKeyLen = 32;  // that of HMAC-SHA256's hash (RFC 2104, 3)

handshake::PeerCertificate wish_of(v0::ClientCertificate wish) {
  switch (wish) {
    case v0::ClientCertificate::requested: return handshake::PeerCertificate::requested;
    case v0::ClientCertificate::required: return handshake::PeerCertificate::required;
    case v0::ClientCertificate::ignored: break;
  }
  return handshake::PeerCertificate::ignored;
}

Result<> ask_clients(Settings& settings, const v0::ServerOptions& options) {
  auto& config = *settings.config;
  config.client_certificate = wish_of(options.client_certificate);
  if (config.client_certificate == handshake::PeerCertificate::ignored) return success();
  const auto anchors =
      TRY(of_input("client_trust_pem", crypto::chain_from_pem(config.algorithms, options.client_trust_pem)));
  settings.trust = TRY(crypto::TrustStore::of(*anchors));
  for (const auto& anchor : *anchors) settings.client_ca_names.push_back(TRY(anchor->subject()));
  config.switches.verify_peer = true;
  return success();
}

// What this server's trust in a client hangs on, for its tickets; and as the id context of its sessions, since caches
// may be shared like sealers.
Result<> set_scope(Settings& settings, const v0::ServerOptions& options) {
  auto& config = *settings.config;
  const auto& part = options.scope;
  if (part.empty() && !config.switches.verify_peer) return success();
  auto scope = TRY(crypto::PartsHash::start(*config.algorithms));
  const std::uint8_t wish = std::uint8_t(config.client_certificate);
  scope.add({&wish, 1});
  // The anchors whole: a name tells none from another that took its place.
  if (config.switches.verify_peer) scope.add(bytes_of(options.client_trust_pem));
  const std::uint8_t level = std::uint8_t(config.security_level);
  scope.add({&level, 1});
  if (settings.doors.judge_peer) scope.add(bytes_of("judged"));
  scope.add(bytes_of(part));
  const auto hash = TRY(std::move(scope).finish());
  settings.sessions.scope = hash;
  config.session_id_context.assign(hash.begin(), hash.end());
  return success();
}

Result<> check_sessions(const v0::ServerOptions& options) {
  if (options.session_timeout.count() <= 0) return wrong("session_timeout");
  if (options.cache && options.store) return wrong("store");
  if (options.max_early_data_bytes != 0 && !options.cache && !options.store) return wrong("max_early_data_bytes");
  return success();
}

Result<> keep_sessions(Settings& settings, const v0::ServerOptions& options) {
  TRY(check_sessions(options));
  auto& config = *settings.config;
  const bool keeps = options.cache || options.tickets || options.store;
  settings.cache = options.cache;
  settings.tickets = options.tickets;
  auto& sessions = settings.sessions;
  if (settings.cache) sessions.cache = &v0::CacheAccess::inside(*settings.cache);
  if (settings.tickets) {
    const auto& sealer = v0::SealerAccess::inside(*settings.tickets);
    sessions.sealer = sealer.ring.get();
    sessions.shared_keys = sealer.shared.get();
  }
  const bool names = !options.tickets || options.max_early_data_bytes != 0;
  sessions.tickets13 = names ? handshake::Tickets13::names : handshake::Tickets13::sealed;
  config.switches.tickets = options.tickets.has_value();
  const unsigned num_tickets = keeps ? options.num_tickets : 0;
  (options.tickets_with_data ? settings.tickets_with_data : config.num_tickets) = num_tickets;
  if (options.tickets_with_data) config.num_tickets = 0;
  config.session_timeout = options.session_timeout;
  config.max_early_data = config.recv_max_early_data = options.max_early_data_bytes;
  return set_scope(settings, options);
}

Result<> set_cookie_key(Settings& settings, const v0::CookieMaker& cookies) {
  if (!cookies.make) return success();
  const bool is_short = !cookies.key.empty() && cookies.key.size() < kCookieKeyLen;
  if (is_short || !cookies.accepts) return wrong("cookies");
  if (!cookies.key.empty()) {
    settings.cookie_key = SecretBytes(cookies.key);
    return success();
  }
  settings.cookie_key = SecretBytes(kCookieKeyLen);
  return settings.library->random.fill(settings.cookie_key.mutable_bytes());
}

}  // namespace

Result<std::shared_ptr<const Settings>> server_settings(Ref<crypto::Library> library,
                                                        const v0::ServerOptions& options) {
  const auto settings = new_settings(std::move(library), options.clock);
  auto& config = *settings->config;
  TRY(set_versions(config, options.versions, options.allow_use));
  TRY(check_extensions(options.extensions));
  TRY(set_algorithms(config, options.algorithms));
  TRY(check_protocols(options.application_protocols));
  settings->protocols = options.application_protocols;
  settings->virtual_hosts = options.virtual_hosts;
  settings->doors = {.judge_peer = options.judge_client,
                     .key_log = options.key_log,
                     .allow_use = options.allow_use,
                     .extensions = options.extensions,
                     .cookies = {.make = options.cookies.make, .accepts = options.cookies.accepts},
                     .store = options.store,
                     .choose_config = options.choose_config,
                     .choose_protocol = options.choose_protocol,
                     .find_psk = options.find_psk,
                     .ocsp_response = options.ocsp_response};
  // A server of keys agreed on beforehand needs no certificate.
  const bool has_others = !options.certificates.empty() || options.find_psk;
  if (!options.certificate_pem.empty() || !has_others) {
    TRY(add_credential(config, options.certificate_pem, options.key_pem));
  }
  TRY(add_credentials(config, options.certificates));
  TRY(ask_clients(*settings, options));
  TRY(set_record_padding(*settings, options.record_padding));
  TRY(keep_sessions(*settings, options));
  TRY(set_cookie_key(*settings, options.cookies));
  return std::shared_ptr<const Settings>(settings);
}

}  // namespace reprise::api
