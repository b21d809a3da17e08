// SPDX-License-Identifier: Apache-2.0
// max_fragment_length (RFC 6066, 4).
// Shape:  code[1]: 2^9 to 2^12 bytes as 1 to 4
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// The code, 1 to 4; any other is illegal_parameter (RFC 6066, 4: MUST).
Result<std::uint8_t> read_max_fragment_length(Bytes body);
void write_max_fragment_length(Writer& out, std::uint8_t code);

// Whether `code` stands for a length: others may be kept in sessions that come from elsewhere.
constexpr bool is_fragment_length(std::uint8_t code) { return code >= 1 && code <= 4; }

// Bytes of plaintext that `code`, 1 to 4, allows in a record.
constexpr std::size_t fragment_length_of(std::uint8_t code) { return std::size_t{256} << code; }

}  // namespace reprise::wire
