// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/cipher_rules.h"

#include <algorithm>
#include <iterator>

namespace reprise::capi {
namespace {

using wire::Auth;
using wire::CipherSuite;
using wire::Enc;
using wire::Kx;
using wire::Mac;
using wire::ProtocolVersion;
using wire::Strength;

bool with_null(const CipherSuite& s) { return s.enc == Enc::null; }
bool with_dhe(const CipherSuite& s) { return s.kx == Kx::dhe; }
bool with_ecdhe(const CipherSuite& s) { return s.kx == Kx::ecdhe; }
bool authenticated_dhe(const CipherSuite& s) { return with_dhe(s) && s.auth != Auth::null; }
bool authenticated_ecdhe(const CipherSuite& s) { return with_ecdhe(s) && s.auth != Auth::null; }
bool with_psk(const CipherSuite& s) {
  return s.kx == Kx::psk || s.kx == Kx::rsa_psk || s.kx == Kx::dhe_psk || s.kx == Kx::ecdhe_psk;
}
bool with_srp(const CipherSuite& s) { return s.kx == Kx::srp; }
bool signed_with_dss(const CipherSuite& s) { return s.auth == Auth::dss; }
bool signed_with_ecdsa(const CipherSuite& s) { return s.auth == Auth::ecdsa; }
bool with_sha1(const CipherSuite& s) { return s.mac == Mac::sha1; }
bool since_tls10(const CipherSuite& s) { return s.min_version == ProtocolVersion::tls10; }

bool with_cbc(const CipherSuite& s) {
  switch (s.enc) {
    case Enc::aes_128_cbc:
    case Enc::aes_256_cbc:
    case Enc::camellia_128_cbc:
    case Enc::camellia_256_cbc:
    case Enc::seed_cbc:
    case Enc::idea_cbc:
      return true;
    default:
      return false;
  }
}

bool with_aes_128(const CipherSuite& s) {
  return s.enc == Enc::aes_128_cbc || s.enc == Enc::aes_128_gcm || s.enc == Enc::aes_128_ccm ||
         s.enc == Enc::aes_128_ccm_8;
}
bool with_aes_256(const CipherSuite& s) {
  return s.enc == Enc::aes_256_cbc || s.enc == Enc::aes_256_gcm || s.enc == Enc::aes_256_ccm ||
         s.enc == Enc::aes_256_ccm_8;
}
bool with_ccm_8(const CipherSuite& s) { return s.enc == Enc::aes_128_ccm_8 || s.enc == Enc::aes_256_ccm_8; }
bool with_ccm(const CipherSuite& s) { return s.enc == Enc::aes_128_ccm || s.enc == Enc::aes_256_ccm || with_ccm_8(s); }
bool with_gcm(const CipherSuite& s) { return s.enc == Enc::aes_128_gcm || s.enc == Enc::aes_256_gcm; }
bool with_aria(const CipherSuite& s) { return s.enc == Enc::aria_128_gcm || s.enc == Enc::aria_256_gcm; }
bool with_camellia(const CipherSuite& s) { return s.enc == Enc::camellia_128_cbc || s.enc == Enc::camellia_256_cbc; }

struct SuiteClass {
  std::string_view name;
  bool (*contains)(const CipherSuite&);
  bool grades_strength = false;
};

// The classes of openssl-ciphers(1) that can hold a suite here; a class with none (RC4, 3DES, GOST94, ...) selects what
// an unknown word does: nothing. Sorted by name.
constexpr SuiteClass kClasses[] = {
    {"ADH", [](const CipherSuite& s) { return with_dhe(s) && s.auth == Auth::null; }},
    {"AECDH", [](const CipherSuite& s) { return with_ecdhe(s) && s.auth == Auth::null; }},
    {"AES", [](const CipherSuite& s) { return with_aes_128(s) || with_aes_256(s); }},
    {"AES128", with_aes_128},
    {"AES256", with_aes_256},
    {"AESCCM", with_ccm},
    {"AESCCM8", with_ccm_8},
    {"AESGCM", with_gcm},
    {"ALL", [](const CipherSuite& s) { return !with_null(s); }},
    {"ARIA", with_aria},
    {"ARIA128", [](const CipherSuite& s) { return s.enc == Enc::aria_128_gcm; }},
    {"ARIA256", [](const CipherSuite& s) { return s.enc == Enc::aria_256_gcm; }},
    {"ARIAGCM", with_aria},
    {"CAMELLIA", with_camellia},
    {"CAMELLIA128", [](const CipherSuite& s) { return s.enc == Enc::camellia_128_cbc; }},
    {"CAMELLIA256", [](const CipherSuite& s) { return s.enc == Enc::camellia_256_cbc; }},
    {"CBC", with_cbc},
    {"CHACHA20", [](const CipherSuite& s) { return s.enc == Enc::chacha20_poly1305; }},
    {"COMPLEMENTOFALL", with_null},
    {"COMPLEMENTOFDEFAULT", [](const CipherSuite& s) { return s.in_default == wire::InDefault::no && !with_null(s); }},
    {"DH", with_dhe},
    {"DHE", authenticated_dhe},
    {"DSS", signed_with_dss},
    {"ECDH", with_ecdhe},
    {"ECDHE", authenticated_ecdhe},
    {"ECDSA", signed_with_ecdsa},
    {"EDH", authenticated_dhe},
    {"EECDH", authenticated_ecdhe},
    {"FIPS", [](const CipherSuite& s) { return s.fips == wire::Fips::yes && !with_null(s); }, true},
    {"HIGH", [](const CipherSuite& s) { return s.strength == Strength::high; }, true},
    {"LOW", [](const CipherSuite& s) { return s.strength == Strength::low; }, true},
    {"MD5", [](const CipherSuite& s) { return s.mac == Mac::md5; }},
    {"MEDIUM", [](const CipherSuite& s) { return s.strength == Strength::medium; }, true},
    {"NULL", with_null},
    {"PSK", with_psk},
    {"RSA", [](const CipherSuite& s) { return s.kx == Kx::rsa && s.auth == Auth::rsa; }},
    {"SHA", with_sha1},
    {"SHA1", with_sha1},
    {"SHA256", [](const CipherSuite& s) { return s.mac == Mac::sha256; }},
    {"SHA384", [](const CipherSuite& s) { return s.mac == Mac::sha384; }},
    {"SRP", with_srp},
    {"SSLv3", [](const CipherSuite& s) { return s.min_version == ProtocolVersion::ssl30; }},
    {"TLSv1", since_tls10},
    {"TLSv1.0", since_tls10},
    {"TLSv1.2", [](const CipherSuite& s) { return s.min_version == ProtocolVersion::tls12; }},
    {"aDSS", signed_with_dss},
    {"aECDSA", signed_with_ecdsa},
    {"aNULL", [](const CipherSuite& s) { return s.auth == Auth::null; }},
    {"aPSK", [](const CipherSuite& s) { return s.auth == Auth::psk; }},
    {"aRSA", [](const CipherSuite& s) { return s.auth == Auth::rsa; }},
    {"aSRP", [](const CipherSuite& s) { return s.auth == Auth::srp; }},
    {"eNULL", with_null},
    {"kDHE", with_dhe},
    {"kDHEPSK", [](const CipherSuite& s) { return s.kx == Kx::dhe_psk; }},
    {"kECDHE", with_ecdhe},
    {"kECDHEPSK", [](const CipherSuite& s) { return s.kx == Kx::ecdhe_psk; }},
    {"kEDH", with_dhe},
    {"kEECDH", with_ecdhe},
    {"kPSK", [](const CipherSuite& s) { return s.kx == Kx::psk; }},
    {"kRSA", [](const CipherSuite& s) { return s.kx == Kx::rsa; }},
    {"kRSAPSK", [](const CipherSuite& s) { return s.kx == Kx::rsa_psk; }},
    {"kSRP", with_srp},
};
static_assert(std::ranges::is_sorted(kClasses, {}, &SuiteClass::name));

bool all_match(const SuiteTerm& term, const CipherSuite& suite) {
  return std::ranges::all_of(term, [&](const SuiteMatcher& matcher) { return matcher.matches(suite); });
}

// SEED and IDEA live in a provider that is not loaded by default; OpenSSL leaves them out of every list then.
bool offered(const CipherSuite& suite) {
  return !suite.is_tls13() && suite.enc != Enc::seed_cbc && suite.enc != Enc::idea_cbc;
}

}  // namespace

SuiteMatcher SuiteMatcher::named(std::string_view word) {
  SuiteMatcher matcher;
  const auto* found = std::ranges::lower_bound(kClasses, word, {}, &SuiteClass::name);
  if (found != std::end(kClasses) && found->name == word) {
    matcher.in_class_ = found->contains;
    matcher.grades_strength_ = found->grades_strength;
  } else if (const CipherSuite* suite = wire::find_cipher_suite_by_name(word);
             suite != nullptr && suite->name == word) {
    matcher.suite_ = suite;
  }
  return matcher;
}

bool contradictory(const SuiteTerm& term) {
  // Compat: OpenSSL keeps the grades in one field and finds nothing for "HIGH+FIPS"; "HIGH+HIGH" is fine.
  const SuiteMatcher* grade = nullptr;
  for (const SuiteMatcher& matcher : term) {
    if (!matcher.grades_strength()) continue;
    if (grade != nullptr && !(*grade == matcher)) return true;
    grade = &matcher;
  }
  return std::ranges::none_of(wire::cipher_suites(), [&](const CipherSuite& suite) { return all_match(term, suite); });
}

CipherRules::CipherRules() {
  for (const std::uint16_t id : wire::cipher_suites_by_preference()) {
    const CipherSuite* suite = wire::find_cipher_suite(id);
    if (offered(*suite)) entries_.push_back({suite, false});
  }
}

// Algorithms of pairs of iterators here and below: what those of ranges return, clang 14 does not compile.
void CipherRules::choose(const SuiteTerm& term) {
  const auto chosen_now = std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.chosen || !all_match(term, *entry.suite);
  });
  for (auto entry = chosen_now; entry != entries_.end(); ++entry) entry->chosen = true;
}

void CipherRules::move_to_end(const SuiteTerm& term) {
  std::stable_partition(entries_.begin(), entries_.end(),
                        [&](const Entry& entry) { return !entry.chosen || !all_match(term, *entry.suite); });
}

void CipherRules::drop(const SuiteTerm& term) {
  const auto end = std::stable_partition(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.chosen && all_match(term, *entry.suite);
  });
  for (auto entry = entries_.begin(); entry != end; ++entry) entry->chosen = false;
}

void CipherRules::strike(const SuiteTerm& term) {
  std::erase_if(entries_, [&](const Entry& entry) { return all_match(term, *entry.suite); });
}

void CipherRules::sort_by_strength() {
  const auto first =
      std::stable_partition(entries_.begin(), entries_.end(), [](const Entry& entry) { return !entry.chosen; });
  std::stable_sort(first, entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.suite->strength_bits > b.suite->strength_bits; });
}

std::vector<std::uint16_t> CipherRules::chosen() const {
  std::vector<std::uint16_t> ids;
  for (const Entry& entry : entries_) {
    if (entry.chosen) ids.push_back(entry.suite->id);
  }
  return ids;
}

}  // namespace reprise::capi
