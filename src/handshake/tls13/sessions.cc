// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/sessions.h"

#include "handshake/flow/resumed_facts.h"
#include "handshake/flow/session_in_making.h"
#include "session/object/lineage.h"

namespace reprise::handshake::tls13 {

session::SessionFields connection_fields(const Context& context) {
  const auto& facts = context.facts;
  session::SessionFields fields = remembered(facts);
  fields.session_id_context = facts.session_id_context;
  const bool goes_on = facts.resumed && facts.session;
  fields.origin_time = goes_on ? session::lineage_start(*facts.session) : to_unix_seconds(context.host.now());
  return fields;
}

Ref<session::Session> new_session(const Context& context, const session::SessionFields& fields) {
  return finish_session(context.facts, fields, to_unix_seconds(context.host.now()),
                        context.host.config().session_timeout.count());
}

}  // namespace reprise::handshake::tls13
