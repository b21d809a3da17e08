// SPDX-License-Identifier: Apache-2.0
// A client that verifies does not take a session that its program hands it for more than it is: made with a server that
// nobody verified, or for another name. (curl 2026-9545, rustls 2196: too small a key of remembered sessions.) Reprise
// verifies the session's peer again then; OpenSSL resumes whatever it is given.
#include "abi_test.h"
#include "pair.h"

static int calls;

static int accept_all(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  calls++;
  return 1;
}

static SSL_SESSION *session_for(SSL_CTX *client, SSL_CTX *server, const char *name) {
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, name);
  EXPECT_INT(1, pair_handshake(&pair));
  EXPECT_INT(1, pair_exchange(&pair));
  pair_shutdown(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_free(&pair);
  return session;
}

// -1 when the handshake fails, else whether it resumed.
static int offer(SSL_CTX *client, SSL_CTX *server, const char *name, SSL_SESSION *session) {
  struct pair pair = pair_new(client, server);
  SSL_set_tlsext_host_name(pair.client, name);
  SSL_set1_host(pair.client, name);
  SSL_set_session(pair.client, session);
  const int good = pair_handshake(&pair) && pair_exchange(&pair);
  const int answer = good ? SSL_session_reused(pair.client) : -1;
  pair_shutdown(&pair);
  pair_free(&pair);
  ERR_clear_error();
  return answer;
}

static int take_name(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)alert, (void)arg;
  return SSL_TLSEXT_ERR_OK;
}

CASE_EACH_VERSION(made_unverified, "a session of a server that was not verified does not open a client that verifies") {
  struct ends ends = ends_new(version);
  use_identity(ends.server, identity_stranger());
  SSL_SESSION *session = session_for(ends.client, ends.server, "stranger.test");
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, NULL);
  EXPECT_INT(DIFFERS("its peer is verified again", 1, -1), offer(ends.client, ends.server, "stranger.test", session));
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE_EACH_VERSION(accepted_again,
                  "... and where a callback accepts such a server it is asked, and the session resumes") {
  struct ends ends = ends_new(version);
  use_identity(ends.server, identity_stranger());
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, accept_all);
  SSL_SESSION *session = session_for(ends.client, ends.server, "stranger.test");
  calls = 0;
  EXPECT_INT(1, offer(ends.client, ends.server, "stranger.test", session));
  EXPECT_INT(DIFFERS("its peer is verified again", 0, 1), calls > 0);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE_EACH_VERSION(good_is_not_asked, "a session with a good result, offered for its name, asks no callback") {
  struct ends ends = ends_new(version);
  SSL_CTX_set_tlsext_servername_callback(ends.server, take_name);
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, accept_all);
  SSL_SESSION *session = session_for(ends.client, ends.server, "server.test");
  calls = 0;
  EXPECT_INT(1, offer(ends.client, ends.server, "server.test", session));
  EXPECT_INT(0, calls);
  SSL_SESSION_free(session);
  ends_free(&ends);
}

CASE(made_for_another, "a session of a server that is not the one named now does not resume in TLS 1.3") {
  struct ends ends = ends_new(TLS1_3_VERSION);
  SSL_CTX_set_tlsext_servername_callback(ends.server, take_name);
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, NULL);
  SSL_SESSION *session = session_for(ends.client, ends.server, "server.test");
  EXPECT_INT(DIFFERS("RFC 8446, 4.6.1: MUST only for a name its certificate is good for", 1, -1),
             offer(ends.client, ends.server, "another.test", session));
  SSL_SESSION_free(session);
  ends_free(&ends);
}

// Whether early data may be sent with `session`, and how the handshake goes on then: as offer().
static int sends_early(SSL_CTX *client, SSL_CTX *server, SSL_SESSION *session, int *answer) {
  size_t written = 0;
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, session);
  const int sent = SSL_write_early_data(pair.client, "password", 8, &written);
  ERR_clear_error();
  const int good = pair_handshake(&pair) && pair_exchange(&pair);
  *answer = good ? SSL_session_reused(pair.client) : -1;
  pair_shutdown(&pair);
  pair_free(&pair);
  ERR_clear_error();
  return sent;
}

CASE(early_data_waits, "nothing is sent early to a server that is to be verified again") {
  int answer = 0;
  struct ends ends = ends_new(TLS1_3_VERSION);
  use_identity(ends.server, identity_stranger());
  SSL_CTX_set_max_early_data(ends.server, 1000);
  SSL_SESSION *session = session_for(ends.client, ends.server, "stranger.test");
  EXPECT_INT(1, sends_early(ends.client, ends.server, session, &answer));  // nobody is verified
  EXPECT_INT(1, answer);
  SSL_SESSION_free(session);
  session = session_for(ends.client, ends.server, "stranger.test");
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, accept_all);
  EXPECT_INT(DIFFERS("its peer is verified again", 1, 0), sends_early(ends.client, ends.server, session, &answer));
  EXPECT_INT(1, answer);
  SSL_SESSION_free(session);
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_NONE, NULL);
  session = session_for(ends.client, ends.server, "stranger.test");
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, NULL);
  EXPECT_INT(DIFFERS("its peer is verified again", 1, 0), sends_early(ends.client, ends.server, session, &answer));
  EXPECT_INT(DIFFERS("its peer is verified again", 1, -1), answer);
  SSL_SESSION_free(session);
  ends_free(&ends);
}
