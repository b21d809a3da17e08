// SPDX-License-Identifier: Apache-2.0
// Keys for the tests of this folder and of engine/: fixed bytes, any AEAD and format.
#pragma once

#include "crypto/algorithms.h"
#include "record/keys.h"

namespace reprise::record {

inline Keys test_keys(crypto::Aead aead, Format format, std::uint8_t seed = 1) {
  ByteVector key(crypto::aead_key_size(aead));
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = std::uint8_t(seed + i);
  ByteVector iv(format == Format::tls12_explicit_nonce ? 4 : 12);
  for (std::size_t i = 0; i < iv.size(); ++i) iv[i] = std::uint8_t(seed * 7 + i);
  return {aead, format, SecretArray<32>(key), SecretArray<12>(iv)};
}

inline Ref<const crypto::Algorithms> test_algorithms() {
  auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  CHECK(algorithms.ok());
  return std::move(algorithms.value());
}

}  // namespace reprise::record
