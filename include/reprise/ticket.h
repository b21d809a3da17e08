// SPDX-License-Identifier: Apache-2.0
// Tickets: sessions sealed under keys that only our servers hold, for the client to keep (RFC 5077; RFC 8446, 4.6.1).
//
//   key_name[16] | nonce[12] | AES-256-GCM(scope, session) | tag[16], with the key name as additional data
#pragma once

#include <memory>
#include <vector>

#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/session.h"
#include "reprise/ticket_options.h"
#include "reprise/why_not_resumed.h"

namespace reprise::api {
struct Sealer;
}

namespace reprise::v0 {

struct OpenedTicket {
  Ref<const Session> session;  // empty: see `why`
  WhyNotResumed why;
  bool renew;                  // sealed under a key that seals no more: better to send a new one
};

// Seals and opens tickets with a ring of keys that rotates by the clock handed in. Keys are made at random, never
// leave and are wiped when they have had their time. A handle: copies mean the same keys. Safe to use from any
// thread.
class REPRISE_API TicketSealer {
 public:
  // Makes the first keys. Processes that are forked afterwards go through the same keys at the same times and open each
  // other's tickets. Fails with bad_value when nothing would seal, with internal when libcrypto has no randomness.
  static Result<TicketSealer> open(const Library& library, Time now, const TicketOptions& options = {});

  // Fails with bad_cipher when the session has no cipher suite, with too_long when it does not fit into a ticket.
  Result<SealedTicket> seal(const SessionView& session, const TicketScope& scope, Time now);
  // Never fails: what cannot be opened means a full handshake, and says why.
  OpenedTicket open_ticket(Bytes ticket, const TicketScope& scope, Time now);

  // The names of the keys in the ring and what they are good for, never the keys.
  std::vector<TicketKeyInfo> keys() const;
  // Drops all keys: tickets sealed so far open no more.
  void forget_keys();

 private:
  friend struct SealerAccess;  // of Reprise's own sources
  explicit TicketSealer(std::shared_ptr<api::Sealer> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<api::Sealer> inside_;
};

}  // namespace reprise::v0
