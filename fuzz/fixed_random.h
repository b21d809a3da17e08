// SPDX-License-Identifier: Apache-2.0
// libcrypto's randomness, fixed: a run of a target depends on its input alone. For fuzz programs only.
#pragma once

#include <cstdint>

#include <openssl/rand.h>

namespace reprise::fuzz {

// What libcrypto asks instead of its generators from install_fixed_random() on: a weak sequence (splitmix64) of
// a seed.
inline std::uint64_t fixed_random_state = 0;

inline int fixed_random_bytes(unsigned char* out, int size) {
  for (int i = 0; i < size; ++i) {
    std::uint64_t z = fixed_random_state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    out[i] = static_cast<unsigned char>(z >> 56);
  }
  return 1;
}

// Starts the sequence anew. Call it at the start of each input.
inline void install_fixed_random() {
  static const RAND_METHOD method = {nullptr, fixed_random_bytes, nullptr,
                                     nullptr, fixed_random_bytes, [] { return 1; }};
  RAND_set_rand_method(&method);
  fixed_random_state = 0;
}

}  // namespace reprise::fuzz
