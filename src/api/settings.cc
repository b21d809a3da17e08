// SPDX-License-Identifier: Apache-2.0
// From options to settings: each option is checked and turned into what the engine takes.
#include "api/settings.h"

#include "api/cache.h"
#include "api/library.h"
#include "api/outward.h"
#include "api/ticket.h"
#include "crypto/parts_hash.h"
#include "crypto/pem.h"
#include "handshake/host/default_config.h"
#include "handshake/host/verified_for.h"

namespace reprise::api {
namespace {

Result<> set_versions(handshake::Config& config, v0::Versions versions) {
  config.min_version = std::uint16_t(versions.min);
  config.max_version = std::uint16_t(versions.max);
  const bool known = versions.min >= v0::Version::tls12 && versions.max <= v0::Version::tls13;
  return known && versions.min <= versions.max ? success() : Result<>(fail_silently(Reason::bad_value));
}

Result<> check_protocols(const std::vector<std::string>& protocols) {
  for (const auto& protocol : protocols) {
    if (protocol.empty() || protocol.size() > 0xff) return fail_silently(Reason::bad_value);  // RFC 7301, 3.1
  }
  return success();
}

// As the extension has it: names with a length byte each.
Result<ByteVector> list_of(const std::vector<std::string>& protocols) {
  TRY(check_protocols(protocols));
  ByteVector list;
  for (const auto& protocol : protocols) {
    list.push_back(std::uint8_t(protocol.size()));
    list.insert(list.end(), protocol.begin(), protocol.end());
  }
  return list;
}

Result<> add_credential(handshake::Config& config, const std::string& certificate_pem, const std::string& key_pem) {
  auto credential = make_ref<handshake::Credential>();
  credential->chain = TRY(crypto::chain_from_pem(config.algorithms, certificate_pem));
  credential->key = TRY(crypto::key_from_pem(config.algorithms, key_pem));
  const auto* certified = TRY(credential->chain->leaf().public_key());
  if (!credential->key->matches(*certified->evp_pkey())) return fail_silently(Reason::private_key_mismatch);
  config.credentials.push_back(std::move(credential));
  return success();
}

std::shared_ptr<Settings> new_settings(Ref<crypto::Library> library, const v0::Clock& clock) {
  auto settings = std::make_shared<Settings>();
  settings->config = handshake::default_config(library->algorithms.share());
  settings->library = std::move(library);
  settings->clock = clock;
  return settings;
}

Result<Ref<const crypto::TrustStore>> trust_of(const crypto::Library& library, const std::string& pem) {
  if (pem.empty()) return crypto::TrustStore::of_the_system();
  return crypto::TrustStore::of(*TRY(crypto::chain_from_pem(library.algorithms, pem)));
}

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
  const auto anchors = TRY(crypto::chain_from_pem(config.algorithms, options.client_trust_pem));
  settings.trust = TRY(crypto::TrustStore::of(*anchors));
  for (const auto& anchor : *anchors) settings.client_ca_names.push_back(TRY(anchor->subject()));
  config.switches.verify_peer = true;
  return success();
}

// What this server's trust in a client hangs on, for its tickets; and as the id context of its sessions, since caches
// may be shared like sealers.
Result<> set_scope(Settings& settings, const std::string& part) {
  auto& config = *settings.config;
  if (part.empty() && !config.switches.verify_peer) return success();
  auto scope = TRY(crypto::PartsHash::start(*config.algorithms));
  const std::uint8_t wish = std::uint8_t(config.client_certificate);
  scope.add({&wish, 1});
  for (const auto& name : settings.client_ca_names) scope.add(name);
  scope.add(bytes_of(part));
  const auto hash = TRY(std::move(scope).finish());
  settings.sessions.scope = hash;
  config.session_id_context.assign(hash.begin(), hash.end());
  return success();
}

Result<> keep_sessions(Settings& settings, const v0::ServerOptions& options) {
  auto& config = *settings.config;
  const bool keeps = options.cache || options.tickets;
  if (options.session_timeout.count() <= 0) return fail_silently(Reason::bad_value);
  if (options.max_early_data_bytes != 0 && !options.cache) return fail_silently(Reason::bad_value);
  settings.cache = options.cache;
  settings.tickets = options.tickets;
  auto& sessions = settings.sessions;
  if (settings.cache) sessions.cache = &v0::CacheAccess::inside(*settings.cache);
  if (settings.tickets) sessions.sealer = &v0::SealerAccess::inside(*settings.tickets);
  const bool names = !options.tickets || options.max_early_data_bytes != 0;
  sessions.tickets13 = names ? handshake::Tickets13::names : handshake::Tickets13::sealed;
  config.switches.tickets = options.tickets.has_value();
  config.num_tickets = keeps ? options.num_tickets : 0;
  config.session_timeout = options.session_timeout;
  config.max_early_data = config.recv_max_early_data = options.max_early_data_bytes;
  return set_scope(settings, options.scope);
}

}  // namespace

Result<std::shared_ptr<const Settings>> client_settings(Ref<crypto::Library> library,
                                                        const v0::ClientOptions& options) {
  const auto settings = new_settings(std::move(library), options.clock);
  auto& config = *settings->config;
  const bool verifies = options.verify_peer == v0::VerifyPeer::yes;
  const auto& name = options.server_name;
  if ((verifies && name.empty()) || name.find('\0') != name.npos) return fail_silently(Reason::bad_value);
  TRY(set_versions(config, options.versions));
  config.alpn_protocols = TRY(list_of(options.application_protocols));
  if (!crypto::is_ip_address(name)) config.server_name = name;
  settings->expected_name = name;
  settings->trust = TRY(trust_of(*settings->library, options.trust_pem));
  if (!options.certificate_pem.empty()) TRY(add_credential(config, options.certificate_pem, options.key_pem));
  if (verifies) TRY(handshake::verify_servers(config, {.name = name, .anchors = options.trust_pem}));
  return std::shared_ptr<const Settings>(settings);
}

Result<std::shared_ptr<const Settings>> server_settings(Ref<crypto::Library> library,
                                                        const v0::ServerOptions& options) {
  const auto settings = new_settings(std::move(library), options.clock);
  TRY(set_versions(*settings->config, options.versions));
  TRY(check_protocols(options.application_protocols));
  settings->protocols = options.application_protocols;
  settings->virtual_hosts = options.virtual_hosts;
  TRY(add_credential(*settings->config, options.certificate_pem, options.key_pem));
  TRY(ask_clients(*settings, options));
  TRY(keep_sessions(*settings, options));
  return std::shared_ptr<const Settings>(settings);
}

}  // namespace reprise::api

namespace reprise::v0 {

Result<ClientConfig> ClientConfig::make(const Library& library, const ClientOptions& options) {
  auto settings = api::client_settings(LibraryAccess::share(library), options);
  if (!settings.ok()) return api::outward(settings.error());
  return ClientConfig(std::move(settings.value()));
}

Result<ServerConfig> ServerConfig::make(const Library& library, const ServerOptions& options) {
  auto settings = api::server_settings(LibraryAccess::share(library), options);
  if (!settings.ok()) return api::outward(settings.error());
  return ServerConfig(std::move(settings.value()));
}

std::uint64_t ServerConfig::num_outcomes(WhyNotResumed why) const {
  return inside_->outcomes.get(session::WhyNotResumed(why));
}

}  // namespace reprise::v0
