// SPDX-License-Identifier: Apache-2.0
// Private keys that are elsewhere: in a hardware module, in another process, on another machine.
#pragma once

#include <cstdint>
#include <vector>

#include "reprise/answer.h"
#include "reprise/bytes.h"
#include "reprise/export.h"

namespace reprise::v0 {

// Shared by the connections of a configuration: called from whichever threads drive them, with no lock held.
class Signer {
 public:
  virtual ~Signer() = default;

  // The signature of `content` by `scheme` (RFC 8446, 4.2.3), one that suits the key of the certificate; in the form
  // that the scheme has on the wire, as ECDSA's in DER. What comes back is checked by nobody but the peer.
  // `content` is lent for the call. It is no hash: the scheme says which one to take.
  virtual Answer<std::vector<std::uint8_t>> sign(Question question, std::uint16_t scheme, Bytes content) = 0;

  // The connection that asked has gone before it had its answer.
  virtual void forget(Question) {}
};

}  // namespace reprise::v0
