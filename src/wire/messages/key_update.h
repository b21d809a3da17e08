// SPDX-License-Identifier: Apache-2.0
// KeyUpdate (RFC 8446, 4.6.3).
// Shape:  request_update[1]
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

struct KeyUpdate {
  KeyUpdateRequest request_update{};
};

// RFC 8446, 4.6.3: any value but 0 and 1 MUST be answered with illegal_parameter.
Result<KeyUpdate> read_key_update(Bytes body);
void write_key_update(Writer& out, const KeyUpdate& message);

}  // namespace reprise::wire
