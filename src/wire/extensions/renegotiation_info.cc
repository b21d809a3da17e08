// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/renegotiation_info.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<Bytes> read_renegotiation_info(Bytes body) {
  Reader reader(body);
  const Bytes renegotiated_connection = TRY(reader.opaque8());
  TRY(reader.finish());
  return renegotiated_connection;
}

void write_renegotiation_info(Writer& out, Bytes renegotiated_connection) { out.opaque8(renegotiated_connection); }

}  // namespace reprise::wire
