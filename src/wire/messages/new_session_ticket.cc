// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/new_session_ticket.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<NewSessionTicketTls13> read_new_session_ticket_tls13(Bytes body) {
  Reader reader(body);
  NewSessionTicketTls13 message;
  message.ticket_lifetime = TRY(reader.u32());
  message.ticket_age_add = TRY(reader.u32());
  message.ticket_nonce = TRY(reader.opaque8());
  message.ticket = TRY(reader.opaque16(1));
  message.extensions = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  return message;
}

void write_new_session_ticket_prefix(Writer& out, const NewSessionTicketTls13& message) {
  out.u32(message.ticket_lifetime);
  out.u32(message.ticket_age_add);
  out.opaque8(message.ticket_nonce);
  out.opaque16(message.ticket);
}

Result<NewSessionTicketTls12> read_new_session_ticket_tls12(Bytes body) {
  Reader reader(body);
  NewSessionTicketTls12 message;
  message.ticket_lifetime_hint = TRY(reader.u32());
  message.ticket = TRY(reader.opaque16());
  TRY(reader.finish());
  return message;
}

void write_new_session_ticket_tls12(Writer& out, const NewSessionTicketTls12& message) {
  out.u32(message.ticket_lifetime_hint);
  out.opaque16(message.ticket);
}

}  // namespace reprise::wire
