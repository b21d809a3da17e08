// SPDX-License-Identifier: Apache-2.0
// Saves the session of each connection with SSL_get1_session, and never frees the one before.
#include "buggy.h"

static SSL_SESSION *saved;

static void save(SSL *ssl) { saved = SSL_get1_session(ssl); }

static void visit(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = pair_new(client, server);
  if (saved != NULL) REQUIRE(SSL_set_session(pair.client, saved));
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  save(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
}

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  for (int i = 0; i < 4; i++) visit(client, server);
  SSL_SESSION_free(saved);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
