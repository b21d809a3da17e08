// SPDX-License-Identifier: Apache-2.0
// cookie (RFC 8446, 4.2.2).
// Shape:  cookie<1..2^16-1>
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

Result<Bytes> read_cookie(Bytes body);
void write_cookie(Writer& out, Bytes cookie);

}  // namespace reprise::wire
