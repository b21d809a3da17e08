// SPDX-License-Identifier: Apache-2.0
// Our own certificates, before they go out.
#pragma once

#include "crypto/certificate.h"
#include "handshake/host/host.h"

namespace reprise::handshake {

// The certificates to send with `credential`, leaf first: its own chain, or for a lone leaf what the Host makes of it.
Result<Ref<const crypto::CertificateChain>> chain_to_send(Host& host, const Credential& credential);

// Whether the security level or callback lets us send `chain`: as it is now, which need not be as it was when the chain
// was loaded. Fails with internal_error and ee_key_too_small, ca_key_too_small or ca_md_too_weak.
Result<> check_own_chain(Host& host, const crypto::CertificateChain& chain);

}  // namespace reprise::handshake
