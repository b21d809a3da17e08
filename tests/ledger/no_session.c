// SPDX-License-Identifier: Apache-2.0
// Frees as a session what is none: a name, out of the wrong member.
#include <string.h>

#include "buggy.h"

static struct {
  char *name;
  SSL_SESSION *session;
} peer;

static void forget_peer(void) { SSL_SESSION_free((SSL_SESSION *)peer.name); }

int main(void) {
  peer.name = strdup("x");  // too short for any session: an address sanitizer sees it, too
  peer.session = SSL_SESSION_new();
  REQUIRE(peer.name != NULL && peer.session != NULL);
  forget_peer();
  SSL_SESSION_free(peer.session);
  free(peer.name);
  return 0;
}
