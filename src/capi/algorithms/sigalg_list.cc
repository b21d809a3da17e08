// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/sigalg_list.h"

#include <algorithm>
#include <string>

#include "capi/algorithms/name_list.h"
#include "crypto/signature_scheme.h"

namespace reprise::capi {
namespace {

// In "RSA+sha256" the digest may be written either way, the key may not.
std::string with_upper_case_digest(std::string_view name) {
  std::string text(name);
  const auto plus = text.find('+');
  if (plus == std::string::npos) return text;
  const std::string_view digest = std::string_view(text).substr(plus + 1);
  if (digest.starts_with("sha"))
    std::transform(text.begin() + plus + 1, text.begin() + plus + 4, text.begin() + plus + 1,
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return text;
}

// "sha256+RSA" is the same as "RSA+sha256".
std::string key_first(std::string_view name) {
  const auto plus = name.find('+');
  const bool digest_first = name.starts_with("SHA") || name.starts_with("sha");
  if (plus == std::string_view::npos || !digest_first) return std::string(name);
  return std::string(name.substr(plus + 1)) + '+' + std::string(name.substr(0, plus));
}

const crypto::SchemeInfo* scheme_named(std::string_view name) {
  const crypto::SchemeInfo* scheme = crypto::find_scheme(with_upper_case_digest(key_first(name)));
  if (scheme == nullptr || (scheme->name == name && !scheme->name_is_accepted)) return nullptr;
  return scheme;
}

}  // namespace

Result<std::vector<std::uint16_t>> parse_sigalgs(std::string_view names) {
  std::vector<std::uint16_t> codes;
  for (const std::string_view name : split_names(names)) {
    const crypto::SchemeInfo* scheme = scheme_named(name);
    if (scheme == nullptr) return fail_silently(Reason::bad_value);
    const auto code = static_cast<std::uint16_t>(scheme->id);
    if (std::ranges::find(codes, code) != codes.end()) return fail_silently(Reason::bad_value);
    codes.push_back(code);
  }
  return codes;
}

Result<std::vector<std::uint16_t>> sigalgs_from_nids(std::span<const int> nids) {
  if (nids.empty() || nids.size() % 2 != 0) return fail_silently(Reason::bad_value);
  std::vector<std::uint16_t> codes;
  for (std::size_t i = 0; i < nids.size(); i += 2) {
    const auto schemes = crypto::all_schemes();
    const auto scheme = std::ranges::find_if(schemes, [&](const crypto::SchemeInfo& info) {
      return info.hash_nid == nids[i] && info.key_nid == nids[i + 1];
    });
    if (scheme == schemes.end()) return fail_silently(Reason::bad_value);
    codes.push_back(static_cast<std::uint16_t>(scheme->id));
  }
  return codes;
}

}  // namespace reprise::capi
