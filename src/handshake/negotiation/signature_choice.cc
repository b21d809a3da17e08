// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/signature_choice.h"

#include <algorithm>

#include "handshake/host/security.h"
#include "handshake/negotiation/version.h"

namespace reprise::handshake {
namespace {

bool contains(std::span<const std::uint16_t> list, std::uint16_t code) {
  return std::ranges::find(list, code) != list.end();
}

// Schemes that TLS 1.3 has no use for, not even for certificates: not offered when it is the only version.
bool obsolete_in_tls13(const crypto::SchemeInfo& info) {
  return info.key_type == crypto::KeyType::dsa || info.hash == crypto::HashAlgorithm::sha1 ||
         info.hash == crypto::HashAlgorithm::sha224;
}

const std::vector<crypto::SignatureScheme>& configured_schemes(const Config& config, Role own_role) {
  const bool asks_clients = own_role == Role::server && !config.client_signature_schemes.empty();
  return asks_clients ? config.client_signature_schemes : config.signature_schemes;
}

// SSL_CTX_set1_client_sigalgs(3): for what clients sign with, at either end.
const std::vector<crypto::SignatureScheme>& signing_schemes(const Config& config, Role own_role) {
  const bool of_clients = own_role == Role::client && !config.client_signature_schemes.empty();
  return of_clients ? config.client_signature_schemes : config.signature_schemes;
}

// Compat: servers go on with RSA certificates whose key usage is that of RSA key exchange alone.
bool is_rsa(crypto::KeyType type) { return type == crypto::KeyType::rsa || type == crypto::KeyType::rsa_pss; }

// One choice in the making: what each credential is held against.
struct Search {
  Host& host;
  Role own_role;
  crypto::SchemeList signatures;
  crypto::SchemeList certificates;
  crypto::SchemeRules rules;
  bool (*key_fits)(crypto::KeyType);  // null: any

  bool takes(const Credential& credential, crypto::SignatureScheme scheme, Chains chains) const {
    if (!credential.key || !credential.chain) return false;
    if (key_fits != nullptr && !key_fits(credential.key->traits().type)) return false;
    if (!credential.key->can_sign(scheme, rules)) return false;
    if (!is_rsa(credential.key->traits().type) && !credential.chain->leaf().may_sign()) return false;
    return chains == Chains::any || std::ranges::all_of(*credential.chain, [&](const auto& certificate) {
             return certificate->is_signed_with(certificates);
           });
  }

  std::optional<SignatureChoice> by_scheme(std::uint16_t code, Chains chains) const {
    const auto* info = crypto::find_scheme(crypto::SignatureScheme{code});
    if (info == nullptr || (rules == crypto::SchemeRules::tls13 && !info->in_tls13)) return std::nullopt;
    for (const auto& credential : host.config().credentials) {
      if (!takes(*credential, info->id, chains)) continue;
      if (!allows(host, SecurityUse::shared, *info)) return std::nullopt;
      return SignatureChoice{credential.share(), info->id, chains == Chains::verifiable};
    }
    return std::nullopt;
  }

  std::optional<SignatureChoice> go(Chains chains) const {
    const auto& ours = signing_schemes(host.config(), own_role);
    if (host.config().switches.server_preference) {
      for (const auto scheme : ours) {
        if (!contains(signatures, std::uint16_t(scheme))) continue;
        if (auto choice = by_scheme(std::uint16_t(scheme), chains)) return choice;
      }
      return std::nullopt;
    }
    for (const std::uint16_t code : signatures) {
      if (std::ranges::find(ours, crypto::SignatureScheme{code}) == ours.end()) continue;
      if (auto choice = by_scheme(code, chains)) return choice;
    }
    return std::nullopt;
  }
};

}  // namespace

PeerSchemes peer_schemes(const Facts& facts) {
  const auto& certificates = facts.peer_certificate_schemes;
  return {.signatures = facts.peer_signature_schemes,
          .certificates = certificates.empty() ? facts.peer_signature_schemes : certificates};
}

std::optional<SignatureChoice> choose_signature(Host& host, Role own_role, const PeerSchemes& peer,
                                                crypto::SchemeRules rules, bool (*key_fits)(crypto::KeyType)) {
  const Search search{.host = host,
                      .own_role = own_role,
                      .signatures = crypto::SchemeList(peer.signatures),
                      .certificates = crypto::SchemeList(peer.certificates),
                      .rules = rules,
                      .key_fits = key_fits};
  if (host.config().credentials.size() > 1) {
    if (auto choice = search.go(Chains::verifiable)) return choice;
    return search.go(Chains::any);
  }
  auto only = search.go(Chains::any);
  if (only) only->verifiable_chain = true;
  return only;
}

std::span<const std::uint16_t> legacy_default_schemes() {
  static constexpr std::uint16_t kSchemes[] = {
      std::uint16_t(crypto::SignatureScheme::rsa_pkcs1_sha1),
      std::uint16_t(crypto::SignatureScheme::ecdsa_sha1),
  };
  return kSchemes;
}

Result<const crypto::SchemeInfo*> accept_scheme(Host& host, std::uint16_t scheme, crypto::SchemeRules rules,
                                                Role own_role) {
  const auto* info = crypto::find_scheme(crypto::SignatureScheme{scheme});
  const auto& offered = configured_schemes(host.config(), own_role);
  const bool known = info != nullptr && std::ranges::find(offered, info->id) != offered.end();
  if (!known || (rules == crypto::SchemeRules::tls13 && !info->in_tls13)) {
    return fail(Alert::illegal_parameter, Reason::wrong_signature_type);
  }
  if (!allows(host, SecurityUse::checked, *info)) return fail(Alert::handshake_failure, Reason::wrong_signature_type);
  return info;
}

std::vector<std::uint16_t> offered_schemes(Host& host, Role own_role) {
  std::vector<std::uint16_t> schemes;
  const bool only_tls13 = host.config().min_version >= kTls13;
  schemes.reserve(configured_schemes(host.config(), own_role).size());
  for (const auto scheme : configured_schemes(host.config(), own_role)) {
    const auto* info = crypto::find_scheme(scheme);
    if (info == nullptr || (only_tls13 && obsolete_in_tls13(*info))) continue;
    if (allows(host, SecurityUse::supported, *info)) schemes.push_back(std::uint16_t(scheme));
  }
  return schemes;
}

}  // namespace reprise::handshake
