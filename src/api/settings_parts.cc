// SPDX-License-Identifier: Apache-2.0
#include "api/settings_parts.h"

#include <openssl/evp.h>

#include <algorithm>

#include "crypto/pem.h"
#include "handshake/host/default_config.h"
#include "wire/extensions/extensions.h"

namespace reprise::api {
namespace {

constexpr std::size_t kMaxPadding = 16384;  // a record's content (RFC 8446, 5.1)
constexpr int kMaxSecurityLevel = 5;

Result<> set_suites(handshake::Config& config, const std::vector<std::uint16_t>& numbers) {
  if (numbers.empty()) return success();
  config.suites.clear();
  for (const auto number : numbers) {
    const auto* suite = wire::find_cipher_suite(number);
    const bool there = suite != nullptr && suite->implemented == wire::Implemented::yes;
    if (!there) return wrong("cipher_suites", Reason::unknown_cipher_returned);
    config.suites.push_back(suite);
  }
  // The engine has those of TLS 1.3 first.
  std::stable_partition(config.suites.begin(), config.suites.end(),
                        [](const auto* suite) { return suite->is_tls13(); });
  return success();
}

Result<> set_groups(handshake::Config& config, const std::vector<std::uint16_t>& numbers) {
  if (numbers.empty()) return success();
  config.groups.clear();
  for (const auto number : numbers) {
    if (crypto::find_group(crypto::NamedGroup(number)) == nullptr) return wrong("groups", Reason::unknown_group);
    config.groups.push_back(crypto::NamedGroup(number));
  }
  return success();
}

Result<> set_schemes(handshake::Config& config, const std::vector<std::uint16_t>& numbers) {
  if (numbers.empty()) return success();
  config.signature_schemes.clear();
  for (const auto number : numbers) {
    const auto scheme = crypto::SignatureScheme(number);
    if (crypto::find_scheme(scheme) == nullptr) return wrong("signature_schemes", Reason::wrong_signature_type);
    config.signature_schemes.push_back(scheme);
  }
  return success();
}

// Known by their rows in the table of extensions, and seen to by nobody here.
bool is_left_to_programs(std::uint16_t type) {
  using enum wire::ExtensionType;
  constexpr wire::ExtensionType kLeft[] = {use_srtp, heartbeat, signed_certificate_timestamp, client_certificate_type,
                                           server_certificate_type, padding, oid_filters};
  return std::ranges::find(kLeft, wire::ExtensionType(type)) != std::end(kLeft);
}

Result<Ref<const crypto::PrivateKey>> key_of(const handshake::Config& config, const v0::CertificateAndKey& one,
                                             const crypto::PublicKey& certified) {
  const int ways = int(!one.key_pem.empty()) + int(one.key != nullptr) + int(one.signer != nullptr);
  if (ways != 1) return wrong("key_pem");
  auto* key = one.key != nullptr ? one.key : certified.evp_pkey();
  if (one.key_pem.empty()) return crypto::PrivateKey::sharing(config.algorithms.share(), key);
  return of_input("key_pem", crypto::key_from_pem(config.algorithms, one.key_pem, one.passphrase));
}

Result<> add(handshake::Config& config, const v0::CertificateAndKey& one) {
  auto credential = make_ref<handshake::Credential>();
  credential->chain = TRY(of_input("certificate_pem", crypto::chain_from_pem(config.algorithms, one.certificate_pem)));
  const auto* certified = TRY(of_input("certificate_pem", credential->chain->leaf().public_key()));
  credential->key = TRY(key_of(config, one, *certified));
  credential->signer = one.signer;
  if (!credential->key->matches(*certified->evp_pkey())) return wrong("key_pem", Reason::private_key_mismatch);
  const auto same_type = [&](const auto& other) { return other->key->traits().type == credential->key->traits().type; };
  if (std::ranges::any_of(config.credentials, same_type)) return wrong("certificates");
  config.credentials.push_back(std::move(credential));
  return success();
}

}  // namespace

std::shared_ptr<Settings> new_settings(Ref<crypto::Library> library, const v0::Clock& clock) {
  auto settings = std::make_shared<Settings>();
  settings->config = handshake::default_config(library->algorithms.share());
  settings->library = std::move(library);
  settings->clock = clock;
  return settings;
}

Result<> set_versions(handshake::Config& config, v0::Versions versions, const v0::AllowUse& allow) {
  config.min_version = std::uint16_t(versions.min);
  config.max_version = std::uint16_t(versions.max);
  const bool known = versions.min >= v0::Version::tls12 && versions.max <= v0::Version::tls13;
  if (!known || versions.min > versions.max) return wrong("versions");
  const auto may_use = [&](std::uint16_t version) {
    return !allow || allow({.subject = v0::SecuritySubject::version,
                            .use = v0::SecurityUse::supported,
                            .number = version});
  };
  while (config.min_version <= config.max_version && !may_use(config.min_version)) ++config.min_version;
  while (config.max_version > config.min_version && !may_use(config.max_version)) --config.max_version;
  if (config.min_version > config.max_version) return wrong("allow_use", Reason::no_protocols_available);
  return success();
}

Result<> set_algorithms(handshake::Config& config, const v0::AlgorithmLists& lists) {
  if (lists.security_level < 0 || lists.security_level > kMaxSecurityLevel) return wrong("security_level");
  config.security_level = lists.security_level;
  TRY(set_suites(config, lists.cipher_suites));
  TRY(set_groups(config, lists.groups));
  return set_schemes(config, lists.signature_schemes);
}

Result<> set_record_padding(Settings& settings, std::size_t padding) {
  if (padding > kMaxPadding) return wrong("record_padding");
  settings.record_padding = padding;
  return success();
}

Result<> check_extensions(const std::vector<v0::OwnExtension>& extensions) {
  for (const auto& extension : extensions) {
    const auto is_same = [&](const auto& other) { return other.type == extension.type; };
    const bool is_ours = wire::is_known(wire::ExtensionType(extension.type)) && !is_left_to_programs(extension.type);
    if (is_ours || extension.places.empty() || std::ranges::count_if(extensions, is_same) != 1) {
      return wrong("extensions");
    }
  }
  return success();
}

Result<> check_protocols(const std::vector<std::string>& protocols) {
  for (const auto& protocol : protocols) {
    if (protocol.empty() || protocol.size() > 0xff) return wrong("application_protocols");  // RFC 7301, 3.1
  }
  return success();
}

Result<> add_credential(handshake::Config& config, const std::string& certificate_pem, const std::string& key_pem) {
  return add(config, {.certificate_pem = certificate_pem, .key_pem = key_pem});
}

Result<> add_credentials(handshake::Config& config, const std::vector<v0::CertificateAndKey>& all) {
  for (const auto& one : all) TRY(add(config, one));
  return success();
}

}  // namespace reprise::api
