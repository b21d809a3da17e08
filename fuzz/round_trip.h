// For fuzz targets: what was accepted is the one encoding of what was read.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "base/bytes.h"
#include "wire/writer.h"

namespace reprise::fuzz {

// Aborts unless `write(Writer&)` writes exactly `accepted`.
template <typename Write>
void require_same(Bytes accepted, Write write) {
  ByteVector buffer;
  wire::Writer out(buffer);
  write(out);
  if (!out.finish().ok() || !std::ranges::equal(buffer, accepted)) std::abort();
}

}  // namespace reprise::fuzz
