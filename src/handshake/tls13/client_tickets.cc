// SPDX-License-Identifier: Apache-2.0
// The client's side of NewSessionTicket (RFC 8446, 4.6.1).
#include <algorithm>

#include "handshake/negotiation/extension_rules.h"
#include "handshake/negotiation/suite.h"
#include "handshake/tls13/client_states.h"
#include "handshake/tls13/key_updates.h"
#include "handshake/tls13/sessions.h"
#include "session/object/lineage.h"
#include "wire/extensions/early_data.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

// The session that the ticket stands for: the connection's, with the ticket and its own PSK.
Result<Ref<session::Session>> session_of(const wire::NewSessionTicketTls13& ticket, std::uint32_t max_early_data,
                                         ClientContext& context) {
  const auto hash = hash_of(context.suite());
  const auto psk = TRY(resumption_psk(context.scratch, hash, context.lasting.secrets.resumption_master.bytes(),
                                      ticket.ticket_nonce));
  // Compat: programs name sessions of tickets by the ticket's hash.
  const auto id =
      TRY(crypto::digest(context.algorithms(), crypto::HashAlgorithm::sha256, ticket.ticket, context.scratch.hash()));
  const auto& base = *context.facts.session;
  session::SessionFields fields = base.data().fields();
  fields.origin_time = session::lineage_start(base);
  fields.secret = psk.bytes();
  fields.session_id = id.bytes();
  fields.ticket = ticket.ticket;
  fields.age_add = ticket.ticket_age_add;
  // RFC 8446, 4.6.1: MUST NOT be kept for longer than seven days, whatever the server says.
  fields.lifetime_hint = std::min(ticket.ticket_lifetime, wire::kMaxTicketLifetime);
  fields.max_early_data = max_early_data;
  fields.alpn = context.facts.alpn.empty() ? Bytes() : bytes_of(context.facts.alpn);
  fields.cipher_suite = context.suite().id;
  fields.kex_group = std::uint16_t(context.facts.group);
  return new_session(context, fields);
}

}  // namespace

Result<ClientState> Connected::on(const wire::NewSessionTicketTls13& parsed, const Message&,
                                  ClientContext& context) && {
  TRY(check_request_extensions(context.host, parsed.extensions,
                               {wire::ExtensionContext::new_session_ticket, ExtensionPlace::new_session_ticket}));
  std::uint32_t max_early_data = 0;
  if (const auto body = parsed.extensions.find(ExtensionType::early_data)) {
    max_early_data = TRY(wire::read_max_early_data_size(*body));
  }
  TRY(take_custom_extensions(context.host, parsed.extensions, ExtensionPlace::new_session_ticket));
  // RFC 8446, 4.6.1: a lifetime of zero says that the ticket should be discarded immediately.
  if (parsed.ticket_lifetime != 0) {
    context.facts.session = TRY(session_of(parsed, max_early_data, context));
    context.host.publish(context.facts.session, context.facts);
  }
  context.out.entered(StateName::client_read_session_ticket);
  context.out.entered(StateName::ok);
  return ClientState(Connected{});
}

Result<ClientState> Connected::on(const wire::KeyUpdate& parsed, const Message& message, ClientContext& context) && {
  TRY(take_key_update(context, Role::client, context.lasting.secrets, parsed, message));
  return ClientState(Connected{});
}

}  // namespace reprise::handshake::tls13
