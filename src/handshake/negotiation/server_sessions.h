// SPDX-License-Identifier: Apache-2.0
// A server's sessions where they are kept in a cache, sealed into tickets, or both: the answers that a Host gives about
// them.
#pragma once

#include "base/bytes.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/random.h"
#include "handshake/host/host.h"
#include "session/cache/cache.h"
#include "session/tickets/shared_keys.h"
#include "session/tickets/ticket.h"

namespace reprise::handshake {

// What a ticket of TLS 1.3 is: a sealed session, or the name of one in the cache, which can be taken once only (RFC
// 8446, 8.1).
enum class Tickets13 : std::uint8_t { sealed, names };

// Lent for the length of a call; all may be null. Safe to use from any thread.
struct ServerSessions {
  session::SessionCache* cache = nullptr;
  session::TicketSealer* sealer = nullptr;
  session::SharedTicketKeys* shared_keys = nullptr;  // in place of `sealer`
  session::ScopeHash scope{};
  Tickets13 tickets13 = Tickets13::sealed;

  // As the functions of Host that are named so.
  void publish(const Ref<session::Session>& session, session::UnixSeconds now) const;
  bool retire(const Ref<session::Session>& session) const;
  FoundToResume find_session(Bytes id, session::UnixSeconds now) const;
  FoundToResume open_ticket(Bytes ticket, std::uint16_t version, session::UnixSeconds now) const;
  Result<ByteVector> new_session_id(crypto::Random& random) const;
  IssuedTicket issue_ticket(const session::Session& session, std::uint16_t version, session::UnixSeconds now) const;

 private:
  FoundToResume look_up(Bytes id, std::uint16_t version, session::UnixSeconds now) const;
  bool names_session(std::uint16_t version) const;
  session::UnsealedTicket unseal(Bytes ticket, session::UnixSeconds now) const;
};

}  // namespace reprise::handshake
