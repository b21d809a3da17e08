// SPDX-License-Identifier: Apache-2.0
// HKDF (RFC 5869) and the derivations of TLS 1.3 made of it (RFC 8446, 7.1).
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/hmac.h"

namespace reprise::crypto {

// A pseudo-random key, keyed once, from which many labels are expanded cheaply. Labels are given without the "tls13 "
// prefix. All fail with internal_error/key_derivation_failed, or required_algorithm_missing, and only for want of
// memory or of an algorithm; lengths past the RFC's limits are CHECKed.
class HkdfSecret {
 public:
  HkdfSecret() = default;
  HkdfSecret(HkdfSecret&&) noexcept = default;
  HkdfSecret& operator=(HkdfSecret&&) noexcept = default;

  static Result<HkdfSecret> create(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret);
  // Takes another secret into the same contexts.
  Result<> set(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret) {
    return key_.set(algorithms, hash, secret);
  }

  // HKDF-Expand (RFC 5869, 2.3): fills `out`, at most 255 hashes long.
  Result<> expand(Scratch& scratch, Bytes info, MutableBytes out) const;
  // HKDF-Expand-Label: fills `out`; `context` is a hash or empty, at most 255 bytes; `label` at most 249.
  Result<> expand_label(Scratch& scratch, std::string_view label, Bytes context, MutableBytes out) const;
  // Derive-Secret with the transcript already hashed: a secret of the hash's length.
  Result<HashSecret> derive_secret(Scratch& scratch, std::string_view label, Bytes transcript_hash) const;

  HashAlgorithm hash() const { return key_.hash(); }
  bool valid() const { return key_.hash() != HashAlgorithm::none; }

 private:
  HmacKey key_;
};

// HKDF-Extract (RFC 5869, 2.2). An empty `salt` or `ikm` stands
// for the string of zeroes that RFC 8446, 7.1 writes as 0.
Result<HashSecret> hkdf_extract(Scratch& scratch, HashAlgorithm hash, Bytes salt, Bytes ikm);
// HKDF-Expand under a secret used once.
Result<> hkdf_expand(Scratch& scratch, HashAlgorithm hash, Bytes secret, Bytes info, MutableBytes out);
// HKDF-Expand-Label under a secret used once.
Result<> hkdf_expand_label(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label, Bytes context,
                           MutableBytes out);
// The same for several outputs without contexts.
struct LabelledOutput {
  std::string_view label;
  MutableBytes out;
};
Result<> hkdf_expand_labels(Scratch& scratch, HashAlgorithm hash, Bytes secret,
                            std::initializer_list<LabelledOutput> outputs);
// Derive-Secret under a secret used once.
Result<HashSecret> derive_secret(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label,
                                 Bytes transcript_hash);

}  // namespace reprise::crypto
