// SPDX-License-Identifier: Apache-2.0
// From a slot's X509 objects to the Credential that a handshake signs with, and the certificates that it sends.
#pragma once

#include "base/result.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {

// The slot's key with the leaf and the chain that the program gave it, if it did. Made when first asked for and kept
// until the slot changes. The slot has a certificate and a key.
Result<Ref<const handshake::Credential>> credential_of(const CertificateSlot& slot, const Settings& settings);

// What `ssl` sends now with a credential that is a lone leaf: the context's extra certificates after it, else issuers
// from the stores unless SSL_MODE_NO_AUTO_CHAIN says no. May run the program's code, if it has put some into a store.
Result<Ref<const crypto::CertificateChain>> chain_to_send(SSL* ssl, const handshake::Credential& credential);

}  // namespace reprise::capi
