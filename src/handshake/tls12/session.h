// SPDX-License-Identifier: Apache-2.0
// Sessions as handshakes of TLS 1.2 make them and take them up again.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/keys/tls12_key_schedule.h"

namespace reprise::handshake::tls12 {

// What the client was given to name the session by: an id, a ticket, or neither.
struct SessionName {
  Bytes id{};
  Bytes ticket{};                   // client only: servers do not keep tickets
  std::uint32_t lifetime_hint = 0;  // seconds, of the ticket
};

// What else it remembers.
struct SessionTerms {
  std::string_view hostname{};  // empty: not agreed on
  Bytes client_trust{};         // server only (negotiation.h)
};

// The session that a full handshake has made, out of facts and settings.
Ref<session::Session> new_session(const Context& context, const MasterSecret& master, const SessionName& name,
                                  const SessionTerms& terms);
// Client: the resumed session under the new ticket that the server sent with the resumption. A new object: others may
// hold the old one.
Ref<session::Session> renewed_session(const Context& context, const SessionName& name);
// Client: what a session with `ticket` goes by. Compat: programs name sessions of tickets by the ticket's SHA-256.
Result<crypto::Digest> id_of_ticket(Context& context, Bytes ticket);

// Goes on with a master secret that no full handshake has made, as if a session with it were resumed: it is in
// facts.session, by no name. facts.suite is set. Fails with internal_error when the secret has not kMasterSecretLen
// bytes.
Result<> go_on_with_known_secret(Context& context, Bytes master_secret);

// Hands facts.session to the Host if it can be resumed at all: a server's that is in a ticket alone cannot.
void publish(Context& context);

}  // namespace reprise::handshake::tls12
