// How strong a certificate is, for security levels.
#pragma once

#include "crypto/certificate.h"

namespace reprise::crypto {

struct CertificateStrength {
  int key_bits = -1;        // security bits of its key; -1: not known
  bool self_signed = false;  // nobody checks the signature of what signs itself: the rest does not matter then
  int signature_bits = -1;  // security bits of the digest that its issuer signed
  int signature_nid = 0;    // of the digest; of the signature when that has none apart
};

// Fails as Certificate::x509().
Result<CertificateStrength> strength_of(const Certificate& certificate);

}  // namespace reprise::crypto
