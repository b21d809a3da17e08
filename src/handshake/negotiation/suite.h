// SPDX-License-Identifier: Apache-2.0
// What crypto/ needs to know of a cipher suite that wire/ describes.
#pragma once

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

// The hash of HKDF (TLS 1.3) or of the PRF (TLS 1.2), and of the transcript: SHA-256 or SHA-384.
crypto::HashAlgorithm hash_of(const wire::CipherSuite& suite);

// The record protection of a suite whose is_aead() holds.
crypto::Aead aead_of(const wire::CipherSuite& suite);

}  // namespace reprise::handshake
