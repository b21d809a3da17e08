// SPDX-License-Identifier: Apache-2.0
// How strong a certificate is, for security levels.
#pragma once

#include <openssl/x509.h>

namespace reprise::crypto {

struct CertificateStrength {
  int key_bits = -1;        // security bits of its key; -1: not known
  bool self_signed = false;  // nobody checks the signature of what signs itself: the rest does not matter then
  int signature_bits = -1;  // security bits of the digest that its issuer signed
  int signature_nid = 0;    // of the digest; of the signature when that has none apart
};

// May leave errors on libcrypto's queue, of a key that it cannot read.
CertificateStrength strength_of(X509* certificate);

}  // namespace reprise::crypto
