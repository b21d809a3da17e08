// SPDX-License-Identifier: Apache-2.0
#include "handshake/host/default_config.h"

#include <iterator>

namespace reprise::handshake {
namespace {

using crypto::NamedGroup;
using crypto::SignatureScheme;

constexpr NamedGroup kGroups[] = {
    NamedGroup::x25519,    NamedGroup::secp256r1, NamedGroup::x448,      NamedGroup::secp521r1, NamedGroup::secp384r1,
    NamedGroup::ffdhe2048, NamedGroup::ffdhe3072, NamedGroup::ffdhe4096, NamedGroup::ffdhe6144, NamedGroup::ffdhe8192,
};

constexpr SignatureScheme kSchemes[] = {
    SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ecdsa_secp521r1_sha512, SignatureScheme::ed25519,
    SignatureScheme::ed448,                  SignatureScheme::rsa_pss_pss_sha256,
    SignatureScheme::rsa_pss_pss_sha384,     SignatureScheme::rsa_pss_pss_sha512,
    SignatureScheme::rsa_pss_rsae_sha256,    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,       SignatureScheme::rsa_pkcs1_sha512,
    SignatureScheme::ecdsa_sha224,           SignatureScheme::rsa_pkcs1_sha224,
    SignatureScheme::ecdsa_sha1,             SignatureScheme::rsa_pkcs1_sha1,
};

// TLS 1.3 first, in the order of TLS_DEFAULT_CIPHERSUITES; then the rest as cipher strings start from.
constexpr std::uint16_t kTls13Suites[] = {0x1302, 0x1303, 0x1301};

void add_if_implemented(std::uint16_t id, std::vector<const wire::CipherSuite*>& suites) {
  const auto* suite = wire::find_cipher_suite(id);
  if (suite != nullptr && suite->implemented == wire::Implemented::yes) suites.push_back(suite);
}

}  // namespace

std::span<const NamedGroup> default_groups() { return kGroups; }
std::span<const SignatureScheme> default_signature_schemes() { return kSchemes; }

Ref<Config> default_config(Ref<const crypto::Algorithms> algorithms) {
  auto config = make_ref<Config>();
  config->algorithms = std::move(algorithms);
  for (const auto id : kTls13Suites) add_if_implemented(id, config->suites);
  for (const auto id : wire::cipher_suites_by_preference()) {
    const auto* suite = wire::find_cipher_suite(id);
    if (suite != nullptr && !suite->is_tls13()) add_if_implemented(id, config->suites);
  }
  config->groups.assign(std::begin(kGroups), std::end(kGroups));
  config->signature_schemes.assign(std::begin(kSchemes), std::end(kSchemes));
  return config;
}

}  // namespace reprise::handshake
