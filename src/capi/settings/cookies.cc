// SPDX-License-Identifier: Apache-2.0
// Callbacks for cookies: those of SSL_stateless, and DTLS's, which are kept and never called.
#include "capi/objects/ssl_object.h"

extern "C" {

void SSL_CTX_set_cookie_generate_cb(SSL_CTX* ctx, int (*callback)(SSL*, unsigned char*, unsigned*)) {
  ctx->live.cookie_generate = callback;
}
void SSL_CTX_set_cookie_verify_cb(SSL_CTX* ctx, int (*callback)(SSL*, const unsigned char*, unsigned)) {
  ctx->live.cookie_verify = callback;
}
void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX* ctx, int (*callback)(SSL*, unsigned char*, size_t*)) {
  ctx->live.stateless_cookie_generate = callback;
}
void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX* ctx, int (*callback)(SSL*, const unsigned char*, size_t)) {
  ctx->live.stateless_cookie_verify = callback;
}

}  // extern "C"
