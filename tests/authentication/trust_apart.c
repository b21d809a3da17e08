// SPDX-License-Identifier: Apache-2.0
// What a server's verdict on a client hung on is inside the client's session, whoever keeps it: servers that share keys
// or a cache resume each other's sessions where they would let in the same clients on the same terms, and only there.
#include <stdlib.h>
#include <unistd.h>

#include <openssl/pem.h>

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
  unsigned long store_flags;  // of the X509_STORE, which verifications inherit; servers put revocation lists there
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
  X509_STORE_set_flags(SSL_CTX_get_cert_store(ctx), terms->store_flags);
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

CASE_EACH_VERSION(other_store, "... nor where the store says how, as servers do who have revocation lists") {
  const struct terms lax = {.mode = kStrict, .anchors = {identity_ca()->cert}};
  const struct terms listed = {
      .mode = kStrict, .anchors = {identity_ca()->cert}, .store_flags = X509_V_FLAG_CRL_CHECK};
  expect_carried(version, -1, &lax, &listed, identity_client());  // without a list nobody is verified
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
