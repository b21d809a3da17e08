// SPDX-License-Identifier: Apache-2.0
// The session of a full handshake before the handshake is over.
//
// Callbacks may look at it, and mark it as theirs (timeout, application data): what the handshake ends with is the same
// object. It is made when somebody asks for it, so a handshake that nobody watches does nothing for it. Until it is
// finished it has neither id nor ticket and no peer that has not proven its identity: nothing can be resumed by it.
#pragma once

#include "base/bytes.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "session/object/session.h"

namespace reprise::handshake {

// Lent by a state that goes on.
struct SessionSecrets {
  Bytes master{};     // TLS 1.2; empty: not known yet
  bool keyed = false;  // keys were made with the suite
};

// With all that is known by now; null where the handshake makes none, or has not got as far. Lives as long as facts do.
session::Session* session_in_making(const SessionSecrets& secrets, Host& host, Facts& facts);

// The session that the handshake has made, of `fields`, begun at `time`: the one that was seen in the making, which
// keeps the time and the timeout that it has had, and application data for tickets, or a new one.
Ref<session::Session> finish_session(Facts& facts, const session::SessionFields& fields, session::UnixSeconds time,
                                     std::int64_t timeout_s);

}  // namespace reprise::handshake
