// SPDX-License-Identifier: Apache-2.0
// PEM text (RFC 7468). All that is read outside the C API is read here (scripts/check-layers.sh), as nobody may be
// asked for a passphrase: libcrypto would ask the terminal, or read the program's standard input, when the text says
// that it is encrypted.
#pragma once

#include <string_view>

#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/certificate.h"
#include "crypto/signature.h"

namespace reprise::crypto {

// All certificates in `text`, in its order. Fails with pem_library when there is none or one cannot be read.
Result<Ref<const CertificateChain>> chain_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text);
// The first private key in `text`. Fails with pem_library when there is none; one that is encrypted counts as none when
// `passphrase` does not open it, as nobody is asked for another.
Result<Ref<const PrivateKey>> key_from_pem(const Ref<const Algorithms>& algorithms, std::string_view text,
                                           std::string_view passphrase = {});
// What is in the first block of `text` that has that name. Fails with pem_library when there is none, or it is
// encrypted; with too_long from 2 GiB on. Leaves the error queue as it was.
Result<SecretBytes> block_from_pem(const char* name, std::string_view text);

}  // namespace reprise::crypto
