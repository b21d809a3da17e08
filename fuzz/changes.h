// SPDX-License-Identifier: Apache-2.0
// Changes to a handshake message that keep it well-formed around them: the lengths of the vectors that a change lies in
// are mended, so that it is reached by the code that reads what is inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace reprise::fuzz {

// A length field: `width` bytes at `at`.
struct LengthField {
  std::size_t at;
  unsigned width;
};

// The length fields of the vectors in `message` (header included) that hold the place `offset`, outermost first. What
// the vectors are is told by their shape, as most bodies are lists in lists.
std::vector<LengthField> lengths_around(Bytes message, std::size_t offset);

struct Change {
  std::uint8_t what;
  std::size_t offset, size;  // of what is changed, where the kind asks for it
  std::uint8_t count;
  ByteVector bytes;
};

// Takes changes off `input`, each  what[1] | offset[2] | size[1] | count[1] | length[1] | bytes.  At most `count`.
std::vector<Change> take_changes(Bytes& input, unsigned count);

void apply(const Change& change, ByteVector& message);

}  // namespace reprise::fuzz
