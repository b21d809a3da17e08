#include "handshake/tls12/session.h"

#include "handshake/negotiation.h"
#include "session/lineage.h"

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
                                  std::string_view hostname) {
  const auto& facts = context.facts;
  const auto& config = context.host.config();
  const std::int64_t now_s = to_unix_seconds(context.host.now());
  session::SessionFields fields;
  fields.version = kTls12;
  fields.cipher_suite = facts.suite->id;
  fields.kex_group = std::uint16_t(facts.group);
  fields.max_fragment_mode = facts.max_fragment_length;
  fields.flags = facts.extended_master_secret ? session::kFlagExtendedMasterSecret : 0;
  fields.verify_result = std::int32_t(facts.verify_result);
  fields.origin_time = now_s;
  fields.secret = master.bytes();
  fields.session_id_context = facts.session_id_context;
  if (!hostname.empty()) fields.hostname = hostname;
  if (!facts.alpn.empty()) fields.alpn = bytes_of(facts.alpn);
  if (facts.peer_chain) {
    fields.peer_chain = facts.peer_chain.get();
    fields.peer = &facts.peer_chain->leaf();
  }
  set_name(fields, name);
  return session::Session::create(session::SessionData::make(fields), now_s, config.session_timeout.count());
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

void note_resumption(Facts& facts, Ref<session::Session> session) {
  const auto& data = session->data();
  facts.resumed = true;
  facts.why_not_resumed = session::WhyNotResumed::resumed;
  facts.extended_master_secret = data.extended_master_secret();
  facts.peer_chain = Ref<const crypto::CertificateChain>::sharing(data.peer_chain());
  facts.verify_result = data.verify_result();
  facts.session = std::move(session);
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
