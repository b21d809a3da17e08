// SPDX-License-Identifier: Apache-2.0
// Functions that later 3.x releases added for sessions; the headers we compile against do not declare them.
#pragma once

#include <openssl/ssl.h>

#include <ctime>

extern "C" {
EVP_PKEY* SSL_SESSION_get0_peer_rpk(SSL_SESSION* session);                     // OPENSSL_3.2.0
SSL_SESSION* d2i_SSL_SESSION_ex(SSL_SESSION** session, const unsigned char** in, long length, OSSL_LIB_CTX* libctx,
                                const char* propq);                            // OPENSSL_3.2.0
time_t SSL_SESSION_get_time_ex(const SSL_SESSION* session);                    // OPENSSL_3.3.0
time_t SSL_SESSION_set_time_ex(SSL_SESSION* session, time_t time);             // OPENSSL_3.3.0
void SSL_CTX_flush_sessions_ex(SSL_CTX* ctx, time_t time);                     // OPENSSL_3.4.0
}
