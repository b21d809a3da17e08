// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/cookie.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<Bytes> read_cookie(Bytes body) {
  Reader reader(body);
  const Bytes cookie = TRY(reader.opaque16(1));
  TRY(reader.finish());
  return cookie;
}

void write_cookie(Writer& out, Bytes cookie) { out.opaque16(cookie); }

}  // namespace reprise::wire
