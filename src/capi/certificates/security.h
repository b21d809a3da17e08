// SPDX-License-Identifier: Apache-2.0
// The security level applied to certificates, and the calls that set level and callback.
#pragma once

#include "base/result.h"
#include "capi/objects/ssl_object.h"
#include "handshake/host/host.h"

namespace reprise::capi {

enum class CertificateUse : std::uint8_t { own_leaf, own_issuer, peer_leaf, peer_issuer };

// A question as security callbacks get it: an SSL_SECOP_ number, whose high half says what `other` points at.
struct SecurityOperation {
  int operation;
  int bits;
  int nid;
  void* other;
};
// Asks the security callback, or the level when there is none. `ssl` may be null.
bool security_allows(SSL_CTX* ctx, SSL* ssl, const SecurityOperation& asked);

// What a handshake asks of a connection's policy.
bool security_allows(SSL* ssl, const handshake::SecurityQuestion& question);

// Asks in the same way about a certificate's key and signature digest. `ssl` may be
// null. Fails with ee_key_too_small, ca_key_too_small or ca_md_too_weak.
Result<> check_certificate_strength(SSL_CTX* ctx, SSL* ssl, X509* certificate, CertificateUse use);

}  // namespace reprise::capi
