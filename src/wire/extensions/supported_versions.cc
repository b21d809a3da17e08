// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/supported_versions.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<U16List> read_supported_versions(Bytes body) {
  Reader reader(body);
  const Bytes raw = TRY(reader.opaque8());
  TRY(reader.finish());
  return U16List::parse(raw);
}

void write_supported_versions(Writer& out, std::span<const ProtocolVersion> versions) {
  out.vec8([&] {
    for (const ProtocolVersion version : versions) out.u16(code_of(version));
  });
}

Result<ProtocolVersion> read_selected_version(Bytes body) {
  Reader reader(body);
  const std::uint16_t version = TRY(reader.u16());
  TRY(reader.finish());
  return ProtocolVersion{version};
}

void write_selected_version(Writer& out, ProtocolVersion version) { out.u16(code_of(version)); }

}  // namespace reprise::wire
