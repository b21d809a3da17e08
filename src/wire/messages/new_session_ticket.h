// SPDX-License-Identifier: Apache-2.0
// NewSessionTicket, in the form of TLS 1.3 (RFC 8446, 4.6.1) and of TLS 1.2 (RFC 5077, 3.3).
// Shape in TLS 1.3:  ticket_lifetime[4] | ticket_age_add[4] | ticket_nonce<0..255> | ticket<1..2^16-1>
//                    | extensions<0..2^16-1>
// Shape in TLS 1.2:  ticket_lifetime_hint[4] | ticket<0..2^16-1>
#pragma once

#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

// Seconds that a ticket of TLS 1.3 may be announced for: seven days.
inline constexpr std::uint32_t kMaxTicketLifetime = 604800;

struct NewSessionTicketTls13 {
  std::uint32_t ticket_lifetime = 0;  // seconds, as sent: a client caps it at kMaxTicketLifetime
  std::uint32_t ticket_age_add = 0;
  Bytes ticket_nonce;
  Bytes ticket;
  ExtensionList extensions;
};

Result<NewSessionTicketTls13> read_new_session_ticket_tls13(Bytes body);
// Writes everything before the extensions.
void write_new_session_ticket_prefix(Writer& out, const NewSessionTicketTls13& message);
// Writes `message` with, in place of its extensions, a block around what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_new_session_ticket_tls13(Writer& out, const NewSessionTicketTls13& message, Extensions&& extensions) {
  write_new_session_ticket_prefix(out, message);
  out.vec16(std::forward<Extensions>(extensions));
}

struct NewSessionTicketTls12 {
  std::uint32_t ticket_lifetime_hint = 0;  // seconds; 0 leaves it to the client
  Bytes ticket;                            // empty: the server has changed its mind (RFC 5077, 3.3)
};

Result<NewSessionTicketTls12> read_new_session_ticket_tls12(Bytes body);
void write_new_session_ticket_tls12(Writer& out, const NewSessionTicketTls12& message);

}  // namespace reprise::wire
