// SPDX-License-Identifier: Apache-2.0
#include "certificates.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(int good, const char *what) {
  if (good) return;
  fprintf(stderr, "cannot make the test certificates: %s\n", what);
  abort();
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  must(extension != NULL && X509_add_ext(cert, extension, -1), value);
  X509_EXTENSION_free(extension);
}

// Extensions besides those that all have; null: not there.
struct extras {
  const char *alternative, *usage, *comment;
};

// Issues a certificate for `name`; with `issuer` null it signs itself.
static struct identity issue_with(const char *name, EVP_PKEY *key, const struct identity *issuer, int is_ca,
                                  struct extras extras) {
  static long serial = 1;
  struct identity made = {key, X509_new()};
  must(key != NULL && made.cert != NULL, name);
  X509_set_version(made.cert, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.cert), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.cert), -86400);
  X509_gmtime_adj(X509_getm_notAfter(made.cert), 30L * 86400);
  X509_NAME *subject = X509_get_subject_name(made.cert);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
  X509 *issuing = issuer != NULL ? issuer->cert : made.cert;
  X509_set_issuer_name(made.cert, X509_get_subject_name(issuing));
  X509_set_pubkey(made.cert, key);
  add_extension(made.cert, issuing, NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(made.cert, issuing, NID_subject_key_identifier, "hash");
  if (extras.alternative != NULL) add_extension(made.cert, issuing, NID_subject_alt_name, extras.alternative);
  if (extras.usage != NULL) add_extension(made.cert, issuing, NID_ext_key_usage, extras.usage);
  if (extras.comment != NULL) add_extension(made.cert, issuing, NID_netscape_comment, extras.comment);
  must(X509_sign(made.cert, issuer != NULL ? issuer->key : key, EVP_sha256()) > 0, "sign");
  return made;
}

static struct identity issue(const char *name, EVP_PKEY *key, const struct identity *issuer, int is_ca) {
  char alternative[128];
  snprintf(alternative, sizeof alternative, "DNS:%s", name);
  return issue_with(name, key, issuer, is_ca, (struct extras){.alternative = is_ca ? NULL : alternative});
}

const struct identity *identity_ca(void) {
  static struct identity made;
  if (made.cert == NULL) made = issue("Test CA", EVP_EC_gen("P-256"), NULL, 1);
  return &made;
}

const struct identity *identity_ec(void) {
  static struct identity made;
  if (made.cert == NULL) made = issue("server.test", EVP_EC_gen("P-256"), identity_ca(), 0);
  return &made;
}

const struct identity *identity_rsa(void) {
  static struct identity made;
  if (made.cert == NULL) made = issue("rsa.test", EVP_RSA_gen(2048), identity_ca(), 0);
  return &made;
}

const struct identity *identity_client(void) {
  static struct identity made;
  if (made.cert == NULL) made = issue("client.test", EVP_EC_gen("P-256"), identity_ca(), 0);
  return &made;
}

const struct identity *identity_stranger(void) {
  static struct identity made;
  if (made.cert == NULL) made = issue("stranger.test", EVP_EC_gen("P-256"), NULL, 0);
  return &made;
}

struct identity new_identity(const char *name, const struct identity *issuer, int is_ca) {
  return issue(name, EVP_EC_gen("P-256"), issuer, is_ca);
}

struct identity new_long_identity(size_t length) {
  char *comment = malloc(length + 1);
  must(comment != NULL, "comment");
  memset(comment, 'c', length);
  comment[length] = 0;
  const struct identity made = issue_with("long.test", EVP_EC_gen("P-256"), identity_ca(), 0,
                                          (struct extras){.alternative = "DNS:long.test", .comment = comment});
  free(comment);
  return made;
}

struct identity new_leaf(const char *name, const char *alternative, const char *usage) {
  return issue_with(name, EVP_EC_gen("P-256"), identity_ca(), 0,
                    (struct extras){.alternative = alternative, .usage = usage});
}

void free_identity(struct identity *who) {
  X509_free(who->cert);
  EVP_PKEY_free(who->key);
}
