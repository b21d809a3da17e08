// The internal session cache of an SSL_CTX, without handshakes: adding, finding, removing, limits, expiry.
#include "abi_test.h"
#include "pair.h"

#include <openssl/lhash.h>
#include <limits.h>
#include <stdio.h>

static int removed_calls;
static SSL_SESSION *removed_last;

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
  (void)ctx;
  removed_calls++;
  removed_last = session;
}

static SSL_CTX *cache_ctx(void) {
  SSL_CTX *ctx = server_ctx(0);
  removed_calls = 0;
  removed_last = NULL;
  SSL_CTX_sess_set_remove_cb(ctx, on_remove);
  return ctx;
}

// Adds a session whose id is `name`; the caller owns the returned reference.
static SSL_SESSION *add(SSL_CTX *ctx, const char *name, long time, long timeout) {
  SSL_SESSION *session = made_session(name, TLS1_2_VERSION);
  SSL_SESSION_set_time(session, time);
  SSL_SESSION_set_timeout(session, timeout);
  EXPECT_INT(1, SSL_CTX_add_session(ctx, session));
  return session;
}

// Whether a session with this id is in the cache, asked of the library's own lookup.
static int cached(SSL_CTX *ctx, const char *name) {
  SSL *ssl = SSL_new(ctx);
  SSL_SESSION *as_version = made_session(name, TLS1_2_VERSION);
  SSL_SET_VERSION_FOR_LOOKUP(ssl);
  const int found = SSL_has_matching_session_id(ssl, (const unsigned char *)name, (unsigned)strlen(name));
  SSL_SESSION_free(as_version);
  SSL_free(ssl);
  return found;
}
