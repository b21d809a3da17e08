// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/server_tickets.h"

#include <algorithm>
#include <array>

#include "handshake/negotiation/suite.h"
#include "handshake/negotiation/trust_scope.h"
#include "handshake/negotiation/version.h"
#include "handshake/tls13/sessions.h"
#include "wire/extensions/early_data.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::handshake::tls13 {
namespace {

// What distinguishes one ticket's session from the next.
struct TicketParts {
  std::array<std::uint8_t, 8> nonce{};
  std::uint32_t age_add = 0;
  ByteVector session_id;
  HashSecret psk;
};

Result<TicketParts> make_parts(ServerContext& context) {
  TicketParts parts;
  const std::uint64_t number = context.lasting.tickets_sent++;
  for (std::size_t i = 0; i < parts.nonce.size(); ++i) parts.nonce[i] = std::uint8_t(number >> 8 * (7 - i));
  std::array<std::uint8_t, 4 + session::kMaxSessionIdLen> random;
  TRY(context.host.random().fill(random));
  for (std::size_t i = 0; i < 4; ++i) parts.age_add = parts.age_add << 8 | random[i];
  parts.session_id = TRY(context.host.new_session_id());
  if (parts.session_id.empty()) parts.session_id.assign(random.begin() + 4, random.end());
  parts.psk = TRY(resumption_psk(context.scratch, hash_of(context.suite()),
                                 context.lasting.secrets.resumption_master.bytes(), parts.nonce));
  return parts;
}

Ref<session::Session> make_session(const TicketParts& parts, ServerContext& context) {
  const auto& config = context.host.config();
  const auto& facts = context.facts;
  const auto base = facts.session.share();  // whose strings the fields below show
  session::SessionFields fields = base->data().fields();
  fields.secret = parts.psk.bytes();
  fields.session_id = parts.session_id;
  fields.session_id_context = facts.session_id_context;
  fields.age_add = parts.age_add;
  fields.max_early_data = config.max_early_data;
  fields.lifetime_hint =
      std::min<std::uint64_t>(std::uint64_t(config.session_timeout.count()), wire::kMaxTicketLifetime);
  fields.cipher_suite = context.suite().id;
  fields.kex_group = std::uint16_t(facts.group);
  fields.alpn = facts.alpn.empty() ? Bytes() : bytes_of(facts.alpn);
  return new_session(context, fields);
}

Result<> send_ticket(ServerContext& context, const TicketParts& parts, const IssuedTicket& issued) {
  const std::uint32_t max_early_data = context.host.config().max_early_data;
  Result<> custom;
  // Not part of the transcript, which has ended.
  wire::Writer out(context.out.flight());
  wire::write_handshake(out, wire::HandshakeType::new_session_ticket, [&] {
    const wire::NewSessionTicketTls13 message{.ticket_lifetime = std::min(issued.lifetime, wire::kMaxTicketLifetime),
                                              .ticket_age_add = parts.age_add,
                                              .ticket_nonce = parts.nonce,
                                              .ticket = issued.bytes};
    wire::write_new_session_ticket_tls13(out, message, [&] {
      if (max_early_data != 0) {
        wire::write_extension(out, wire::ExtensionType::early_data,
                              [&] { wire::write_max_early_data_size(out, max_early_data); });
      }
      if (context.host.has_custom_extensions()) {
        custom = context.host.write_custom_extensions(ExtensionPlace::new_session_ticket, 0, out);
      }
    });
  });
  TRY(custom);
  return out.finish();
}

}  // namespace

Result<> note_connection(ServerContext& context) {
  auto& facts = context.facts;
  const auto trust = TRY(trust_to_remember(context.host, facts));
  session::SessionFields fields = connection_fields(context);
  fields.session_id_context = facts.session_id_context;
  if (trust.size != 0) fields.client_trust = trust.bytes();
  const auto before = facts.session.share();
  if (before) {
    // Resumed, and authenticated since: what the session was told stays.
    fields.hostname = before->data().hostname();
    fields.ticket_appdata = before->data().ticket_appdata();
  } else if (const auto name = name_to_remember(context.host.config(), facts); !name.empty()) {
    fields.hostname = name;
  }
  facts.session = new_session(context, fields);
  return success();
}

unsigned tickets_due(const ServerContext& context) {
  const unsigned full = context.host.config().num_tickets;
  return context.facts.resumed ? std::min(full, 1u) : full;
}

Result<> issue_tickets(ServerContext& context, unsigned count) {
  for (; count > 0 && context.lasting.may_issue_tickets; --count) {
    const auto parts = TRY(make_parts(context));
    auto session = make_session(parts, context);
    const auto issued = TRY(context.host.issue_ticket(*session, kTls13));
    if (issued.bytes.empty()) continue;  // the Host may think otherwise of the next one
    context.out.entered(StateName::server_write_session_ticket);
    TRY(send_ticket(context, parts, issued));
    context.facts.session = std::move(session);
    context.host.publish(context.facts.session, context.facts);
  }
  return success();
}

}  // namespace reprise::handshake::tls13
