// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/certificate_authorities.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<Opaque16List> read_certificate_authorities(Bytes body) {
  Reader reader(body);
  const Bytes raw = TRY(reader.opaque16(3));
  TRY(reader.finish());
  return Opaque16List::parse(raw);
}

}  // namespace reprise::wire
