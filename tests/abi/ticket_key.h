// SPDX-License-Identifier: Apache-2.0
// A fixed key for ticket key callbacks.
#ifndef ABI_TICKET_KEY_H
#define ABI_TICKET_KEY_H

#include <openssl/evp.h>

enum { kTicketKeyLen = 32, kTicketIvLen = 16 };

extern const unsigned char fixed_ticket_key[kTicketKeyLen];
extern const unsigned char fixed_ticket_iv[kTicketIvLen];

// What a callback of SSL_CTX_set_tlsext_ticket_key_evp_cb does: AES-256-CBC and HMAC-SHA256, both with the fixed key.
// The name is 16 times 'N'; when opening, it is not looked at. Returns 1, or -1 when libcrypto fails.
int set_fixed_ticket_key(unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int enc);

#endif
