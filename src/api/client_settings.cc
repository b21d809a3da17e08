// SPDX-License-Identifier: Apache-2.0
#include "api/settings_parts.h"
#include "crypto/pem.h"
#include "handshake/host/verified_for.h"

namespace reprise::api {
namespace {

// As the extension has it: names with a length byte each.
ByteVector list_of(const std::vector<std::string>& protocols) {
  ByteVector list;
  for (const auto& protocol : protocols) {
    list.push_back(std::uint8_t(protocol.size()));
    list.insert(list.end(), protocol.begin(), protocol.end());
  }
  return list;
}

Result<Ref<const crypto::TrustStore>> trust_of(const crypto::Library& library, const std::string& pem) {
  if (pem.empty()) return crypto::TrustStore::of_the_system();
  return crypto::TrustStore::of(*TRY(crypto::chain_from_pem(library.algorithms, pem)));
}

Result<> verify(Settings& settings, const v0::ClientOptions& options) {
  const bool judges = bool(options.judge_server);
  const auto& name = options.server_name;
  // libcrypto takes a leading dot for "any name below".
  const bool is_name = !name.starts_with('.') && name.find('\0') == name.npos;
  const bool is_needed = options.verify_peer == v0::VerifyPeer::yes && !judges;
  if (!is_name || (is_needed && name.empty())) return wrong("server_name");
  if (!crypto::is_ip_address(name)) settings.config->server_name = name;
  settings.expected_name = name;
  settings.trust = TRY(of_input("trust_pem", trust_of(*settings.library, options.trust_pem)));
  if (options.verify_peer == v0::VerifyPeer::no && !judges) {
    settings.config->switches.sessions_of_any_context = true;  // of whom they were verified for, nothing is asked
    return success();
  }
  // A server that a program judged has not been verified as one that we did, nor the other way round.
  const auto anchors = judges ? "judged\n" + options.trust_pem : options.trust_pem;
  return handshake::verify_servers(*settings.config, {.name = name, .anchors = anchors});
}

}  // namespace

Result<std::shared_ptr<const Settings>> client_settings(Ref<crypto::Library> library,
                                                        const v0::ClientOptions& options) {
  const auto settings = new_settings(std::move(library), options.clock);
  auto& config = *settings->config;
  TRY(set_versions(config, options.versions, options.allow_use));
  TRY(check_extensions(options.extensions));
  TRY(set_algorithms(config, options.algorithms));
  TRY(check_protocols(options.application_protocols));
  config.alpn_protocols = list_of(options.application_protocols);
  if (!options.certificate_pem.empty()) TRY(add_credential(config, options.certificate_pem, options.key_pem));
  TRY(add_credentials(config, options.certificates));
  TRY(verify(*settings, options));
  TRY(set_record_padding(*settings, options.record_padding));
  config.switches.request_ocsp = options.request_ocsp;
  config.switches.post_handshake_auth = options.post_handshake_authentication;
  settings->doors = {.judge_peer = options.judge_server,
                     .key_log = options.key_log,
                     .allow_use = options.allow_use,
                     .extensions = options.extensions,
                     .psk = options.psk};
  return std::shared_ptr<const Settings>(settings);
}

}  // namespace reprise::api
