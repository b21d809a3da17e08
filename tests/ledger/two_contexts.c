// SPDX-License-Identifier: Apache-2.0
// Puts one session into the caches of two contexts, which corrupts OpenSSL's.
#include "buggy.h"

static void add_to_first(SSL_CTX *ctx, SSL_SESSION *session) { REQUIRE(SSL_CTX_add_session(ctx, session)); }

static void add_to_second(SSL_CTX *ctx, SSL_SESSION *session) { REQUIRE(SSL_CTX_add_session(ctx, session)); }

int main(void) {
  SSL_CTX *first = server_ctx(TLS1_2_VERSION), *second = server_ctx(TLS1_2_VERSION);
  SSL_SESSION *session = made_session("shared", TLS1_2_VERSION);
  add_to_first(first, session);
  add_to_second(second, session);
  SSL_SESSION_free(session);
  SSL_CTX_free(first);
  SSL_CTX_free(second);
  return 0;
}
