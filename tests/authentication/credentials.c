// SPDX-License-Identifier: Apache-2.0
#include "credentials.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

const char *const credential_names[kNumCredentials + 1] = {
    "none",     "good",      "resealed",   "self-signed", "expired", "revoked",
    "wrong-eku", "wrong-ku", "wrong-name", "no-proof",    "cut",     "wrong-proof", "unknown",
};

enum { kDay = 86400, kRevokedSerial = 666 };

static struct identity ca, judge, peers[kNumRoles][kNumCredentials];
static X509_CRL *crl;

void must(int good, const char *what) {
  if (good) return;
  fprintf(stderr, "cannot set up: %s\n", what);
  ERR_print_errors_fp(stderr);
  abort();
}

// What a certificate differs in from the usual one.
struct wish {
  const char *subject, *names, *purpose, *usage;
  long serial, valid_for;
  int self_signed;
};

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  if (value == NULL) return;
  X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  must(extension != NULL && X509_add_ext(cert, extension, -1), value);
  X509_EXTENSION_free(extension);
}

static struct identity issue(const struct wish *wish) {
  static long serial = 1000;
  struct identity made = {EVP_EC_gen("P-256"), X509_new()};
  must(made.key != NULL && made.cert != NULL, wish->subject);
  const struct identity *issuer = wish->self_signed ? &made : &ca;
  X509_set_version(made.cert, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.cert), wish->serial != 0 ? wish->serial : serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.cert), -30 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(made.cert), wish->valid_for != 0 ? wish->valid_for : 30 * kDay);
  X509_NAME *subject = X509_get_subject_name(made.cert);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)wish->subject, -1, -1, 0);
  X509_set_issuer_name(made.cert, X509_get_subject_name(issuer->cert));
  X509_set_pubkey(made.cert, made.key);
  add_extension(made.cert, issuer->cert, NID_basic_constraints, wish->names == NULL ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension(made.cert, issuer->cert, NID_key_usage, wish->usage);
  add_extension(made.cert, issuer->cert, NID_ext_key_usage, wish->purpose);
  add_extension(made.cert, issuer->cert, NID_subject_alt_name, wish->names);
  must(X509_sign(made.cert, issuer->key, EVP_sha256()) > 0, "sign");
  return made;
}

static void make_crl(const X509 *revoked) {
  ASN1_TIME *when = X509_gmtime_adj(NULL, -kDay);
  X509_REVOKED *entry = X509_REVOKED_new();
  crl = X509_CRL_new();
  must(crl != NULL && entry != NULL && when != NULL, "CRL");
  X509_CRL_set_version(crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca.cert));
  X509_CRL_set1_lastUpdate(crl, when);
  X509_REVOKED_set_serialNumber(entry, (ASN1_INTEGER *)X509_get0_serialNumber(revoked));
  X509_REVOKED_set_revocationDate(entry, when);
  must(X509_CRL_add0_revoked(crl, entry) == 1, "revoke");
  X509_gmtime_adj(when, 30 * kDay);
  X509_CRL_set1_nextUpdate(crl, when);
  must(X509_CRL_sign(crl, ca.key, EVP_sha256()) > 0, "sign the CRL");
  ASN1_TIME_free(when);
}

// The public half of `shown` with the private half of another key. Whoever has only the certificate can make it, and
// what compares public halves takes it for the certificate's key.
static EVP_PKEY *stolen_key(EVP_PKEY *shown) {
  EVP_PKEY *made = EVP_PKEY_new();
  EC_KEY *own = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
  EC_KEY *public_half = EVP_PKEY_get1_EC_KEY(shown);
  must(made != NULL && own != NULL && public_half != NULL && EC_KEY_generate_key(own) == 1, "another key");
  must(EC_KEY_set_public_key(own, EC_KEY_get0_public_key(public_half)) == 1, "public half");
  must(EVP_PKEY_assign_EC_KEY(made, own) == 1, "joined key");
  EC_KEY_free(public_half);
  return made;
}

#define BOTH_NAMES "DNS:" NAME_PEER ",DNS:" NAME_ELSEWHERE

static void make_peers(enum role role) {
  const char *own = role == kJudgeServer ? "clientAuth" : "serverAuth";
  const char *others = role == kJudgeServer ? "serverAuth" : "clientAuth";
  const struct wish wishes[kNumCredentials] = {
      [kGood] = {NAME_PEER, BOTH_NAMES, own, "digitalSignature", 0, 0, 0},
      [kSelfSigned] = {NAME_PEER, BOTH_NAMES, own, "digitalSignature", 0, 0, 1},
      [kExpired] = {NAME_PEER, BOTH_NAMES, own, "digitalSignature", 0, -kDay, 0},
      [kRevoked] = {NAME_PEER, BOTH_NAMES, own, "digitalSignature", kRevokedSerial, 0, 0},
      [kWrongPurpose] = {NAME_PEER, BOTH_NAMES, others, "digitalSignature", 0, 0, 0},
      [kWrongUsage] = {NAME_PEER, BOTH_NAMES, own, "keyAgreement", 0, 0, 0},
      [kWrongName] = {NAME_ELSEWHERE, "DNS:" NAME_ELSEWHERE, own, "digitalSignature", 0, 0, 0},
  };
  struct identity *made = peers[role];
  for (int i = 0; i < kNumCredentials; i++)
    if (wishes[i].subject != NULL) made[i] = issue(&wishes[i]);
  made[kResealed] = made[kGood];
  const enum credential stolen[] = {kNoProof, kCut, kWrongProof};
  for (int i = 0; i < 3; i++) made[stolen[i]] = (struct identity){stolen_key(made[kGood].key), made[kGood].cert};
}

static void make_all(void) {
  const struct wish authority = {"Test CA", NULL, NULL, "keyCertSign,cRLSign", 1, 0, 1};
  const struct wish judging = {"judge.test", "DNS:judge.test", NULL, NULL, 0, 0, 0};
  if (ca.cert != NULL) return;
  ca = issue(&authority);
  judge = issue(&judging);
  make_peers(kJudgeServer);
  make_peers(kJudgeClient);
  make_crl(peers[kJudgeServer][kRevoked].cert);
}

struct identity credential_of(enum role role, enum credential which) {
  make_all();
  return peers[role][which];
}

struct identity judges_identity(void) {
  make_all();
  return judge;
}

X509 *authority(void) {
  make_all();
  return ca.cert;
}

void trust_ca(X509_STORE *store) {
  make_all();
  must(X509_STORE_add_cert(store, ca.cert) == 1 && X509_STORE_add_crl(store, crl) == 1, "trust");
  must(X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1, "look at the CRL");
}

enum credential credential_shown(enum role role, const X509 *cert) {
  if (cert == NULL) return kNone;
  for (int i = kGood; i < kNumCredentials; i++)
    if (X509_cmp(cert, peers[role][i].cert) == 0) return (enum credential)i;
  return kUnknown;
}
