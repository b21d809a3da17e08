// SPDX-License-Identifier: Apache-2.0
// Parameters for ephemeral Diffie-Hellman: SSL_CTX_set0_tmp_dh_pkey(3) and its older forms. Kept and handed out; suites
// with such a key exchange are not negotiated, so nothing is computed with them.
#pragma once

#include "capi/connection/ssl_object.h"
#include "capi/library/own.h"

namespace reprise::capi {

// The DH parameters of a PEM file, or null with libcrypto's reasons on the error queue.
Own<EVP_PKEY> read_dh_parameters(const char* path, OSSL_LIB_CTX* library, const char* properties);

}  // namespace reprise::capi
