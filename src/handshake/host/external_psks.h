// SPDX-License-Identifier: Apache-2.0
// Keys that both ends have agreed on beforehand (RFC 8446, 2.2).
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/ref.h"
#include "crypto/hash.h"
#include "handshake/host/answers.h"
#include "handshake/host/session_keeper.h"
#include "session/object/session.h"

namespace reprise::handshake {

// A key agreed on beforehand, as TLS 1.3 offers it (RFC 8446, 2.2). `session` holds key, suite and version.
struct ExternalPsk {
  ByteVector identity;
  Ref<session::Session> session;
};

// Absent: there are none.
class ExternalPsks {
 public:
  // Looks an identity up that was agreed on beforehand (SSL_CTX_set_psk_find_session_callback).
  virtual Answer<FoundToResume> find_external_psk(Bytes /*identity*/) { return std::optional(FoundToResume{}); }

  // A key agreed on beforehand, to be offered in TLS 1.3. `hash` is none in the first ClientHello, or the one that a
  // HelloRetryRequest settled on.
  virtual Answer<std::optional<ExternalPsk>> external_psk(crypto::HashAlgorithm /*hash*/) {
    return std::optional(std::optional<ExternalPsk>{});
  }

 protected:
  ~ExternalPsks() = default;
};

}  // namespace reprise::handshake
