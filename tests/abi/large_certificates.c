// SPDX-License-Identifier: Apache-2.0
// Clients with long certificates: a ticket that would have to hold one stays within bounds and never fails a handshake.
#include "abi_test.h"
#include "pair.h"
#include "ticket_key.h"

enum { kShort = 3000, kLong = 9000, kTooLongForARecord = 17000, kTooLongForATicket = 66000, kLongestTicket = 16000 };

struct identified {
  struct identity who;
  SSL_CTX *client, *server;
};

static SSL_CTX *verifying_server(int version) {
  SSL_CTX *ctx = server_ctx(version);
  trust_ca(ctx);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"large", 5);
  return ctx;
}

static struct identified ends_for(int version, size_t certificate_len) {
  struct identified ends = {new_long_identity(certificate_len), client_ctx(version), verifying_server(version)};
  use_identity(ends.client, &ends.who);
  return ends;
}

static void end(struct identified *ends) {
  SSL_CTX_free(ends->client);
  SSL_CTX_free(ends->server);
  X509_free(ends->who.cert);
  EVP_PKEY_free(ends->who.key);
}

static size_t ticket_len(const SSL_SESSION *session) {
  const unsigned char *ticket = NULL;
  size_t len = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &len);
  return len;
}

// Resumes, and looks at the certificate that the server has then.
static void expect_certificate_kept(struct identified *e, SSL_SESSION *session) {
  struct pair pair = pair_new(e->client, e->server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.server));
  X509 *seen = SSL_get0_peer_certificate(pair.server);
  REQUIRE(seen != NULL);
  EXPECT_INT(0, X509_cmp(e->who.cert, seen));
  EXPECT_INT(X509_V_OK, SSL_get_verify_result(pair.server));
  pair_shutdown(&pair);
  pair_free(&pair);
}

CASE_EACH_VERSION(short_ones_travel, "a certificate that is short enough travels in the ticket") {
  struct identified e = ends_for(version, kShort);
  SSL_SESSION *session = session_from(e.client, e.server);
  EXPECT_TRUE(ticket_len(session) > kShort);
  expect_certificate_kept(&e, session);
  SSL_SESSION_free(session);
  end(&e);
}

CASE_EACH_VERSION(long_ones_stay,
                  "a long one: OpenSSL's ticket is as long, Reprise's names it and is short; both resume with it") {
  static const size_t lengths[] = {kLong, kTooLongForARecord};
  for (int i = 0; i < 2; i++) {
    struct identified e = ends_for(version, lengths[i]);
    SSL_SESSION *session = session_from(e.client, e.server);
    EXPECT_INT(DIFFERS("there are peers that take no long ticket", 0, 1), ticket_len(session) < 400);
    expect_certificate_kept(&e, session);
    SSL_SESSION_free(session);
    end(&e);
  }
}

CASE_EACH_VERSION(longest_does_not_fail,
                  "one beyond a ticket's longest: OpenSSL fails the handshake, Reprise's client resumes") {
  struct identified e = ends_for(version, kTooLongForATicket);
  struct pair pair = pair_new(e.client, e.server);
  const int done = pair_handshake(&pair);
  EXPECT_INT(DIFFERS("a ticket is worth no connection", 0, 1), done);
  if (done) {
    EXPECT_INT(1, pair_exchange(&pair));
    pair_shutdown(&pair);
    SSL_SESSION *session = SSL_get1_session(pair.client);
    expect_certificate_kept(&e, session);
    SSL_SESSION_free(session);
  }
  pair_free(&pair);
  end(&e);
}

// Other clients with long certificates, more than a server remembers.
static void others_come(SSL_CTX *server, int version, int num) {
  for (int i = 0; i < num; i++) {
    struct identity who = new_long_identity(kLong);
    SSL_CTX *client = client_ctx(version);
    use_identity(client, &who);
    SSL_SESSION_free(session_from(client, server));
    SSL_CTX_free(client);
    X509_free(who.cert);
    EVP_PKEY_free(who.key);
  }
}

CASE_EACH_VERSION(forgotten,
                  "a long one that Reprise no longer remembers costs a full handshake; the next ticket is good again") {
  struct identified e = ends_for(version, kLong);
  SSL_SESSION *session = session_from(e.client, e.server), *next = NULL;
  others_come(e.server, version, 40);
  EXPECT_INT(DIFFERS("what is remembered is bounded", 1, 0), resumes_next(e.client, e.server, session, &next));
  expect_certificate_kept(&e, next);
  SSL_SESSION_free(session);
  SSL_SESSION_free(next);
  end(&e);
}

static int on_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                  int enc) {
  (void)ssl;
  return set_fixed_ticket_key(name, iv, cipher, mac, enc);
}

// Keys and callbacks of the program's own: other servers open such tickets, so what is in them is OpenSSL's.
static void expect_with_own_keys(int version, int with_callback) {
  static const size_t lengths[] = {kShort, kLong, kTooLongForARecord, kTooLongForATicket};
  for (int i = 0; i < 4; i++) {
    unsigned char keys[80] = {7};
    struct identified e = ends_for(version, lengths[i]);
    if (with_callback)
      EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_key_evp_cb(e.server, on_key));
    else
      EXPECT_INT(1, SSL_CTX_set_tlsext_ticket_keys(e.server, keys, sizeof keys));
    struct pair pair = pair_new(e.client, e.server);
    const int done = pair_handshake(&pair);
    EXPECT_INT(DIFFERS("a ticket is worth no connection", lengths[i] != kTooLongForATicket, 1), done);
    if (done) {
      EXPECT_INT(1, pair_exchange(&pair));
      pair_shutdown(&pair);
      SSL_SESSION *session = SSL_get1_session(pair.client);
      const int fits = lengths[i] < kTooLongForARecord;
      const int has_ticket = DIFFERS("a ticket that no record has room for is not sent", 1, fits);
      EXPECT_INT(has_ticket, ticket_len(session) > lengths[i]);
      if (abi_on_reprise()) EXPECT_TRUE(ticket_len(session) <= kLongestTicket);
      if (has_ticket) expect_certificate_kept(&e, session);
      SSL_SESSION_free(session);
    }
    pair_free(&pair);
    end(&e);
  }
}

CASE_EACH_VERSION(own_keys,
                  "under 80 bytes of the program's own the certificate is in the ticket, or there is no ticket") {
  expect_with_own_keys(version, 0);
}
CASE_EACH_VERSION(own_callback, "and so under a key callback") { expect_with_own_keys(version, 1); }

CASE_EACH_VERSION(kept_by_the_server, "a server that keeps its sessions resumes with any of them") {
  struct identified e = ends_for(version, kTooLongForATicket);
  SSL_CTX_set_options(e.server, SSL_OP_NO_TICKET);
  SSL_SESSION *session = session_from(e.client, e.server);
  expect_certificate_kept(&e, session);
  SSL_SESSION_free(session);
  end(&e);
}
