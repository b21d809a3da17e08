// Certificates as messages bring them, for both versions.
#pragma once

#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "handshake/context.h"
#include "wire/extensions.h"

namespace reprise::handshake {

// Collects a peer's chain, leaf first. How large it may be is for the reader of the message to check.
class ChainReader {
 public:
  explicit ChainReader(Context& context) : context_(context) {}
  // Takes the next certificate's DER.
  Result<> add(Bytes der);
  // The chain, whose leaf is a certificate with a key that we can read; null when none was added. Fails with
  // bad_certificate or unsupported_certificate.
  Result<Ref<const crypto::CertificateChain>> finish() &&;

 private:
  Context& context_;
  std::vector<Ref<const crypto::Certificate>> certificates_;
};

// What a ClientHello or a TLS 1.3 CertificateRequest says of the chains that its sender takes: sets
// facts.peer_certificate_schemes and facts.peer_ca_names, empty where it says nothing (RFC 8446, 4.2.3, 4.2.4). Fails
// with decode_error.
Result<> note_certificate_wishes(Facts& facts, const wire::ExtensionList& extensions);

// Asks the Host about facts.peer_chain and sets facts.verify_result. Nothing yet, or success, or the error to end with.
Answer<> verify_peer_chain(Context& context);

}  // namespace reprise::handshake
