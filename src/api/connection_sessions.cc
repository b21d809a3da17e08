// SPDX-License-Identifier: Apache-2.0
// The sessions of a connection: of the cache, the store of a program, tickets, keys agreed on beforehand.
#include <array>

#include "api/connection_host.h"
#include "api/session_access.h"
#include "handshake/host/facts.h"

namespace reprise::api {
namespace {

using handshake::FoundToResume;
using session::WhyNotResumed;

constexpr std::size_t kMaxReceived = 16;  // a server may send tickets without end
constexpr std::uint16_t kTls13 = 0x0304;

std::uint16_t suite_of(v0::PskHash hash) { return hash == v0::PskHash::sha384 ? 0x1302 : 0x1301; }
crypto::HashAlgorithm inward(v0::PskHash hash) {
  return hash == v0::PskHash::sha384 ? crypto::HashAlgorithm::sha384 : crypto::HashAlgorithm::sha256;
}

Result<Ref<session::Session>> session_of(const v0::Psk& psk, session::UnixSeconds now) {
  if (psk.key.size() == 0 || psk.key.size() > session::kMaxSecretLen) {
    return fail(Alert::internal_error, Reason::bad_psk);
  }
  session::SessionFields fields;
  fields.version = kTls13;
  fields.cipher_suite = suite_of(psk.hash);
  fields.secret = psk.key.bytes();
  return session::Session::create(session::SessionData::make(fields), now, session::kNewSessionTimeout_s);
}

// A session out of a program's store, or why it does not do.
FoundToResume found(v0::Ref<const v0::Session> stored, std::uint16_t version, session::UnixSeconds now) {
  if (!stored) return {.why = WhyNotResumed::unknown_id};
  auto session = v0::RefAccess::take(std::move(stored));
  if (session->data().version() != version) return {.why = WhyNotResumed::unknown_id};
  if (session->expired(now)) return {.why = WhyNotResumed::expired};
  return {.session = std::move(session), .why = WhyNotResumed::resumed, .from_cache = true};
}

}  // namespace

void ConnectionHost::receive(const Ref<session::Session>& session) {
  if (received_.size() == kMaxReceived) received_.erase(received_.begin());
  received_.push_back(session.share());
}

bool ConnectionHost::is_named(std::uint16_t version) const {
  return version != kTls13 || settings_->sessions.tickets13 == handshake::Tickets13::names;
}

void ConnectionHost::publish(const Ref<session::Session>& session, const handshake::Facts&) {
  if (role_ == handshake::Role::client) return receive(session);
  if (const auto& store = settings_->doors.store) {
    if (session->not_resumable() || !is_named(session->data().version())) return;
    const auto shown = v0::RefAccess::hand_out(session.share());
    return store->put(shown);
  }
  settings_->sessions.publish(session, unix_now());
}

bool ConnectionHost::retire(const Ref<session::Session>& session) {
  const auto& store = settings_->doors.store;
  if (role_ == handshake::Role::client || !store) return settings_->sessions.retire(session);
  session->mark_not_resumable();
  if (taken_.get() == session.get()) return true;
  const auto shown = v0::RefAccess::hand_out(session.share());
  store->remove(shown);
  return false;
}

Answer<FoundToResume> ConnectionHost::look_up(Bytes id, std::uint16_t version) {
  const auto store = settings_->doors.store;
  auto stored = TRY_ANSWER(question_.put(store,
                                         [&](v0::Question question) {
                                           return version == kTls13 ? store->take(question, id)
                                                                    : store->find(question, id);
                                         }),
                           not_yet<FoundToResume>());
  auto result = found(std::move(stored), version, unix_now());
  taken_ = version == kTls13 ? result.session.share() : nullptr;
  return std::optional(std::move(result));
}

Answer<FoundToResume> ConnectionHost::find_session(Bytes id) {
  if (settings_->doors.store) return look_up(id, 0x0303);
  return std::optional(settings_->sessions.find_session(id, unix_now()));
}

Answer<FoundToResume> ConnectionHost::open_ticket(Bytes ticket, std::uint16_t version) {
  if (settings_->doors.store && version == kTls13 && is_named(version) && !ticket.empty()) {
    return look_up(ticket, version);
  }
  return std::optional(settings_->sessions.open_ticket(ticket, version, unix_now()));
}

Answer<FoundToResume> ConnectionHost::find_external_psk(Bytes identity) {
  if (!settings_->doors.find_psk) return std::optional(FoundToResume{});
  const auto psk = TRY_ANSWER(
      question_.put([&](v0::Question question) { return settings_->doors.find_psk(question, identity); }),
      not_yet<FoundToResume>());
  if (!psk) return std::optional(FoundToResume{});
  return std::optional(FoundToResume{.session = TRY(session_of(*psk, unix_now())), .external_psk = true});
}

Answer<std::optional<handshake::ExternalPsk>> ConnectionHost::external_psk(crypto::HashAlgorithm hash) {
  using Offered = std::optional<handshake::ExternalPsk>;
  if (!settings_->doors.psk) return std::optional(Offered());
  const auto psk = TRY_ANSWER(question_.put([&](v0::Question question) { return settings_->doors.psk(question); }),
                              not_yet<Offered>());
  const bool fits = psk && (hash == crypto::HashAlgorithm::none || hash == inward(psk->hash));
  if (!fits) return std::optional(Offered());
  return std::optional(Offered({.identity = psk->identity, .session = TRY(session_of(*psk, unix_now()))}));
}

Result<ByteVector> ConnectionHost::new_session_id() {
  if (!settings_->doors.store) return settings_->sessions.new_session_id(random());
  ByteVector id(session::kMaxSessionIdLen);
  TRY(random().fill(id));
  return id;
}

Result<handshake::IssuedTicket> ConnectionHost::issue_ticket(session::Session& session, std::uint16_t version) {
  if (settings_->doors.store && version == kTls13 && is_named(version)) {
    return handshake::IssuedTicket{.bytes = copy_of(session.data().session_id()),
                                   .lifetime = session::ticket_lifetime(session, session::kNever, unix_now())};
  }
  return settings_->sessions.issue_ticket(session, version, unix_now());
}

}  // namespace reprise::api
