// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/code_lists.h"

#include <algorithm>

#include "wire/codec/reader.h"
#include "wire/codes/enums.h"

namespace reprise::wire {
namespace {

Result<U16List> read_code_list16(Bytes body) {
  Reader reader(body);
  const Bytes raw = TRY(reader.opaque16());
  TRY(reader.finish());
  return U16List::parse(raw);
}

void write_code_list16(Writer& out, std::span<const std::uint16_t> codes) {
  out.vec16([&] {
    for (const std::uint16_t code : codes) out.u16(code);
  });
}

Result<Bytes> read_code_list8(Bytes body) {
  Reader reader(body);
  const Bytes raw = TRY(reader.opaque8(1));
  TRY(reader.finish());
  return raw;
}

}  // namespace

Result<U16List> read_supported_groups(Bytes body) { return read_code_list16(body); }
Result<U16List> read_signature_algorithms(Bytes body) { return read_code_list16(body); }
void write_signature_algorithms(Writer& out, std::span<const std::uint16_t> schemes) {
  write_code_list16(out, schemes);
}

Result<Bytes> read_ec_point_formats(Bytes body) {
  const Bytes formats = TRY(read_code_list8(body));
  if (std::ranges::find(formats, code_of(EcPointFormat::uncompressed)) == formats.end()) {
    return fail(Alert::illegal_parameter, Reason::bad_extension);
  }
  return formats;
}
void write_ec_point_formats(Writer& out, Bytes formats) { out.opaque8(formats); }

Result<Bytes> read_psk_key_exchange_modes(Bytes body) { return read_code_list8(body); }
void write_psk_key_exchange_modes(Writer& out, Bytes modes) { out.opaque8(modes); }

}  // namespace reprise::wire
