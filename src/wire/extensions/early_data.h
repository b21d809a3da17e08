// SPDX-License-Identifier: Apache-2.0
// early_data in a NewSessionTicket (RFC 8446, 4.2.10); in a ClientHello and EncryptedExtensions it is empty.
// Shape:  max_early_data_size[4]
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

Result<std::uint32_t> read_max_early_data_size(Bytes body);  // bytes
void write_max_early_data_size(Writer& out, std::uint32_t size);

}  // namespace reprise::wire
