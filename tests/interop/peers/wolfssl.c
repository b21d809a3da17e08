// SPDX-License-Identifier: Apache-2.0
// wolfSSL as a client: wolfssl PORT KIND KEYS; says "saw full" or "saw resumed" for each of two connections.
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <string.h>

#include "socket.h"

static WOLFSSL_CTX *context(const char *kind, const char *keys) {
  char roots[1024];
  snprintf(roots, sizeof roots, "%s/ca.pem", keys);
  const int tls12 = strncmp(kind, "tls12", 5) == 0;
  WOLFSSL_CTX *ctx = wolfSSL_CTX_new(tls12 ? wolfTLSv1_2_client_method() : wolfTLSv1_3_client_method());
  if (ctx == NULL || wolfSSL_CTX_load_verify_locations(ctx, roots, NULL) != WOLFSSL_SUCCESS) exit(1);
#ifdef HAVE_SESSION_TICKET
  if (strcmp(kind, "tls12-id") != 0) wolfSSL_CTX_UseSessionTicket(ctx);
#endif
  return ctx;
}

// Connects, offering `session` unless it is null; returns the session to offer next.
static WOLFSSL_SESSION *meet(WOLFSSL_CTX *ctx, const char *port, WOLFSSL_SESSION *session) {
  char answer[4096];
  WOLFSSL *tls = wolfSSL_new(ctx);
  const int fd = connected(port);
  wolfSSL_UseSNI(tls, WOLFSSL_SNI_HOST_NAME, "localhost", 9);
  wolfSSL_set_fd(tls, fd);
  if (session != NULL) wolfSSL_set_session(tls, session);
  if (wolfSSL_connect(tls) != WOLFSSL_SUCCESS) {
    printf("error %d\n", wolfSSL_get_error(tls, -1));
    exit(1);
  }
  wolfSSL_write(tls, REQUEST, sizeof REQUEST - 1);
  while (wolfSSL_read(tls, answer, sizeof answer) > 0) continue;
  say(wolfSSL_session_reused(tls));
  WOLFSSL_SESSION *next = wolfSSL_get1_session(tls);
  wolfSSL_shutdown(tls);
  wolfSSL_free(tls);
  close(fd);
  return next;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  wolfSSL_Init();
  WOLFSSL_CTX *ctx = context(argv[2], argv[3]);
  meet(ctx, argv[1], meet(ctx, argv[1], NULL));
  return 0;
}
