// SPDX-License-Identifier: Apache-2.0
// The lists that programs get when they ask for none, and the names that openssl(1) prints.
#include <openssl/ssl.h>

#include "capi/algorithms/cipher_list.h"

extern "C" {

const char* OSSL_default_cipher_list(void) { return reprise::capi::kDefaultCipherList; }
const char* OSSL_default_ciphersuites(void) { return reprise::capi::kDefaultCiphersuites; }

}  // extern "C"
