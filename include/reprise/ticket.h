// SPDX-License-Identifier: Apache-2.0
// Tickets: sessions sealed under keys that only our servers hold, for the client to keep (RFC 5077; RFC 8446, 4.6.1).
//
//   key_name[16] | nonce[12] | AES-256-GCM(scope, session) | tag[16], with the key name as additional data
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/session.h"
#include "reprise/why_not_resumed.h"

namespace reprise::api {
struct Sealer;
}

namespace reprise::v0 {

// What a ticket is bound to: it opens in the scope that it was sealed in and in no other. Whatever a server's trust
// in its client hangs on belongs in it: the virtual host, the client CAs, whether certificates are asked for.
struct TicketScope {
  std::array<std::uint8_t, 32> hash{};  // all zeroes: the scope of those who name none

  // The scope of these parts, in this order. Fails with required_algorithm_missing when libcrypto has no SHA-256.
  REPRISE_API static Result<TicketScope> of(const Library& library, std::initializer_list<std::string_view> parts);
  friend bool operator==(const TicketScope&, const TicketScope&) = default;
};

struct TicketOptions {
  std::chrono::seconds rotation = std::chrono::hours(12);      // how long a key seals before the next one takes over
  std::chrono::seconds overlap = std::chrono::hours(24 * 7);   // how long it opens after that
  std::size_t max_bytes = 8192;  // of a ticket; above, the peer's certificate is left out and named by its hash
};

struct SealedTicket {
  std::vector<std::uint8_t> bytes;
  std::chrono::seconds lifetime;  // to announce: what session, chain of resumptions and key have left; at most a week
};

struct OpenedTicket {
  Ref<const Session> session;  // empty: see `why`
  WhyNotResumed why;
  bool renew;                  // sealed under a key that seals no more: better to send a new one
};

enum class TicketKeyRole : std::uint8_t { next, current, old };  // current seals; old ones still open

struct TicketKeyInfo {
  std::array<std::uint8_t, 16> name;  // the first bytes of its tickets
  TicketKeyRole role;
  Time opens_until;  // Time::max() for one that does not seal yet
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
