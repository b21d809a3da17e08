// Certificates as messages bring them, for both versions.
#pragma once

#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "handshake/context.h"

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

// Asks the Host about facts.peer_chain and sets facts.verify_result. Nothing yet, or success, or the error to end with.
Answer<> verify_peer_chain(Context& context);

}  // namespace reprise::handshake
