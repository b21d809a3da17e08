// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/max_fragment_length.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<std::uint8_t> read_max_fragment_length(Bytes body) {
  Reader reader(body);
  const std::uint8_t code = TRY(reader.u8());
  TRY(reader.finish());
  if (!is_fragment_length(code)) return fail(Alert::illegal_parameter, Reason::invalid_max_fragment_length);
  return code;
}

void write_max_fragment_length(Writer& out, std::uint8_t code) { out.u8(code); }

}  // namespace reprise::wire
