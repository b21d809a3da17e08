// SPDX-License-Identifier: Apache-2.0
// Takes one reference more than it gives back: publish() takes one for readers, who are never told to give theirs back.
#include "buggy.h"

static SSL_SESSION *published;

static void publish(SSL_SESSION *session) {
  SSL_SESSION_up_ref(session);
  published = session;
}

static void drop(SSL_SESSION *session) { SSL_SESSION_free(session); }

int main(void) {
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  SSL_SESSION *session = session_from(client, server);
  publish(session);
  drop(session);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return published == NULL;
}
