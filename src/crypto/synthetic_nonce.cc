// SPDX-License-Identifier: Apache-2.0
#include "crypto/synthetic_nonce.h"

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace reprise::crypto {

Result<> SyntheticNonce::make(Random& random, std::initializer_list<Bytes> about, MutableBytes nonce) const {
  constexpr std::size_t kMaxParts = 3;
  CHECK(about.size() < kMaxParts);
  std::array<std::uint8_t, kRandomLen> drawn;
  TRY(random.fill(drawn));
  std::array<Bytes, kMaxParts> parts{Bytes(drawn)};
  std::ranges::copy(about, parts.begin() + 1);
  auto hash = hashes_.take();
  if (hash == nullptr) hash = std::make_unique<Hash>();
  std::array<std::uint8_t, hash_size(HashAlgorithm::sha256)> mac;
  CHECK(nonce.size() <= mac.size());
  TRY(key_.mac(*hash, {parts[0], parts[1], parts[2]}, mac));
  hashes_.give(std::move(hash));
  std::ranges::copy(Bytes(mac).first(nonce.size()), nonce.begin());
  return success();
}

}  // namespace reprise::crypto
