// SPDX-License-Identifier: Apache-2.0
// Who the peer is: as its Certificate says, and as it has proved.
#pragma once

#include "base/ref.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "crypto/signature_scheme.h"
#include "session/object/client_trust.h"
#include "session/object/session_data.h"

namespace reprise::handshake {

// A chain that a Certificate brought. Anybody may send anybody's: it stays in the state that waits for the proof, and
// only the Host's verdict is asked about it.
struct CandidatePeer {
  Ref<const crypto::CertificateChain> chain;  // with a leaf whose key can be read
  long verify_result = 0;                     // X509_V_: the verdict
  session::ClientTrust trust{};               // server: what it hangs on, as it was when the verdict fell
};

// A peer that holds the key of its leaf. There are two ways to one, and no other.
class ProvenPeer {
 public:
  ProvenPeer() = default;  // nobody

  // Checks `signature` over `content` with the candidate's leaf. Fails with illegal_parameter when the key is not for
  // `scheme`, with handshake_failure or unsupported_certificate when it must not sign, with decrypt_error when the
  // signature does not fit.
  static Result<ProvenPeer> by_signature(const CandidatePeer& candidate, crypto::SignatureScheme scheme,
                                         crypto::SchemeRules rules, Bytes content, Bytes signature);
  // Whom the full handshake behind `session` found. That we talk to the same again is what this handshake's Finished
  // proves: a connection that is not complete has a peer, but takes no word of it.
  static ProvenPeer of_session(const session::SessionData& session);

  explicit operator bool() const { return bool(leaf_); }
  const crypto::Certificate* leaf() const { return leaf_.get(); }          // lent; null: nobody
  // As sent by the peer; null too when the session that it is from was read from bytes, which hold the leaf alone.
  const crypto::CertificateChain* chain() const { return chain_.get(); }

 private:
  ProvenPeer(const crypto::Certificate* leaf, const crypto::CertificateChain* chain)
      : leaf_(Ref<const crypto::Certificate>::sharing(leaf)),
        chain_(Ref<const crypto::CertificateChain>::sharing(chain)) {}

  Ref<const crypto::Certificate> leaf_;
  Ref<const crypto::CertificateChain> chain_;
};

}  // namespace reprise::handshake
