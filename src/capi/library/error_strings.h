// SPDX-License-Identifier: Apache-2.0
// The texts of SSL_R_ codes, for ERR_reason_error_string and its like.
#pragma once

namespace reprise::capi {

// Registers them with libcrypto, which keeps pointers to them. See initialise.h for who calls it, and once.
void load_error_strings();

}  // namespace reprise::capi
