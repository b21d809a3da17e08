// SPDX-License-Identifier: Apache-2.0
// What a program decides late counts: whether clients need a certificate, in the last callback that can still say so,
// and what a custom extension says, whenever it turns out that a session is not resumed after all.
#include "abi_test.h"
#include "pair.h"

enum { kExtension = 1000, kStrict = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT };

static int late_mode, changes;  // set by the server's callback; -1: it changes nothing

static void change_mode(SSL *ssl) {
  if (late_mode < 0) return;
  changes++;
  SSL_set_verify(ssl, late_mode, NULL);
}

static int add_and_change(SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *length,
                          X509 *x, size_t index, int *alert, void *arg) {
  (void)type, (void)context, (void)x, (void)index, (void)alert, (void)arg;
  change_mode(ssl);
  *out = (const unsigned char *)"a";
  *length = 1;
  return 1;
}

static int add_token(SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *length,
                     X509 *x, size_t index, int *alert, void *token) {
  (void)ssl, (void)type, (void)context, (void)x, (void)index, (void)alert;
  *out = token;
  *length = strlen(token);
  return 1;
}

static const unsigned int kPlaces =
    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;

static struct ends verifying_ends(int version) {
  struct ends e = ends_new(version);
  trust_ca(e.server);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"app", 3);
  changes = 0;
  return e;
}

static struct ends with_late_extension(int version) {
  struct ends e = verifying_ends(version);
  EXPECT_INT(1, SSL_CTX_add_custom_ext(e.server, kExtension, kPlaces, add_and_change, NULL, NULL, NULL, NULL));
  EXPECT_INT(1, SSL_CTX_add_custom_ext(e.client, kExtension, kPlaces, add_token, NULL, "c", NULL, NULL));
  return e;
}

// What a visit comes to: whether the client is let in, on which terms.
struct outcome {
  int let_in, reused, has_certificate;
};

static struct outcome visit(struct ends *e, SSL_SESSION *offer) {
  struct outcome outcome = {0};
  struct pair pair = pair_new(e->client, e->server);
  if (offer != NULL) SSL_set_session(pair.client, offer);
  if (pair_handshake(&pair)) {
    outcome.let_in = pair_exchange(&pair);
    outcome.reused = SSL_session_reused(pair.server);
    outcome.has_certificate = SSL_get0_peer_certificate(pair.server) != NULL;
  }
  pair_shutdown(&pair);
  pair_free(&pair);
  ERR_clear_error();
  return outcome;
}

CASE_EACH_VERSION(required_by_extension, "a mode that an extension's callback turns on counts: who has none is out") {
  struct ends e = with_late_extension(version);
  late_mode = kStrict;
  EXPECT_INT(0, visit(&e, NULL).let_in);
  EXPECT_INT(1, changes);
  ends_free(&e);
}

CASE_EACH_VERSION(asked_by_extension, "... and who has one is asked for it") {
  struct ends e = with_late_extension(version);
  use_identity(e.client, identity_client());
  late_mode = kStrict;
  const struct outcome outcome = visit(&e, NULL);
  EXPECT_INT(1, outcome.let_in);
  EXPECT_INT(1, outcome.has_certificate);
  ends_free(&e);
}

CASE_EACH_VERSION(not_asked_by_extension, "a mode that the callback turns off asks nobody") {
  struct ends e = with_late_extension(version);
  use_identity(e.client, identity_client());
  SSL_CTX_set_verify(e.server, kStrict, NULL);
  late_mode = SSL_VERIFY_NONE;
  const struct outcome outcome = visit(&e, NULL);
  EXPECT_INT(1, outcome.let_in);
  EXPECT_INT(0, outcome.has_certificate);
  ends_free(&e);
}

CASE_EACH_VERSION(required_in_resumption,
                  "... and one that it turns on does not let a session without a certificate in") {
  struct ends e = with_late_extension(version);
  late_mode = -1;
  SSL_SESSION *session = session_from(e.client, e.server);
  late_mode = kStrict;
  EXPECT_INT(DIFFERS("a decision counts whenever it is made", 1, 0), visit(&e, session).let_in);
  EXPECT_INT(1, changes);
  SSL_SESSION_free(session);
  ends_free(&e);
}

static void change_at_finished(int sent, int version, int type, const void *body, size_t size, SSL *ssl, void *arg) {
  (void)version, (void)arg;
  if (sent || type != SSL3_RT_HANDSHAKE || size == 0 || *(const unsigned char *)body != SSL3_MT_FINISHED) return;
  change_mode(ssl);
}

CASE_EACH_VERSION(required_at_finished,
                  "a certificate that is required when the client's Finished comes has been shown") {
  struct ends e = verifying_ends(version);
  SSL_CTX_set_msg_callback(e.server, change_at_finished);
  late_mode = kStrict;
  EXPECT_INT(DIFFERS("nobody was asked for it", 1, 0), visit(&e, NULL).let_in);
  EXPECT_INT(1, changes);
  use_identity(e.client, identity_client());
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  EXPECT_INT(1, visit(&e, NULL).let_in);
  EXPECT_INT(2, changes);
  ends_free(&e);
}

CASE(required_later, "... except where it is to be asked for after the handshake") {
  struct ends e = verifying_ends(TLS1_3_VERSION);
  SSL_CTX_set_msg_callback(e.server, change_at_finished);
  late_mode = kStrict | SSL_VERIFY_POST_HANDSHAKE;
  EXPECT_INT(1, visit(&e, NULL).let_in);
  EXPECT_INT(1, changes);
  ends_free(&e);
}

// --- A custom extension that is of no interest in resumptions

static int tokens_seen;

static int check_token(SSL *ssl, unsigned int type, unsigned int context, const unsigned char *in, size_t length,
                       X509 *x, size_t index, int *alert, void *arg) {
  (void)ssl, (void)type, (void)context, (void)x, (void)index, (void)arg;
  tokens_seen++;
  if (length == 5 && memcmp(in, "right", 5) == 0) return 1;
  *alert = SSL_AD_ACCESS_DENIED;
  return 0;
}

static int by_name(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  change_mode(ssl);
  return SSL_TLSEXT_ERR_NOACK;
}

CASE_EACH_VERSION(dropped_session, "an extension that resumptions pass over is looked at where a session is dropped") {
  char token[8] = "right";
  struct ends e = verifying_ends(version);
  use_identity(e.client, identity_client());
  SSL_CTX_set_tlsext_servername_callback(e.server, by_name);
  EXPECT_INT(1, SSL_CTX_add_custom_ext(e.server, kExtension, kPlaces | SSL_EXT_IGNORE_ON_RESUMPTION, add_token, NULL,
                                       "answer", check_token, NULL));
  EXPECT_INT(1, SSL_CTX_add_custom_ext(e.client, kExtension, kPlaces, add_token, NULL, token, NULL, NULL));
  late_mode = -1;
  tokens_seen = 0;
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, tokens_seen);
  struct outcome outcome = visit(&e, session);
  EXPECT_INT(1, outcome.reused);
  EXPECT_INT(1, tokens_seen);

  late_mode = kStrict;
  outcome = visit(&e, session);
  EXPECT_INT(1, outcome.let_in);
  EXPECT_INT(DIFFERS("a client must be verified where it goes in", 1, 0), outcome.reused);
  EXPECT_INT(DIFFERS("it is a full handshake", 1, 2), tokens_seen);
  strcpy(token, "wrong");
  EXPECT_INT(DIFFERS("... and the token counts", 1, 0), visit(&e, session).let_in);
  EXPECT_INT(DIFFERS("... and is looked at", 1, 3), tokens_seen);
  SSL_SESSION_free(session);
  ends_free(&e);
}

CASE_EACH_VERSION(other_terms_in_resumption,
                  "terms that it sets do not let a client in whose session was made under others, known as it is") {
  struct ends e = with_late_extension(version);
  use_identity(e.client, identity_client());
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  late_mode = -1;
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_INT(1, visit(&e, session).reused);
  late_mode = kStrict;
  EXPECT_INT(DIFFERS("a decision counts whenever it is made", 1, 0), visit(&e, session).let_in);
  EXPECT_INT(1, changes);
  SSL_SESSION_free(session);
  ends_free(&e);
}
