// SPDX-License-Identifier: Apache-2.0
// One direction's keys at work: the AEAD, its nonces and the numbers of its records.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/aead.h"
#include "crypto/algorithms.h"
#include "record/keys.h"
#include "record/sequence_number.h"
#include "wire/codes/enums.h"

namespace reprise::record {

inline constexpr std::size_t kExplicitNonceLen = 8;  // RFC 5288, 3; RFC 6655, 3

// Without keys (the null cipher) until use_keys(). Not thread-safe.
class Protection {
 public:
  using Nonce = std::array<std::uint8_t, crypto::kAeadNonceSize>;
  using Tls12Header = std::array<std::uint8_t, 13>;

  explicit Protection(crypto::AeadContext::Direction direction) : direction_(direction) {}

  // Goes over to `keys` with records numbered from `first`. The AEAD context stays when the algorithm does.
  // Fails with internal_error when libcrypto does.
  Result<> use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first = SequenceNumber());

  // Back to the null cipher.
  void use_plaintext() { aead_ = crypto::AeadContext(); }

  bool active() const { return aead_.valid(); }
  bool is_tls13() const { return active() && format_ == Format::tls13; }
  Format format() const { return format_; }
  crypto::AeadContext& aead() { return aead_; }
  const crypto::AeadContext& aead() const { return aead_; }
  SequenceNumber& sequence() { return sequence_; }
  const SequenceNumber& sequence() const { return sequence_; }

  // The nonce of the next record, made of IV and sequence number (RFC 8446, 5.3; RFC 7905, 2).
  Nonce implicit_nonce() const;
  // The nonce with an explicit part (RFC 5288, 3): `part` is kExplicitNonceLen bytes.
  Nonce explicit_nonce(Bytes part) const;
  // What TLS 1.2 authenticates besides the content: seq_num, type, version, length (RFC 5246, 6.2.3.3).
  Tls12Header tls12_header(wire::ContentType type, std::size_t content_len) const;
  // Bytes of a record beyond its header and content, of the inner content type of TLS 1.3 included.
  std::size_t overhead() const;

 private:
  crypto::AeadContext aead_;
  SecretArray<12> iv_;
  SequenceNumber sequence_;
  Format format_{};
  crypto::AeadContext::Direction direction_;
};

}  // namespace reprise::record
