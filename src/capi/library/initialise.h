// SPDX-License-Identifier: Apache-2.0
// What a process does once before it uses the library.
#pragma once

#include <cstdint>

namespace reprise::capi {

// OPENSSL_init_ssl without options: makes libcrypto ready, reads its configuration and loads the error strings unless a
// program asked to have none. Cheap after the first time; safe from any thread. False when libcrypto cannot be used.
bool initialise();

}  // namespace reprise::capi
