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

static unsigned print_remembered(void) {
  unsigned length = 99;
  SSL_SESSION_get_id(remembered, &length);
  return length;
}

int main(void) {
  SSL_CTX *client = client_ctx(0), *server = server_ctx(0);
  visit(client, server);
  SSL *ssl = SSL_new(client);
  const int offered = offer_remembered(ssl);
  printf("offered: %d, error: %s\n", offered, ERR_reason_error_string(ERR_peek_last_error()));
  printf("id length: %u\n", print_remembered());
  SSL_free(ssl);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
