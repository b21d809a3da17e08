// SPDX-License-Identifier: Apache-2.0
// The pseudo-random function of TLS 1.2 (RFC 5246, 5) and of TLS 1.0 and 1.1 (RFC 4346, 5).
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hmac.h"

namespace reprise::crypto {

// A secret keyed once: the master secret serves the key block, both Finished and exporters.
// HashAlgorithm::md5_sha1 selects the PRF of TLS 1.0 and 1.1; sha256 and sha384 those of TLS 1.2.
class PrfSecret {
 public:
  PrfSecret() = default;
  PrfSecret(PrfSecret&&) noexcept = default;
  PrfSecret& operator=(PrfSecret&&) noexcept = default;

  static Result<PrfSecret> create(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret);
  // Takes another secret into the same contexts.
  Result<> set(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret);

  // Fills `out` with PRF(secret, label, seed_a + seed_b); any length.
  Result<> expand(Scratch& scratch, std::string_view label, Bytes seed_a, Bytes seed_b, MutableBytes out) const;

  bool valid() const { return first_.hash() != HashAlgorithm::none; }

 private:
  HmacKey first_;   // the hash of TLS 1.2, or MD5
  HmacKey second_;  // SHA-1, for md5_sha1 only
};

// PRF under a secret used once.
Result<> prf(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label, Bytes seed_a, Bytes seed_b,
             MutableBytes out);

}  // namespace reprise::crypto
