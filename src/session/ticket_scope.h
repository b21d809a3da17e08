// Puts together what a ticket is bound to (ticket_payload.h).
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"
#include "crypto/hash.h"
#include "session/ticket_payload.h"

namespace reprise::session {

// A hash of the parts added, each with its length. One thread at a time.
class TicketScopeHash {
 public:
  // Fails with required_algorithm_missing when there is no SHA-256.
  static Result<TicketScopeHash> start(const crypto::Algorithms& algorithms);
  void add(Bytes part);
  Result<TicketScope> finish() &&;

 private:
  crypto::Hash hash_;
};

}  // namespace reprise::session
