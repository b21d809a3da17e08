#include "handshake/tls13/sessions.h"

#include "handshake/negotiation.h"
#include "session/lineage.h"

namespace reprise::handshake::tls13 {

session::SessionFields connection_fields(const Context& context) {
  const auto& facts = context.facts;
  session::SessionFields fields;
  fields.version = kTls13;
  fields.cipher_suite = facts.suite->id;
  fields.kex_group = std::uint16_t(facts.group);
  fields.max_fragment_mode = facts.max_fragment_length;
  fields.verify_result = std::int32_t(facts.verify_result);
  if (!facts.alpn.empty()) fields.alpn = bytes_of(facts.alpn);
  if (facts.peer_chain) {
    fields.peer_chain = facts.peer_chain.get();
    if (!facts.peer_chain->empty()) fields.peer = &facts.peer_chain->leaf();
  }
  const bool goes_on = facts.resumed && facts.session;
  fields.origin_time = goes_on ? session::lineage_start(*facts.session) : to_unix_seconds(context.host.now());
  return fields;
}

Ref<session::Session> new_session(const Context& context, const session::SessionFields& fields) {
  return session::Session::create(session::SessionData::make(fields), to_unix_seconds(context.host.now()),
                                  context.host.config().session_timeout.count());
}

}  // namespace reprise::handshake::tls13
