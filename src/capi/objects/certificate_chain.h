// SPDX-License-Identifier: Apache-2.0
// From a slot's X509 objects to the Credential that a handshake sends.
#pragma once

#include "base/result.h"
#include "capi/objects/settings.h"
#include "capi/objects/ssl_ctx.h"

namespace reprise::capi {

// The slot's key with the certificates to send: the slot's own chain, else the context's extra certificates, else one
// built from the stores unless SSL_MODE_NO_AUTO_CHAIN says no. The slot has a certificate and a key.
Result<Ref<const handshake::Credential>> make_credential(const CertificateSlot& slot, const Settings& settings,
                                                         SSL_CTX& ctx);

}  // namespace reprise::capi
