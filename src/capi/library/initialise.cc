// SPDX-License-Identifier: Apache-2.0
#include "capi/library/initialise.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include "capi/library/error_strings.h"

namespace reprise::capi {
namespace {

// Whichever choice comes first holds for the process, as OpenSSL has it.
CRYPTO_ONCE error_strings_chosen = CRYPTO_ONCE_STATIC_INIT;

void choose_none() {}

bool make_ready(std::uint64_t options, const OPENSSL_INIT_SETTINGS* settings) {
  std::uint64_t crypto_options = options | OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS;
  if ((options & OPENSSL_INIT_NO_LOAD_CONFIG) == 0) crypto_options |= OPENSSL_INIT_LOAD_CONFIG;
  if (OPENSSL_init_crypto(crypto_options, settings) == 0) return false;
  if ((options & OPENSSL_INIT_NO_LOAD_SSL_STRINGS) != 0) {
    if (CRYPTO_THREAD_run_once(&error_strings_chosen, choose_none) == 0) return false;
  }
  if ((options & OPENSSL_INIT_LOAD_SSL_STRINGS) != 0) {
    if (CRYPTO_THREAD_run_once(&error_strings_chosen, load_error_strings) == 0) return false;
  }
  return true;
}

}  // namespace

bool initialise() { return make_ready(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr); }

}  // namespace reprise::capi

extern "C" {

int OPENSSL_init_ssl(uint64_t options, const OPENSSL_INIT_SETTINGS* settings) {
  return reprise::capi::make_ready(options, settings) ? 1 : 0;
}

int ERR_load_SSL_strings(void) {
  reprise::capi::load_error_strings();
  return 1;
}

// libcrypto registers the "ssl_conf" module of configuration files by itself.
void SSL_add_ssl_module(void) {}

}  // extern "C"
