// SPDX-License-Identifier: Apache-2.0
// What the programs of this folder share. Each has one mistake in the use of sessions, in a function named for it, and
// is otherwise in order. Compiled with optimisation and without frame pointers, as programs are; only inlining is off,
// so that there are functions to name.
#ifndef LEDGER_BUGGY_H
#define LEDGER_BUGGY_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

#include "pair.h"

// Ends the program: what it shows would be nothing.
#define REQUIRE(what)                                        \
  do {                                                       \
    if (!(what)) {                                           \
      fprintf(stderr, "cannot go on without: %s\n", #what);  \
      exit(2);                                               \
    }                                                        \
  } while (0)

// A TLS 1.2 server that knows its sessions by their ids, and looks for them in no cache but the application's.
static inline SSL_CTX *server_with_own_store(SSL_SESSION *(*find)(SSL *, const unsigned char *, int, int *)) {
  SSL_CTX *ctx = server_ctx(TLS1_2_VERSION);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_get_cb(ctx, find);
  return ctx;
}

#endif
