// SPDX-License-Identifier: Apache-2.0
// Signature schemes as the NIDs that the API speaks of.
#pragma once

#include <openssl/evp.h>

#include "crypto/signature_scheme.h"

namespace reprise::capi {

// The kind of signature: EVP_PKEY_RSA_PSS for RSA with PSS padding, whatever the key; else the key's type.
inline int signature_type_nid(const crypto::SchemeInfo& scheme) {
  return scheme.padding == crypto::RsaPadding::pss ? EVP_PKEY_RSA_PSS : scheme.key_nid;
}

}  // namespace reprise::capi
