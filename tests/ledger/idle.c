// SPDX-License-Identifier: Apache-2.0
// Holds a session and does nothing more until its input ends; then gives the session back.
#include <unistd.h>

#include "buggy.h"

int main(void) {
  char byte;
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  printf("idle\n");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  SSL_SESSION_free(session);
  return 0;
}
