// SPDX-License-Identifier: Apache-2.0
// Its get_session_cb decodes a session for each lookup and leaves *copy at 1, "I keep my reference", which it does not.
#include "buggy.h"

static unsigned char der[4096];
static long der_length;

static int put_in_store(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  unsigned char *at = der;
  der_length = i2d_SSL_SESSION(session, NULL);
  REQUIRE(der_length > 0 && der_length <= (long)sizeof der && i2d_SSL_SESSION(session, &at) > 0);
  return 0;
}

static SSL_SESSION *find_in_store(SSL *ssl, const unsigned char *id, int length, int *copy) {
  (void)ssl, (void)id, (void)length;
  const unsigned char *at = der;
  *copy = 1;
  return d2i_SSL_SESSION(NULL, &at, der_length);
}

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_with_own_store(find_in_store);
  SSL_CTX_sess_set_new_cb(server, put_in_store);
  SSL_SESSION *session = session_from(client, server);
  for (int i = 0; i < 3; i++) REQUIRE(resumes(client, server, session) == 1);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
