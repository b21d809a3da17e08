// SPDX-License-Identifier: Apache-2.0
// Ephemeral keys of (EC)DHE: generated, sent and agreed upon (RFC 8446, 4.2.8 and 7.4; RFC 8422, 5.10; RFC 7919).
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"
#include "crypto/handles.h"
#include "crypto/named_group.h"

namespace reprise::crypto {

// The result of a key agreement: GroupInfo::secret_size bytes.
using SharedSecret = SecretArray<1024>;

// One ephemeral private key. One thread at a time; several may use one `Algorithms`, which must outlive the share.
class KeyShare {
 public:
  KeyShare() = default;  // without a key; valid() is false
  KeyShare(KeyShare&&) noexcept = default;
  KeyShare& operator=(KeyShare&&) noexcept = default;

  // Fails with internal_error/unknown_group when libcrypto lacks `group`.
  static Result<KeyShare> generate(const Algorithms& algorithms, NamedGroup group);
  // A given private key, to replay published traces. Not for FFDHE: internal_error/not_supported.
  static Result<KeyShare> from_private_key(const Algorithms& algorithms, NamedGroup group, Bytes private_key);

  NamedGroup group() const { return info_->id; }
  // The wire form: the uncompressed point, the u-coordinate, or
  // the FFDHE value padded on the left to the prime's length.
  Bytes public_key() const { return public_key_; }
  // Agrees with `peer_public`. A value of the wrong length or off the curve, an FFDHE value outside 2..p-2, and an
  // all-zero x25519 or x448 result fail with illegal_parameter/bad_key_share. An FFDHE secret keeps its leading zeroes,
  // as TLS 1.3 wants it (RFC 8446, 7.4.1); in TLS 1.2 the caller strips them (RFC 5246, 8.1.2).
  Result<SharedSecret> derive(Bytes peer_public) const;

  bool valid() const { return key_ != nullptr; }

 private:
  Result<> read_public_key();

  const Algorithms* algorithms_ = nullptr;
  const GroupInfo* info_ = nullptr;
  KeyPtr key_;
  ByteVector public_key_;
};

}  // namespace reprise::crypto
