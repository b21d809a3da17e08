// SPDX-License-Identifier: Apache-2.0
// certificate_authorities (RFC 8446, 4.2.4).
// Shape:  length[2] | ( DistinguishedName<1..2^16-1> )+
#pragma once

#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// DER of a Name, each. An empty list is a decode_error.
Result<Opaque16List> read_certificate_authorities(Bytes body);
// Writes the vector around what `names` writes: a call of opaque16 for each name.
template <typename Names>
void write_certificate_authorities(Writer& out, Names&& names) {
  out.vec16(std::forward<Names>(names));
}

}  // namespace reprise::wire
