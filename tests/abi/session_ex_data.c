// SPDX-License-Identifier: Apache-2.0
// Application data on sessions, connections and contexts: which callback runs when, and in what order.
#include "abi_test.h"
#include "pair.h"

#include <stdio.h>

static char events[512];

static void note(const char *what, void *ptr, void *argp) {
  const size_t used = strlen(events);
  snprintf(events + used, sizeof events - used, "%s%s:%s", used ? " " : "", what, ptr ? (const char *)ptr : "-");
  if (argp != NULL) snprintf(events + strlen(events), sizeof events - strlen(events), "/%s", (const char *)argp);
}

static void on_new(void *parent, void *ptr, CRYPTO_EX_DATA *data, int index, long argl, void *argp) {
  (void)data, (void)index, (void)argl;
  note(parent != NULL ? "new" : "new-without-parent", ptr, argp);
}

static int on_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **from_d, int index, long argl, void *argp) {
  (void)to, (void)from, (void)index, (void)argl;
  note("dup", *from_d, argp);
  *from_d = *from_d ? (void *)"copied" : NULL;
  return 1;
}

static int refuse_dup(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **from_d, int index, long argl, void *argp) {
  (void)to, (void)from, (void)from_d, (void)index, (void)argl, (void)argp;
  return 0;
}

static void on_free(void *parent, void *ptr, CRYPTO_EX_DATA *data, int index, long argl, void *argp) {
  (void)parent, (void)data, (void)index, (void)argl;
  note("free", ptr, argp);
}

CASE(first_index_is_one, "the first new index is 1: index 0 is the app_data one") {
  EXPECT_INT(1, SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL));
  EXPECT_INT(2, SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL));
  EXPECT_INT(1, SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL));
  EXPECT_INT(1, SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL));
}

CASE(unset_is_null, "data that was never set is NULL") {
  SSL_SESSION *session = SSL_SESSION_new();
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  EXPECT_NULL(SSL_SESSION_get_ex_data(session, index));
  EXPECT_NULL(SSL_SESSION_get_ex_data(session, 0));
  EXPECT_NULL(SSL_SESSION_get_ex_data(session, 1000));
  SSL_SESSION_free(session);
}

CASE(new_and_free_callbacks, "new runs at SSL_SESSION_new with NULL, free at the last free with the data and argp") {
  const int index = SSL_SESSION_get_ex_new_index(7, (void *)"argp", on_new, on_dup, on_free);
  events[0] = 0;
  SSL_SESSION *session = SSL_SESSION_new();
  EXPECT_STR("new:-/argp", events);
  EXPECT_INT(1, SSL_SESSION_set_ex_data(session, index, (void *)"data"));
  EXPECT_STR("data", (const char *)SSL_SESSION_get_ex_data(session, index));
  SSL_SESSION_up_ref(session);
  SSL_SESSION_free(session);
  EXPECT_STR("new:-/argp", events);
  SSL_SESSION_free(session);
  EXPECT_STR("new:-/argp free:data/argp", events);
}

CASE(dup_order, "SSL_SESSION_dup runs new, then dup with the source's data") {
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, on_new, on_dup, on_free);
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set_ex_data(session, index, (void *)"data");
  events[0] = 0;
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  EXPECT_STR("new:- dup:data", events);
  EXPECT_STR("copied", (const char *)SSL_SESSION_get_ex_data(copy, index));
  EXPECT_STR("data", (const char *)SSL_SESSION_get_ex_data(session, index));
  events[0] = 0;
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
  EXPECT_STR("free:data free:copied", events);
}

CASE(dup_of_unset, "the dup callback runs for NULL data too when a later index is set") {
  const int first = SSL_SESSION_get_ex_new_index(0, (void *)"1", on_new, on_dup, on_free);
  const int second = SSL_SESSION_get_ex_new_index(0, (void *)"2", on_new, on_dup, on_free);
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set_ex_data(session, second, (void *)"data");
  events[0] = 0;
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  EXPECT_STR("new:-/1 new:-/2 dup:-/1 dup:data/2", events);
  EXPECT_NULL(SSL_SESSION_get_ex_data(copy, first));
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
}

CASE(no_dup_copies_pointer, "without a dup callback a copy gets the same pointer") {
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set_ex_data(session, index, events);
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  EXPECT_PTR(events, SSL_SESSION_get_ex_data(copy, index));
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
}

CASE(refused_dup, "a dup callback that returns 0 makes SSL_SESSION_dup return NULL") {
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, refuse_dup, NULL);
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION_set_ex_data(session, index, events);
  EXPECT_NULL(SSL_SESSION_dup(session));
  SSL_SESSION_free(session);
}

CASE(app_data, "app_data is index 0") {
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_INT(1, SSL_SESSION_set_app_data(session, events));
  EXPECT_PTR(events, SSL_SESSION_get_ex_data(session, 0));
  EXPECT_INT(1, SSL_set_app_data(ssl, events));
  EXPECT_PTR(events, SSL_get_ex_data(ssl, 0));
  EXPECT_INT(1, SSL_CTX_set_app_data(ctx, events));
  EXPECT_PTR(events, SSL_CTX_get_ex_data(ctx, 0));
  SSL_SESSION_free(session);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

CASE(connection_data, "SSL and SSL_CTX data run their own new and free callbacks") {
  const int of_ctx = SSL_CTX_get_ex_new_index(0, (void *)"ctx", on_new, on_dup, on_free);
  const int of_ssl = SSL_get_ex_new_index(0, (void *)"ssl", on_new, on_dup, on_free);
  events[0] = 0;
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  EXPECT_STR("new:-/ctx new:-/ssl", events);
  SSL_CTX_set_ex_data(ctx, of_ctx, (void *)"C");
  SSL_set_ex_data(ssl, of_ssl, (void *)"S");
  SSL_CTX_free(ctx);
  SSL_free(ssl);
  EXPECT_STR("new:-/ctx new:-/ssl free:S/ssl free:C/ctx", events);
}

CASE(ssl_dup_copies_data, "SSL_dup runs the dup callback of the connection's data") {
  const int index = SSL_get_ex_new_index(0, NULL, on_new, on_dup, on_free);
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  SSL *ssl = SSL_new(ctx);
  SSL_set_ex_data(ssl, index, (void *)"S");
  events[0] = 0;
  SSL *copy = SSL_dup(ssl);
  REQUIRE(copy != NULL);
  EXPECT_STR("new:- dup:S", events);
  EXPECT_STR("copied", (const char *)SSL_get_ex_data(copy, index));
  SSL_free(ssl);
  SSL_free(copy);
  SSL_CTX_free(ctx);
}

CASE_EACH_VERSION(made_when_seen,
                  "OpenSSL makes the data of a handshake's session with it, Reprise when a program first sees it") {
  SSL_CTX *client = client_ctx(version), *server = server_ctx(version);
  struct pair pair = pair_new(client, server);
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, on_new, NULL, on_free);
  REQUIRE(pair_handshake(&pair));
  EXPECT_INT(DIFFERS("most are never looked at", 1, 0), strstr(events, "new:") != NULL);
  EXPECT_NULL(SSL_SESSION_get_ex_data(SSL_get_session(pair.client), index));
  EXPECT_TRUE(strstr(events, "new:") != NULL);
  pair_shutdown(&pair);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(serialised_data, "i2d and d2i do not carry application data") {
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, on_new, on_dup, on_free);
  unsigned char der[512], *out = der;
  SSL_SESSION *session = made_session("id", TLS1_2_VERSION);
  SSL_SESSION_set_ex_data(session, index, (void *)"data");
  const int len = i2d_SSL_SESSION(session, &out);
  const unsigned char *in = der;
  events[0] = 0;
  SSL_SESSION *read = d2i_SSL_SESSION(NULL, &in, len);
  EXPECT_STR("new:-", events);
  EXPECT_NULL(SSL_SESSION_get_ex_data(read, index));
  SSL_SESSION_free(read);
  SSL_SESSION_free(session);
}

CASE(each_ticket_duplicates, "a TLS 1.3 client copies its session's data for each ticket after the first") {
  const int index = SSL_SESSION_get_ex_new_index(0, NULL, NULL, on_dup, NULL);
  SSL_CTX *client = client_ctx(TLS1_3_VERSION), *server = server_ctx(TLS1_3_VERSION);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  SSL_SESSION_set_ex_data(SSL_get_session(pair.client), index, (void *)"data");
  events[0] = 0;
  pair_settle(&pair);
  EXPECT_STR("dup:data dup:copied", events);
  EXPECT_STR("copied", (const char *)SSL_SESSION_get_ex_data(SSL_get_session(pair.client), index));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(x509_store_ctx_idx, "SSL_get_ex_data_X509_STORE_CTX_idx is the same each time and not negative") {
  const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
  EXPECT_TRUE(index >= 0);
  EXPECT_INT(index, SSL_get_ex_data_X509_STORE_CTX_idx());
}
