// SPDX-License-Identifier: Apache-2.0
// Makes records: the write direction of a connection (RFC 8446, 5.2; RFC 5246, 6.2.3).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "record/protection.h"
#include "wire/messages/record_header.h"

namespace reprise::record {

// One record's content and how to dress it.
struct Content {
  wire::ContentType type;
  Bytes bytes;                    // at most wire::kMaxPlaintextLen
  // Zeroes that hide the length: TLS 1.3 under keys only. bytes + padding stay in the limit.
  std::size_t padding = 0;
  wire::ProtocolVersion version = wire::ProtocolVersion::tls12;  // in the header of an unprotected record
};

// Plaintext until use_keys(). Allocates nothing per record. Not thread-safe.
class Sealer {
 public:
  Sealer() : protection_(crypto::AeadContext::Direction::seal) {}

  // Later records go out under `keys`; see Protection::use_keys.
  Result<> use_keys(const crypto::Algorithms& algorithms, const Keys& keys, SequenceNumber first = SequenceNumber());
  // Later records go out in the clear.
  void use_plaintext() { protection_.use_plaintext(); }

  // The length of the whole record that seal() makes of `content`.
  std::size_t sealed_size(const Content& content) const;
  // Writes one record into `out`, which is sealed_size() bytes and lies apart from the content.
  // Fails silently when the key may protect no more records, with internal_error when libcrypto fails.
  Result<> seal(const Content& content, MutableBytes out);

  // TLS 1.3: the key is near the end of what it may protect (RFC 8446, 5.5): time for a KeyUpdate.
  bool needs_key_update() const;
  // TLS 1.3 under keys: content types are hidden and padding is possible.
  bool hides_type() const { return protection_.is_tls13(); }

 private:
  bool protects(wire::ContentType type) const;
  Result<> seal_tls13(const Content& content, MutableBytes out);
  Result<> seal_tls12(const Content& content, MutableBytes out);

  Protection protection_;
  std::uint64_t max_records_ = 0;  // under the key in force
};

}  // namespace reprise::record
