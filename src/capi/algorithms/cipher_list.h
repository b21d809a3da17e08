// SPDX-License-Identifier: Apache-2.0
// The cipher strings of openssl-ciphers(1): rules such as "ECDHE+AESGCM:!aNULL:@STRENGTH" and lists of TLS 1.3 names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reprise::capi {

// The profiles of RFC 6460: besides the suites, they bind the curves and the signature algorithms.
enum class SuiteB : std::uint8_t { off, only_128, only_192, from_128 };

struct CipherList {
  std::vector<std::uint16_t> suites;  // most preferred first; TLS 1.2 and below only
  std::optional<int> security_level;  // 0 to 5, as the last @SECLEVEL=n of the rules says
  SuiteB suite_b = SuiteB::off;       // when the rules were SUITEB128, SUITEB128ONLY, SUITEB128C2 or SUITEB192
  bool readable = true;               // false: the rest was not understood, and there are no suites
};

// What `rules` say, with the suites that OpenSSL 3.0 has and Reprise lacks. Compat: what comes before a fault counts
// for the security level.
CipherList read_cipher_list(std::string_view rules);

// Drops the suites that Reprise lacks.
void keep_implemented(std::vector<std::uint16_t>& suites);

// The suites of a profile.
std::vector<std::uint16_t> suites_of(SuiteB mode);

// The suites that `rules` select, in the order of OpenSSL 3.0, among those that Reprise implements.
// Fails with Reason::no_cipher_match when none is left and with Reason::invalid_command when the rules cannot be read.
Result<CipherList> parse_cipher_list(std::string_view rules);

// As parse_cipher_list, with the suites that Reprise lacks. An empty list is not an error here.
Result<CipherList> parse_cipher_list_unfiltered(std::string_view rules);

// The TLS 1.3 suites that `names` lists by their standard names, separated by colons, in order, among those that
// Reprise implements. An empty string gives an empty list: TLS 1.3 cannot be negotiated then. Unknown names are passed
// over; fails with Reason::no_cipher_match when there is no other.
Result<std::vector<std::uint16_t>> parse_ciphersuites(std::string_view names);

// What OSSL_default_cipher_list() and OSSL_default_ciphersuites() return.
inline constexpr const char kDefaultCipherList[] = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
inline constexpr const char kDefaultCiphersuites[] =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

}  // namespace reprise::capi
