// SPDX-License-Identifier: Apache-2.0
// The signature algorithm strings of SSL_CTX_set1_sigalgs_list(3): "RSA+SHA256:ecdsa_secp256r1_sha256:RSA-PSS+SHA512".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reprise::capi {

// The SignatureScheme codes (RFC 8446, 4.2.3) that `names` lists, in order. Fails with Reason::bad_value when a name is
// unknown, named twice or missing.
Result<std::vector<std::uint16_t>> parse_sigalgs(std::string_view names);

// The codes of pairs (digest NID, key NID), as SSL_CTX_set1_sigalgs takes them; a code may be there twice. Fails with
// Reason::bad_value when the count is odd or a pair has no code.
Result<std::vector<std::uint16_t>> sigalgs_from_nids(std::span<const int> nids);

}  // namespace reprise::capi
