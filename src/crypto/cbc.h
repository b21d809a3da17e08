// SPDX-License-Identifier: Apache-2.0
// AES-CBC with PKCS#7 padding, as RFC 5077, 4 recommends for tickets.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/handles.h"

namespace reprise::crypto {

inline constexpr std::size_t kAesBlockSize = 16;

// A context kept for both directions. One thread at a time. Authentication is the caller's: check the MAC first.
class CbcContext {
 public:
  // `key` is 16 or 32 bytes, `iv` 16. Appends the padded ciphertext to `out`.
  Result<> encrypt(const Algorithms& algorithms, Bytes key, Bytes iv, Bytes plaintext, ByteVector& out);
  // Appends the plaintext to `out`. A wrong length or padding fails with
  // bad_record_mac/decryption_failed_or_bad_record_mac and leaves `out` as it was.
  Result<> decrypt(const Algorithms& algorithms, Bytes key, Bytes iv, Bytes ciphertext, ByteVector& out);

 private:
  CipherContextPtr context_;
};

}  // namespace reprise::crypto
