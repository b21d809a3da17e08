// SPDX-License-Identifier: Apache-2.0
// Settings as parts of a hash that sessions are told apart by.
#pragma once

#include <cstddef>

#include "crypto/parts_hash.h"

namespace reprise::capi {

void add_number(std::size_t number, crypto::PartsHash& hash);
void add_text(const char* text, crypto::PartsHash& hash);  // null: as empty

// With the list's length first, so that no item can pass for one of the next list.
template <typename List, typename Number>
void add_numbers(const List& list, Number number_of, crypto::PartsHash& hash) {
  add_number(list.size(), hash);
  for (const auto& item : list) add_number(number_of(item), hash);
}

}  // namespace reprise::capi
