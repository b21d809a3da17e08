// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/alpn.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<Opaque8List> read_alpn_protocols(Bytes body) {
  Reader reader(body);
  const Bytes raw = TRY(reader.opaque16(2));
  TRY(reader.finish());
  return Opaque8List::parse(raw);
}

void write_alpn_protocols(Writer& out, Bytes raw) { out.opaque16(raw); }

Result<Bytes> read_alpn_selection(Bytes body) {
  const Opaque8List list = TRY(read_alpn_protocols(body));
  // RFC 7301, 3.1: the list of a server MUST contain exactly one name.
  if (list.size() != 1) return fail(Alert::illegal_parameter, Reason::bad_extension);
  return list.front();
}

void write_alpn_selection(Writer& out, Bytes protocol) {
  out.vec16([&] { out.opaque8(protocol); });
}

}  // namespace reprise::wire
