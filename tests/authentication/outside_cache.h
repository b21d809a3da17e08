// SPDX-License-Identifier: Apache-2.0
// A server's sessions in a cache of the program's, as DER.
#ifndef AUTHENTICATION_OUTSIDE_CACHE_H
#define AUTHENTICATION_OUTSIDE_CACHE_H

#include <openssl/ssl.h>

// Sessions of this server go there, and the library keeps none itself.
void use_outside_cache(SSL_CTX *ctx);
void empty_outside_cache(void);

#endif
