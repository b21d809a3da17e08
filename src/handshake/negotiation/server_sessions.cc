// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/server_sessions.h"

#include "handshake/negotiation/version.h"

namespace reprise::handshake {

using session::UnixSeconds;
using session::WhyNotResumed;

bool ServerSessions::names_session(std::uint16_t version) const {
  return version == kTls13 && cache != nullptr && tickets13 == Tickets13::names;
}

void ServerSessions::publish(const Ref<session::Session>& session, UnixSeconds now) const {
  const std::uint16_t version = session->data().version();
  if (cache == nullptr || session->not_resumable()) return;
  if (version != kTls13 || names_session(version)) cache->add(session, now);
}

bool ServerSessions::retire(const Ref<session::Session>& session) const {
  session->mark_not_resumable();
  return cache != nullptr && cache->remove_exact(*session);
}

FoundToResume ServerSessions::look_up(Bytes id, std::uint16_t version, UnixSeconds now) const {
  if (cache == nullptr) return {.why = WhyNotResumed::unknown_id};
  auto found = cache->find(id, version, now);
  switch (found.outcome) {
    case session::FindOutcome::hit:
      return {.session = std::move(found.session), .why = WhyNotResumed::resumed, .from_cache = true};
    case session::FindOutcome::expired: return {.why = WhyNotResumed::expired};
    case session::FindOutcome::miss: break;
  }
  return {.why = WhyNotResumed::unknown_id};
}

FoundToResume ServerSessions::find_session(Bytes id, UnixSeconds now) const { return look_up(id, kTls12, now); }

// Sessions bear a scope of their own (session_id_context, client_trust), which is held against the settings once they
// stand: shared keys have no room for another.
session::UnsealedTicket ServerSessions::unseal(Bytes ticket, UnixSeconds now) const {
  if (shared_keys != nullptr) return shared_keys->open(ticket, now);
  if (sealer != nullptr) return sealer->open(ticket, scope, now);
  return {nullptr, WhyNotResumed::tickets_off};
}

FoundToResume ServerSessions::open_ticket(Bytes ticket, std::uint16_t version, UnixSeconds now) const {
  if (ticket.empty()) return {.why = WhyNotResumed::none_offered};
  if (names_session(version)) return look_up(ticket, version, now);
  auto opened = unseal(ticket, now);
  return {.session = std::move(opened.session), .why = opened.why, .renew = opened.renew};
}

Result<ByteVector> ServerSessions::new_session_id(crypto::Random& random) const {
  if (cache == nullptr) return ByteVector{};
  ByteVector id(session::kMaxSessionIdLen);
  TRY(random.fill(id));
  return id;
}

IssuedTicket ServerSessions::issue_ticket(const session::Session& session, std::uint16_t version,
                                         UnixSeconds now) const {
  if (names_session(version)) {
    return {.bytes = copy_of(session.data().session_id()),
            .lifetime = session::ticket_lifetime(session, session::kNever, now)};
  }
  if (sealer == nullptr && shared_keys == nullptr) return {};
  // A ticket that cannot be made costs the client a full handshake later, not its connection now.
  auto sealed = shared_keys != nullptr ? shared_keys->seal(session, now) : sealer->seal(session, scope, now);
  if (!sealed.ok()) return {};
  return {.bytes = std::move(sealed.value().bytes), .lifetime = std::uint32_t(sealed.value().lifetime.count())};
}

}  // namespace reprise::handshake
