// SPDX-License-Identifier: Apache-2.0

#include "handshake/negotiation/suite.h"

#include "base/check.h"

namespace reprise::handshake {

crypto::HashAlgorithm hash_of(const wire::CipherSuite& suite) {
  return suite.prf == wire::PrfHash::sha384 ? crypto::HashAlgorithm::sha384 : crypto::HashAlgorithm::sha256;
}

crypto::Aead aead_of(const wire::CipherSuite& suite) {
  switch (suite.enc) {
    case wire::Enc::aes_128_gcm: return crypto::Aead::aes_128_gcm;
    case wire::Enc::aes_256_gcm: return crypto::Aead::aes_256_gcm;
    case wire::Enc::chacha20_poly1305: return crypto::Aead::chacha20_poly1305;
    case wire::Enc::aes_128_ccm: return crypto::Aead::aes_128_ccm;
    case wire::Enc::aes_256_ccm: return crypto::Aead::aes_256_ccm;
    case wire::Enc::aes_128_ccm_8: return crypto::Aead::aes_128_ccm_8;
    case wire::Enc::aes_256_ccm_8: return crypto::Aead::aes_256_ccm_8;
    default: break;
  }
  CHECK(suite.is_aead());
  return crypto::Aead::aes_128_gcm;
}

}  // namespace reprise::handshake
