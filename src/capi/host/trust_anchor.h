// SPDX-License-Identifier: Apache-2.0
// Which trusted certificate a verification ended at.
#pragma once

#include <openssl/x509_vfy.h>

#include <optional>

#include "session/object/client_trust.h"

namespace reprise::capi {

// Nothing when the chain is not good, or ends at no certificate of the store's.
std::optional<session::AnchorId> anchor_of(X509_STORE_CTX* verification);

}  // namespace reprise::capi
