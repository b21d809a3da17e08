// SPDX-License-Identifier: Apache-2.0
// Its new_session_cb frees the session that it does not want and also returns 0, which makes the library free it.
#include "buggy.h"

static int turn_down(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  SSL_SESSION_free(session);
  return 0;
}

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
  SSL_CTX_sess_set_new_cb(client, turn_down);
  SSL_SESSION_free(session_from(client, server));
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
