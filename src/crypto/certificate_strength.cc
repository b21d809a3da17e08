#include "crypto/certificate_strength.h"

#include <openssl/x509v3.h>

namespace reprise::crypto {

Result<CertificateStrength> strength_of(const Certificate& certificate) {
  X509* x509 = TRY(certificate.x509());
  const QuietErrors quiet;
  CertificateStrength strength;
  if (const EVP_PKEY* key = X509_get0_pubkey(x509)) strength.key_bits = EVP_PKEY_get_security_bits(key);
  strength.self_signed = (X509_get_extension_flags(x509) & EXFLAG_SS) != 0;
  int digest = 0;
  int algorithm = 0;
  if (X509_get_signature_info(x509, &digest, &algorithm, &strength.signature_bits, nullptr) != 1) {
    strength.signature_bits = -1;
  }
  strength.signature_nid = digest == 0 ? algorithm : digest;
  return strength;
}

}  // namespace reprise::crypto
