// SPDX-License-Identifier: Apache-2.0
// Certificates and keys in PEM text (RFC 7468).
#pragma once

#include <string_view>

#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/signature.h"

namespace reprise::crypto {

// All certificates in `text`, in its order. Fails with pem_library when there is none or one cannot be read.
Result<Ref<const CertificateChain>> chain_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text);
// The first private key in `text`. Fails with pem_library when there is none; one that is encrypted counts as none when
// `passphrase` does not open it, as nobody is asked for another.
Result<Ref<const PrivateKey>> key_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text,
                                           std::string_view passphrase = {});

}  // namespace reprise::crypto
