// SPDX-License-Identifier: Apache-2.0
// Frees what SSL_get_session lent: the reference was the connection's.
#include "buggy.h"

static void tidy_up(SSL *ssl) {
  SSL_SESSION *session = SSL_get_session(ssl);
  SSL_SESSION_free(session);
}

int main(void) {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  tidy_up(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
