// SPDX-License-Identifier: Apache-2.0
// Who we are: a certificate chain and the key that goes with it.
#pragma once

#include <memory>
#include <string>

#include "reprise/export.h"
#include "reprise/signer.h"

struct evp_pkey_st;  // libcrypto's EVP_PKEY

namespace reprise::v0 {

// The key is given in one of three ways; of a configuration, key and chain must belong together.
struct CertificateAndKey {
  std::string certificate_pem{};  // the chain, leaf first
  std::string key_pem{};          // may be encrypted
  std::string passphrase{};       // for an encrypted key_pem
  evp_pkey_st* key = nullptr;     // libcrypto's, of any provider; a reference is taken
  std::shared_ptr<Signer> signer{};  // signs itself
};

}  // namespace reprise::v0
