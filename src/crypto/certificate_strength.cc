// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_strength.h"

#include <openssl/x509v3.h>

namespace reprise::crypto {

CertificateStrength strength_of(X509* certificate) {
  CertificateStrength strength;
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return strength;  // nor is anything else known of it: programs hand over what is no certificate
  strength.key_bits = EVP_PKEY_get_security_bits(key);
  strength.self_signed = (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0;
  int digest = 0;
  int algorithm = 0;
  if (X509_get_signature_info(certificate, &digest, &algorithm, &strength.signature_bits, nullptr) != 1) {
    strength.signature_bits = -1;
  }
  strength.signature_nid = digest == 0 ? algorithm : digest;
  return strength;
}

}  // namespace reprise::crypto
