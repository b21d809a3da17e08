// SPDX-License-Identifier: Apache-2.0
#include "keepers.h"

#include "outside_cache.h"
#include "ticket_key.h"

const char *const keeper_names[kNumKeepers] = {"own keys", "given keys", "keys of a callback", "cache",
                                               "outside cache"};

static int key_callback(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                        int enc) {
  (void)ssl;
  return set_fixed_ticket_key(name, iv, cipher, mac, enc);
}

void keep_sessions(SSL_CTX *server, enum keeper keeper) {
  static unsigned char keys[80] = "eighty bytes that any number of servers may have been told to use for tickets";
  if (keeper == kGivenKeys) SSL_CTX_set_tlsext_ticket_keys(server, keys, sizeof keys);
  if (keeper == kKeysOfCallback) SSL_CTX_set_tlsext_ticket_key_evp_cb(server, key_callback);
  if (keeper == kCache || keeper == kOutsideCache) SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
  if (keeper == kOutsideCache) use_outside_cache(server);
}

void forget_kept_sessions(void) { empty_outside_cache(); }
