// SPDX-License-Identifier: Apache-2.0
// Contexts and connections that are set up: every setter, with settings that others share, so that it needs a copy.
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "pair.h"
#include "tasks.h"

static SSL_CTX *plain;
static SSL_SESSION *some_session;

static enum outcome configured_context(void) {
  static const unsigned char alpn[] = "\2h2\10http/1.1";
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  if (ctx == NULL) return REFUSED;
  int good = SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:!RC4") == 1;
  good = good && SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384") == 1;
  good = good && SSL_CTX_set1_groups_list(ctx, "X25519:P-256") == 1 &&
         SSL_CTX_set1_sigalgs_list(ctx, "RSA-PSS+SHA256") == 1;
  good = good && SSL_CTX_set_alpn_protos(ctx, alpn, sizeof alpn - 1) == 0;
  good = good && SSL_CTX_use_certificate(ctx, identity_ec()->cert) == 1;
  good = good && SSL_CTX_use_PrivateKey(ctx, identity_ec()->key) == 1 && SSL_CTX_check_private_key(ctx) == 1;
  good = good && SSL_CTX_add_client_CA(ctx, identity_ca()->cert) == 1 &&
         SSL_CTX_add1_chain_cert(ctx, identity_ca()->cert) == 1;
  good = good && SSL_CTX_set_session_id_context(ctx, alpn, 3) == 1;
  SSL_CTX_free(ctx);
  return good ? DONE : REFUSED;
}

static enum outcome configured_by_words(void) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  int good = ctx != NULL && conf != NULL;
  if (good) {
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER);
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    good = SSL_CONF_cmd(conf, "Groups", "P-256:X25519") == 2 &&
           SSL_CONF_cmd(conf, "CipherString", "ECDHE+AESGCM") == 2 && SSL_CONF_CTX_finish(conf) == 1;
  }
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
  return good ? DONE : REFUSED;
}

static enum outcome configured_connection(void) {
  static const unsigned char alpn[] = "\2h2";
  SSL *ssl = SSL_new(plain), *dup = NULL;
  if (ssl == NULL) return REFUSED;
  int good = SSL_set_cipher_list(ssl, "ECDHE+AESGCM") == 1 && SSL_set_ciphersuites(ssl, "TLS_AES_128_GCM_SHA256") == 1;
  good = good && SSL_set1_groups_list(ssl, "P-256") == 1 && SSL_set1_host(ssl, "server.test") == 1;
  good = good && SSL_set_alpn_protos(ssl, alpn, 3) == 0 && SSL_set_session(ssl, some_session) == 1;
  good = good && SSL_use_certificate(ssl, identity_client()->cert) == 1 &&
         SSL_use_PrivateKey(ssl, identity_client()->key) == 1;
  good = good && (dup = SSL_dup(ssl)) != NULL && SSL_clear(ssl) == 1;
  SSL_free(dup);
  SSL_free(ssl);
  return good ? DONE : REFUSED;
}


// --- Setters that return nothing, or what callers do not look at

static int on_verify(int good, X509_STORE_CTX *store) { return (void)store, good; }
static int on_cert(SSL *ssl, void *arg) { return (void)ssl, (void)arg, 1; }
static void on_info(const SSL *ssl, int where, int value) { (void)ssl, (void)where, (void)value; }
static int on_password(char *out, int size, int write, void *arg) {
  return (void)out, (void)size, (void)write, (void)arg, 0;
}
static size_t on_padding(SSL *ssl, int type, size_t size, void *arg) {
  return (void)ssl, (void)type, (void)size, (void)arg, 0;
}
static int on_id(SSL *ssl, unsigned char *id, unsigned *size) { return (void)ssl, (void)id, (void)size, 1; }
static int on_early(SSL *ssl, void *arg) { return (void)ssl, (void)arg, 1; }

// An argument that is handed over; `not_made` tells that there was no memory for that already.
static int not_made;
static STACK_OF(X509_NAME) *one_name(void) {
  STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
  X509_NAME *name = X509_NAME_dup(X509_get_subject_name(identity_ca()->cert));
  if (names != NULL && name != NULL && sk_X509_NAME_push(names, name) != 0) return names;
  X509_NAME_free(name);
  not_made = 1;
  return names;
}

struct ctx_setter {
  void (*set)(SSL_CTX *ctx);
  int (*took)(SSL_CTX *ctx);
};
struct ssl_setter {
  void (*set)(SSL *ssl);
  int (*took)(SSL *ssl);
};

// One setter: what it does to an object `o` and what is then true of it.
#define SETTER(type, name, set, took)                \
  static void set_##name(type *o) { set; }           \
  static int took_##name(type *o) { return (void)o, took; }
#define BOTH(name, call, took_part)                                                                \
  SETTER(SSL_CTX, ctx_##name, SSL_CTX_##call, SSL_CTX_##took_part)                                 \
  SETTER(SSL, ssl_##name, SSL_##call, SSL_##took_part)
#define ROW(name) {set_##name, took_##name}

BOTH(verify, set_verify(o, SSL_VERIFY_PEER, on_verify), get_verify_mode(o) == SSL_VERIFY_PEER)
BOTH(depth, set_verify_depth(o, 3), get_verify_depth(o) == 3)
BOTH(options, set_options(o, SSL_OP_NO_TICKET), get_options(o) & SSL_OP_NO_TICKET)
BOTH(cleared, clear_options(o, SSL_OP_ENABLE_MIDDLEBOX_COMPAT), get_options(o) & SSL_OP_ENABLE_MIDDLEBOX_COMPAT ? 0 : 1)
BOTH(info, set_info_callback(o, on_info), get_info_callback(o) == on_info)
BOTH(password, set_default_passwd_cb(o, on_password), get_default_passwd_cb(o) == on_password)
BOTH(level, set_security_level(o, 3), get_security_level(o) == 3)
BOTH(level_data, set0_security_ex_data(o, o), get0_security_ex_data(o) == o)
BOTH(padding_arg, set_record_padding_callback_arg(o, o), get_record_padding_callback_arg(o) == o)
BOTH(early, set_max_early_data(o, 7), get_max_early_data(o) == 7)
BOTH(tickets, set_num_tickets(o, 5), get_num_tickets(o) == 5)
BOTH(block, set_block_padding(o, 64), get_verify_mode(o) >= 0)
BOTH(cert, set_cert_cb(o, on_cert, NULL), get_verify_mode(o) >= 0)
BOTH(id, set_generate_session_id(o, on_id), get_verify_mode(o) >= 0)
BOTH(auth, set_post_handshake_auth(o, 1), get_verify_mode(o) >= 0)
BOTH(allow_early, set_allow_early_data_cb(o, on_early, NULL), get_verify_mode(o) >= 0)
BOTH(names, set0_CA_list(o, one_name()), get0_CA_list(o) != NULL)
SETTER(SSL_CTX, ctx_client_names, SSL_CTX_set_client_CA_list(o, one_name()), SSL_CTX_get_client_CA_list(o) != NULL)
SETTER(SSL, ssl_client_names, SSL_set_client_CA_list(o, one_name()), 1)
SETTER(SSL_CTX, ctx_padding, SSL_CTX_set_record_padding_callback(o, on_padding), 1)
SETTER(SSL_CTX, ctx_quiet, SSL_CTX_set_quiet_shutdown(o, 1), SSL_CTX_get_quiet_shutdown(o) == 1)
SETTER(SSL_CTX, ctx_timeout, SSL_CTX_set_timeout(o, 77), SSL_CTX_get_timeout(o) == 77)
SETTER(SSL_CTX, ctx_param, SSL_CTX_set_purpose(o, X509_PURPOSE_SSL_CLIENT), 1)
SETTER(SSL, ssl_ahead, SSL_set_read_ahead(o, 1), SSL_get_read_ahead(o) == 1)
SETTER(SSL, ssl_host, SSL_set_hostflags(o, X509_CHECK_FLAG_NO_WILDCARDS), 1)
SETTER(SSL, ssl_context, SSL_set_SSL_CTX(o, plain), SSL_get_SSL_CTX(o) == plain)

static const struct ctx_setter ctx_setters[] = {
    ROW(ctx_verify),      ROW(ctx_depth), ROW(ctx_options),      ROW(ctx_cleared),     ROW(ctx_info),
    ROW(ctx_password),    ROW(ctx_level), ROW(ctx_level_data),   ROW(ctx_padding_arg), ROW(ctx_early),
    ROW(ctx_tickets),     ROW(ctx_block), ROW(ctx_cert),         ROW(ctx_id),          ROW(ctx_auth),
    ROW(ctx_allow_early), ROW(ctx_names), ROW(ctx_client_names), ROW(ctx_padding),     ROW(ctx_quiet),
    ROW(ctx_timeout),     ROW(ctx_param),
};
static const struct ssl_setter ssl_setters[] = {
    ROW(ssl_verify),      ROW(ssl_depth), ROW(ssl_options),      ROW(ssl_cleared),     ROW(ssl_info),
    ROW(ssl_password),    ROW(ssl_level), ROW(ssl_level_data),   ROW(ssl_padding_arg), ROW(ssl_early),
    ROW(ssl_tickets),     ROW(ssl_block), ROW(ssl_cert),         ROW(ssl_id),          ROW(ssl_auth),
    ROW(ssl_allow_early), ROW(ssl_names), ROW(ssl_client_names), ROW(ssl_ahead),       ROW(ssl_host),
    ROW(ssl_context),
};

// A context whose setter found no memory makes no connections any more: what was to be set may have been to verify.
static enum outcome try_ctx_setter(const struct ctx_setter *setter) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  SSL *holder = ctx != NULL ? SSL_new(ctx) : NULL, *made = NULL;
  enum outcome outcome = REFUSED;
  if (holder != NULL) {
    ERR_clear_error();
    setter->set(ctx);
    const int told = ERR_peek_error() != 0;
    made = SSL_new(ctx);
    if (made != NULL) outcome = told || !setter->took(ctx) ? WRONG : DONE;
  }
  SSL_free(made), SSL_free(holder);
  SSL_CTX_free(ctx);
  return outcome;
}

static enum outcome try_ssl_setter(const struct ssl_setter *setter) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
  SSL *ssl = ctx != NULL ? SSL_new(ctx) : NULL;
  BIO *out = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
  enum outcome outcome = REFUSED;
  if (ssl != NULL && in != NULL && out != NULL) {
    SSL_set_bio(ssl, in, out), in = NULL, out = NULL;
    ERR_clear_error();
    setter->set(ssl);
    const int told = ERR_peek_error() != 0;
    const int works = SSL_get_error(ssl, SSL_do_handshake(ssl)) == SSL_ERROR_WANT_READ;
    if (works) outcome = told || !setter->took(ssl) ? WRONG : DONE;
  }
  BIO_free(in), BIO_free(out);
  SSL_free(ssl);
  SSL_CTX_free(ctx);
  return outcome;
}

static enum outcome ctx_setters_one_by_one(void) {
  not_made = 0;
  for (size_t i = 0; i < sizeof ctx_setters / sizeof *ctx_setters; i++) {
    const enum outcome outcome = try_ctx_setter(&ctx_setters[i]);
    if (not_made) return REFUSED;
    if (outcome == WRONG) printf("setter %zu of contexts\n", i);
    if (outcome != DONE) return outcome;
  }
  return DONE;
}

static enum outcome ssl_setters_one_by_one(void) {
  not_made = 0;
  for (size_t i = 0; i < sizeof ssl_setters / sizeof *ssl_setters; i++) {
    const enum outcome outcome = try_ssl_setter(&ssl_setters[i]);
    if (not_made) return REFUSED;
    if (outcome == WRONG) printf("setter %zu of connections\n", i);
    if (outcome != DONE) return outcome;
  }
  return DONE;
}

const struct task setter_tasks[] = {
    {"configured_context", configured_context},
    {"configured_by_words", configured_by_words},
    {"configured_connection", configured_connection},
    {"ctx_setters", ctx_setters_one_by_one},
    {"ssl_setters", ssl_setters_one_by_one},
    {NULL, NULL},
};

void prepare_setter_tasks(void) {
  SSL_CTX *server = server_ctx(TLS1_3_VERSION);
  plain = client_ctx(TLS1_3_VERSION);
  some_session = session_from(plain, server);
  SSL_CTX_free(server);
}
