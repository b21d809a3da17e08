// SPDX-License-Identifier: Apache-2.0
// Certificates made at run time: one small CA and leaves for it. Made on first use, kept to the end of the process.
#ifndef ABI_CERTIFICATES_H
#define ABI_CERTIFICATES_H

#include <openssl/evp.h>
#include <openssl/x509.h>

struct identity {
  EVP_PKEY *key;
  X509 *cert;
};

const struct identity *identity_ca(void);      // EC P-256, subject CN=Test CA
const struct identity *identity_ec(void);      // EC P-256 leaf, CN=server.test with that name as its DNS name
const struct identity *identity_rsa(void);     // RSA 2048 leaf, CN=rsa.test
const struct identity *identity_client(void);  // EC P-256 leaf, CN=client.test
const struct identity *identity_stranger(void);  // EC P-256, self-signed, CN=stranger.test

// A certificate for `name` by `issuer` (null: by itself), a CA's or a leaf; EC P-256. The caller owns key and
// certificate.
struct identity new_identity(const char *name, const struct identity *issuer, int is_ca);

// A leaf for CN=long.test with `length` bytes of comment in it; the caller owns key and certificate.
struct identity new_long_identity(size_t length);
// A leaf of the CA for CN=`name`. `alternative` is its subjectAltName ("IP:192.0.2.1"), `usage` its extendedKeyUsage;
// null: none. The caller owns key and certificate.
struct identity new_leaf(const char *name, const char *alternative, const char *usage);
void free_identity(struct identity *who);

#endif
