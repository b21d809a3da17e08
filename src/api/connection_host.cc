#include "api/connection_host.h"

#include <algorithm>
#include <chrono>

#include "api/cache.h"
#include "api/ticket.h"
#include "handshake/facts.h"
#include "handshake/security.h"
#include "wire/lists.h"

namespace reprise::api {
namespace {

using handshake::Answer;
using handshake::FoundSession;
using session::WhyNotResumed;

constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::size_t kMaxReceived = 16;  // a server may send tickets without end

}  // namespace

TimePoint ConnectionHost::now() const {
  if (settings_->clock) return settings_->clock();
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

bool ConnectionHost::allows(const handshake::SecurityQuestion& question) {
  return handshake::allowed_at_level(config().security_level, question);
}

session::SessionCache* ConnectionHost::cache() const {
  return settings_->cache ? &v0::CacheAccess::inside(*settings_->cache) : nullptr;
}

Answer<handshake::Verdict> ConnectionHost::verify_peer(const handshake::Facts& facts) {
  const bool client = role_ == handshake::Role::client;
  const crypto::PeerExpectation expected{.purpose = client ? crypto::PeerPurpose::server : crypto::PeerPurpose::client,
                                         .name = settings_->expected_name,
                                         .security_level = config().security_level,
                                         .unix_seconds = unix_now()};
  const auto verdict = TRY(settings_->trust->verify(*facts.peer_chain, expected));
  return std::optional(handshake::Verdict{.accepted = verdict.good || !config().switches.verify_peer,
                                          .alert = verdict.alert,
                                          .result = verdict.result});
}

void ConnectionHost::receive(const Ref<session::Session>& session) {
  if (received_.size() == kMaxReceived) received_.erase(received_.begin());
  received_.push_back(session.share());
}

void ConnectionHost::publish(const Ref<session::Session>& session, const handshake::Facts&) {
  if (role_ == handshake::Role::client) return receive(session);
  const bool kept = session->data().version() != kTls13 || settings_->stateful();
  if (cache() != nullptr && kept && !session->not_resumable()) cache()->add(session, unix_now());
}

bool ConnectionHost::retire(const Ref<session::Session>& session) {
  session->mark_not_resumable();
  return cache() != nullptr && cache()->remove_exact(*session);
}

Answer<handshake::ServerName> ConnectionHost::server_name(std::string_view name) {
  return std::optional(name.empty() ? handshake::ServerName::ignored : handshake::ServerName::accepted);
}

FoundSession ConnectionHost::look_up(Bytes id, std::uint16_t version) {
  if (cache() == nullptr) return {.why = WhyNotResumed::unknown_id};
  auto found = cache()->find(id, version, unix_now());
  switch (found.outcome) {
    case session::FindOutcome::hit:
      return {.session = std::move(found.session), .why = WhyNotResumed::resumed, .from_cache = true};
    case session::FindOutcome::expired: return {.why = WhyNotResumed::expired};
    case session::FindOutcome::miss: break;
  }
  return {.why = WhyNotResumed::unknown_id};
}

Answer<FoundSession> ConnectionHost::find_session(Bytes id) { return std::optional(look_up(id, kTls12)); }

Answer<FoundSession> ConnectionHost::open_ticket(Bytes ticket, std::uint16_t version) {
  if (ticket.empty()) return std::optional(FoundSession{.why = WhyNotResumed::none_offered});
  if (version == kTls13 && settings_->stateful()) return std::optional(look_up(ticket, kTls13));
  if (!settings_->tickets) return std::optional(FoundSession{.why = WhyNotResumed::not_allowed});
  auto opened = v0::SealerAccess::inside(*settings_->tickets).open(ticket, settings_->scope, unix_now());
  return std::optional(FoundSession{.session = std::move(opened.session), .why = opened.why, .renew = opened.renew});
}

Result<ByteVector> ConnectionHost::new_session_id() {
  if (cache() == nullptr) return ByteVector{};
  ByteVector id(session::kMaxSessionIdLen);
  TRY(random().fill(id));
  return id;
}

Result<handshake::IssuedTicket> ConnectionHost::issue_ticket(session::Session& session, std::uint16_t version) {
  if (version == kTls13 && settings_->stateful()) {
    return handshake::IssuedTicket{.bytes = copy_of(session.data().session_id()),
                                   .lifetime = session::ticket_lifetime(session, session::kNever, unix_now())};
  }
  if (!settings_->tickets) return handshake::IssuedTicket{};
  auto sealed = v0::SealerAccess::inside(*settings_->tickets).seal(session, settings_->scope, unix_now());
  // A ticket that cannot be made costs the client a full handshake later, not its connection now.
  if (!sealed.ok()) return handshake::IssuedTicket{};
  return handshake::IssuedTicket{.bytes = std::move(sealed.value().bytes), .lifetime = sealed.value().lifetime_s};
}

Answer<handshake::AlpnChoice> ConnectionHost::choose_alpn(Bytes client_protocols) {
  if (settings_->protocols.empty()) return std::optional(handshake::AlpnChoice{});
  const auto offered = TRY(wire::Opaque8List::parse(client_protocols));
  for (const auto& protocol : settings_->protocols) {
    const auto same = [&](Bytes name) { return text_of(name) == protocol; };
    if (!std::ranges::any_of(offered, same)) continue;
    return std::optional(handshake::AlpnChoice{.none = false, .protocol = protocol});
  }
  // RFC 7301, 3.2: SHALL respond with a fatal "no_application_protocol" alert.
  return fail(Alert::no_application_protocol, Reason::no_alpn_overlap);
}

}  // namespace reprise::api
