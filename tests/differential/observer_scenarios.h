// SPDX-License-Identifier: Apache-2.0
// The visit that is being observed, and what its scenario asks of the callbacks.
#ifndef OBSERVER_SCENARIOS_H
#define OBSERVER_SCENARIOS_H

#include <stdio.h>

#include "observer.h"
#include "pair.h"

enum {
  CLIENT_CERTIFICATE = 1, NO_CERTIFICATE = 1 << 1, RETRY = 1 << 2, STATEFUL = 1 << 3, OWN_CACHE = 1 << 4,
  TICKET_KEYS = 1 << 5, EARLY_DATA = 1 << 6, REFUSE_EARLY_DATA = 1 << 7, LATER_CERTIFICATE = 1 << 8, PSK = 1 << 9,
  REFUSE_HELLO = 1 << 10, REFUSE_NAME = 1 << 11, REFUSE_ALPN = 1 << 12, REFUSE_CERTIFICATE = 1 << 13,
  REFUSE_PEER = 1 << 14, OTHER_CTX = 1 << 15, LATER = 1 << 16, VERIFY_EACH = 1 << 17, CUT_CLIENT = 1 << 18,
  CUT_SERVER = 1 << 19, CUT_AFTER = 1 << 20, CLEAR = 1 << 21, DUP = 1 << 22, NO_COMMON_VERSION = 1 << 23,
  NAME_NOT_ACKNOWLEDGED = 1 << 24, ACCEPT_ANY = 1 << 25, STRANGER = 1 << 26, DEBUG_EXTENSIONS = 1 << 27,
  KEY_UPDATE = 1 << 28, NO_COMMON_CIPHER = 1 << 29
};

struct visit {
  int flags, begun, said_later;
  struct observed client_end, server_end;
  SSL_CTX* other;     // for SSL_set_SSL_CTX
  SSL_SESSION* kept;  // by the program's own cache
};
extern struct visit visit;

// Of the data that is set on servers' contexts.
int ctx_end_index(void);
struct observed* end_of(const SSL* ssl);
SSL_CTX* watched_client(int version);
SSL_CTX* watched_server(int version);
void watch_extensions(SSL* ssl);

#endif
