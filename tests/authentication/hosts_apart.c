// SPDX-License-Identifier: Apache-2.0
// A server of several names, of which each has its own idea of whom to let in: a session of one name opens no other,
// whoever keeps the sessions, and whichever callback chooses the name. (nginx 2025-23419, Apache 2025-23048, Go
// 2025-68121; nginx chooses in its ClientHello callback since 1.29.2 and leaves the decision to the library.) OpenSSL
// leaves the decision to the program, which is to give each name a session id context of its own.
#include "abi_test.h"
#include "keepers.h"
#include "pair.h"

enum chooser { kServerNameCallback, kHelloCallback, kNumChoosers };
enum { kStrict = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT };

// A server's two names; those of "second.test" go to the second context.
struct names {
  SSL_CTX *first, *second;
};
static struct names names;

static void choose(SSL *ssl) {
  SSL_set_SSL_CTX(ssl, names.second);
  SSL_set_verify(ssl, SSL_CTX_get_verify_mode(names.second), SSL_CTX_get_verify_callback(names.second));
}

static int by_name(SSL *ssl, int *alert, void *arg) {
  (void)alert, (void)arg;
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name != NULL && strcmp(name, "second.test") == 0) choose(ssl);
  return SSL_TLSEXT_ERR_OK;
}

static int takes_name(SSL *ssl, int *alert, void *arg) {
  (void)ssl, (void)alert, (void)arg;
  return SSL_TLSEXT_ERR_OK;
}

static int by_hello(SSL *ssl, int *alert, void *arg) {
  static const char wanted[] = "second.test";
  const unsigned char *bytes = NULL;
  size_t len = 0;
  (void)alert, (void)arg;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &len) != 1) return SSL_CLIENT_HELLO_SUCCESS;
  if (len == 5 + sizeof wanted - 1 && memcmp(bytes + 5, wanted, sizeof wanted - 1) == 0) choose(ssl);
  return SSL_CLIENT_HELLO_SUCCESS;
}

static void trust_only(SSL_CTX *ctx, X509 *anchor) {
  X509_STORE *store = X509_STORE_new();
  X509_STORE_add_cert(store, anchor);
  SSL_CTX_set1_cert_store(ctx, store);
  X509_STORE_free(store);
  STACK_OF(X509_NAME) *list = sk_X509_NAME_new_null();
  sk_X509_NAME_push(list, X509_NAME_dup(X509_get_subject_name(anchor)));
  SSL_CTX_set_client_CA_list(ctx, list);
}

static SSL_CTX *one_name(int version, enum keeper keeper, int mode, X509 *anchor) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"names", 5);
  SSL_CTX_set_verify(ctx, mode, NULL);
  trust_only(ctx, anchor);
  keep_sessions(ctx, keeper);
  return ctx;
}

static void two_names(int version, enum keeper keeper, enum chooser chooser, int first_mode, X509 *second_anchor) {
  names.first = one_name(version, keeper, first_mode, identity_ca()->cert);
  names.second = one_name(version, keeper, kStrict, second_anchor);
  int (*const callback)(SSL *, int *, void *) = chooser == kServerNameCallback ? by_name : takes_name;
  SSL_CTX_set_tlsext_servername_callback(names.first, callback);
  if (chooser == kHelloCallback) SSL_CTX_set_client_hello_cb(names.first, by_hello, NULL);
}

static void end_names(void) {
  SSL_CTX_free(names.first);
  SSL_CTX_free(names.second);
  forget_kept_sessions();
}

struct answer {
  int let_in, resumed;
  SSL_SESSION *next;
};

// One visit; the client's byte has to arrive for it to be in.
static struct answer visit(SSL_CTX *client, const char *name, SSL_SESSION *offer) {
  struct answer answer = {0, 0, NULL};
  struct pair pair = pair_new(client, names.first);
  SSL_set_tlsext_host_name(pair.client, name);
  if (offer != NULL) SSL_set_session(pair.client, offer);
  answer.let_in = pair_handshake(&pair) && pair_exchange(&pair);
  answer.resumed = SSL_session_reused(pair.server);
  pair_shutdown(&pair);
  answer.next = SSL_get1_session(pair.client);
  pair_free(&pair);
  ERR_clear_error();
  return answer;
}

// `client` visits the first name and then the second with what it got. `want_in`: whether a full handshake lets it in.
static void open_second(SSL_CTX *client, const char *what, int want_in) {
  const struct answer first = visit(client, "first.test", NULL);
  const struct answer again = visit(client, "first.test", first.next);
  const struct answer second = visit(client, "second.test", again.next);
  EXPECT_INT(1, first.let_in);
  EXPECT_INT(1, again.let_in && again.resumed);
  const int as_openssl = second.let_in;
  if (!EXPECT_INT(DIFFERS("the decision is the library's", as_openssl, want_in), second.let_in) |
      !EXPECT_INT(DIFFERS("the decision is the library's", second.resumed, 0), second.resumed))
    printf("  with %s\n", what);
  SSL_SESSION_free(first.next);
  SSL_SESSION_free(again.next);
  SSL_SESSION_free(second.next);
}

static SSL_CTX *client_with(int version, const struct identity *who) {
  SSL_CTX *client = client_ctx(version);
  if (who != NULL) use_identity(client, who);
  return client;
}

static void each_keeper_and_chooser(int version, int first_mode, X509 *second_anchor, const struct identity *who,
                                    int want_in) {
  for (int keeper = 0; keeper < kNumKeepers; keeper++)
    for (int chooser = 0; chooser < kNumChoosers; chooser++) {
      char what[100];
      SSL_CTX *client = client_with(version, who);
      snprintf(what, sizeof what, "%s, name chosen in the %s callback", keeper_names[keeper],
               chooser == kHelloCallback ? "ClientHello" : "server name");
      two_names(version, (enum keeper)keeper, (enum chooser)chooser, first_mode, second_anchor);
      open_second(client, what, want_in);
      SSL_CTX_free(client);
      end_names();
    }
}

CASE_EACH_VERSION(mode_apart, "a session of a name that asks nobody does not open one that asks for a certificate") {
  each_keeper_and_chooser(version, SSL_VERIFY_NONE, identity_ca()->cert, NULL, 0);
}

CASE_EACH_VERSION(mode_apart_good, "... and who has a certificate shows it there") {
  each_keeper_and_chooser(version, SSL_VERIFY_NONE, identity_ca()->cert, identity_client(), 1);
}

CASE_EACH_VERSION(authorities_apart, "a session of a client of one CA does not open a name that trusts another CA") {
  each_keeper_and_chooser(version, kStrict, identity_stranger()->cert, identity_client(), 0);
}

CASE_EACH_VERSION(optional_apart,
                  "a session without a certificate, where one was optional, does not open a strict name") {
  each_keeper_and_chooser(version, SSL_VERIFY_PEER, identity_ca()->cert, NULL, 0);
}

CASE_EACH_VERSION(own_context, "names with session id contexts of their own are apart with the ClientHello callback") {
  for (int keeper = 0; keeper < kNumKeepers; keeper++) {
    SSL_CTX *client = client_with(version, identity_client());
    two_names(version, (enum keeper)keeper, kHelloCallback, kStrict, identity_stranger()->cert);
    SSL_CTX_set_session_id_context(names.second, (const unsigned char *)"second", 6);
    const struct answer first = visit(client, "first.test", NULL);
    const struct answer second = visit(client, "second.test", first.next);
    EXPECT_INT(1, first.let_in);
    EXPECT_INT(0, second.let_in);
    EXPECT_INT(0, second.resumed);
    SSL_SESSION_free(first.next);
    SSL_SESSION_free(second.next);
    SSL_CTX_free(client);
    end_names();
  }
}

// Two servers of one program or of two, each with one name, that keep sessions where the other finds them.
static void other_server(int version, enum keeper keeper, const char *second_name, int first_mode, X509 *second_anchor,
                         const struct identity *who) {
  SSL_CTX *client = client_with(version, who);
  names.first = one_name(version, keeper, first_mode, identity_ca()->cert);
  const struct answer first = visit(client, "first.test", NULL);
  SSL_CTX *kept = names.first;
  names.first = one_name(version, keeper, kStrict, second_anchor);
  const struct answer second = visit(client, second_name, first.next);
  EXPECT_INT(1, first.let_in);
  if (!EXPECT_INT(DIFFERS("the scope is in the ticket and in the stored session", second.let_in, 0), second.let_in))
    printf("  with %s\n", keeper_names[keeper]);
  SSL_SESSION_free(first.next);
  SSL_SESSION_free(second.next);
  SSL_CTX_free(names.first);
  SSL_CTX_free(kept);
  SSL_CTX_free(client);
  forget_kept_sessions();
}

CASE_EACH_VERSION(servers_apart,
                  "a session of one server does not open one of another name or CA, or a stricter one, with the same keys") {
  const enum keeper shared[] = {kGivenKeys, kKeysOfCallback, kOutsideCache};
  for (int i = 0; i < 3; i++) {
    other_server(version, shared[i], "second.test", kStrict, identity_stranger()->cert, identity_client());
    other_server(version, shared[i], "first.test", kStrict, identity_stranger()->cert, identity_client());
    other_server(version, shared[i], "first.test", SSL_VERIFY_NONE, identity_ca()->cert, NULL);
  }
}
