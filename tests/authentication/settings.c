// SPDX-License-Identifier: Apache-2.0
// Policies and contexts.
#include <string.h>

#include "forger.h"
#include "keepers.h"
#include "matrix.h"
#include "outside_cache.h"

const char *const way_names[kNumWays] = {
    "full", "id", "ticket", "stateful", "keycb", "fixed", "der", "from-lax", "to-strict", "retry", "pha", "early",
};
const int modes[kNumModes] = {
    SSL_VERIFY_NONE,
    SSL_VERIFY_PEER,
    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
    SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
    SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE,
    SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE,
};
const char *const mode_names[kNumModes] = {"NONE", "PEER", "PEER|FAIL", "FAIL", "PEER|ONCE", "PEER|POST"};
const char *const answer_names[kNumAnswers] = {
    "nocb", "preverify", "always", "never", "checked", "cert-always", "cert-never", "again", "again-never",
};

static int times_asked;

void forget_answers(void) { times_asked = 0; }

static void ask_again(X509_STORE_CTX *store) {
  SSL_set_retry_verify(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

static int preverify(int ok, X509_STORE_CTX *store) {
  (void)store;
  return ok;
}
static int always(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 1;
}
static int never(int ok, X509_STORE_CTX *store) {
  (void)ok, (void)store;
  return 0;
}
static int again_never(int ok, X509_STORE_CTX *store) {
  (void)ok;
  if (times_asked++ > 0) return 0;
  ask_again(store);
  return 1;
}

static int cert_checked(X509_STORE_CTX *store, void *arg) {
  (void)arg;
  return X509_verify_cert(store);
}
static int cert_always(X509_STORE_CTX *store, void *arg) {
  (void)store, (void)arg;
  return 1;
}
static int cert_never(X509_STORE_CTX *store, void *arg) {
  (void)arg;
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}
static int cert_again(X509_STORE_CTX *store, void *arg) {
  if (times_asked++ > 0) return cert_checked(store, arg);
  ask_again(store);
  return 1;
}

void apply_policy(SSL_CTX *ctx, const struct policy *policy) {
  static int (*const verify[kNumAnswers])(int, X509_STORE_CTX *) = {
      [kPreverify] = preverify, [kAlways] = always, [kNever] = never, [kAgainNever] = again_never};
  static int (*const cert_verify[kNumAnswers])(X509_STORE_CTX *, void *) = {
      [kChecked] = cert_checked, [kCertAlways] = cert_always, [kCertNever] = cert_never, [kAgain] = cert_again};
  SSL_CTX_set_verify(ctx, modes[policy->mode], verify[policy->answer]);
  SSL_CTX_set_cert_verify_callback(ctx, cert_verify[policy->answer], NULL);
}

int has_two_names(enum way way) { return way == kFromLax || way == kToStrict; }

static SSL_CTX *new_ctx(const SSL_METHOD *method, int version) {
  SSL_CTX *ctx = SSL_CTX_new(method);
  must(ctx != NULL, "SSL_CTX_new");
  must(SSL_CTX_set_min_proto_version(ctx, version) == 1, "min version");
  must(SSL_CTX_set_max_proto_version(ctx, version) == 1, "max version");
  must(SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") == 1, "TLS 1.3 suite");
  must(SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256") == 1, "TLS 1.2 suite");
  return ctx;
}

static void use(SSL_CTX *ctx, struct identity who) {
  if (who.cert == NULL) return;
  must(SSL_CTX_use_certificate(ctx, who.cert) == 1, "certificate");
  must(SSL_CTX_use_PrivateKey(ctx, who.key) == 1, "key");
}

static enum keeper keeper_of(enum way way) {
  if (way == kById || way == kStateful) return kCache;
  if (way == kThroughDer) return kOutsideCache;
  if (way == kKeyCallback) return kKeysOfCallback;
  return way == kFixedKeys ? kGivenKeys : kOwnKeys;
}

static void serve_by(SSL_CTX *ctx, enum way way) {
  must(SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"matrix", 6) == 1, "session id context");
  keep_sessions(ctx, keeper_of(way));
  if (way == kRetry) must(SSL_CTX_set1_groups_list(ctx, "P-384") == 1, "group");
  if (way == kEarlyData) must(SSL_CTX_set_max_early_data(ctx, 1000) == 1, "early data");
}

static SSL_CTX *new_judge(const struct cell *cell) {
  const int serves = cell->role == kJudgeServer;
  SSL_CTX *ctx = new_ctx(serves ? TLS_server_method() : TLS_client_method(), cell->version);
  trust_ca(SSL_CTX_get_cert_store(ctx));
  if (serves) {
    use(ctx, judges_identity());
    serve_by(ctx, cell->way);
  }
  return ctx;
}

static SSL_CTX *new_peer(const struct cell *cell) {
  const int serves = cell->role == kJudgeClient;
  SSL_CTX *ctx = new_ctx(serves ? TLS_server_method() : TLS_client_method(), cell->version);
  use(ctx, credential_of(cell->role, cell->credential));
  forger_hears(ctx);
  if (serves) serve_by(ctx, cell->way);
  if (cell->way == kPostHandshake) SSL_CTX_set_post_handshake_auth(ctx, 1);
  return ctx;
}

// A server of two names goes to the second as nginx does: the other context, and its verification with it.
static int choose_name(SSL *ssl, int *alert, void *arg) {
  SSL_CTX *second = arg;
  const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  (void)alert;
  if (name == NULL || strcmp(name, NAME_PEER) != 0) return SSL_TLSEXT_ERR_OK;
  SSL_set_SSL_CTX(ssl, second);
  SSL_set_verify(ssl, SSL_CTX_get_verify_mode(second), SSL_CTX_get_verify_callback(second));
  SSL_set1_host(ssl, NAME_PEER);
  return SSL_TLSEXT_ERR_OK;
}

static void give_second_name(SSL_CTX *first, SSL_CTX *second) {
  SSL_CTX_set_tlsext_servername_callback(first, choose_name);
  SSL_CTX_set_tlsext_servername_arg(first, second);
}

struct contexts contexts_of(const struct cell *cell) {
  static struct contexts made[kNumRoles][2][kNumWays][kNumCredentials];
  struct contexts *row = made[cell->role][cell->version == TLS1_3_VERSION][cell->way];
  struct contexts *here = &row[cell->credential];
  if (here->peer != NULL) return *here;
  // One judge sees all kinds of peers; peers are one context a kind.
  if (row[0].judge == NULL) {
    row[0].judge = new_judge(cell);
    if (cell->role == kJudgeServer && has_two_names(cell->way)) {
      row[0].at_second = new_judge(cell);
      give_second_name(row[0].judge, row[0].at_second);
    }
  }
  here->judge = row[0].judge;
  here->at_second = row[0].at_second;
  here->peer = new_peer(cell);
  if (cell->role == kJudgeClient && has_two_names(cell->way)) {
    here->at_second = new_peer(cell);
    give_second_name(here->peer, here->at_second);
  }
  return *here;
}

void forget_contexts_sessions(const struct contexts *contexts) {
  SSL_CTX_flush_sessions(contexts->judge, 0);
  SSL_CTX_flush_sessions(contexts->peer, 0);
  if (contexts->at_second != NULL) SSL_CTX_flush_sessions(contexts->at_second, 0);
  empty_outside_cache();
}
