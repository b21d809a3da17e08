// SPDX-License-Identifier: Apache-2.0
// Groups as programs write them: by name, "X25519:P-256:brainpoolP256r1" (SSL_CTX_set1_groups_list(3)), and by NID.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/algorithms.h"

namespace reprise::capi {

// The NamedGroup codes (RFC 8446, 4.2.7) that `names` lists, in order: of the groups that we know and of those that the
// providers offer. Fails with Reason::bad_value when a name is unknown, missing or there twice.
Result<std::vector<std::uint16_t>> parse_groups(const crypto::Algorithms& algorithms, std::string_view names);

// The same of NIDs, as SSL_CTX_set1_groups takes them. Fails with Reason::bad_length for none.
Result<std::vector<std::uint16_t>> groups_from_nids(const crypto::Algorithms& algorithms, std::span<const int> nids);

// The OpenSSL NID of a NamedGroup (NID_X9_62_prime256v1, NID_X25519, NID_ffdhe2048, ...), or NID_undef.
int nid_of_group(const crypto::Algorithms& algorithms, std::uint16_t group);

}  // namespace reprise::capi
