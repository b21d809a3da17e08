// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/current_session.h"

#include "capi/objects/ex_data.h"

namespace reprise::capi {

session::Session* current_session(const SSL* ssl) {
  if (ssl->host && ssl->host->session_being_issued() != nullptr) return ssl->host->session_being_issued();
  const auto& facts = facts_of(ssl);
  if (ssl->session_replaced) return ssl->offered.get();
  const bool hidden = ssl->host && ssl->host->is_hidden_offer(facts.session.get());
  if (hidden && !ssl->engine->handshake_complete()) return nullptr;
  if (facts.session) return facts.session.get();
  auto* making = ssl->engine ? ssl->engine->session_in_making() : nullptr;
  return making != nullptr ? making : ssl->offered.get();
}

void inherit_ex_data(SSL* ssl, session::Session& session) {
  const auto* resumed = facts_of(ssl).resumed ? ssl->offered.get() : nullptr;
  const auto* source = ssl->ex_data_source ? ssl->ex_data_source.get() : resumed;
  // A duplication function that refuses leaves the new session without the data.
  if (source != nullptr && source != &session && session.user() == nullptr) (void)copy_ex_data(*source, session).ok();
  ssl->ex_data_source = Ref<session::Session>::sharing(&session);
}

bool retire_unclosed_session(SSL* ssl) {
  const bool open = ssl->engine && !ssl->failed && ssl->engine->handshake_complete();
  if (!open || (ssl->shutdown & SSL_SENT_SHUTDOWN) != 0) return false;
  auto* session = current_session(ssl);
  if (session == nullptr) return false;
  if (ssl->host->is_unsealed(*session)) session->mark_not_resumable();
  else remove_session(ssl->session_ctx.get(), *session);
  return true;
}

}  // namespace reprise::capi
