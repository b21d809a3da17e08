// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/suite_choice.h"

#include <algorithm>

#include "handshake/host/security.h"
#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/suite_choice.h"
#include "handshake/negotiation/version.h"
#include "wire/codec/seen_codes.h"

namespace reprise::handshake {
namespace {

bool has_means(const wire::CipherSuite& suite, const SuiteMeans& means) {
  switch (suite.kx) {
    case wire::Kx::any: return true;
    case wire::Kx::ecdhe: break;
    default: return false;
  }
  if (!means.ecdhe) return false;
  if (suite.auth == wire::Auth::rsa) return means.rsa_signature;
  return suite.auth == wire::Auth::ecdsa && means.ecdsa_signature;
}

// One choice in the making: what each candidate is held against.
struct Search {
  Host& host;
  std::uint16_t version;
  const SuiteMeans& means;
  crypto::HashAlgorithm only_hash;

  bool takes(const wire::CipherSuite& suite) const {
    if (suite.is_tls13() != (version == kTls13)) return false;
    if (only_hash != crypto::HashAlgorithm::none && hash_of(suite) != only_hash) return false;
    return has_means(suite, means) && host.config().algorithms->supports(aead_of(suite)) &&
           allows(host, SecurityUse::shared, suite);
  }
};

bool is_chacha(const wire::CipherSuite& suite) { return suite.enc == wire::Enc::chacha20_poly1305; }

// Whether the client's most preferred suite, of those that exist, is one of ChaCha20: a phone without AES instructions.
bool client_prefers_chacha(const wire::U16List& offered) {
  for (const std::uint16_t id : offered) {
    if (const auto* suite = wire::find_cipher_suite(id)) return is_chacha(*suite);
  }
  return false;
}

const wire::CipherSuite* by_our_order(const Search& search, const wire::U16List& offered, bool only_chacha) {
  for (const auto* suite : search.host.config().suites) {
    if (only_chacha && !is_chacha(*suite)) continue;
    if (offered.contains(suite->id) && search.takes(*suite)) return suite;
  }
  return nullptr;
}

const wire::CipherSuite* by_client_order(const Search& search, const wire::U16List& offered) {
  wire::SeenCodes tried;
  for (const std::uint16_t id : offered) {
    const auto& ours = search.host.config().suites;
    const auto found = std::ranges::find(ours, id, &wire::CipherSuite::id);
    if (found == ours.end() || !tried.insert(id)) continue;
    if (search.takes(**found)) return *found;
  }
  return nullptr;
}

}  // namespace

const wire::CipherSuite* choose_suite(Host& host, const wire::U16List& offered, std::uint16_t version,
                                      const SuiteMeans& means, crypto::HashAlgorithm only_hash) {
  const Search search{host, version, means, only_hash};
  const auto& switches = host.config().switches;
  if (!switches.server_preference) return by_client_order(search, offered);
  if (switches.prioritize_chacha && client_prefers_chacha(offered)) {
    if (const auto* suite = by_our_order(search, offered, true)) return suite;
  }
  return by_our_order(search, offered, false);
}

bool offers_suite(Host& host, const wire::CipherSuite& suite, std::uint16_t version) {
  if (suite.is_tls13() != (version == kTls13)) return false;
  // Settings hold suites that are implemented: with an AEAD. Others there are in sessions of strangers.
  const auto& ours = host.config().suites;
  if (std::ranges::find(ours, &suite) == ours.end()) return false;
  return host.config().algorithms->supports(aead_of(suite)) && allows(host, SecurityUse::supported, suite);
}

}  // namespace reprise::handshake
