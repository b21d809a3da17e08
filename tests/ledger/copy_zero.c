// SPDX-License-Identifier: Apache-2.0
// Its get_session_cb sets *copy = 0, "the reference is yours now", and its store goes on using its only one.
#include "buggy.h"

static SSL_SESSION *store;

static int put_in_store(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  store = session;
  return 1;
}

static SSL_SESSION *find_in_store(SSL *ssl, const unsigned char *id, int length, int *copy) {
  (void)ssl, (void)id, (void)length;
  *copy = 0;
  return store;
}

static void empty_store(void) { SSL_SESSION_free(store); }

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_with_own_store(find_in_store);
  SSL_CTX_sess_set_new_cb(server, put_in_store);
  SSL_SESSION *session = session_from(client, server);
  REQUIRE(resumes(client, server, session) == 1);
  empty_store();
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
