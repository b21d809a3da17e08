// SPDX-License-Identifier: Apache-2.0
#include "crypto/parts_hash.h"

#include <algorithm>

namespace reprise::crypto {

Result<PartsHash> PartsHash::start(const Algorithms& algorithms) {
  PartsHash parts;
  TRY(parts.hash_.init(algorithms, HashAlgorithm::sha256));
  return parts;
}

void PartsHash::add(Bytes part) {
  const std::array<std::uint8_t, 4> length{std::uint8_t(part.size() >> 24), std::uint8_t(part.size() >> 16),
                                           std::uint8_t(part.size() >> 8), std::uint8_t(part.size())};
  hash_.update(length);
  hash_.update(part);
}

Result<std::array<std::uint8_t, 32>> PartsHash::finish() && {
  const auto digest = TRY(hash_.finish());
  std::array<std::uint8_t, 32> hash{};
  std::ranges::copy(digest.bytes(), hash.begin());
  return hash;
}

}  // namespace reprise::crypto
