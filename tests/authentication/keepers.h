// SPDX-License-Identifier: Apache-2.0
// The ways in which a server's sessions are kept, for tests that hold for each.
#ifndef AUTHENTICATION_KEEPERS_H
#define AUTHENTICATION_KEEPERS_H

#include <openssl/ssl.h>

enum keeper {
  kOwnKeys,         // tickets under keys that the library made
  kGivenKeys,       // ... under the 80 bytes of SSL_CTX_set_tlsext_ticket_keys
  kKeysOfCallback,  // ... under a key of SSL_CTX_set_tlsext_ticket_key_evp_cb
  kCache,           // the library's cache
  kOutsideCache,    // the program's, as DER
  kNumKeepers
};

extern const char *const keeper_names[kNumKeepers];

void keep_sessions(SSL_CTX *server, enum keeper keeper);
// Empties the program's cache.
void forget_kept_sessions(void);

#endif
