// SPDX-License-Identifier: Apache-2.0
// A client and a server joined in memory, and the ways to drive them. `version` is TLS1_2_VERSION, TLS1_3_VERSION or 0
// for what the library would choose. Failures to set up abort the program: they are not what a case is about.
#ifndef ABI_PAIR_H
#define ABI_PAIR_H

#include <openssl/ssl.h>

#include "certificates.h"

struct pair {
  SSL *client, *server;
};

// A context that speaks `version` only; the server's has the EC
// certificate, the client's trusts the CA but does not verify.
SSL_CTX *client_ctx(int version);
SSL_CTX *server_ctx(int version);
void use_identity(SSL_CTX *ctx, const struct identity *who);
void trust_ca(SSL_CTX *ctx);

// The contexts of both ends: client_ctx() and server_ctx().
struct ends {
  SSL_CTX *client, *server;
};
struct ends ends_new(int version);
void ends_free(struct ends *ends);

// A pair over BIO pairs of 64 KiB each way, in connect and accept state.
struct pair pair_new(SSL_CTX *client, SSL_CTX *server);
void pair_join(SSL *client, SSL *server);

// Drives both ends until both have finished or neither can go on. Returns 1 when both finished.
int pair_handshake(struct pair *pair);
// Drives both ends until one fails, and returns that one with its errors still on the queue; null when none fails.
SSL *pair_first_failure(struct pair *pair);
// Lets each side read what has come, e.g. the tickets after a TLS 1.3 handshake; no application data may be waiting.
void pair_settle(struct pair *pair);
// Sends one byte each way. Returns 1 when both arrived.
int pair_exchange(struct pair *pair);
// Sends and reads both close_notify.
void pair_shutdown(struct pair *pair);
void pair_free(struct pair *pair);

// Both contexts and both ends, for cases about one connection.
struct connected {
  SSL_CTX *client, *server;
  struct pair pair;
};
// New ends of new contexts, before the handshake.
struct connected connected_begin(int version);
// The same after it, tickets read. Returns 1 when both ends finished.
int connect_ends(struct connected *e, int version);
void connected_free(struct connected *e);

// A full handshake, tickets read and a clean close. Returns the client's session; the caller owns the reference.
SSL_SESSION *session_from(SSL_CTX *client, SSL_CTX *server);
// Connects with `session` offered (may be null), closes cleanly.
// Returns 1 resumed, 0 full handshake, -1 failed or the ends disagree.
int resumes(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session);
// The same, with a new client session returned in *next (owned by the caller).
int resumes_next(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, SSL_SESSION **next);

// A session as a cache would hold it, made without a handshake:
// id from `name`, TLS `version`, its usual cipher, a master key.
SSL_SESSION *made_session(const char *name, int version);

// How often a session with this mark has been freed: marks are ex_data whose free callback counts.
void watch_session(SSL_SESSION *session, int *freed);

#endif
