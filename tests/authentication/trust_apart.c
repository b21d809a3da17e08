// SPDX-License-Identifier: Apache-2.0
// What a server's verdict on a client hung on is inside the client's session, whoever keeps it: servers that share keys
// or a cache resume each other's sessions where they would let in the same clients on the same terms, and only there.
#include <stdlib.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "abi_test.h"
#include "keepers.h"
#include "pair.h"

enum { kOptional = SSL_VERIFY_PEER, kStrict = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT };

static const enum keeper shared[] = {kGivenKeys, kKeysOfCallback, kOutsideCache};
enum { kNumShared = sizeof shared / sizeof *shared };

typedef int verify_callback(int ok, X509_STORE_CTX *store);

// A server as one process would set it up.
struct terms {
  int mode;
  X509 *anchors[2];        // null: none
  const char *folder;      // of anchors; null: none
  verify_callback *callback;
  unsigned long flags;     // of X509_VERIFY_PARAM
  void (*set)(SSL_CTX *);  // whatever else is set up; null: nothing
  void (*change)(SSL *);   // done to a connection when its client's Finished comes; null: nothing
};

static void change_at_finished(int sent, int version, int type, const void *body, size_t size, SSL *ssl, void *change);

static SSL_CTX *server_of(int version, enum keeper keeper, const struct terms *terms) {
  SSL_CTX *ctx = server_ctx(version);
  SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"servers", 7);
  SSL_CTX_set_verify(ctx, terms->mode, terms->callback);
  for (int i = 0; i < 2; i++)
    if (terms->anchors[i] != NULL) X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), terms->anchors[i]);
  if (terms->folder != NULL) EXPECT_INT(1, SSL_CTX_load_verify_locations(ctx, NULL, terms->folder));
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), terms->flags);
  if (terms->set != NULL) terms->set(ctx);
  if (terms->change != NULL) {
    SSL_CTX_set_msg_callback(ctx, change_at_finished);
    SSL_CTX_set_msg_callback_arg(ctx, (void *)terms->change);
  }
  keep_sessions(ctx, keeper);
  return ctx;
}

// Whether a session that `first` gave to `who` is resumed by `second`: 1, 0, or -1 for a client that is not let in.
static int carried(int version, enum keeper keeper, const struct terms *first, const struct terms *second,
                   const struct identity *who) {
  SSL_CTX *client = client_ctx(version);
  if (who != NULL) use_identity(client, who);
  SSL_CTX *one = server_of(version, keeper, first);
  SSL_CTX *other = server_of(version, keeper, second);
  SSL_SESSION *session = session_from(client, one);
  EXPECT_TRUE(session != NULL);
  struct pair pair = pair_new(client, other);
  SSL_set_session(pair.client, session);
  int answer = -1;
  if (pair_handshake(&pair) && pair_exchange(&pair)) answer = SSL_session_reused(pair.server);
  pair_shutdown(&pair);
  pair_free(&pair);
  ERR_clear_error();
  SSL_SESSION_free(session);
  SSL_CTX_free(one);
  SSL_CTX_free(other);
  SSL_CTX_free(client);
  forget_kept_sessions();
  return answer;
}

// What Reprise is to answer for each way to share sessions; OpenSSL resumes them all.
static void expect_carried(int version, int on_reprise, const struct terms *first, const struct terms *second,
                           const struct identity *who) {
  for (int i = 0; i < kNumShared; i++)
    if (!EXPECT_INT(DIFFERS("the library decides", 1, on_reprise), carried(version, shared[i], first, second, who)))
      printf("  with %s\n", keeper_names[shared[i]]);
}

CASE_EACH_VERSION(alike, "servers that are set up the same resume each other's sessions of verified clients") {
  const struct terms strict = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  expect_carried(version, 1, &strict, &strict, identity_client());
  const struct terms optional = {.mode = kOptional, .anchors = {identity_ca()->cert}};
  expect_carried(version, 1, &optional, &optional, identity_client());
  expect_carried(version, 1, &optional, &optional, NULL);
}

CASE_EACH_VERSION(other_authority, "a session of a client of one CA is not resumed where another CA is trusted") {
  const struct terms first = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  const struct terms second = {.mode = kStrict, .anchors = {identity_stranger()->cert}};
  expect_carried(version, -1, &first, &second, identity_client());
}

CASE_EACH_VERSION(more_authorities, "... but where its CA is one of several") {
  const struct terms first = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  const struct terms second = {.mode = kStrict, .anchors = {identity_stranger()->cert, identity_ca()->cert}};
  expect_carried(version, 1, &first, &second, identity_client());
}

CASE_EACH_VERSION(folder, "... or in a folder that nobody has looked into yet") {
  char folder[] = "/tmp/reprise-anchors-XXXXXX";
  char file[100];
  REQUIRE(mkdtemp(folder) != NULL);
  X509 *anchor = identity_ca()->cert;
  snprintf(file, sizeof file, "%s/%08lx.0", folder, X509_NAME_hash_ex(X509_get_subject_name(anchor), NULL, NULL, NULL));
  FILE *out = fopen(file, "w");
  REQUIRE(out != NULL);
  PEM_write_X509(out, anchor);
  fclose(out);
  const struct terms first = {.mode = kStrict, .anchors = {anchor}};
  const struct terms second = {.mode = kStrict, .folder = folder};
  expect_carried(version, 1, &first, &second, identity_client());
  expect_carried(version, 1, &second, &first, identity_client());
  remove(file);
  rmdir(folder);
}

CASE_EACH_VERSION(other_mode, "a session of a verified client is not resumed where the mode is another") {
  const struct terms optional = {.mode = kOptional, .anchors = {identity_ca()->cert}};
  const struct terms strict = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  expect_carried(version, 0, &optional, &strict, identity_client());
  expect_carried(version, 0, &strict, &optional, identity_client());
}

CASE_EACH_VERSION(other_flags, "... nor where chains are verified otherwise") {
  const struct terms lax = {.mode = kStrict, .anchors = {identity_ca()->cert}, .flags = X509_V_FLAG_NO_CHECK_TIME};
  const struct terms exact = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  expect_carried(version, 0, &lax, &exact, identity_client());
}

// --- What verification takes from elsewhere than the flags of the context

// The CA's list of those it has revoked: `who`, or nobody.
static void check_list(SSL_CTX *ctx, const X509 *who) {
  X509_STORE *store = SSL_CTX_get_cert_store(ctx);
  X509_CRL *list = X509_CRL_new();
  ASN1_TIME *now = X509_gmtime_adj(NULL, -3600), *later = X509_gmtime_adj(NULL, 3600);
  X509_CRL_set_version(list, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(identity_ca()->cert));
  X509_CRL_set1_lastUpdate(list, now);
  X509_CRL_set1_nextUpdate(list, later);
  if (who != NULL) {
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, (ASN1_INTEGER *)X509_get0_serialNumber(who));
    X509_REVOKED_set_revocationDate(entry, now);
    X509_CRL_add0_revoked(list, entry);
  }
  EXPECT_TRUE(X509_CRL_sign(list, identity_ca()->key, EVP_sha256()) > 0);
  EXPECT_INT(1, X509_STORE_add_crl(store, list));
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);  // as nginx and Apache do
  X509_CRL_free(list);
  ASN1_TIME_free(now);
  ASN1_TIME_free(later);
}

static void nobody_revoked(SSL_CTX *ctx) { check_list(ctx, NULL); }
static void client_revoked(SSL_CTX *ctx) { check_list(ctx, identity_client()->cert); }
static void any_purpose(SSL_CTX *ctx) { SSL_CTX_set_purpose(ctx, X509_PURPOSE_ANY); }
static void servers_only(SSL_CTX *ctx) { X509_STORE_set_purpose(SSL_CTX_get_cert_store(ctx), X509_PURPOSE_SSL_SERVER); }
static void other_trust(SSL_CTX *ctx) { SSL_CTX_set_trust(ctx, X509_TRUST_EMAIL); }
static void strong_keys(SSL_CTX *ctx) { X509_VERIFY_PARAM_set_auth_level(SSL_CTX_get0_param(ctx), 4); }
static void short_chains(SSL_CTX *ctx) { X509_STORE_set_depth(SSL_CTX_get_cert_store(ctx), 3); }
static int agrees_with_store(int ok, X509_STORE_CTX *store) { return (void)store, ok; }
static int finds_good(X509_STORE_CTX *store) { return X509_STORE_CTX_set_error(store, X509_V_OK), 1; }
static void store_callback(SSL_CTX *ctx) { X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(ctx), agrees_with_store); }
static void store_revocation(SSL_CTX *ctx) { X509_STORE_set_check_revocation(SSL_CTX_get_cert_store(ctx), finds_good); }
static void store_policy(SSL_CTX *ctx) { X509_STORE_set_check_policy(SSL_CTX_get_cert_store(ctx), finds_good); }

static struct terms strict_and(void (*set)(SSL_CTX *)) {
  return (struct terms){.mode = kStrict, .anchors = {identity_ca()->cert}, .set = set};
}

CASE_EACH_VERSION(lists,
                  "a client who is revoked at one server does not enter by the session of one that does not look") {
  const struct terms lax = strict_and(NULL), revoking = strict_and(client_revoked),
                     looking = strict_and(nobody_revoked);
  expect_carried(version, -1, &lax, &revoking, identity_client());
  expect_carried(version, 0, &lax, &looking, identity_client());
  expect_carried(version, 1, &looking, &looking, identity_client());
}

CASE_EACH_VERSION(renewed_list, "... nor by one from before it was revoked") {
  const struct terms before = strict_and(nobody_revoked), now = strict_and(client_revoked);
  expect_carried(version, -1, &before, &now, identity_client());
}

CASE_EACH_VERSION(purposes, "... nor where the certificate is not for what is asked there, wherever that was set") {
  struct identity server = new_leaf("service.test", NULL, "serverAuth");
  struct identity client = new_leaf("person.test", NULL, "clientAuth");
  const struct terms any = strict_and(any_purpose), usual = strict_and(NULL), servers = strict_and(servers_only);
  expect_carried(version, -1, &any, &usual, &server);
  expect_carried(version, -1, &usual, &servers, &client);
  expect_carried(version, 1, &any, &any, &server);
  free_identity(&server);
  free_identity(&client);
}

CASE_EACH_VERSION(other_terms, "... nor where keys must be stronger, chains shorter, or trust is another") {
  const struct terms usual = strict_and(NULL), strong = strict_and(strong_keys);
  const struct terms other[] = {strict_and(short_chains), strict_and(other_trust)};
  expect_carried(version, -1, &usual, &strong, identity_client());
  for (int i = 0; i < 2; i++) {
    expect_carried(version, 0, &usual, &other[i], identity_client());
    expect_carried(version, 0, &other[i], &usual, identity_client());
    expect_carried(version, 1, &other[i], &other[i], identity_client());
  }
}

CASE_EACH_VERSION(store_functions, "... nor where functions of the store's take part, and there were none") {
  void (*const sets[])(SSL_CTX *) = {store_callback, store_revocation, store_policy};
  const struct terms usual = strict_and(NULL);
  for (int i = 0; i < 3; i++) {
    const struct terms other = strict_and(sets[i]);
    expect_carried(version, 0, &usual, &other, identity_client());
    expect_carried(version, 0, &other, &usual, identity_client());
    expect_carried(version, 1, &other, &other, identity_client());
  }
}

CASE_EACH_VERSION(nobody_asks, "where nobody asks, sessions without a certificate are resumed, and no others") {
  const struct terms open = {.mode = SSL_VERIFY_NONE};
  const struct terms optional = {.mode = kOptional, .anchors = {identity_ca()->cert}};
  expect_carried(version, 1, &open, &open, NULL);
  expect_carried(version, 1, &optional, &open, NULL);
  expect_carried(version, 0, &optional, &open, identity_client());
}

static int accepts(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 1;
}

static int calls_good(int ok, X509_STORE_CTX *store) {
  (void)ok;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

CASE_EACH_VERSION(callbacks, "clients that a callback lets in resume where there is one, and not where there is none") {
  verify_callback *const callbacks[] = {accepts, calls_good};
  const struct terms bare = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  for (int i = 0; i < 2; i++) {
    const struct terms lenient = {.mode = kStrict, .anchors = {identity_ca()->cert}, .callback = callbacks[i]};
    expect_carried(version, 1, &lenient, &lenient, identity_stranger());
    expect_carried(version, 1, &lenient, &lenient, identity_client());
    expect_carried(version, -1, &lenient, &bare, identity_stranger());
  }
}

// What a program does with an SSL once its client has been judged, or while it is.
static void verify_exactly(SSL *ssl) { X509_VERIFY_PARAM_clear_flags(SSL_get0_param(ssl), X509_V_FLAG_NO_CHECK_TIME); }
static void verify_laxly(SSL *ssl) { X509_VERIFY_PARAM_set_flags(SSL_get0_param(ssl), X509_V_FLAG_NO_CHECK_TIME); }

static void change_at_finished(int sent, int version, int type, const void *body, size_t size, SSL *ssl, void *change) {
  (void)version;
  if (sent || type != SSL3_RT_HANDSHAKE || size == 0 || *(const unsigned char *)body != SSL3_MT_FINISHED) return;
  ((void (*)(SSL *))change)(ssl);
}

static int change_to_exact(int ok, X509_STORE_CTX *store) {
  verify_exactly(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return ok;
}

static int agrees(int ok, X509_STORE_CTX *store) {
  (void)store;
  return ok;
}

CASE_EACH_VERSION(changed_since, "a session bears the terms that its client was judged by, not what they became") {
  const struct terms lax = {.mode = kStrict, .anchors = {identity_ca()->cert}, .flags = X509_V_FLAG_NO_CHECK_TIME};
  const struct terms exact = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  struct terms first = lax;
  first.change = verify_exactly;
  expect_carried(version, 0, &first, &exact, identity_client());
  expect_carried(version, 1, &first, &lax, identity_client());
  first = exact;
  first.change = verify_laxly;
  expect_carried(version, 0, &first, &lax, identity_client());
  expect_carried(version, 1, &first, &exact, identity_client());
}

CASE_EACH_VERSION(changed_in_the_verdict, "... and not what the verify callback made of them") {
  const struct terms first = {.mode = kStrict, .anchors = {identity_ca()->cert}, .callback = change_to_exact,
                              .flags = X509_V_FLAG_NO_CHECK_TIME};
  const struct terms exact = {.mode = kStrict, .anchors = {identity_ca()->cert}, .callback = agrees};
  const struct terms lax = {.mode = kStrict, .anchors = {identity_ca()->cert}, .callback = agrees,
                            .flags = X509_V_FLAG_NO_CHECK_TIME};
  expect_carried(version, 0, &first, &exact, identity_client());
  expect_carried(version, 1, &first, &lax, identity_client());
}

// A session is renewed by each TLS 1.3 connection that resumes it.
CASE(changed_since_resumption, "... nor does a session that is made of another take terms of its own") {
  const struct terms lax = {.mode = kStrict, .anchors = {identity_ca()->cert}, .flags = X509_V_FLAG_NO_CHECK_TIME};
  struct terms second = lax;
  second.change = verify_exactly;
  const struct terms exact = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  for (int i = 0; i < kNumShared; i++) {
    SSL_CTX *client = client_ctx(TLS1_3_VERSION);
    use_identity(client, identity_client());
    SSL_CTX *servers[] = {server_of(TLS1_3_VERSION, shared[i], &lax), server_of(TLS1_3_VERSION, shared[i], &second),
                          server_of(TLS1_3_VERSION, shared[i], &exact)};
    SSL_SESSION *session = session_from(client, servers[0]), *next = NULL;
    EXPECT_INT(1, resumes_next(client, servers[1], session, &next));
    EXPECT_INT(DIFFERS("the library decides", 1, 0), resumes(client, servers[2], next));
    SSL_SESSION_free(session);
    SSL_SESSION_free(next);
    for (int j = 0; j < 3; j++) SSL_CTX_free(servers[j]);
    SSL_CTX_free(client);
    forget_kept_sessions();
  }
}
