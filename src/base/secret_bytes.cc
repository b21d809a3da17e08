// SPDX-License-Identifier: Apache-2.0
#include "base/secret_bytes.h"

namespace reprise {

void v0::wipe(MutableBytes bytes) noexcept {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

bool equal_in_constant_time(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = std::uint8_t(difference | (a[i] ^ b[i]));
  // The barrier keeps the compiler from leaving the loop at the first difference.
  asm volatile("" : "+r"(difference));
  return difference == 0;
}

}  // namespace reprise
