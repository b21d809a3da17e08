// SPDX-License-Identifier: Apache-2.0
// Who the peer is taken for: verdicts on certificates, and what they hang on.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "crypto/certificate.h"
#include "handshake/host/answers.h"
#include "session/object/client_trust.h"
#include "session/object/session.h"

namespace reprise::handshake {

struct Facts;

// The verdict on a peer's chain. `accepted` is false when the handshake must end with `alert`; `result` is an X509_V_
// code either way.
struct Verdict {
  bool accepted = false;
  Alert alert = Alert::bad_certificate;
  long result = 0;
  // Of a server's: trust_scope() as it was when the certificates were looked at, whatever settings become afterwards.
  session::TrustScope scope{};
  std::optional<session::AnchorId> anchor{};  // of a good one: the trusted certificate at the chain's end
};

// The one door without an answer of its own: whoever has no verdict lets nobody in.
class PeerVerifier {
 public:
  // The verdict on a chain that the peer sent, of at least one certificate. That it is the peer's own is proved after
  // the verdict: nobody else may be shown it. `facts` lends what is known so far, ocsp_response among it.
  virtual Answer<Verdict> verify_peer(const crypto::CertificateChain& candidate, const Facts& facts) = 0;
  // DER names of the CAs that the peer's certificate should come from: a server's for its CertificateRequest, a
  // client's for its ClientHello. Asked when they are sent. Empty: any.
  virtual std::vector<ByteVector> certificate_authorities() { return {}; }

  // --- Server: of clients
  // What a verdict on a client hangs on under the settings as they are now: sessions bear it, and serve under the same
  // only. Asked after the questions that may change settings. All zeroes: nothing that is worth comparing.
  virtual Result<session::TrustScope> trust_scope() { return session::TrustScope{}; }
  // Whether the trusted certificate that the verdict on the client of `session` rested on (client_trust) still is one.
  virtual bool still_trusts(const session::SessionData& /*session*/) { return true; }

  // --- Client: of servers
  // Whether verify_peer() is asked about the peer of a session that the server takes up, as in a full handshake: where
  // the session may have been made under other terms than those of this connection.
  virtual bool verifies_again(const session::Session&) const { return false; }
  // The server stapled facts.ocsp_response, or nothing although it was asked for (empty): accept by success.
  virtual Result<> check_ocsp_response(const Facts&) { return success(); }

 protected:
  ~PeerVerifier() = default;
};

}  // namespace reprise::handshake
