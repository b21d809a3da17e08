// SPDX-License-Identifier: Apache-2.0
// A session belongs to the version that it was made in: what one version's connection brought opens nothing in the
// other, whoever keeps the server's sessions. (Mbed TLS took a TLS 1.3 ticket up in TLS 1.2, and after a
// HelloRetryRequest: 2026-93831, 2026-34873.) A session's holder knows its secret, so he can write it as one of the
// other version.
#include "abi_test.h"
#include "keepers.h"
#include "pair.h"

static const unsigned char suite12[2] = {0xC0, 0x2B}, suite13[2] = {0x13, 0x01};

static void set_suite(SSL_SESSION *session, SSL_CTX *ctx, const unsigned char *suite) {
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, suite)));
  SSL_free(ssl);
}

static SSL_CTX *client_of(int version) {
  SSL_CTX *ctx = client_ctx(version);
  SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
  return ctx;
}

// What a connection of this version brought, written as the other version's: the same ticket or id, the same secret.
static SSL_SESSION *of_other_version(SSL_CTX *server, int version) {
  SSL_CTX *client = client_of(version);
  SSL_SESSION *session = session_from(client, server);
  SSL_SESSION *other = SSL_SESSION_dup(session);
  const int to = version == TLS1_3_VERSION ? TLS1_2_VERSION : TLS1_3_VERSION;
  EXPECT_INT(1, resumes(client, server, session));
  EXPECT_INT(1, SSL_SESSION_set_protocol_version(other, to));
  set_suite(other, client, to == TLS1_2_VERSION ? suite12 : suite13);
  SSL_SESSION_free(session);
  SSL_CTX_free(client);
  return other;
}

static int offers;

static int on_hello(SSL *ssl, int *alert, void *arg) {
  const unsigned char *bytes = NULL;
  size_t len = 0;
  (void)alert, (void)arg;
  const int ticket = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_session_ticket, &bytes, &len) == 1 && len > 0;
  const int key = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &bytes, &len) == 1;
  offers += ticket || key;
  return SSL_CLIENT_HELLO_SUCCESS;
}

static void offer_in_other_version(enum keeper keeper, int version) {
  SSL_CTX *server = server_ctx(0), *client = client_of(version == TLS1_3_VERSION ? TLS1_2_VERSION : TLS1_3_VERSION);
  keep_sessions(server, keeper);
  SSL_SESSION *other = of_other_version(server, version);
  const int has_ticket = SSL_SESSION_has_ticket(other);
  struct pair pair = pair_new(client, server);
  SSL_set_session(pair.client, other);
  offers = 0;
  SSL_CTX_set_client_hello_cb(server, on_hello, NULL);
  pair_handshake(&pair);
  EXPECT_INT(has_ticket, offers);
  // A full handshake or a refusal.
  EXPECT_INT(0, SSL_session_reused(pair.server));
  pair_free(&pair);
  SSL_SESSION_free(other);
  SSL_CTX_free(server);
  SSL_CTX_free(client);
  forget_kept_sessions();
}

CASE_EACH_VERSION(not_in_other_version, "what one version's connection brought is not resumed in the other version") {
  for (int keeper = 0; keeper < kNumKeepers; keeper++) offer_in_other_version((enum keeper)keeper, version);
}

// The session as TLS 1.2's by id: the ticket of a stateful TLS 1.3 session is its id in the server's cache.
CASE(ticket_as_id, "the ticket of a stateful TLS 1.3 session is no session id of TLS 1.2") {
  const enum keeper keepers[] = {kCache, kOutsideCache};
  for (int i = 0; i < 2; i++) {
    const unsigned char *ticket = NULL;
    unsigned char secret[64];
    size_t len = 0;
    SSL_CTX *server = server_ctx(0), *client12 = client_of(TLS1_2_VERSION), *client13 = client_of(TLS1_3_VERSION);
    keep_sessions(server, keepers[i]);
    SSL_SESSION *session = session_from(client13, server), *other = SSL_SESSION_new();
    SSL_SESSION_get0_ticket(session, &ticket, &len);
    REQUIRE(len == 32);
    SSL_SESSION_set_protocol_version(other, TLS1_2_VERSION);
    set_suite(other, client12, suite12);
    SSL_SESSION_set1_id(other, ticket, 32);
    SSL_SESSION_set1_master_key(other, secret, SSL_SESSION_get_master_key(session, secret, sizeof secret));
    EXPECT_FALSE(resumes(client12, server, other) == 1);
    SSL_SESSION_free(session);
    SSL_SESSION_free(other);
    SSL_CTX_free(client12);
    SSL_CTX_free(client13);
    SSL_CTX_free(server);
    forget_kept_sessions();
  }
}

// Moves what one end has sent. True when there was something.
static int move(BIO *from, BIO *to) {
  unsigned char buffer[1 << 14];
  const int n = BIO_read(from, buffer, sizeof buffer);
  return n > 0 && BIO_write(to, buffer, n) == n;
}

static SSL *end_with_wire(SSL_CTX *ctx, BIO **wire) {
  SSL *ssl = SSL_new(ctx);
  BIO *near = NULL;
  BIO_new_bio_pair(&near, 1 << 16, wire, 1 << 16);
  SSL_set_bio(ssl, near, near);
  return ssl;
}

CASE(not_after_retry,
     "after a HelloRetryRequest a hello of TLS 1.2 ends the handshake, with a TLS 1.3 ticket or none") {
  for (int with_ticket = 0; with_ticket < 2; with_ticket++) {
    BIO *wire12 = NULL, *wire13 = NULL, *wire_server = NULL;
    SSL_CTX *server = server_ctx(0), *client12 = client_of(TLS1_2_VERSION), *client13 = client_of(TLS1_3_VERSION);
    SSL_SESSION *other = of_other_version(server, TLS1_3_VERSION);
    SSL_CTX_set1_groups_list(server, "P-384");
    SSL *first = end_with_wire(client13, &wire13), *second = end_with_wire(client12, &wire12);
    SSL *s = end_with_wire(server, &wire_server);
    SSL_set_accept_state(s);
    SSL_set_connect_state(first);
    SSL_set_connect_state(second);
    if (with_ticket) SSL_set_session(second, other);
    SSL_do_handshake(first);
    REQUIRE(move(wire13, wire_server));
    SSL_do_handshake(s);
    REQUIRE(move(wire_server, wire13));
    SSL_do_handshake(second);
    REQUIRE(move(wire12, wire_server));
    ERR_clear_error();
    const int result = SSL_do_handshake(s);
    EXPECT_INT(SSL_ERROR_SSL, SSL_get_error(s, result));
    EXPECT_INT(0, SSL_session_reused(s));
    EXPECT_FALSE(SSL_is_init_finished(s));
    ERR_clear_error();
    SSL_free(first);
    SSL_free(second);
    SSL_free(s);
    BIO_free(wire12);
    BIO_free(wire13);
    BIO_free(wire_server);
    SSL_SESSION_free(other);
    SSL_CTX_free(client12);
    SSL_CTX_free(client13);
    SSL_CTX_free(server);
  }
}
