// SPDX-License-Identifier: Apache-2.0
// Whom a client wants (SSL_set1_host(3)): names and addresses, in full handshakes and for sessions of before; and what
// it is told of the one who came.
#include <openssl/x509v3.h>

#include "abi_test.h"
#include "pair.h"
#include "through_der.h"

// A client that verifies, and a server with the certificate of `who`.
static struct ends verifying_ends(int version, const struct identity *who) {
  struct ends e = ends_new(version);
  use_identity(e.server, who);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  return e;
}

typedef int name_setter(SSL *ssl, const char *name);

// What a client says of a server with `who` when `set` was told `wanted`.
static long verdict_on(int version, const struct identity *who, name_setter *set, const char *wanted) {
  struct ends e = verifying_ends(version, who);
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(1, set(pair.client, wanted));
  const int done = pair_handshake(&pair);
  const long result = SSL_get_verify_result(pair.client);
  EXPECT_INT(result == X509_V_OK, done);
  ERR_clear_error();
  pair_free(&pair);
  ends_free(&e);
  return result;
}

CASE_EACH_VERSION(address, "an address is looked for among the addresses of a certificate") {
  struct identity v4 = new_leaf("somebody", "IP:192.0.2.7", NULL), v6 = new_leaf("somebody", "IP:2001:db8::7", NULL);
  name_setter *const setters[] = {SSL_set1_host, SSL_add1_host};
  for (int i = 0; i < 2; i++) {
    EXPECT_INT(X509_V_OK, verdict_on(version, &v4, setters[i], "192.0.2.7"));
    EXPECT_INT(X509_V_ERR_IP_ADDRESS_MISMATCH, verdict_on(version, &v4, setters[i], "192.0.2.8"));
    EXPECT_INT(X509_V_OK, verdict_on(version, &v6, setters[i], "2001:db8:0::7"));
    EXPECT_INT(X509_V_ERR_IP_ADDRESS_MISMATCH, verdict_on(version, &v6, setters[i], "192.0.2.7"));
  }
  free_identity(&v4);
  free_identity(&v6);
}

CASE_EACH_VERSION(address_as_name, "... and not among its names, whatever they look like") {
  struct identity common = new_leaf("192.0.2.7", NULL, NULL), dns = new_leaf("x", "DNS:192.0.2.7", NULL);
  name_setter *const setters[] = {SSL_set1_host, SSL_add1_host};
  for (int i = 0; i < 2; i++) {
    EXPECT_INT(X509_V_ERR_IP_ADDRESS_MISMATCH, verdict_on(version, &common, setters[i], "192.0.2.7"));
    EXPECT_INT(X509_V_ERR_IP_ADDRESS_MISMATCH, verdict_on(version, &dns, setters[i], "192.0.2.7"));
  }
  free_identity(&common);
  free_identity(&dns);
}

static void expect_wanted(SSL *ssl, const char *host, const char *address) {
  char *got = X509_VERIFY_PARAM_get1_ip_asc(SSL_get0_param(ssl));
  EXPECT_STR(host, X509_VERIFY_PARAM_get0_host(SSL_get0_param(ssl), 0));
  EXPECT_STR(address, got);
  OPENSSL_free(got);
  ERR_clear_error();
}

CASE(one_address, "there is one address at most, and names leave it as it is") {
  SSL_CTX *ctx = client_ctx(0);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_add1_host(ssl, "192.0.2.7"));
  EXPECT_INT(0, SSL_add1_host(ssl, "192.0.2.8"));
  expect_wanted(ssl, NULL, "192.0.2.7");
  EXPECT_INT(1, SSL_set1_host(ssl, "a.test"));
  expect_wanted(ssl, "a.test", "192.0.2.7");
  EXPECT_INT(1, SSL_set1_host(ssl, "192.0.2.9"));
  expect_wanted(ssl, "a.test", "192.0.2.9");
  EXPECT_INT(1, SSL_set1_host(ssl, NULL));
  expect_wanted(ssl, NULL, "192.0.2.9");
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(no_address, "what is no address in full is a name") {
  static const char *const names[] = {"192.0.2", "192.0.2.7.1", "[2001:db8::7]", "256.0.2.7", "192.0.2.0/24"};
  SSL_CTX *ctx = client_ctx(0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    SSL *ssl = SSL_new(ctx);
    EXPECT_INT(1, SSL_set1_host(ssl, names[i]));
    expect_wanted(ssl, names[i], NULL);
    SSL_free(ssl);
  }
  SSL_CTX_free(ctx);
}

// --- The name that matched

static const char *name_in_param(SSL *ssl) { return X509_VERIFY_PARAM_get0_peername(SSL_get0_param(ssl)); }

CASE_EACH_VERSION(matched, "the name that matched is told once there is a peer, by the parameters too") {
  struct ends e = verifying_ends(version, identity_ec());
  struct pair pair = pair_new(e.client, e.server);
  SSL_set1_host(pair.client, "other.test");
  SSL_add1_host(pair.client, "server.test");
  EXPECT_NULL(SSL_get0_peername(pair.client));
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR("server.test", SSL_get0_peername(pair.client));
  EXPECT_STR("server.test", name_in_param(pair.client));
  EXPECT_STR("server.test", SSL_get0_peername(pair.client));
  pair_free(&pair);
  ends_free(&e);
}

CASE_EACH_VERSION(matched_before, "an SSL that is used again says nothing of the peer of before") {
  struct ends e = verifying_ends(version, identity_ec());
  struct identity somebody = new_leaf("other.test", "DNS:other.test", NULL);
  struct ends other = verifying_ends(version, &somebody);
  SSL_SESSION *session = session_from(other.client, other.server);
  struct pair pair = pair_new(e.client, e.server);
  SSL_set1_host(pair.client, "server.test");
  REQUIRE(pair_handshake(&pair));
  EXPECT_STR("server.test", name_in_param(pair.client));
  pair_shutdown(&pair);
  REQUIRE(SSL_clear(pair.client) == 1);
  EXPECT_NULL(SSL_get0_peername(pair.client));
  EXPECT_NULL(name_in_param(pair.client));
  SSL_free(pair.server);
  SSL_set1_host(pair.client, NULL);
  pair.server = SSL_new(other.server);
  pair_join(pair.client, pair.server);
  SSL_set_accept_state(pair.server);
  SSL_set_session(pair.client, session);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(1, SSL_session_reused(pair.client));
  EXPECT_NULL(SSL_get0_peername(pair.client));
  EXPECT_NULL(name_in_param(pair.client));
  if (abi_on_reprise()) EXPECT_NULL(SSL_get0_verified_chain(pair.client));  // OpenSSL's is still that of before
  pair_free(&pair);
  SSL_SESSION_free(session);
  ends_free(&e);
  ends_free(&other);
  free_identity(&somebody);
}

// --- Sessions of before

static int keeps_silent = 1;

static int on_name(SSL *ssl, int *alert, void *silent) {
  (void)ssl, (void)alert;
  return silent != NULL ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

// A session of a visit to a server with `who`, whom the client named `sent` (null: not) and verified nothing of.
static SSL_SESSION *session_of(struct ends *e, const char *sent) {
  struct pair pair = pair_new(e->client, e->server);
  if (sent != NULL) SSL_set_tlsext_host_name(pair.client, sent);
  EXPECT_TRUE(pair_handshake(&pair));
  pair_settle(&pair);
  SSL_SESSION *session = SSL_get1_session(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
  return session;
}

// The verify result of a client that offers `session` and wants `wanted`; -1 where it does not resume.
static long visit_with(struct ends *e, SSL_SESSION *session, const char *wanted, int mode) {
  struct pair pair = pair_new(e->client, e->server);
  SSL_set_tlsext_host_name(pair.client, "server.test");
  SSL_set_verify(pair.client, mode, NULL);
  SSL_set1_host(pair.client, wanted);
  SSL_set_session(pair.client, session);
  const int done = pair_handshake(&pair);
  long result = SSL_get_verify_result(pair.client);
  if (done && !SSL_session_reused(pair.client)) result = -1;
  if (mode == SSL_VERIFY_PEER) EXPECT_INT(result == X509_V_OK, done);
  ERR_clear_error();
  pair_free(&pair);
  return result;
}

CASE_EACH_VERSION(other_server, "a session of a server that has not the wanted name does not pass for one that has") {
  struct identity other = new_leaf("other.test", "DNS:other.test", NULL);
  static const char *const sent[] = {"other.test", NULL};
  static const int modes[] = {SSL_VERIFY_PEER, SSL_VERIFY_NONE};
  for (int i = 0; i < 8; i++) {
    struct ends e = verifying_ends(version, &other);
    SSL_CTX_set_tlsext_servername_callback(e.server, on_name);
    SSL_CTX_set_tlsext_servername_arg(e.server, i & 1 ? &keeps_silent : NULL);
    SSL_SESSION *session = session_of(&e, sent[i >> 1 & 1]);
    const long result = visit_with(&e, session, "server.test", modes[i >> 2]);
    // TLS 1.2: our server does not resume what it has acknowledged another name for.
    const int full = version == TLS1_2_VERSION && i % 4 == 0 && modes[i >> 2] == SSL_VERIFY_NONE;
    EXPECT_INT(DIFFERS("decision 0052", X509_V_OK, full ? -1 : X509_V_ERR_HOSTNAME_MISMATCH), result);
    SSL_SESSION_free(session);
    ends_free(&e);
  }
  free_identity(&other);
}

CASE_EACH_VERSION(same_server,
                  "... and one of a server that has it is resumed without being verified, whatever was said") {
  for (int i = 0; i < 4; i++) {
    struct ends e = verifying_ends(version, identity_ec());
    SSL_SESSION *session = session_of(&e, i & 1 ? "server.test" : NULL);
    if (i & 2) session = through_der(session);
    EXPECT_INT(X509_V_OK, visit_with(&e, session, "server.test", SSL_VERIFY_PEER));
    SSL_SESSION_free(session);
    ends_free(&e);
  }
}
