// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls12/session.h"

#include "handshake/flow/resumed_facts.h"
#include "handshake/flow/session_in_making.h"
#include "session/object/lineage.h"

namespace reprise::handshake::tls12 {
namespace {

void set_name(session::SessionFields& fields, const SessionName& name) {
  fields.session_id = name.id;
  if (name.ticket.empty()) return;
  fields.ticket = name.ticket;
  fields.lifetime_hint = name.lifetime_hint;
}

}  // namespace

Ref<session::Session> new_session(const Context& context, const MasterSecret& master, const SessionName& name,
                                  const SessionTerms& terms) {
  const auto& facts = context.facts;
  const auto& config = context.host.config();
  const std::int64_t now_s = to_unix_seconds(context.host.now());
  session::SessionFields fields = remembered(facts);
  fields.origin_time = now_s;
  fields.secret = master.bytes();
  fields.session_id_context = facts.session_id_context;
  if (!terms.hostname.empty()) fields.hostname = terms.hostname;
  if (!terms.client_trust.empty()) fields.client_trust = terms.client_trust;
  set_name(fields, name);
  return finish_session(context.facts, fields, now_s, config.session_timeout.count());
}

Ref<session::Session> renewed_session(const Context& context, const SessionName& name) {
  const auto& old = *context.facts.session;
  session::SessionFields fields = old.data().fields();
  fields.origin_time = session::lineage_start(old);
  set_name(fields, name);
  return session::Session::create(session::SessionData::make(fields), to_unix_seconds(context.host.now()),
                                  old.timeout_s());
}

Result<crypto::Digest> id_of_ticket(Context& context, Bytes ticket) {
  return crypto::digest(context.algorithms(), crypto::HashAlgorithm::sha256, ticket, context.scratch.hash());
}

Result<> go_on_with_known_secret(Context& context, Bytes master_secret) {
  if (master_secret.size() != kMasterSecretLen) return fail(Alert::internal_error, Reason::bad_length);
  context.facts.session = new_session(context, MasterSecret(master_secret), {}, {});
  context.facts.resumed = true;
  return success();
}

void publish(Context& context) {
  if (context.facts.session->is_resumable()) context.host.publish(context.facts.session, context.facts);
}

}  // namespace reprise::handshake::tls12
