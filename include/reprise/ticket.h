// SPDX-License-Identifier: Apache-2.0
// Tickets: sessions sealed under keys that only our servers hold, for the client to keep (RFC 5077; RFC 8446, 4.6.1).
//
//   key_name[16] | nonce[12] | AES-256-GCM(scope, session) | tag[16], with the key name as additional data
#pragma once

#include <cstddef>
#include <memory>
#include <span>
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

// Bytes of a set of keys in the layout of RFC 5077, 4: key_name[16] | hmac_key[32] | aes_key[32].
inline constexpr std::size_t kTicketKeysSize = 80;

// Seals and opens tickets: with a ring of keys that rotates by the clock handed in, or with keys that machines share. A
// handle: copies mean the same keys. Safe to use from any thread.
class REPRISE_API TicketSealer {
 public:
  // A ring. Its keys are made at random, never leave and are wiped when they have had their time.
  // Makes the first keys. Processes that are forked afterwards go through the same keys at the same times and open each
  // other's tickets. Fails with bad_value when nothing would seal, with internal when libcrypto has no randomness.
  static Result<TicketSealer> open(const Library& library, Time now, const TicketOptions& options = {});

  // Keys from outside, kTicketKeysSize bytes each: the first seals, all open. Tickets are those of RFC 5077, 4, as
  // programs seal and open them that give the same keys to SSL_CTX_set_tlsext_ticket_keys(3) (nginx's
  // ssl_session_ticket_key); that layout has no room for a TicketScope, so that a server's `scope` is in the session
  // itself. Fails with bad_value when there are none, with invalid_ticket_keys_length.
  static Result<TicketSealer> with_keys(const Library& library, std::span<const Bytes> keys);
  // A new set, at random. Fails with internal when libcrypto has no randomness.
  static Result<Secret> make_keys(const Library& library);
  // Puts these in place of those before, for all who have the handle. To rotate without a lost ticket, on one machine
  // or many: first the new one behind the old everywhere, then in front of it, then alone once tickets have expired.
  // Fails as with_keys(), and with not_supported for a ring; nothing is changed then.
  Result<> set_keys(std::span<const Bytes> keys);

  // Fails with bad_cipher when the session has no cipher suite, with too_long when it does not fit into a ticket,
  // with not_supported for a scope where keys came from outside.
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
