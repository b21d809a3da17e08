// SPDX-License-Identifier: Apache-2.0
// Whom a client wants (SSL_set1_host(3)): names and addresses; and what it is told of the one who came.
#include <openssl/x509v3.h>

#include "abi_test.h"
#include "pair.h"

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
