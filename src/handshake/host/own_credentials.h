// SPDX-License-Identifier: Apache-2.0
// Who we are: certificates to show, signatures, stapled responses.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/signature_scheme.h"
#include "handshake/host/answers.h"
#include "handshake/host/config.h"

namespace reprise::handshake {

struct Facts;

// Absent: the settings' credentials are shown and sign as they are.
class OwnCredentials {
 public:
  // The certificate callback: the last moment to set credentials. Called on both sides.
  virtual Answer<> certificate_wanted(const Facts&) { return answered(); }
  // The server wants a certificate (facts.peer_ca_names, ...) and none of ours fits: may set credentials
  // (SSL_CTX_set_client_cert_cb).
  virtual Answer<> client_certificate_wanted(const Facts&) { return answered(); }

  // The certificates to send with a credential that is a lone leaf, the leaf first. Asked each time they are sent.
  virtual Result<Ref<const crypto::CertificateChain>> chain_to_send(const Credential& credential) {
    return credential.chain.share();
  }

  // The signature of `content` by a scheme that suits the key of `credential`. Asked again with the same content.
  virtual Answer<ByteVector> sign(const Credential& credential, crypto::SignatureScheme scheme, Bytes content) {
    return std::optional(TRY(credential.key->sign(scheme, content)));
  }

  // The OCSP response to staple; empty: none.
  virtual Answer<ByteVector> ocsp_response(const Facts&) { return std::optional(ByteVector{}); }

 protected:
  ~OwnCredentials() = default;
};

}  // namespace reprise::handshake
