// SPDX-License-Identifier: Apache-2.0
// A session's DER form in PEM text (RFC 7468), as OpenSSL's programs write it: "SSL SESSION PARAMETERS".
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace reprise::session {

// The DER in the first block of that name in `text`. Fails with pem_library when there is none, or it is encrypted;
// with too_long from 2 GiB on. Asks nobody for a passphrase. Leaves the error queue as it was.
Result<SecretBytes> session_der_in_pem(std::string_view text);
// `der` as PEM text. Fails with out_of_memory.
Result<SecretBytes> session_pem(Bytes der);

}  // namespace reprise::session
