// SPDX-License-Identifier: Apache-2.0
// A child leaks a session of its own and leaves its parent's alone; the parent is in order.
#include <sys/wait.h>
#include <unistd.h>

#include "buggy.h"

static SSL_SESSION *leak_in_child(SSL_CTX *client, SSL_CTX *server) { return session_from(client, server); }

int main(void) {
  int status = 0;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) exit(leak_in_child(client, server) == NULL);
  REQUIRE(waitpid(child, &status, 0) == child && status == 0);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
