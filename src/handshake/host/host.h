// SPDX-License-Identifier: Apache-2.0
// The outside, as a handshake sees it: every question that only the application, a store or libcrypto's X.509 can
// answer. Each subject is a door of its own, which a Host leaves as it is where it has nothing to say.
//
// A handshake calls its Host in the middle of a step, with no lock held. A Host that cannot answer yet says so
// (`not_yet()`): the state stays what it was and asks the same question again when the connection is driven next, so a
// callback that wants to be asked later is the ordinary case. A Host that fails returns the Error to report.
//
// The Host may replace the Config while it answers (SSL_set_SSL_CTX in a server name callback, SSL_use_certificate in a
// certificate callback): states read config() afresh after each question.
#pragma once

#include "base/clock.h"
#include "crypto/certificate_interner.h"
#include "crypto/random.h"
#include "handshake/host/config.h"
#include "handshake/host/cookies.h"
#include "handshake/host/custom_extensions.h"
#include "handshake/host/external_psks.h"
#include "handshake/host/hello_choices.h"
#include "handshake/host/key_log.h"
#include "handshake/host/own_credentials.h"
#include "handshake/host/peer_verifier.h"
#include "handshake/host/security_policy.h"
#include "handshake/host/session_keeper.h"

namespace reprise::handshake {

class Host : public PeerVerifier,
             public OwnCredentials,
             public SessionKeeper,
             public ExternalPsks,
             public HelloChoices,
             public Cookies,
             public CustomExtensions,
             public SecurityPolicy,
             public KeyLog {
 public:
  // The current settings; valid until the next call to this Host.
  virtual const Config& config() const = 0;
  virtual TimePoint now() const = 0;
  virtual crypto::Random& random() = 0;
  virtual crypto::CertificateInterner& certificates() = 0;

 protected:
  ~Host() = default;
};

}  // namespace reprise::handshake
