// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/settings_hash.h"

#include <array>

namespace reprise::capi {

void add_number(std::size_t number, crypto::PartsHash& hash) {
  hash.add(std::array{std::uint8_t(number >> 24), std::uint8_t(number >> 16), std::uint8_t(number >> 8),
                      std::uint8_t(number)});
}

void add_text(const char* text, crypto::PartsHash& hash) { hash.add(text != nullptr ? bytes_of(text) : Bytes()); }

}  // namespace reprise::capi
