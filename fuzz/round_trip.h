// SPDX-License-Identifier: Apache-2.0
// For fuzz targets: what was accepted is the one encoding of what was read.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::fuzz {

// Aborts unless `write(Writer&)` writes exactly `accepted`.
template <typename Write>
void require_same(Bytes accepted, Write write) {
  ByteVector buffer;
  wire::Writer out(buffer);
  write(out);
  if (!out.finish().ok() || !std::ranges::equal(buffer, accepted)) std::abort();
}

// Takes what a codec read from `body`, and when it was accepted, checks that `write(Writer&, value)` writes it again.
template <typename T, typename Write>
void round_trip(Bytes body, const Result<T>& read, Write write) {
  if (!read.ok()) return;
  require_same(body, [&](wire::Writer& out) { write(out, read.value()); });
}

}  // namespace reprise::fuzz
