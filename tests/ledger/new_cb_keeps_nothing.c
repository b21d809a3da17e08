// SPDX-License-Identifier: Apache-2.0
// Its new_session_cb returns 1, "the reference is mine", and keeps only a copy in DER.
#include "buggy.h"

static unsigned char *stored;

static int store_session(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  free(stored);
  unsigned char *at = stored = malloc((size_t)i2d_SSL_SESSION(session, NULL));
  REQUIRE(at != NULL && i2d_SSL_SESSION(session, &at) > 0);
  return 1;
}

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
  SSL_CTX_sess_set_new_cb(client, store_session);
  REQUIRE(resumes(client, server, NULL) == 0);
  free(stored);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
