// SPDX-License-Identifier: Apache-2.0
// Keys that both sides were given beforehand, for TLS 1.3 (RFC 8446, 2.2).
#pragma once

#include <cstdint>
#include <vector>

#include "reprise/bytes.h"
#include "reprise/export.h"

namespace reprise::v0 {

enum class PskHash : std::uint8_t { sha256, sha384 };  // that of the cipher suites it is good for (RFC 8446, 4.2.11)

struct Psk {
  std::vector<std::uint8_t> identity;  // 1 to 65535 bytes, which travel in the clear
  Secret key;                          // 1 to 256 bytes, of high entropy: no password (RFC 8446, 2.2)
  PskHash hash = PskHash::sha256;
};

}  // namespace reprise::v0
