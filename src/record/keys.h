// SPDX-License-Identifier: Apache-2.0
// What protects one direction for one epoch (RFC 8446, 7.3; RFC 5246, 6.3).
#pragma once

#include <cstdint>

#include "base/secret_bytes.h"
#include "crypto/aead.h"

namespace reprise::record {

// How nonce and header are made: TLS 1.3 hides the type in the record; TLS 1.2 GCM and CCM send eight nonce bytes.
enum class Format : std::uint8_t { tls13, tls12_explicit_nonce, tls12_implicit_nonce };

struct Keys {
  crypto::Aead aead{};
  Format format{};
  SecretArray<32> key;
  SecretArray<12> iv;  // 12 bytes; 4 with tls12_explicit_nonce
};

}  // namespace reprise::record
