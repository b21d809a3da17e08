// SPDX-License-Identifier: Apache-2.0
// The cookie of a stateless HelloRetryRequest (RFC 8446, 4.2.2): all that a server needs to know of a first ClientHello
// when the second one comes.
// Shape:  format[1] = 2 | cipher_suite[2] | group[2] | unix_seconds[8] | fixed_part[32] | hello_hash<1..64>
//         | program_part<1..255> | mac[32]
// Vectors have one length byte. The MAC is HMAC-SHA256 over what is before it.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/hmac.h"
#include "handshake/tls13/fixed_part.h"

namespace reprise::handshake::tls13 {

struct Cookie {
  std::uint16_t cipher_suite = 0;
  std::uint16_t group = 0;        // that a share was asked for; 0: none was
  std::int64_t unix_seconds = 0;  // when it was made
  FixedPart fixed_part{};         // of the first ClientHello, which the second must repeat
  Bytes hello_hash{};             // of the first ClientHello. Lent, as is the next
  Bytes program_part{};
};

// For how long a client may take to come back, in seconds.
inline constexpr std::int64_t kCookieLifetime_s = 600;

// Fails with internal_error when a part is out of its bounds.
Result<ByteVector> seal_cookie(crypto::Scratch& scratch, Bytes key, const Cookie& cookie);
// What is in `sealed`, which it points into; nothing when it is too old, or from the future. illegal_parameter/
// cookie_mismatch for anything that seal_cookie() has not made with `key`.
Result<std::optional<Cookie>> open_cookie(crypto::Scratch& scratch, Bytes key, Bytes sealed,
                                          std::int64_t now_unix_seconds);

}  // namespace reprise::handshake::tls13
