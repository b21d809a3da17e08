// SPDX-License-Identifier: Apache-2.0
// Pointers that an SSL_CTX lends (get0) are good until what they point at is replaced, whatever else is set and
// whichever connections come and go; what is put into the objects counts.
#include "abi_test.h"
#include "pair.h"

#include <openssl/x509v3.h>

// Another setting, while a connection shares the settings of before and after it is gone.
static void use_and_change(SSL_CTX *ctx) {
  SSL *ssl = SSL_new(ctx);
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
  SSL *later = SSL_new(ctx);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  SSL_free(ssl);
  SSL_free(later);
}

static X509_NAME *name_of(const struct identity *who) { return X509_get_subject_name(who->cert); }

CASE_EACH_VERSION(param, "a host set through a kept pointer of SSL_CTX_get0_param is checked by new connections") {
  struct ends e = ends_new(version);
  SSL_CTX_set_verify(e.client, SSL_VERIFY_PEER, NULL);
  SSL *before = SSL_new(e.client);
  X509_VERIFY_PARAM *param = SSL_CTX_get0_param(e.client);
  use_and_change(e.client);
  EXPECT_INT(1, X509_VERIFY_PARAM_set1_host(param, "other.test", 0));
  use_and_change(e.client);
  EXPECT_PTR(param, SSL_CTX_get0_param(e.client));
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(0, pair_handshake(&pair));
  EXPECT_INT(X509_V_ERR_HOSTNAME_MISMATCH, SSL_get_verify_result(pair.client));
  // Connections have copies: of then, and of their own.
  EXPECT_NULL(X509_VERIFY_PARAM_get0_host(SSL_get0_param(before), 0));
  SSL *after = SSL_new(e.client);
  EXPECT_INT(1, X509_VERIFY_PARAM_set1_host(SSL_get0_param(after), "mine.test", 0));
  EXPECT_STR("other.test", X509_VERIFY_PARAM_get0_host(param, 0));
  EXPECT_INT(1, X509_VERIFY_PARAM_set1_host(param, "late.test", 0));
  EXPECT_STR("mine.test", X509_VERIFY_PARAM_get0_host(SSL_get0_param(after), 0));
  SSL_free(before);
  SSL_free(after);
  pair_free(&pair);
  ends_free(&e);
}

CASE(dup_param, "SSL_dup copies the connection's own parameters, not those of its context") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_set1_host(ssl, "mine.test");
  X509_VERIFY_PARAM_set1_email(SSL_CTX_get0_param(ctx), "late@other.test", 0);
  SSL *copy = SSL_dup(ssl);
  EXPECT_STR("mine.test", X509_VERIFY_PARAM_get0_host(SSL_get0_param(copy), 0));
  SSL_free(copy);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(ca_list, "lists of CA names stay the same objects until others are set") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  STACK_OF(X509_NAME) *mine = sk_X509_NAME_new_null();
  sk_X509_NAME_push(mine, X509_NAME_dup(name_of(identity_ca())));
  SSL_CTX_set_client_CA_list(ctx, mine);
  const STACK_OF(X509_NAME) *others = SSL_CTX_get0_CA_list(ctx);
  use_and_change(ctx);
  EXPECT_PTR(mine, SSL_CTX_get_client_CA_list(ctx));
  EXPECT_PTR(others, SSL_CTX_get0_CA_list(ctx));
  EXPECT_INT(1, sk_X509_NAME_num(mine));
  EXPECT_INT(0, X509_NAME_cmp(name_of(identity_ca()), sk_X509_NAME_value(mine, 0)));
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(late_ca_names, "names put into a context's list later are asked for by connections that exist") {
  struct ends e = ends_new(version);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(e.client, e.server);
  EXPECT_INT(1, SSL_CTX_add_client_CA(e.server, identity_ca()->cert));
  sk_X509_NAME_push(SSL_CTX_get_client_CA_list(e.server), X509_NAME_dup(name_of(identity_stranger())));
  REQUIRE(pair_handshake(&pair));
  const STACK_OF(X509_NAME) *asked = SSL_get0_peer_CA_list(pair.client);
  EXPECT_INT(2, sk_X509_NAME_num(asked));
  EXPECT_INT(0, X509_NAME_cmp(name_of(identity_stranger()), sk_X509_NAME_value(asked, 1)));
  pair_free(&pair);
  ends_free(&e);
}

CASE(own_ca_list, "a connection's own list comes before its context's, and SSL_dup copies it") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_add_client_CA(ctx, identity_ca()->cert);
  SSL *ssl = SSL_new(ctx);
  EXPECT_PTR(SSL_CTX_get_client_CA_list(ctx), SSL_get_client_CA_list(ssl));
  SSL_add_client_CA(ssl, identity_stranger()->cert);
  SSL_add_client_CA(ssl, identity_client()->cert);
  EXPECT_INT(2, sk_X509_NAME_num(SSL_get_client_CA_list(ssl)));
  EXPECT_INT(1, sk_X509_NAME_num(SSL_CTX_get_client_CA_list(ctx)));
  SSL *copy = SSL_dup(ssl);
  SSL_free(ssl);
  EXPECT_INT(2, sk_X509_NAME_num(SSL_get_client_CA_list(copy)));
  SSL_free(copy);
  SSL_CTX_free(ctx);
}

CASE(chain, "a chain that a context lends stays readable over changes and connections") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  use_identity(ctx, identity_ec());
  EXPECT_INT(1, SSL_CTX_add1_chain_cert(ctx, identity_ca()->cert));
  STACK_OF(X509) *chain = NULL, *again = NULL;
  EXPECT_INT(1, SSL_CTX_get0_chain_certs(ctx, &chain));
  use_and_change(ctx);
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_CTX_add1_chain_cert(ctx, identity_stranger()->cert));
  SSL_free(ssl);
  use_and_change(ctx);
  EXPECT_PTR(identity_ca()->cert, sk_X509_value(chain, 0));
  EXPECT_INT(1, SSL_CTX_get0_chain_certs(ctx, &again));
  EXPECT_INT(2, sk_X509_num(again));
  SSL_CTX_free(ctx);
}

CASE(certificate, "the certificate and key that a context lends stay its own") {
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  use_identity(ctx, identity_ec());
  X509 *certificate = SSL_CTX_get0_certificate(ctx);
  EVP_PKEY *key = SSL_CTX_get0_privatekey(ctx);
  use_and_change(ctx);
  EXPECT_PTR(certificate, SSL_CTX_get0_certificate(ctx));
  EXPECT_PTR(key, SSL_CTX_get0_privatekey(ctx));
  SSL_CTX_free(ctx);
}
