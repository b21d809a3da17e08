// SPDX-License-Identifier: Apache-2.0
// Bytes lent for the length of a call, and bytes that are owned.
#pragma once

#include "reprise/bytes.h"

namespace reprise {

using v0::Bytes;
using v0::MutableBytes;
using v0::bytes_of;
using v0::text_of;
using ByteVector = std::vector<std::uint8_t>;

// A copy that owns its bytes.
inline ByteVector copy_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace reprise
