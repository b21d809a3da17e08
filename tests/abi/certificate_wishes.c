// SPDX-License-Identifier: Apache-2.0
// What a server says of the certificates that it wants, and what a client does when it has no such one: lists of CA
// names out of files, folders and stores; SSL_CTX_set_client_cert_cb(3).
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "abi_test.h"
#include "pair.h"

// --- A folder with a certificate, a note and a revocation list in it

static char folder[] = "/tmp/reprise-wishes-XXXXXX";
static char certificate[64], note[64], list[64];

static void write_text(const char *path, const char *text) {
  FILE *out = fopen(path, "w");
  if (out == NULL) abort();
  fputs(text, out);
  fclose(out);
}

static void make_folder(void) {
  if (mkdtemp(folder) == NULL) abort();
  snprintf(certificate, sizeof certificate, "%s/ca.pem", folder);
  snprintf(note, sizeof note, "%s/README", folder);
  snprintf(list, sizeof list, "%s/ca.crl", folder);
  write_text(note, "Nothing to see here.\n");
  write_text(list, "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n");
  FILE *out = fopen(certificate, "w");
  if (out == NULL) abort();
  PEM_write_X509(out, identity_ca()->cert);
  fclose(out);
}

static void remove_folder(void) {
  remove(certificate);
  remove(note);
  remove(list);
  rmdir(folder);
}

CASE(without_certificates, "a file without certificates adds no name, and is no failure") {
  make_folder();
  STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
  EXPECT_INT(1, SSL_add_file_cert_subjects_to_stack(names, note));
  EXPECT_INT(1, SSL_add_file_cert_subjects_to_stack(names, list));
  EXPECT_INT(0, sk_X509_NAME_num(names));
  EXPECT_INT(1, SSL_add_dir_cert_subjects_to_stack(names, folder));
  EXPECT_INT(1, sk_X509_NAME_num(names));
  EXPECT_INT(0, ERR_peek_error());
  EXPECT_INT(0, SSL_add_file_cert_subjects_to_stack(names, "/nowhere/at/all"));
  ERR_clear_error();
  EXPECT_NULL(SSL_load_client_CA_file(note));
  EXPECT_TRUE(ERR_peek_error() != 0);
  sk_X509_NAME_pop_free(names, X509_NAME_free);
  remove_folder();
}

// --- Commands of SSL_CONF that name stores

static int run(SSL_CTX *ctx, unsigned flags, const char *command, const char *value, int type) {
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_flags(conf, flags | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CERTIFICATE);
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  EXPECT_INT(type, SSL_CONF_cmd_value_type(conf, command));
  const int result = SSL_CONF_cmd(conf, command, value);
  EXPECT_INT(1, SSL_CONF_CTX_finish(conf));
  SSL_CONF_CTX_free(conf);
  ERR_clear_error();
  return result;
}

CASE(stores, "commands for stores fill those for chains, for peers and the list of CA names") {
  static const struct { unsigned flags; const char *command; } commands[] = {
      {SSL_CONF_FLAG_FILE, "VerifyCAStore"},  {SSL_CONF_FLAG_CMDLINE, "-verifyCAstore"},
      {SSL_CONF_FLAG_FILE, "ChainCAStore"},   {SSL_CONF_FLAG_CMDLINE, "-chainCAstore"},
      {SSL_CONF_FLAG_FILE, "RequestCAStore"}, {SSL_CONF_FLAG_CMDLINE, "-requestCAStore"},
      {SSL_CONF_FLAG_FILE, "ClientCAStore"}};
  make_folder();
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    SSL_CTX *ctx = server_ctx(0);
    X509_STORE *store = NULL;
    EXPECT_INT(2, run(ctx, commands[i].flags, commands[i].command, certificate, SSL_CONF_TYPE_STORE));
    SSL_CTX_get0_verify_cert_store(ctx, &store);
    EXPECT_INT(i < 2, store != NULL);
    SSL_CTX_get0_chain_cert_store(ctx, &store);
    EXPECT_INT(i == 2 || i == 3, store != NULL);
    EXPECT_INT(i > 3, sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx)));
    EXPECT_INT(0, run(ctx, commands[i].flags, commands[i].command, "/nowhere/at/all", SSL_CONF_TYPE_STORE));
    SSL_CTX_free(ctx);
  }
  SSL_CTX *ctx = server_ctx(0);
  EXPECT_INT(2, run(ctx, SSL_CONF_FLAG_CMDLINE, "-requestCAFile", certificate, SSL_CONF_TYPE_FILE));
  EXPECT_INT(1, sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx)));
  EXPECT_INT(-2, run(ctx, SSL_CONF_FLAG_CMDLINE, "-clientCAStore", certificate, SSL_CONF_TYPE_UNKNOWN));
  SSL_CTX_free(ctx);
  remove_folder();
}

CASE_EACH_VERSION(store_of_peers, "... and what is in one is what peers are verified by") {
  make_folder();
  struct ends e = ends_new(version);
  SSL_CTX *client = SSL_CTX_new(TLS_client_method());
  EXPECT_INT(2, run(client, SSL_CONF_FLAG_FILE, "VerifyCAStore", certificate, SSL_CONF_TYPE_STORE));
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  struct pair pair = pair_new(client, e.server);
  EXPECT_INT(1, pair_handshake(&pair));
  pair_free(&pair);
  SSL_CTX_free(client);
  ends_free(&e);
  remove_folder();
}

// --- Who is asked for a certificate when none at hand will do

static int times_asked;

static int give_client(SSL *ssl, X509 **x509, EVP_PKEY **key) {
  (void)ssl;
  if (++times_asked == 1) return -1;  // asks to be asked again
  X509_up_ref(*x509 = identity_client()->cert);
  EVP_PKEY_up_ref(*key = identity_client()->key);
  return 1;
}

// Whether the server knows its client in the end, who has `own` to begin with.
static int is_known(int version, const struct identity *own) {
  struct ends e = ends_new(version);
  SSL_CTX_set1_client_sigalgs_list(e.server, "ECDSA+SHA256");
  trust_ca(e.server);
  SSL_CTX_set_verify(e.server, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_id_context(e.server, (const unsigned char *)"c", 1);
  if (own != NULL) use_identity(e.client, own);
  SSL_CTX_set_client_cert_cb(e.client, give_client);
  struct pair pair = pair_new(e.client, e.server);
  times_asked = 0;
  int known = -1, client = 0, server = 0;
  for (int i = 0; i < 20 && (client != 1 || server != 1); i++) {
    if (client != 1) client = SSL_do_handshake(pair.client);
    if (server != 1) server = SSL_do_handshake(pair.server);
  }
  if (client == 1 && server == 1) known = SSL_get0_peer_certificate(pair.server) != NULL;
  ERR_clear_error();
  pair_free(&pair);
  ends_free(&e);
  return known;
}

CASE_EACH_VERSION(none_fits, "a client certificate callback is asked where no certificate at hand fits the request") {
  EXPECT_INT(1, is_known(version, NULL));
  EXPECT_INT(2, times_asked);
  EXPECT_INT(1, is_known(version, identity_rsa()));
  EXPECT_INT(2, times_asked);
  EXPECT_INT(1, is_known(version, identity_client()));
  EXPECT_INT(0, times_asked);
}
