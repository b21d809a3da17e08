// SPDX-License-Identifier: Apache-2.0
/* What Reprise's libssl answers beyond OpenSSL's own controls. For C and C++. A program built with it runs on any
 * libssl: one that does not know a control answers 0 and changes nothing.
 *
 * The numbers are Reprise's own, far from those of OpenSSL, and do not change. */
#ifndef REPRISE_LIBSSL_H
#define REPRISE_LIBSSL_H

#include <openssl/ssl.h>

#define REPRISE_CTRL_WHY_NOT_RESUMED 0x52500001 /* SSL: the reason's name into a const char **; 1 */
#define REPRISE_CTRL_COUNT_RESUMPTION 0x52500002 /* SSL_CTX: handshakes with the reason of that name; -1 unknown name */

/* Why the session that this connection offered was not resumed: a name such as "expired" (docs/why-not-resumed.md has
 * them all), "resumed", or "none_offered". Static storage. NULL before the handshake is
 * complete, and on another libssl. */
static inline const char *reprise_why_not_resumed(SSL *ssl) {
  const char *name = NULL;
  return SSL_ctrl(ssl, REPRISE_CTRL_WHY_NOT_RESUMED, 0, &name) == 1 ? name : NULL;
}

/* How many completed handshakes of `ctx` had the outcome of that name. -1: no outcome has that name. */
static inline long reprise_count_resumption(SSL_CTX *ctx, const char *name) {
  return SSL_CTX_ctrl(ctx, REPRISE_CTRL_COUNT_RESUMPTION, 0, (void *)name);
}

#endif
