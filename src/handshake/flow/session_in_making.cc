// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/session_in_making.h"

#include <utility>

#include "handshake/flow/resumed_facts.h"

namespace reprise::handshake {
namespace {

using session::Session;
using session::SessionFields;

std::string_view agreed_hostname(const Facts& facts, const Host& host) {
  if (!facts.server_name_acknowledged) return {};
  return facts.offer ? std::string_view(facts.offer->server_name) : std::string_view(host.config().server_name);
}

// Differs from what it was whenever there is more to show.
std::uint32_t stage_of(const SessionSecrets& secrets, const Facts& facts) {
  std::uint32_t stage = 1;
  for (const bool known : {facts.version != 0, secrets.keyed, !secrets.master.empty(), facts.server_name_acknowledged,
                           !facts.alpn.empty(), bool(facts.peer), facts.max_fragment_length != 0,
                           facts.extended_master_secret, facts.group != crypto::NamedGroup{}}) {
    stage = stage << 1 | std::uint32_t(known);
  }
  return stage;
}

Ref<Session> begin(Host& host, const Facts& facts) {
  const auto& config = host.config();
  SessionFields fields;
  fields.version = config.max_version;
  fields.session_id_context = facts.version != 0 ? facts.session_id_context : config.session_id_context;
  return Session::create(session::SessionData::make(fields), to_unix_seconds(host.now()),
                         config.session_timeout.count());
}

void show(const SessionSecrets& secrets, const Host& host, const Facts& facts, SessionFields& fields) {
  if (facts.version != 0) fields.version = facts.version;
  fields.cipher_suite = secrets.keyed && facts.suite != nullptr ? facts.suite->id : 0;
  if (facts.peer) fields.verify_result = std::int32_t(facts.verify_result);
  fields.secret = secrets.master;
  if (const auto name = agreed_hostname(facts, host); !name.empty()) fields.hostname = name;
  note_agreed(facts, fields);
}

}  // namespace

Session* session_in_making(const SessionSecrets& secrets, Host& host, Facts& facts) {
  if (!facts.makes_session) return nullptr;
  auto& unfinished = facts.unfinished;
  if (!unfinished.session) {
    unfinished.session = begin(host, facts);
    unfinished.stage = 0;
  }
  const auto stage = stage_of(secrets, facts);
  if (stage != unfinished.stage) {
    unfinished.session->edit([&](SessionFields& fields) { show(secrets, host, facts, fields); });
    unfinished.stage = stage;
  }
  return unfinished.session.get();
}

Ref<Session> finish_session(Facts& facts, const SessionFields& fields, session::UnixSeconds time,
                            std::int64_t timeout_s) {
  if (!facts.unfinished.session) return Session::create(session::SessionData::make(fields), time, timeout_s);
  auto session = std::exchange(facts.unfinished, {}).session;
  session->edit([&](SessionFields& all) {
    const Bytes appdata = fields.ticket_appdata.data() != nullptr ? fields.ticket_appdata : all.ticket_appdata;
    all = fields;
    all.ticket_appdata = appdata;
  });
  return session;
}

}  // namespace reprise::handshake
