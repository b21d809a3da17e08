// SPDX-License-Identifier: Apache-2.0
// Parameters for ephemeral Diffie-Hellman: SSL_CTX_set0_tmp_dh_pkey(3) and its older forms. Kept and handed out; suites
// with such a key exchange are not negotiated, so nothing is computed with them.
#pragma once

#include <optional>

#include "capi/library/own.h"
#include "capi/objects/ctrl_target.h"

namespace reprise::capi {

// The DH parameters of a PEM file, or null with libcrypto's reasons on the error queue.
Own<EVP_PKEY> read_dh_parameters(const char* path, OSSL_LIB_CTX* library, const char* properties);

// The controls about them, as those of settings/ctrl.h; nothing for others.
std::optional<long> ctrl_dh_parameters(const CtrlTarget& target, int command, long number, void* pointer);

}  // namespace reprise::capi
