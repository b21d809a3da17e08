// SPDX-License-Identifier: Apache-2.0
// renegotiation_info (RFC 5746, 3.2).
// Shape:  renegotiated_connection<0..255>
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

Result<Bytes> read_renegotiation_info(Bytes body);
void write_renegotiation_info(Writer& out, Bytes renegotiated_connection);

}  // namespace reprise::wire
