// SPDX-License-Identifier: Apache-2.0
#include "trace_host.h"

#include <algorithm>

#include "wire/messages/handshake_header.h"
#include "wire/messages/new_session_ticket.h"

namespace reprise::vectors {

Ref<const crypto::Algorithms> algorithms() {
  static const crypto::Algorithms& fetched = *std::move(crypto::Algorithms::fetch(nullptr, nullptr).value()).leak();
  return Ref<const crypto::Algorithms>::sharing(&fetched);
}

TraceHost::TraceHost(const Trace& trace_in)
    : trace(trace_in), settings(make_ref<handshake::Config>()), random_(algorithms()), certificates_(algorithms()) {
  settings->algorithms = algorithms();
  settings->min_version = 0x0304;
  for (const std::uint16_t id : {0x1301, 0x1303, 0x1302}) settings->suites.push_back(wire::find_cipher_suite(id));
  using crypto::NamedGroup;
  settings->groups = {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::secp521r1};
  using crypto::SignatureScheme;
  settings->signature_schemes = {SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::rsa_pss_rsae_sha256};
}

handshake::Answer<handshake::FoundToResume> TraceHost::open_ticket(Bytes ticket, std::uint16_t) {
  if (!session || !std::ranges::equal(session->data().ticket(), ticket))
    return std::optional(handshake::FoundToResume{});
  return std::optional(handshake::FoundToResume{.session = session.share(), .from_cache = true});
}

Ref<session::Session> session_of(const Trace& trace, std::int64_t time) {
  const auto& message = trace.step(Role::server, "construct a NewSessionTicket handshake message")["NewSessionTicket"];
  const auto ticket = wire::read_new_session_ticket_tls13(Bytes(message).subspan(wire::kHandshakeHeaderLen)).value();
  session::SessionFields fields;
  fields.version = 0x0304;
  fields.cipher_suite = 0x1301;
  fields.secret = trace.step(Role::server, "generate resumption secret \"tls13 resumption\"")["expanded"];
  fields.ticket = ticket.ticket;
  fields.age_add = ticket.ticket_age_add;
  fields.lifetime_hint = ticket.ticket_lifetime;
  fields.max_early_data = 1024;
  return session::Session::create(session::SessionData::make(fields), time, ticket.ticket_lifetime);
}

}  // namespace reprise::vectors
