// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/early_data.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<std::uint32_t> read_max_early_data_size(Bytes body) {
  Reader reader(body);
  const std::uint32_t size = TRY(reader.u32());
  TRY(reader.finish());
  return size;
}

void write_max_early_data_size(Writer& out, std::uint32_t size) { out.u32(size); }

}  // namespace reprise::wire
