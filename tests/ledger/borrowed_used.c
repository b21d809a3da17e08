// SPDX-License-Identifier: Apache-2.0
// Keeps what SSL_get_session lent for longer than the connection lives, and offers it again.
#include "buggy.h"

static SSL_SESSION *remembered;

static void remember(SSL *ssl) { remembered = SSL_get_session(ssl); }

static void visit(SSL_CTX *client, SSL_CTX *server) {
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  remember(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
}

static int offer_remembered(SSL *ssl) { return SSL_set_session(ssl, remembered); }

static unsigned measure_remembered(void) {
  unsigned length = 99;
  SSL_SESSION_get_id(remembered, &length);
  return length;
}

int main(void) {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  visit(client, server);
  SSL *ssl = SSL_new(client);
  const int offered = offer_remembered(ssl), reason = ERR_GET_REASON(ERR_peek_last_error());
  ERR_clear_error();
  const unsigned id_length = measure_remembered();
  if (getenv("REPRISE_LEDGER") != NULL) {
    REQUIRE(offered == 0 && reason == ERR_R_PASSED_INVALID_ARGUMENT);  // as a failure
    REQUIRE(id_length == 0 && ERR_peek_error() == 0);                  // as an empty session
  }
  SSL_free(ssl);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
