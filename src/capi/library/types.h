// SPDX-License-Identifier: Apache-2.0
// The C types of the API and ours behind them. The only way into <openssl/ssl.h>: include this instead.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "wire/codes/cipher_suite.h"

namespace reprise::capi {

// An SSL_CIPHER is a row of wire::cipher_suites(): static storage, never freed. Null stays null.
inline const SSL_CIPHER* to_c(const wire::CipherSuite* suite) { return reinterpret_cast<const SSL_CIPHER*>(suite); }
inline const wire::CipherSuite* from_c(const SSL_CIPHER* cipher) {
  return reinterpret_cast<const wire::CipherSuite*>(cipher);
}

}  // namespace reprise::capi
