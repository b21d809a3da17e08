// SPDX-License-Identifier: Apache-2.0
// What a peer may show for itself, made once in memory: a CA with a list of revoked certificates, and for each role the
// certificates and keys of all kinds of peers.
#ifndef AUTHENTICATION_CREDENTIALS_H
#define AUTHENTICATION_CREDENTIALS_H

#include <openssl/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

enum role { kJudgeServer, kJudgeClient, kNumRoles };  // who looks at the other's credential: the judge

enum credential {
  kNone,          // no certificate
  kGood,          // issued by the CA for both names, the key is the peer's
  kResealed,      // the good one, its flight encrypted again by the forger: shows that the forger's bytes are right
  kSelfSigned,    // same subject as the good one, own key
  kExpired,
  kRevoked,
  kWrongPurpose,  // extendedKeyUsage of the other role
  kWrongUsage,    // keyUsage without digitalSignature
  kWrongName,     // good for elsewhere.test only
  kNoProof,       // the good certificate; no CertificateVerify (TLS 1.2's server: no signature); Finished fits that
  kCut,           // the good certificate and then data, nothing between (TLS 1.2's server: an empty signature)
  kWrongProof,    // the good certificate, signed for with another key
  kNumCredentials,
  kUnknown = kNumCredentials
};

extern const char *const credential_names[kNumCredentials + 1];

// The names that judges look for. A judge of two names has the first one at `elsewhere`.
#define NAME_ELSEWHERE "elsewhere.test"
#define NAME_PEER "peer.test"

struct identity {
  EVP_PKEY *key;
  X509 *cert;
};

// Null members for kNone. The objects live until the process ends.
struct identity credential_of(enum role judge, enum credential which);
struct identity judges_identity(void);

// The CA and its revocation list, which is to be looked at.
void trust_ca(X509_STORE *store);
X509 *authority(void);

// Which one a certificate is; kNone for null. Those that show the good certificate are kGood.
enum credential credential_shown(enum role judge, const X509 *cert);

// Failures to set up abort the program.
void must(int good, const char *what);

#ifdef __cplusplus
}
#endif

#endif
