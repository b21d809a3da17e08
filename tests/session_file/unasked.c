// SPDX-License-Identifier: Apache-2.0
// What a program sees that was given a session file and never asked for sessions: a connection that resumes one is as
// after a full handshake but for SSL_session_reused. Runs on Reprise alone. Each case has a file of its own.
#include <stdlib.h>
#include <unistd.h>

#include "../abi/abi_test.h"
#include "../abi/pair.h"

static char folder[] = "/tmp/reprise-unasked-XXXXXX";
static char path[64];

static void remove_file(void) {
  char key[80];
  snprintf(key, sizeof key, "%s.key", path);
  unlink(path);
  unlink(key);
  rmdir(folder);
}

// Before the first connection: the variable is read once.
static struct ends new_ends(int version) {
  if (mkdtemp(folder) == NULL) abort();
  snprintf(path, sizeof path, "%s/sessions", folder);
  setenv("REPRISE_SESSION_FILE", path, 1);
  atexit(remove_file);
  struct ends ends = ends_new(version);
  SSL_CTX_set_verify(ends.client, SSL_VERIFY_PEER, NULL);
  return ends;
}

static void end(struct ends *e) {
  ends_free(e);
  remove_file();
}

static struct pair named_pair(struct ends *e) {
  struct pair pair = pair_new(e->client, e->server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  return pair;
}

// A connection from hello to close_notify. 1 resumed, 0 not, -1 failed.
static int finish(struct pair *pair) {
  int reused = -1;
  if (pair_handshake(pair)) {
    reused = SSL_session_reused(pair->client);
    pair_settle(pair);
    pair_shutdown(pair);
  }
  pair_free(pair);
  return reused;
}

static int connect_once(struct ends *e) {
  struct pair pair = named_pair(e);
  return finish(&pair);
}

CASE_EACH_VERSION(second_resumes, "the second connection resumes though no session was ever set") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(1, connect_once(&e));
  EXPECT_INT(1, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(certificates_are_there, "a resumed connection has the peer's certificates, verified") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  struct pair pair = named_pair(&e);
  SSL_set1_host(pair.client, "server.test");
  EXPECT_INT(0, finish(&pair));
  pair = named_pair(&e);
  SSL_set1_host(pair.client, "server.test");
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  X509 *peer = SSL_get1_peer_certificate(pair.client);
  EXPECT_INT(0, X509_cmp(identity_ec()->cert, peer));
  X509_free(peer);
  EXPECT_INT(1, sk_X509_num(SSL_get_peer_cert_chain(pair.client)));
  EXPECT_INT(2, sk_X509_num(SSL_get0_verified_chain(pair.client)));
  EXPECT_STR("server.test", SSL_get0_peername(pair.client));
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.client));
  pair_free(&pair);
  end(&e);
}

static int times_asked, answer;

static int ask(int ok, X509_STORE_CTX *ctx) {
  (void)ok;
  if (X509_STORE_CTX_get_error_depth(ctx) == 0) times_asked++;
  return answer;
}

CASE_EACH_VERSION(verify_callback_is_called, "the verify callback is called once, as for a full handshake") {
  struct ends e = new_ends(version);
  answer = 1;
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, ask);
  EXPECT_INT(0, connect_once(&e));
  times_asked = 0;
  EXPECT_INT(1, connect_once(&e));
  EXPECT_INT(1, times_asked);
  end(&e);
}

CASE_EACH_VERSION(verify_callback_decides, "a verify callback that refuses ends the connection; the next is full") {
  struct ends e = new_ends(version);
  answer = 1;
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, ask);
  EXPECT_INT(0, connect_once(&e));
  answer = 0;
  struct pair pair = named_pair(&e);
  EXPECT_PTR(pair.client, pair_first_failure(&pair));
  EXPECT_REASON(SSL_R_CERTIFICATE_VERIFY_FAILED);
  pair_free(&pair);
  answer = 1;
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(other_settings, "who verifies is offered no session of who does not") {
  struct ends e = new_ends(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_NONE, NULL);
  EXPECT_INT(0, connect_once(&e));
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(1, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(other_trust, "who trusts others is offered no session") {
  struct ends e = new_ends(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_NONE, NULL);
  EXPECT_INT(0, connect_once(&e));
  X509_STORE_add_cert(SSL_CTX_get_cert_store(e.client), identity_stranger()->cert);
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(no_name, "without a server name nothing is offered and nothing kept") {
  struct ends e = new_ends(version);
  for (int i = 0; i < 2; i++) {
    struct pair pair = pair_new(e.client, e.server);
    EXPECT_INT(0, finish(&pair));
  }
  end(&e);
}

CASE_EACH_VERSION(cache_off, "SSL_SESS_CACHE_OFF switches it off") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_OFF);
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(own_session_wins, "a session that the program sets is the one that is offered") {
  struct ends e = new_ends(version);
  struct pair pair = named_pair(&e);
  REQUIRE(pair_handshake(&pair));
  pair_settle(&pair);
  SSL_SESSION *own = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  pair = named_pair(&e);
  SSL_set_session(pair.client, own);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_PTR(own, SSL_get_session(pair.client));
  pair_free(&pair);
  SSL_SESSION_free(own);
  end(&e);
}

// The program has not chosen the session, and its peer has not been verified.
static int sessions_seen;

// As with OpenSSL there may be one that the handshake is about to make: it has no peer and cannot be resumed.
static int shows_the_kept_one(SSL *ssl) {
  SSL_SESSION *session = SSL_get_session(ssl);
  return session != NULL && (SSL_SESSION_is_resumable(session) || SSL_SESSION_get0_peer(session) != NULL);
}

static int look(int ok, X509_STORE_CTX *ctx) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
  if (shows_the_kept_one(ssl)) sessions_seen++;
  return ok;
}

CASE_EACH_VERSION(hidden_until_verified, "a session that was not asked for is not seen before its peer is verified") {
  struct ends e = new_ends(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, look);
  EXPECT_INT(0, connect_once(&e));
  sessions_seen = 0;
  struct pair pair = named_pair(&e);
  EXPECT_INT(-1, SSL_connect(pair.client));
  EXPECT_INT(0, shows_the_kept_one(pair.client));
  EXPECT_INT(1, finish(&pair));
  EXPECT_INT(0, sessions_seen);
  end(&e);
}

CASE_EACH_VERSION(stapling, "who asks for a stapled response gets a full handshake") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  SSL_CTX_set_tlsext_status_type(e.client, TLSEXT_STATUSTYPE_ocsp);
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

// Of all the tickets that the server has sent, none is lost by connections that send nothing.
CASE(unsent_is_kept, "a ticket that was never sent is there for the next connection") {
  struct ends e = new_ends(TLS1_3_VERSION);
  SSL_CTX_set_num_tickets(e.server, 1);
  EXPECT_INT(0, connect_once(&e));
  for (int i = 0; i < 3; i++) {
    SSL *ssl = SSL_new(e.client);
    SSL_set_tlsext_host_name(ssl, "server.test");
    SSL_set_bio(ssl, BIO_new(BIO_s_null()), BIO_new_mem_buf("read only", 9));
    EXPECT_INT(-1, SSL_connect(ssl));
    SSL_free(ssl);
  }
  EXPECT_INT(1, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(broken_off, "after a handshake that came to nothing the next one does without") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  struct pair pair = named_pair(&e);
  EXPECT_INT(-1, SSL_connect(pair.client));
  pair_free(&pair);
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(1, connect_once(&e));
  end(&e);
}

static int give_certificate(SSL *ssl, void *arg) {
  (void)arg;
  SSL_use_certificate(ssl, identity_client()->cert);
  SSL_use_PrivateKey(ssl, identity_client()->key);
  return 1;
}

CASE_EACH_VERSION(chosen_certificate, "no session is kept when a callback was asked for the client's certificate") {
  struct ends e = new_ends(version);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  trust_ca(e.server);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"id", 2);
  SSL_CTX_set_cert_cb(e.client, give_certificate, NULL);
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(own_certificate, "a session of one certificate of the client is not offered with another") {
  struct ends e = new_ends(version);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  trust_ca(e.server);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"id", 2);
  use_identity(e.client, identity_client());
  EXPECT_INT(0, connect_once(&e));
  EXPECT_INT(1, connect_once(&e));
  use_identity(e.client, identity_ec());
  EXPECT_INT(0, connect_once(&e));
  end(&e);
}

CASE_EACH_VERSION(callbacks_of_sessions, "the new session callback is called as without a file") {
  struct ends e = new_ends(version);
  EXPECT_INT(0, connect_once(&e));
  SSL_CTX_set_session_cache_mode(e.client, SSL_SESS_CACHE_CLIENT);
  EXPECT_INT(1, connect_once(&e));
  EXPECT_INT(version == TLS1_3_VERSION ? 1 : 0, SSL_CTX_sess_number(e.client));
  end(&e);
}
