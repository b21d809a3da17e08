// SPDX-License-Identifier: Apache-2.0
// What a second ClientHello has in common with the first (RFC 8446, 4.1.2).
#pragma once

#include <array>

#include "base/result.h"
#include "crypto/algorithms.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake::tls13 {

// SHA-256 of everything in a ClientHello that the one after a HelloRetryRequest must repeat.
using FixedPart = std::array<std::uint8_t, 32>;

// Of extensions the type and the body count, not their order. Fails only when libcrypto does.
Result<FixedPart> fixed_part_of(const crypto::Algorithms& algorithms, const wire::ClientHello& hello);

}  // namespace reprise::handshake::tls13
