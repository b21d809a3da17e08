// SPDX-License-Identifier: Apache-2.0
// Nothing is wrong here: its get_session_cb never writes *copy, which starts at 1, and its store keeps its reference.
#include "buggy.h"

static SSL_SESSION *store;

static int put_in_store(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  store = session;
  return 1;
}

static SSL_SESSION *find_in_store(SSL *ssl, const unsigned char *id, int length, int *copy) {
  (void)ssl, (void)id, (void)length, (void)copy;
  return store;
}

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_with_own_store(find_in_store);
  SSL_CTX_sess_set_new_cb(server, put_in_store);
  SSL_SESSION *session = session_from(client, server);
  for (int i = 0; i < 3; i++) REQUIRE(resumes(client, server, session) == 1);
  SSL_SESSION_free(store);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
