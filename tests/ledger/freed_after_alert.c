// SPDX-License-Identifier: Apache-2.0
// Gives up its session when the peer's alert ends the handshake, and again when it cleans up.
#include "buggy.h"

static SSL_SESSION *session;

static void handle_alert(void) { SSL_SESSION_free(session); }

static void clean_up(void) { SSL_SESSION_free(session); }

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  session = session_from(client, server);
  // A certificate that the server cannot do without, and the client does not have: the server answers with an alert.
  SSL_CTX_set_verify(server, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_session_id_context(server, (const unsigned char *)"strict", 6);
  struct pair pair = pair_new(client, server);
  REQUIRE(SSL_set_session(pair.client, session));
  REQUIRE(!pair_handshake(&pair));
  ERR_clear_error();
  handle_alert();
  pair_free(&pair);
  clean_up();
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
